"""农信云: the bank. Contexts of pure domain, use cases and stores; one way in, one way out."""

import gc

# A cold start makes nearly a hundred thousand objects that stay, and a call little that refers in
# circles: looking for such garbage as often as Python does takes a fifth of a cold start.
gc.set_threshold(100_000, 20, 20)
