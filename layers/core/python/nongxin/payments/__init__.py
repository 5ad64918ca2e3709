"""Payments of the e-stations: every service of services.csv, through one engine."""
