"""News for partners: what became of the loans that came through them, by webhook, in order."""
