"""What tablets captured without a line: batches, late changes, versions."""
