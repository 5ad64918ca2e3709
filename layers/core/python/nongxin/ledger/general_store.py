"""General-ledger lines as items: each its own, so that nobody waits for anybody."""

from __future__ import annotations

from nongxin.kernel.clock import stamp
from nongxin.kernel.records import Write, create
from nongxin.ledger.account import Moment
from nongxin.ledger.posting import Leg, read_general
from nongxin.ledger.store import EntryRecord


def derived(leg: Leg, moment: Moment) -> Write:
    """A general-ledger line: its own item under account and date, so that nobody waits."""
    account = read_general(leg.account)
    record = EntryRecord(derived_partition(account.county, account.entity, account.kind,
                                           moment.booking_date.isoformat()))  # fmt: skip
    record.sk = f"E#{moment.journal}#{leg.side.value}"
    record.account, record.kind, record.entity = leg.account, account.kind, account.entity
    record.side, record.amount_fen = leg.side.value, leg.amount_fen
    record.journal, record.text, record.at = moment.journal, moment.text, stamp(moment.at)
    record.value_date = moment.value_date.isoformat()
    record.booking_date = moment.booking_date.isoformat()
    return create(record)


def derived_partition(county: str, entity: str, kind: str, day: str) -> str:
    return f"{county}#G#{entity}#{kind}#{day}"
