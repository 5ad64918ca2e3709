"""Pay partners what their matched files come to, net, when it is due (合作方清算)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from nongxin.kernel.commands import Outcome
from nongxin.ledger.post import book
from nongxin.ledger.posting import Posting, general
from nongxin.ledger.store import JournalRecord
from nongxin.payments.day_end.keep_difference import moved
from nongxin.payments.day_end.partner_day import CYCLES, PartnerDay
from nongxin.payments.day_end.ports import DayEndParts
from nongxin.payments.legs import SETTLEMENT

_SETTLED = "PARTNER_SETTLED"


def settle_partners(county: str, on: date, parts: DayEndParts) -> int:
    """The cycles of a day's files that are due and not paid; answers how many were paid now.

    Each cycle has a key of its own: paid once, whatever is repeated. Raises Busy.
    """
    paid = 0
    for day in parts.days.partner_days(county, on):
        today = parts.books.day(day.entity).today
        for cycle in CYCLES:
            if cycle not in day.settled and day.due_on(cycle) <= today:
                _settle(day, cycle, parts)
                paid += 1
    return paid


def _settle(day: PartnerDay, cycle: str, parts: DayEndParts) -> None:
    key = day.key(cycle)

    def act() -> Outcome:
        now = parts.days.partner_day(day.county, day.on, day.partner) or day
        saved = parts.days.save_partner_day(replace(now, settled=(*now.settled, cycle)))
        owed_fen = now.owed_fen(cycle)
        if not owed_fen:
            return Outcome({"owed_fen": 0}, [saved], JournalRecord())
        owing = general(now.county, now.entity, SETTLEMENT)
        bank = general(now.county, now.entity, "central_bank")
        posting = Posting(_SETTLED, None, None, moved(owing, bank, owed_fen))
        return book(posting, key, parts.books).outcome({"owed_fen": owed_fen}, saved)

    parts.post(key, act)
