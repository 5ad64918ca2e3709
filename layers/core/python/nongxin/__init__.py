"""农信云: the bank. Contexts of pure domain, use cases and stores; one way in, one way out."""

import gc

# A cold start makes a hundred thousand objects that stay, and a call little that refers in circles:
# looking for such garbage as often as Python does by itself takes a fifth of a cold start.
gc.set_threshold(50_000, 20, 20)
