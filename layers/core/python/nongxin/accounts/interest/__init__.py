"""Interest on deposits (积数计息、结息)."""
