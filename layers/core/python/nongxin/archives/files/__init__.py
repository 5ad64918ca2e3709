"""Archives as files: paper archives taken in, a county's written out."""
