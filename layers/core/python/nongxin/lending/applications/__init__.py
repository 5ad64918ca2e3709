"""An application from the wish to its end: the record, its consents, who may read it."""
