"""Fit a scorecard from labelled data and write it as the catalogue's files spell cards."""
