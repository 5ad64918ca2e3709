"""End a county's days of payments: match, settle, pay commissions; each step once, in any run."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from nongxin.catalog.services import partners
from nongxin.kernel.errors import Busy
from nongxin.kernel.outgoing import PartnerRefused
from nongxin.kernel.value import value
from nongxin.payments.day_end.match_partner import Place, match_partner
from nongxin.payments.day_end.match_terminals import match_terminals
from nongxin.payments.day_end.pay_commissions import pay_due_commissions
from nongxin.payments.day_end.ports import DayEndParts
from nongxin.payments.day_end.settle_partners import settle_partners

# A terminal without a line, and a partner without a file, may come so many days late; what is due
# on the first working day may have to wait for the longest holidays (both assumed).
LOOKS_BACK, SETTLES_BACK = 5, 15


@value
class Ended:
    """`without_file`: partners that have not delivered; `silent`: terminals that have not."""

    differences: int
    settled: int
    without_file: tuple[str, ...]
    silent: tuple[str, ...]

    @property
    def is_whole(self) -> bool:
        return not self.without_file


def end_days(place: Place, last: date, parts: DayEndParts) -> Ended:
    """`last`: the last day that is over, with those before it.

    A partner that does not deliver holds none of the others. Raises Busy.
    """
    county = place.county
    silent = [t for on in _days(last, LOOKS_BACK) for t in match_terminals(county, on, parts)]
    found, without = 0, list[str]()
    for partner in sorted(partners()):
        try:
            found += sum(_matched(place, last, partner, parts))
        except (Busy, PartnerRefused):
            without.append(partner)
    settled = sum(settle_partners(county, on, parts) for on in _days(last, SETTLES_BACK))
    pay_due_commissions(county, last, parts)
    return Ended(found, settled, tuple(without), tuple(silent))


def _matched(place: Place, last: date, partner: str, parts: DayEndParts) -> Iterator[int]:
    """In the order of days: what waits for the next file must have been seen to wait."""
    for on in _days(last, LOOKS_BACK):
        yield match_partner(place, on, partner, parts).differences


def _days(last: date, count: int) -> Iterator[date]:
    """So many days up to the last one, oldest first."""
    return (last - timedelta(days=back) for back in reversed(range(count)))
