"""Access (登录与授权): credentials, sign-in in two steps, sessions, tokens, step-up for signing."""
