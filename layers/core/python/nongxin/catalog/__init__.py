"""Shipped parameters with validity dates: places, holidays, rates, products, rules, scorecards.

One module a subject, each read when first asked for; `reading` is the one loader. Nothing here
knows AWS or imports a heavy library: every door pays for these imports at its cold start.
"""
