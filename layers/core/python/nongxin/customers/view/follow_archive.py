"""An archive went live, ended, or lost members: the views of the people in it follow.

Who is in it is what the directory says now, not what an event said: events come late and in any
order, and a person who lives in another archive by then is not called back.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import partial
from typing import Any

from nongxin.archives.facts import derived
from nongxin.archives.household import Dossier, Status
from nongxin.customers.view.fold_event import fold_event
from nongxin.customers.view.folds import archive_change, archive_left
from nongxin.customers.view.household_store import HouseholdViews
from nongxin.customers.view.view_store import Views
from nongxin.kernel.clock import Clock, stamp
from nongxin.kernel.events import Envelope
from nongxin.kernel.money import to_fen
from nongxin.kernel.value import value


@value
class FollowingParts:
    """`live_of` tells the household in whose live archive an ID number stands now."""

    views: Views
    households: HouseholdViews
    live_of: Callable[[str], str | None]
    clock: Clock


def follow_archive(dossier: Dossier, told: Envelope, parts: FollowingParts) -> list[str]:
    """Answers the members who are customers and live in it. Raises Busy."""
    household_id, summary = dossier.head.id, summary_of(dossier)
    living = dict(_living_in(dossier, parts))
    members = list(living)
    before = parts.households.keep(household_id, members, summary, told.at)
    for person, id_no in living.items():
        lives_there = partial(_lives, id_no, dossier, parts)
        change = archive_change(person, summary, lives_there)
        fold_event(change, told, parts.views, parts.clock)
    ended = dossier.head.status is Status.CANCELLED
    for person in set(before) - set(members):
        change = archive_left(person, summary, "cancelled" if ended else "left")
        fold_event(change, told, parts.views, parts.clock)
    return members


def follow_person(
    id_no: str, told: Envelope, dossier_of: Callable[[str], Dossier], parts: FollowingParts
) -> None:
    """Somebody became a customer who stands in a live archive already. Raises Busy.

    The view's archive is of the day of its approval, however late the person came.
    """
    household_id = parts.live_of(id_no)
    if household_id is not None:
        dossier = dossier_of(household_id)
        follow_archive(dossier, replace(told, at=stamp(dossier.head.since)), parts)


def _living_in(dossier: Dossier, parts: FollowingParts) -> Iterable[tuple[str, str]]:
    """Customers, each with the ID number."""
    for id_no in (str(member["id_no"]) for member in dossier.rows("M")):
        if _lives(id_no, dossier, parts):
            person = parts.views.persons.id_by_id_no(id_no, consistent=True)
            if person:
                yield person, id_no


def _lives(id_no: str, dossier: Dossier, parts: FollowingParts) -> bool:
    return parts.live_of(id_no) == dossier.head.id


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
        "version": head.version,  # of two workers at once, one read an earlier state
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
