"""Cash at a counter (现金存取)."""
