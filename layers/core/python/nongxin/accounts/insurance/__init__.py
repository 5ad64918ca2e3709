"""What deposit insurance (存款保险) covers, per legal entity."""
