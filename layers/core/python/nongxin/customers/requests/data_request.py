"""Export and erasure (个人信息保护法 art. 45, 47): what is asked, and what becomes of each category."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Any

from nongxin.catalog.retention import Retention, retentions
from nongxin.customers.view.view import CustomerView
from nongxin.kernel.dates import add_months
from nongxin.kernel.value import value


class RequestKind(StrEnum):
    EXPORT = "export"
    ERASURE = "erasure"


class Outcome(StrEnum):
    """Open: business goes on, so the law asks to keep it. Kept: business is over, the time not."""

    ERASED = "erased"
    OPEN = "open"
    KEPT = "kept"


@value
class Fate:
    """Of one category. `until` is the last day on which it must be kept, where that is known."""

    category: str
    outcome: Outcome
    until: date | None
    law: str


def fates(view: CustomerView, today: date) -> tuple[Fate, ...]:
    """What an erasure asked for today does, category by category."""
    ended = ended_on(view)
    return tuple(_fate(each, ended, today) for each in retentions())


def _fate(rule: Retention, ended: date | None, today: date) -> Fate:
    if not rule.years:
        return Fate(rule.category, Outcome.ERASED, None, rule.law)
    if ended is None:
        return Fate(rule.category, Outcome.OPEN, None, rule.law)
    until = add_months(ended, 12 * rule.years)
    outcome = Outcome.KEPT if today <= until else Outcome.ERASED
    return Fate(rule.category, outcome, until if outcome is Outcome.KEPT else None, rule.law)


def ended_on(view: CustomerView) -> date | None:
    """When the last business with the person ended; None while there is any.

    A person without any has been registered and no more: counted from that day.
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
    return max(date.fromisoformat(day[:10]) for day in days)


def _doc(view: CustomerView, part: str) -> dict[str, Any]:
    return view.parts[part].doc if part in view.parts else {}
