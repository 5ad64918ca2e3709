"""The loan engine: a loan is its product and its dated events; all figures are replayed."""
