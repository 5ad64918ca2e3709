"""Money that an account cannot take (挂账), until two people pay it out."""
