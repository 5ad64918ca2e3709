"""Match a partner's file of a day with our payments of that county and day (合作方对账)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date, time, timedelta

from nongxin.catalog.services import services
from nongxin.kernel.clock import SHANGHAI
from nongxin.kernel.records import StaleRecord
from nongxin.payments.day_end.difference import (
    Difference,
    DifferenceStatus,
    Found,
    Kind,
    Line,
    compare,
)
from nongxin.payments.day_end.keep_difference import keep_difference
from nongxin.payments.day_end.partner_day import PartnerDay, nets, owed
from nongxin.payments.day_end.ports import DayEndParts
from nongxin.payments.payment import OPEN, Payment, PaymentStatus

# What is done later than this may stand in the next day's file of the partner (assumed).
LATE = time(22, 30)
_BACK = frozenset({PaymentStatus.FAILED, PaymentStatus.REVERSED})
_DAY = timedelta(days=1)


@dataclass
class Place:
    """A county and its legal entity. A day's payments are read once for all its partners."""

    county: str
    entity: str
    _made: dict[date, list[Payment]] = field(default_factory=dict)

    def made_on(self, on: date, parts: DayEndParts) -> list[Payment]:
        if on not in self._made:
            self._made[on] = list(parts.payments.made_on(self.county, on))
        return self._made[on]


def match_partner(place: Place, on: date, partner: str, parts: DayEndParts) -> PartnerDay:
    """Once: a day that is matched stays so.

    Raises Busy (no file yet, or go on with another run), PartnerRefused.
    """
    county, entity = place.county, place.entity
    known = parts.days.partner_day(county, on, partner)
    if known is not None:
        return known
    theirs = parts.files(partner).lines(county, on)
    ours = {each.id: each for each in place.made_on(on, parts) if _held(each, partner)}
    theirs_now = _without_earlier(place, on, partner, theirs, parts)
    found = list(compare(map(_line, ours.values()), theirs_now))
    for each in found:
        keep_difference(_difference(place, on, partner, each, ours.get(each.number)), parts)
    _end_waiting(place, on, partner, parts)
    day = PartnerDay(county, entity, partner, on, len(theirs), nets(theirs, on), len(found))
    with suppress(StaleRecord):  # another run was first
        parts.days.storage.commit(parts.days.save_partner_day(day))
    return parts.days.partner_day(county, on, partner) or day


def _held(payment: Payment, partner: str) -> bool:
    """Ours as far as we know, money with the partner or from it."""
    return payment.service.partner == partner and payment.status not in _BACK


def _line(payment: Payment) -> Line:
    return Line(payment.id, payment.service_code, payment.amount_fen)


def _without_earlier(
    place: Place, on: date, partner: str, theirs: Sequence[Line], parts: DayEndParts
) -> Iterable[Line]:
    """Lines of the day before that waited for this file end here, if they say the same."""
    waited = {
        each.number: each
        for each in parts.days.differences(place.county, on - _DAY, partner)
        if each.kind is Kind.NEXT_DAY
    }
    for line in theirs:
        before = waited.get(line.number)
        if before is None or before.ours_fen != line.amount_fen:
            yield line
        elif before.status is DifferenceStatus.WAITING:
            parts.days.storage.commit(parts.days.save_difference(before.seen_later()))


def _end_waiting(place: Place, on: date, partner: str, parts: DayEndParts) -> None:
    """What waited for this file in vain is a difference now, and its money goes to suspense."""
    for each in parts.days.differences(place.county, on - _DAY, partner):
        if each.status is DifferenceStatus.WAITING:
            keep_difference(each.missed(), parts)


def _difference(
    place: Place, on: date, partner: str, found: Found, ours: Payment | None
) -> Difference:
    made = Difference(
        county=place.county,
        entity=place.entity,
        on=on,
        against=partner,
        number=found.number,
        service=found.service,
        kind=found.kind,
        ours_fen=found.ours_fen,
        theirs_fen=found.theirs_fen,
        long_fen=_owed(found, found.ours_fen, on) - _owed(found, found.theirs_fen, on),
        station_id=ours.station_id if ours else "",
    )
    if found.kind is Kind.ONLY_OURS and ours and _may_come(ours):
        return replace(made, kind=Kind.NEXT_DAY, status=DifferenceStatus.WAITING)
    return made


def _owed(found: Found, amount_fen: int | None, on: date) -> int:
    service = services(on).get(found.service)
    if amount_fen is None or service is None:
        return 0
    return owed(Line(found.number, found.service, amount_fen), service.fee.of(amount_fen), on)


def _may_come(payment: Payment) -> bool:
    return payment.status in OPEN or payment.at.astimezone(SHANGHAI).time() >= LATE
