"""What others owe for a loan: the county's risk-compensation fund (风险补偿金), finance (财政贴息)."""
