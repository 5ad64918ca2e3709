"""Reverse (冲正) a posting: once, by a posting of its own, also before the original has arrived.

A terminal that does not know whether its command arrived sends the reversal under the command's
own key. If the command is there, its legs are booked the other way round; if not, a tombstone takes
its place and the command is refused when it comes.
"""

from __future__ import annotations

import json
from datetime import date

from nongxin.kernel.commands import CommandKey, Outcome
from nongxin.kernel.errors import Rule
from nongxin.kernel.value import value
from nongxin.ledger.clearing import CLEARING
from nongxin.ledger.kinds import Side
from nongxin.ledger.post import Books, against, book
from nongxin.ledger.posting import Leg, Posting, is_general, read_general
from nongxin.ledger.store import AlreadyReversed, JournalRecord, reversal_mark, tombstone

REVERSAL = "REVERSAL"


class NotReversible(Rule):
    code = "not-reversible"
    zh = "该笔业务不是可冲正的分录"
    en = "This is no posting that can be reversed"


@value
class ReversePosting:
    """`digest` of the original command's key, and the county that its key lives in."""

    county: str
    digest: str

    @classmethod
    def of(cls, original: CommandKey) -> ReversePosting:
        return cls(original.county, original.digest)


def reverse_posting(
    command: ReversePosting,
    key: CommandKey,
    books: Books,
    events: str = "[]",
    text: str = REVERSAL,
) -> Outcome:
    """Answers whether money went back (`reversed`) or the original will never be (`voided`).

    `text` is the narrative of the posting.
    Raises AlreadyReversed, NotReversible, and what booking raises (InsufficientFunds if the money
    is gone meanwhile).
    """
    if command.digest == key.digest:
        raise NotReversible()  # a reversal cannot be its own original
    original = books.accounts.journal(command.county, command.digest)
    if original is None:
        stone = tombstone(command.county, command.digest, key.digest)
        return Outcome({"reversal": "voided", "amount_fen": 0}, [stone], JournalRecord())
    if original.voided_by or books.accounts.is_reversed(command.county, command.digest):
        raise AlreadyReversed()
    if not original.legs or original.reverses:
        raise NotReversible()
    legs = _legs(original)
    posting = Posting(text, _value_date(original, legs, books), None, against(legs))
    booked = book(posting, key, books, events)
    booked.row.reverses = command.digest
    mark = reversal_mark(command.county, command.digest, key.digest)
    moved = [leg for leg in legs if leg.side is Side.DEBIT and not _is_clearing(leg)]
    amount_fen = sum(leg.amount_fen for leg in moved)
    return booked.outcome({"reversal": "reversed", "amount_fen": amount_fen}, mark)


def _legs(original: JournalRecord) -> list[Leg]:
    told = json.loads(str(original.legs))
    return [Leg(account, Side(side), int(amount_fen)) for account, side, amount_fen in told]


def _is_clearing(leg: Leg) -> bool:
    return is_general(leg.account) and read_general(leg.account).kind == CLEARING


def _value_date(original: JournalRecord, legs: list[Leg], books: Books) -> date | None:
    """The original's, so that interest is as if nothing had been; today if its period is closed."""
    then = date.fromisoformat(str(original.value_date))
    days = [books.day(entity) for entity in sorted(_entities(legs, books))]
    return then if all(day.open_from <= then <= day.today for day in days) else None


def _entities(legs: list[Leg], books: Books) -> set[str]:
    return {
        read_general(leg.account).entity
        if is_general(leg.account)
        else books.accounts.latest(leg.account).entity
        for leg in legs
    }
