"""Change a loan's rate on its day: what floats follows its base, what was decided ahead comes true.

Each change once, whatever is rerun: its key names the loan, the day and who decided it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import partial

from nongxin.kernel.commands import CommandKey, Done, Outcome, fingerprint
from nongxin.lending.loans.book_entry import book_entry, make
from nongxin.lending.loans.entries import RateChange
from nongxin.lending.loans.history import History
from nongxin.lending.loans.loan import LoanStatus
from nongxin.lending.loans.ports import ServicingParts
from nongxin.lending.loans.rate_resets import resets_due

Post = Callable[[CommandKey, Callable[[], Outcome]], Done]


def follow_rates(history: History, bank: str, parts: ServicingParts, post: Post) -> History:
    """The history with what the business date has made due. Raises RateNotPublished and what
    `History.with_entry` refuses.
    """
    identity = history.base.identity
    floats = history.base.terms.floating is not None
    if not (floats or history.ahead) or history.loan().status is LoanStatus.CLOSED:
        return history
    today = parts.calendar.business_date(identity.entity)
    changes = _due(history, today)
    for change in changes:
        name = f"{identity.id}:{change.on}:{change.by}"
        key = CommandKey("lending.reprice", bank, identity.county, name, fingerprint(name))
        post(key, partial(_entered, identity.id, change, key, parts))
    return parts.loans.history(identity.id) if changes else history


def _due(history: History, today: date) -> list[RateChange]:
    ahead = (replace(each, booked_on=today) for each in history.ahead if each.on <= today)
    return sorted([*ahead, *resets_due(history, today)], key=lambda each: each.on)


def _entered(loan_id: str, change: RateChange, key: CommandKey, parts: ServicingParts) -> Outcome:
    history = parts.loans.history(loan_id)
    return book_entry(history, make(history, change), key, parts)
