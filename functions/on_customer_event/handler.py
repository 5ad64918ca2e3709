"""Something happened with an account, a loan, an archive or a shop: its person's view follows."""

from __future__ import annotations

from functools import partial
from typing import Any

from nongxin.customers.view.fold_event import fold_event
from nongxin.customers.view.folds import changes_of, station_change
from nongxin.customers.view.follow_archive import follow_archive, follow_person
from nongxin.kernel.errors import Missing
from nongxin.kernel.events import Envelope
from nongxin.kernel.worker import take_batch
from nongxin.parts import parts

_ARCHIVES = ("ArchiveWentLive", "ArchiveCancelled", "MembersLeft")
_STATIONS = ("StationRegistered", "StationTurned")


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    return take_batch(event, _follow)


def _follow(told: Envelope) -> None:
    p = parts()
    if told.type in _ARCHIVES:
        dossier = p.households.dossier(told.data["household_id"], consistent=True)
        follow_archive(dossier, told, p.following_archives)
        return
    if told.type == "CustomerRegistered":
        id_no = _id_no(told.data["customer_id"])
        if id_no:
            dossier_of = partial(p.households.dossier, consistent=True)
            follow_person(id_no, told, dossier_of, p.following_archives)
        return
    if told.type in _STATIONS:
        owner = p.stations.get(told.data["station_id"]).owner_id
        if owner.startswith("pn_"):
            fold_event(station_change(told, owner), told, p.views, p.clock)
        return
    for change in changes_of(told, lambda account_id: p.ledger.get(account_id).owner):
        fold_event(change, told, p.views, p.clock)


def _id_no(customer_id: str) -> str:
    """Empty for somebody who was forgotten since."""
    persons = parts().persons
    try:
        return persons.of_record(persons.profile(customer_id)).id_no
    except Missing:
        return ""
