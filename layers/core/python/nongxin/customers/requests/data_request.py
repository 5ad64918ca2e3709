"""Export and erasure (个人信息保护法 art. 45, 47): what is asked, and what becomes of each category."""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from nongxin.catalog.retention import Retention, retentions
from nongxin.customers.view.view import CustomerView
from nongxin.kernel.dates import add_months
from nongxin.kernel.value import value

# How often one looks whether business that went on is over (assumed).
_LOOK_AGAIN = timedelta(days=30)


class RequestKind(StrEnum):
    """`retention-ended` is what the clock did of an erasure that had been asked for before."""

    EXPORT = "export"
    ERASURE = "erasure"
    RETENTION_ENDED = "retention-ended"


class Outcome(StrEnum):
    """Open: business goes on, so the law asks to keep it. Kept: business is over, the time not."""

    ERASED = "erased"
    OPEN = "open"
    KEPT = "kept"


@value
class Fate:
    """Of one category. `until` is the last day on which it must be kept, where that is known."""

    rule: Retention
    outcome: Outcome
    until: date | None = None

    @property
    def category(self) -> str:
        return self.rule.category

    def next_look(self, today: date) -> date:
        """The day on which it may be erased; of business that goes on, a day to ask again."""
        return self.until + timedelta(days=1) if self.until else today + _LOOK_AGAIN


def fates(ended: date | None, today: date) -> tuple[Fate, ...]:
    """What an erasure asked for today does, category by category; `ended` is when business did."""
    return tuple(_fate(each, ended, today) for each in retentions())


def _fate(rule: Retention, ended: date | None, today: date) -> Fate:
    if not rule.years:
        return Fate(rule, Outcome.ERASED)
    if ended is None:
        return Fate(rule, Outcome.OPEN)
    until = add_months(ended, 12 * rule.years)
    return Fate(rule, Outcome.KEPT, until) if today <= until else Fate(rule, Outcome.ERASED)


def ended_on(view: CustomerView) -> date | None:
    """When the last business with the person ended; None while there is any.

    A person without any has been registered and no more: counted from that day. An archive that
    was cancelled, or that the person left, ended then.
    """
    accounts = list(_doc(view, "accounts").values())
    loans = list(_doc(view, "loans").get("loans", {}).values())
    if any(not account.get("closed") for account in accounts):
        return None
    if any(not loan.get("closed") for loan in loans):
        return None
    if any(shop.get("state") != "closed" for shop in _doc(view, "stations").values()):
        return None
    if _doc(view, "archive").get("status") == "live":
        return None
    days = [account["closed"] for account in accounts] + [loan["closed_at"] for loan in loans]
    days.append(view.person.registered_on.isoformat())
    if _doc(view, "archive"):
        days.append(view.parts["archive"].as_of)
    return max(date.fromisoformat(day[:10]) for day in days)


def _doc(view: CustomerView, part: str) -> dict[str, Any]:
    return view.parts[part].doc if part in view.parts else {}
