"""Year-end (年终结转): income and expense go to the year's profit, the profit to what is retained.

Per county, each county's books balancing by themselves. Done between the last posting of the year
and the switch to the next one; done again it finds nothing left to carry.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from nongxin.kernel.calendar import BusinessCalendar
from nongxin.kernel.commands import CommandKey, Outcome, fingerprint, perform
from nongxin.kernel.storage import Storage
from nongxin.ledger.day_store import DynamoDays
from nongxin.ledger.kinds import Side, account_kinds
from nongxin.ledger.post import Books, book
from nongxin.ledger.posting import Leg, Posting, general
from nongxin.ledger.read_trial import read_trial
from nongxin.ledger.store import JournalRecord, LedgerAccounts

PROFIT, RETAINED = "current_profit", "retained_profit"
YEAR_END = "YEAR_END"


def carry_year(
    entity: str, day: date, days: DynamoDays, calendar: BusinessCalendar, storage: Storage
) -> None:
    """`day` is the last of the year and closing."""
    results = {code for code, kind in account_kinds().items() if kind.is_profit_or_loss}
    books = Books(LedgerAccounts(storage), calendar, closing=True)
    for step, (kinds, into) in enumerate(((results, PROFIT), ({PROFIT}, RETAINED))):
        closing = read_trial(entity, day, days).trial.closing
        for county in sorted({county for county, kind in closing if kind in kinds}):
            there = {k: fen for (place, k), fen in closing.items() if place == county}
            legs = _legs((county, entity), {k: there[k] for k in kinds & there.keys()}, into)
            posting = Posting(YEAR_END, day, day, legs)
            key = CommandKey("ledger.year_end", entity, county, f"{day}-{step}",
                             fingerprint(repr(legs)))  # fmt: skip
            _post(posting, key, books, storage)


def _legs(home: tuple[str, str], closing: Mapping[str, int], into: str) -> list[Leg]:
    """Each balance (debit positive) to zero, against one account."""
    legs = [_leg(general(*home, kind), -fen) for kind, fen in sorted(closing.items())]
    left = sum(closing.values())
    return legs + ([_leg(general(*home, into), left)] if left else [])


def _leg(account: str, fen: int) -> Leg:
    return Leg(account, Side.DEBIT if fen > 0 else Side.CREDIT, abs(fen))


def _post(posting: Posting, key: CommandKey, books: Books, storage: Storage) -> None:
    def act() -> Outcome:
        return book(posting, key, books).outcome({})

    perform(act, key, JournalRecord, storage)
