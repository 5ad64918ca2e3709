"""Archives: the 双基联动 economic archive of a farmer's household, captured, reviewed, approved, live."""
