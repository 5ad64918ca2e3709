"""Answers of the accounts door from what the use cases and the ledger give."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from api_accounts.contracts import AccountView, BalanceView, EntryView, StatementView
from nongxin.kernel.http.call import cursor
from nongxin.kernel.storage import Page
from nongxin.ledger.account import Account
from nongxin.ledger.store import EntryRecord


def account_view(card: dict[str, Any]) -> AccountView:
    names = ("number", "owner", "kind", "entity", "opened_on", "bound_to")
    fields = {name: card[name] for name in names}
    return AccountView(account_id=card["id"], **fields)


def balance_view(account: Account, now: datetime) -> BalanceView:
    return BalanceView(
        account_id=account.id,
        kind=account.kind_code,
        state=account.state.value,
        balance_fen=account.balance_fen,
        available_fen=account.available_fen(now),
        entries=account.seq,
    )


def statement_view(page: Page) -> StatementView:
    entries = [_entry(EntryRecord.of(item)) for item in page.items]
    return StatementView(entries=entries, cursor=cursor(page.last_key))


def _entry(record: EntryRecord) -> EntryView:
    return EntryView(
        number=record.seq,
        side=str(record.side),
        amount_fen=int(record.amount_fen),
        balance_fen=int(record.balance_fen or 0),
        text=str(record.text),
        value_date=str(record.value_date),
        booking_date=str(record.booking_date),
    )
