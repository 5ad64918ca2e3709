"""七公里 as a local process: a small shop that is a partner of the bank on the local cloud."""
