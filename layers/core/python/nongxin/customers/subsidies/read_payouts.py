"""Read what was loaded: a person's history and features, a file's sums, and what is nobody's."""

from __future__ import annotations

from datetime import date
from typing import Any

from nongxin.customers.subsidies.payment import YEARS, Features, Line, features, totals
from nongxin.customers.subsidies.payout_store import Payouts
from nongxin.customers.view.find_ids import ids_seen
from nongxin.customers.view.view_store import Views
from nongxin.kernel.errors import Missing
from nongxin.kernel.identity import STAFF, Principal
from nongxin.kernel.value import value

Doc = dict[str, Any]


@value
class History:
    """`payments` are item, day and fen, newest first, of five years."""

    payments: tuple[tuple[str, str, int], ...]
    features: Features


def read_history(
    person_id: str, by: Principal, views: Views, payouts: Payouts, today: date
) -> History:
    """Of all ids that the caller sees of the person, each payment once. Raises Missing."""
    years: dict[str, Doc] = {}
    for each in ids_seen(person_id, by, views):
        for year, row in payouts.years(each).items():
            years[year] = years.get(year, {}) | payouts.doc(row)
    recent = {y: doc for y, doc in years.items() if int(y) >= today.year - YEARS}
    paid = ((day, item, fen) for doc in recent.values() for item, day, fen, _ in doc.values())
    return History(
        payments=tuple((item, day, fen) for day, item, fen in sorted(paid, reverse=True)),
        features=features(totals(recent.values()), recent.values(), today),
    )


@value
class FileSums:
    lines: int
    matched: int
    amount_fen: int


def read_file(county: str, file: str, by: Principal, payouts: Payouts) -> FileSums:
    """Raises Missing, also for a county that the caller does not serve."""
    _must_serve(county, by)
    pages = payouts.pages(county, file)
    if not pages:
        raise Missing()
    return FileSums(
        lines=sum(int(p.lines) for p in pages),
        matched=sum(int(p.matched) for p in pages),
        amount_fen=sum(int(p.amount_fen) for p in pages),
    )


def read_unmatched(
    county: str, file: str, by: Principal, payouts: Payouts, limit: int, after: Doc | None
) -> tuple[list[tuple[int, str, Line]], Doc | None]:
    """Number, reason and line of what is nobody's. Raises Missing."""
    _must_serve(county, by)
    return payouts.unmatched_lines(county, file, limit, after)


def _must_serve(county: str, by: Principal) -> None:
    if by.role not in STAFF or not by.serves(county):
        raise Missing()
