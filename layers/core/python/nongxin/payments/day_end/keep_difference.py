"""Keep a difference, and move the money in it to suspense (挂账), in one transaction.

What we hold for a partner who does not claim it goes into the register of suspense, for the payer;
all else lies on the suspense account until two people have said where it belongs.
"""

from __future__ import annotations

from dataclasses import replace

from nongxin.accounts.transfers.transfer import is_transfer_kind
from nongxin.kernel.commands import Outcome
from nongxin.kernel.errors import Missing
from nongxin.kernel.records import Write
from nongxin.ledger.post import book
from nongxin.ledger.posting import Leg, Posting, credit, debit, general
from nongxin.ledger.store import JournalRecord
from nongxin.payments.day_end.difference import TERMINAL, Difference, DifferenceStatus
from nongxin.payments.day_end.ports import DayEndParts
from nongxin.payments.legs import SETTLEMENT

_SUSPENDED = "DIFFERENCE_SUSPENDED"


def keep_difference(found: Difference, parts: DayEndParts, account: str = "") -> None:
    """`account`: the shop's float where a terminal's is meant, else what the partner is owed on.

    Safe to repeat: what is kept already stays as it is. Raises Busy.
    """
    key = found.key("book" if found.status is not DifferenceStatus.WAITING else "wait")

    def act() -> Outcome:
        before = _standing(found, parts)
        if before is not None and before.status is not DifferenceStatus.WAITING:
            return Outcome({}, (), JournalRecord())
        now = replace(found, version=before.version) if before else found
        if now.status is DifferenceStatus.WAITING or not now.long_fen:
            return Outcome({}, [parts.days.save_difference(now)], JournalRecord())
        source = account or general(now.county, now.entity, SETTLEMENT)
        suspense, item = _suspense(now, parts)
        after = replace(now, booked=True, item=item is not None)
        posting = Posting(_SUSPENDED, None, None, moved(source, suspense, now.long_fen))
        booked = book(posting, key, parts.books)
        others = [parts.days.save_difference(after), *([item] if item else [])]
        return booked.outcome({}, *others)

    parts.post(key, act)


def moved(source: str, target: str, fen: int) -> list[Leg]:
    """Below zero: the other way."""
    if fen < 0:
        source, target, fen = target, source, -fen
    return [debit(source, fen), credit(target, fen)]


def suspense_of(of: Difference) -> str:
    return general(of.county, of.entity, "suspense")


def _standing(found: Difference, parts: DayEndParts) -> Difference | None:
    try:
        return parts.days.difference(found.county, found.on, found.against, found.number)
    except Missing:
        return None


def _suspense(of: Difference, parts: DayEndParts) -> tuple[str, Write | None]:
    """The account, and the register's row where an account of ours paid what nobody claims."""
    if of.against == TERMINAL or of.long_fen <= 0:
        return suspense_of(of), None
    try:
        payer = parts.payments.get(of.number).source
    except Missing:  # no number of ours
        payer = ""
    if not payer.startswith("ac_"):
        return suspense_of(of), None
    account = parts.books.accounts.latest(payer)
    is_float = not is_transfer_kind(account.kind_code)  # cash: its payer is known to the shop only
    if is_float or account.entity != of.entity:  # another legal entity has a register of its own
        return suspense_of(of), None
    return parts.own.suspended(account, of.long_fen, of.number)
