"""Double entry (复式记账) as a library, used inside a caller's own transaction."""
