"""Archives (双基联动经济档案): a farmer's household, captured, reviewed, approved, live."""
