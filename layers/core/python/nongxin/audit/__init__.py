"""Audit: who read which person's data, for what; a trail that can be added to and not rewritten."""
