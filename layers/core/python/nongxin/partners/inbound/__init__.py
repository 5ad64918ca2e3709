"""Events that partners send: their kinds, their door, the raw bodies, the list of refusals."""
