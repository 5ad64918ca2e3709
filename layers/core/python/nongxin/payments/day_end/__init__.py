"""Day end of payments (日终对账): terminals, our books and partners held against each other."""
