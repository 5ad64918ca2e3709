"""What staff change on a loan, always by two: extension, waiver, write-off, correction."""
