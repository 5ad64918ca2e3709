"""Credit at a platform's check-out: the order that a loan is to pay."""
