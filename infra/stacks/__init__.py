"""One file a stack, wiring only."""
