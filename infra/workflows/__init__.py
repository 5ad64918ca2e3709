"""One file a state machine."""
