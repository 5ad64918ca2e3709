"""Lending: from an application to the last fen of a loan. The nouns here are pure."""
