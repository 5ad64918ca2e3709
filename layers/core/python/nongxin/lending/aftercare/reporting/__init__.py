"""征信报送: rows of loans' events, cut into numbered batches that the bureau answers."""
