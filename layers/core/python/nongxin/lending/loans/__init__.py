"""A loan that was paid out: its entries, their replay, and what people do with it."""
