"""What platforms tell of merchants and their orders, and what follows: payouts, facts."""
