"""Time and notice deposits (定期、通知存款), from opening to paying out."""
