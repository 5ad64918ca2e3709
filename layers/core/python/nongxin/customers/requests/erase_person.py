"""Erase categories of a person's data, whatever their number of rows: what asking and the clock
have in common.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date

from nongxin.customers.requests.data_request import Fate, Outcome, ended_on, fates
from nongxin.customers.requests.request_store import blanked
from nongxin.customers.subsidies.load_payouts import PART
from nongxin.customers.subsidies.payout_store import Payouts
from nongxin.customers.view.read_view import view_of
from nongxin.customers.view.view_store import Rows, Views
from nongxin.kernel.clock import Clock
from nongxin.kernel.records import Write
from nongxin.kernel.value import value

# A transaction takes a hundred writes; some are the command's own.
_AT_ONCE = 90
_ARCHIVE, _SHOPS, _IDENTITY = "archive", "platforms", "identity"


@value
class Erasing:
    """`is_in_archive` and `forget` are the archives' part of it, by ID number; `shops` the writes
    for what platforms told of a person's shops, by the person's id and ID number; `way_in` those
    for how the person signs in.
    """

    views: Views
    payouts: Payouts
    is_in_archive: Callable[[str], bool]
    forget: Callable[[str], None]
    shops: Callable[[str, str], list[Write]]
    way_in: Callable[[str], list[Write]]
    clock: Clock


def fates_of(everyone: Mapping[str, Rows], parts: Erasing) -> tuple[Fate, ...]:
    """Of the person with these ids, today. Raises Missing for somebody who was forgotten."""
    ended = ended_on(view_of(everyone, parts.views))
    # The view may not have heard of an archive yet; the whole province is asked, so only then.
    if ended and any(map(parts.is_in_archive, _id_numbers(everyone, parts))):
        ended = None
    return fates(ended, parts.clock.today())


def erase_person(
    everyone: Mapping[str, Rows], told: Iterable[Fate], now: str, parts: Erasing
) -> list[Write]:
    """The last writes that erase what the fates say; what is more than one transaction holds is
    written before. Begun and not ended, it is done again from the start: names and numbers, by
    which everything is found, go last. Raises StaleRecord.
    """
    gone = {fate.category for fate in told if fate.outcome is Outcome.ERASED}
    if _ARCHIVE in gone:
        for id_no in _id_numbers(everyone, parts):
            parts.forget(id_no)
    writes = [
        write
        for rows in everyone.values()
        for category in sorted(gone - {_IDENTITY})
        for write in blanked(category, rows, parts.views, now)
    ]
    if PART in gone:
        writes += [w for each in everyone for w in parts.payouts.blanked(each, now[:10])]
    if _SHOPS in gone:
        for each, rows in everyone.items():
            writes += parts.shops(each, parts.views.persons.of_record(rows.profile).id_no)
    if _IDENTITY in gone:
        for each, rows in everyone.items():
            writes += [*parts.way_in(each), *parts.views.persons.forget(rows.profile)]
    while len(writes) > _AT_ONCE:
        parts.views.commit(*writes[:_AT_ONCE])
        writes = writes[_AT_ONCE:]
    return writes


def next_look(told: Iterable[Fate], today: date) -> tuple[date, list[str]] | None:
    """When a retention ends, or business may have; and of which categories. None: all are gone."""
    left = [fate for fate in told if fate.outcome is not Outcome.ERASED]
    if not left:
        return None
    return min(fate.next_look(today) for fate in left), [fate.category for fate in left]


def _id_numbers(everyone: Mapping[str, Rows], parts: Erasing) -> set[str]:
    return {parts.views.persons.of_record(rows.profile).id_no for rows in everyone.values()}
