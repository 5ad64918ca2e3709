"""What an archive says to a decision, with source and day."""
