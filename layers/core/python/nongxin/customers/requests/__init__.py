"""What a person may ask of the bank about their own data: a copy, and its deletion."""
