"""The systems outside the bank, simulated: one local process, misbehaving on request."""
