"""Wishes for a loan that somebody left at a station (申请受理), for the account officers."""
