"""Our own constructs."""
