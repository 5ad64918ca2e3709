"""Booking: a posting becomes the entries that a caller commits with whatever else its command
writes.
"""

from __future__ import annotations

from nongxin.kernel.records import Write
from nongxin.ledger.account import Account
from nongxin.ledger.posting import Leg, Posting
from nongxin.ledger.store import LedgerAccounts, derived_entry, exact_entry

GENERAL_PREFIX = "gl_"


def entries(posting: Posting, journal: str, accounts: LedgerAccounts) -> list[Write]:
    """One write per leg, in the order of the legs. `journal` is the digest of the command's key.

    Reads the exact accounts strongly consistent. Raises Missing, InsufficientFunds, AccountNotOpen.
    """
    return [_entry(leg, posting, journal, accounts) for leg in posting.legs]


def _entry(leg: Leg, posting: Posting, journal: str, accounts: LedgerAccounts) -> Write:
    if leg.account.startswith(GENERAL_PREFIX):
        return derived_entry(leg, posting, journal)
    before = _opened(leg) or accounts.get(leg.account)
    return exact_entry(before.moved(leg.side, leg.amount_fen, journal), leg, posting, journal)


def _opened(leg: Leg) -> Account | None:
    if leg.opens is None:
        return None
    return Account(leg.account, leg.opens.kind, leg.opens.entity, leg.opens.owner)
