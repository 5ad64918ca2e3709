"""Messages (短信): what the bank tells people, and the gateway that carries it."""
