"""Stations: the e-stations (e站) in village shops where people do their banking."""
