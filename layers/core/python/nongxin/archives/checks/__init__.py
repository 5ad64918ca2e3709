"""What may stand in an archive: schema, fields, rows, sections against each other."""
