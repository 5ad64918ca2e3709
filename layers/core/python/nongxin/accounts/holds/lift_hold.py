"""Lift a counter hold before it ends: what is left of it is the owner's to spend again."""

from __future__ import annotations

from nongxin.accounts.holds.payment_hold_store import DynamoPaymentHolds
from nongxin.kernel.commands import CommandKey, Outcome
from nongxin.ledger.post import Books
from nongxin.ledger.release_hold import ReleaseHold, release_hold


def lift_hold(
    account_id: str, hold_id: str, key: CommandKey, holds: DynamoPaymentHolds, books: Books
) -> Outcome:
    """Raises Missing (none, or not a counter's), HoldNotActive (ended, used up, or lifted)."""
    holds.get(account_id, hold_id)
    return release_hold(ReleaseHold(account_id, hold_id), key, books)
