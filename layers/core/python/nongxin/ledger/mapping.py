"""Stored entries as lines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from nongxin.kernel.clock import parse_stamp
from nongxin.ledger.account import Moment, seal_of
from nongxin.ledger.line import Line
from nongxin.ledger.store import SEQ_DIGITS, EntryRecord, account_of
from nongxin.ledger.trial import Move


def line_of(record: EntryRecord) -> Line:
    return line_of_item(record.item())


def line_of_item(item: dict[str, Any]) -> Line:
    """From the raw attribute map: a day has many, and a record each would double the time."""
    is_exact = "seal" in item
    return Line(
        account=item["account"]["S"],
        county=item["pk"]["S"][:6],
        entity=item["entity"]["S"],
        kind=item["kind"]["S"],
        seq=int(item["sk"]["S"][-SEQ_DIGITS:]) if is_exact else 0,
        side=item["side"]["S"],
        amount_fen=int(item["amount_fen"]["N"]),
        journal=item["journal"]["S"],
        text=item["text"]["S"],
        value_date=item["value_date"]["S"],
        booking_date=item["booking_date"]["S"],
        at=item["at"]["S"],
        balance_fen=int(item["balance_fen"]["N"]) if is_exact else 0,
        seal=item["seal"]["S"] if is_exact else "",
    )


def moves_of(items: Iterable[dict[str, Any]]) -> Iterator[Move]:
    """What a trial balance sums: county, kind, side and fen of each line that moves money."""
    for item in items:
        amount_fen = int(item["amount_fen"]["N"])
        if amount_fen:
            yield item["pk"]["S"][:6], item["kind"]["S"], item["side"]["S"], amount_fen


def seal_expected(record: EntryRecord, before: str) -> str:
    """The seal that an entry must carry if it is unchanged and follows the one sealed `before`."""
    moment = Moment(
        journal=str(record.journal),
        text=str(record.text),
        value_date=date.fromisoformat(str(record.value_date)),
        booking_date=date.fromisoformat(str(record.booking_date)),
        at=parse_stamp(str(record.at)),
    )
    what = f"{record.side}|{int(record.amount_fen)}"
    return seal_of(before, account_of(record.item()), what, moment)
