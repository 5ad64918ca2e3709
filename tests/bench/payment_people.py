"""Customers for the load: the seeded households, with money on their accounts."""

from __future__ import annotations

from devkit import kept, paths
from devkit.seed import SEED_FILE
from devkit.terminal.errands import Card
from nongxin.accounts.cash.deposit_cash import DepositCash, deposit_cash
from nongxin.kernel.commands import CommandKey, fingerprint
from nongxin.kernel.ids import county_of
from nongxin.parts import Parts

WEALTH_FEN = 10_000_000


def cards(parts: Parts) -> list[Card]:
    """Of every seeded household; those that were never paid anything get it now."""
    found = []
    for each in kept.read(paths.LOCAL / SEED_FILE)["households"]:
        account_id = parts.accounts.of_owner(each["customer_id"])[0].id
        account = parts.ledger.get(account_id)
        if account.balance_fen < WEALTH_FEN // 2:
            name = f"bench-{account.balance_fen}"
            key = CommandKey("bench.fund", account_id, county_of(account_id), name,
                             fingerprint(name))  # fmt: skip
            command = DepositCash(account, WEALTH_FEN)
            parts.post_money(
                key,
                lambda command=command, key=key: deposit_cash(
                    command, key, parts.tier_parts, parts.calendar
                ),
            )
        found.append(Card(each["account_no"], each["name"], each["id_no"]))
    return found
