"""Photos and scans of a household: announced, sent, examined, kept."""
