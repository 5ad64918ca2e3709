"""农信云: the bank. Contexts of pure domain, use cases and stores; one way in, one way out."""
