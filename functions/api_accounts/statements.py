"""Routes of statements: pages, one entry, a year as CSV, the balance of another moment."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Any

from api_accounts.door import READERS, app
from api_accounts.payment_contracts import BalanceOnceView, LineView, StatementView
from api_accounts.payment_views import line_view
from api_accounts.transfers import entry_number
from nongxin.accounts.reach import account_in_reach
from nongxin.accounts.statements.read_statement import (
    AskedPage,
    one_line,
    read_statement,
    whole_statement,
)
from nongxin.accounts.statements.statement import (
    BadMoment,
    BadPeriod,
    Direction,
    Period,
    StatementTooLong,
)
from nongxin.accounts.statements.statement_csv import statement_csv
from nongxin.kernel.errors import BadPage
from nongxin.kernel.http import Call, CsvFile
from nongxin.kernel.http.call import cursor
from nongxin.kernel.http.contract import PAGING, Query
from nongxin.ledger.read_balance import balance_known_now, balance_known_then
from nongxin.ledger.store import SEQ_DIGITS, entry_key, partition
from nongxin.parts import parts

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_DATE = {"type": "string", "format": "date"}
FROM = Query("from", _DATE, "First booking date")
TO = Query("to", _DATE, "Last booking date")
WAYS = [each.value for each in Direction]
DIRECTION = Query("direction", {"type": "string", "enum": WAYS, "default": "all"})
AT = Query("at", {"type": "string", "format": "date-time"}, "As the books had it at that instant")
ON = Query("on", _DATE, "By value date at the day's end, with all that is known now")


@app.get("/{account_id}/entries", returns=StatementView, roles=READERS,
         query=(FROM, TO, DIRECTION, *PAGING), errors=(BadPeriod,),
         summary="An account's statement, newest first")  # fmt: skip
def statement(call: Call, account_id: str) -> Any:
    p = parts()
    account = account_in_reach(account_id, call.person, p.ledger)
    asked = AskedPage(call.limit, _direction(call), _period(call), _from(call, account_id))
    page = read_statement(account, asked, p.ledger, p.payments)
    lines = [line_view(each, call.person.role) for each in page.lines]
    return StatementView(entries=lines, cursor=_cursor(account_id, page.next_number))


@app.get("/{account_id}/entries/{number}", returns=LineView, roles=READERS,
         summary="One entry with its slip (回单)")  # fmt: skip
def entry(call: Call, account_id: str, number: str) -> Any:
    p = parts()
    account = account_in_reach(account_id, call.person, p.ledger)
    found = one_line(account, entry_number(number), p.ledger, p.payments)
    return line_view(found, call.person.role)


@app.get("/{account_id}/statement", returns=CsvFile, roles=READERS, query=(FROM, TO),
         errors=(BadPeriod, StatementTooLong),
         summary="A statement as CSV, oldest first: today's year, or up to 366 days")  # fmt: skip
def download(call: Call, account_id: str) -> Any:
    p = parts()
    account = account_in_reach(account_id, call.person, p.ledger)
    today = p.calendar.business_date(account.entity)
    period = _period(call) or Period(date(today.year, 1, 1), today)
    lines = whole_statement(account, period, p.ledger, p.payments)
    name = f"statement-{account_id[-8:]}-{period.first}-{period.last}.csv"
    return CsvFile(name=name, text=statement_csv(lines, account.kind.side))


@app.get("/{account_id}/balance", returns=BalanceOnceView, roles=READERS, query=(AT, ON),
         errors=(BadMoment,),
         summary="The balance of another moment, as known then or now")  # fmt: skip
def balance_once(call: Call, account_id: str) -> Any:
    ledger = parts().ledger
    account_in_reach(account_id, call.person, ledger)
    at, on = call.query.get("at"), call.query.get("on")
    if (at is None) == (on is None):
        raise BadMoment()
    if at is not None:
        known, fen = "then", balance_known_then(account_id, _instant(at), ledger)
    else:
        known, fen = "now", balance_known_now(account_id, _date(on, BadMoment), ledger)
    return BalanceOnceView(account_id=account_id, balance_fen=fen, known=known)


def _direction(call: Call) -> Direction:
    text = call.query.get("direction", Direction.ALL.value)
    if text not in WAYS:
        raise BadPage()
    return Direction(text)


def _period(call: Call) -> Period | None:
    """Both dates or neither. Raises BadPeriod."""
    first, last = call.query.get("from"), call.query.get("to")
    if first is None and last is None:
        return None
    return Period(_date(first, BadPeriod), _date(last, BadPeriod))


def _date(text: str | None, refusal: type[BadPeriod] | type[BadMoment]) -> date:
    try:
        if text is None or not _DAY.fullmatch(text):
            raise refusal()
        return date.fromisoformat(text)
    except ValueError:
        raise refusal() from None


def _instant(text: str) -> datetime:
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        raise BadMoment() from None
    # The first and the last day of the calendar have instants that other zones cannot name.
    if instant.tzinfo is None or not date.min < instant.date() < date.max:
        raise BadMoment()
    return instant


def _cursor(account_id: str, number: int | None) -> str | None:
    if number is None:
        return None
    key = {"pk": partition(account_id), "sk": entry_key(account_id, number)}
    return cursor({name: {"S": text} for name, text in key.items()})


def _from(call: Call, account_id: str) -> int | None:
    """A cursor goes on in its own account and nowhere else. Raises BadPage."""
    after = call.after
    if after is None:
        return None
    sk = after.get("sk", {}).get("S", "")
    if set(after) != {"pk", "sk"} or after["pk"]["S"] != partition(account_id):
        raise BadPage()
    number = sk[-SEQ_DIGITS:]
    if sk != f"{account_id}#{number}" or not (number.isascii() and number.isdigit()):
        raise BadPage()
    return int(number)
