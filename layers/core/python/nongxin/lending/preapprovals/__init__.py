"""Limits offered before anybody asked."""
