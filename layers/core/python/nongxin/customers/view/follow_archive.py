"""A household's archive went live: it enters the views of the members whom the bank knows."""

from __future__ import annotations

from typing import Any

from nongxin.archives import derived
from nongxin.archives.household import Dossier
from nongxin.customers.view.fold_event import fold_event
from nongxin.customers.view.folds import archive_change
from nongxin.customers.view.household_store import HouseholdViews
from nongxin.customers.view.view_store import Views
from nongxin.kernel.clock import Clock
from nongxin.kernel.events import Envelope
from nongxin.kernel.money import to_fen


def follow_archive(
    dossier: Dossier, told: Envelope, views: Views, households: HouseholdViews, clock: Clock
) -> list[str]:
    """Answers the members who are customers. Raises Busy.

    Whoever becomes a customer later enters with the next edition, or when the event comes again.
    """
    numbers = [str(member["id_no"]) for member in dossier.rows("M")]
    found = (views.persons.id_by_id_no(number) for number in numbers)
    members = [person for person in found if person]
    summary = summary_of(dossier)
    households.keep(dossier.head.id, members, summary, told.at)
    for person in members:
        fold_event(archive_change(person, summary), told, views, clock)
    return members


def summary_of(dossier: Dossier) -> dict[str, Any]:
    """What the view shows of an archive; what was not captured is left out."""
    head = dossier.head
    reviews = sorted(dossier.rows("P"), key=lambda r: str(r["review_date"]))
    income, wealth = derived.income(dossier), derived.wealth(dossier)
    return {
        "household_id": head.id,
        "village": head.village,
        "entity": head.entity,
        "edition": head.edition,
        "status": head.status.value,
        "refresh_by": head.refresh_by.isoformat() if head.refresh_by else None,
        "completeness": str(head.completeness),
        "members": len(dossier.rows("M")),
        "village_grade": reviews[-1]["village_grade"] if reviews else None,
        "net_income_fen": income.net_fen if income else None,
        "net_assets_fen": wealth.net_fen if wealth else None,
        "debts_fen": _debts(dossier),
    }


def _debts(dossier: Dossier) -> int | None:
    if "D" not in dossier.sections:
        return None
    return sum(to_fen(debt["balance"]) for debt in dossier.rows("D"))
