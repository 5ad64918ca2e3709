"""Statements through the door: pages, filters, CSV, balances of other moments."""

from __future__ import annotations

import csv
import io
from datetime import timedelta
from typing import Any

import pytest

from nongxin.accounts.statements.statement_csv import safe
from nongxin.kernel.clock import stamp
from nongxin.kernel.identity import Role
from tests.builders.lending import an_officer
from tests.builders.payers import NORTH, Payer, Town, look, pay
from tests.fakes.parts import FakeParts

FIRST, SECOND, THIRD = "2026-11-25", "2026-11-26", "2026-11-27"


@pytest.fixture
def town(p: FakeParts) -> Town:
    return Town(p)


@pytest.fixture
def payer(town: Town) -> Payer:
    """Three days: 1,000 in; 100 and 200 out; 50 in."""
    payer, payee = town.person(1_000), town.person(county=NORTH)
    town.p.fixed.pass_time(timedelta(days=1))
    pay(payer, payee, 100, "pay-00001", remark='=HYPERLINK("http://x")')
    pay(payer, payee, 200, "pay-00002", remark='种子,"甲"')
    town.p.fixed.pass_time(timedelta(days=1))
    town.fund(payer, 50, "later")
    return payer


def amounts(payer: Payer, **query: str) -> list[int]:
    """Over all pages, two lines each."""
    found, cursor = [], {}
    while True:
        page = look(payer, "/entries", limit="2", **query, **cursor).body
        found += [e["amount_fen"] for e in page["entries"]]
        if page["cursor"] is None:
            return found
        cursor = {"cursor": page["cursor"]}


def test_pages_carry_the_running_balance(payer: Payer) -> None:
    assert amounts(payer) == [50, 200, 100, 1_000, 0]
    lines = look(payer, "/entries").body["entries"]
    assert [e["balance_fen"] for e in lines] == [750, 700, 900, 1_000, 0]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"from": SECOND, "to": SECOND}, [200, 100]),
        ({"from": FIRST, "to": SECOND, "direction": "out"}, [200, 100]),
        ({"from": FIRST, "to": "2027-11-24", "direction": "in"}, [50, 1_000]),
        ({"direction": "in"}, [50, 1_000]),
        ({"direction": "out"}, [200, 100]),
        ({"from": "2026-01-01", "to": "2026-11-24"}, []),
        ({"from": "2026-12-01", "to": "2026-12-02"}, []),
    ],
)
def test_lines_by_date_and_direction(
    payer: Payer, query: dict[str, str], expected: list[int]
) -> None:
    assert amounts(payer, **query) == expected


def test_a_new_line_does_not_shift_the_pages(town: Town, payer: Payer) -> None:
    first = look(payer, "/entries", limit="2").body
    town.fund(payer, 7, "between")
    rest = look(payer, "/entries", cursor=first["cursor"]).body["entries"]
    assert [e["amount_fen"] for e in rest] == [100, 1_000, 0]


def test_a_year_for_excel(payer: Payer) -> None:
    answer = look(payer, "/statement", **{"from": "2026-01-01", "to": "2026-12-31"})
    assert answer.headers["Content-Type"].startswith("text/csv")
    assert "attachment" in answer.headers["Content-Disposition"]
    assert answer.text.encode().startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(answer.text.removeprefix("\ufeff"))))
    assert rows[0][4:8] == ["摘要", "收入(元)", "支出(元)", "余额(元)"]
    assert [row[4:8] for row in rows[1:]] == [
        ["现金存入", "10.00", "", "10.00"],
        ["转账", "", "1.00", "9.00"],
        ["转账", "", "2.00", "7.00"],
        ["现金存入", "0.50", "", "7.50"],
    ]
    assert [row[10] for row in rows[2:4]] == ['\'=HYPERLINK("http://x")', '种子,"甲"']
    assert look(payer, "/statement").text == answer.text


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1"])
def test_nothing_runs_in_a_spreadsheet(text: str) -> None:
    assert safe(text) == f"'{text}"
    assert safe("张三") == "张三"


def test_a_statement_is_bounded(payer: Payer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("nongxin.accounts.statements.read_statement.MOST_LINES", 3)
    answer = look(payer, "/statement")
    assert (answer.status, answer.body["code"]) == (422, "statement-too-long")
    assert look(payer, "/statement", **{"from": SECOND, "to": THIRD}).status == 200


def test_the_balance_of_other_moments(town: Town, payer: Payer) -> None:
    noon = town.p.fixed.now() - timedelta(days=1, hours=1)
    assert look(payer, "/balance", at=stamp(noon)).body["balance_fen"] == 1_000
    on = look(payer, "/balance", on=SECOND).body
    assert (on["balance_fen"], on["known"]) == (700, "now")


@pytest.mark.parametrize(
    ("what", "query", "code"),
    [
        ("/entries", {"from": "2026-11-25"}, "period-invalid"),
        ("/entries", {"from": "2026-11-25", "to": "2026-11-24"}, "period-invalid"),
        ("/entries", {"from": "2026-11-31", "to": "2026-12-24"}, "period-invalid"),
        ("/entries", {"from": "20261101", "to": "20261124"}, "period-invalid"),
        ("/entries", {"from": "2025-11-24", "to": "2026-11-25"}, "period-invalid"),
        ("/entries", {"direction": "up"}, "bad-page"),
        ("/entries", {"limit": "101"}, "bad-page"),
        ("/entries", {"cursor": "abc"}, "bad-page"),
        ("/balance", {}, "moment-invalid"),
        ("/balance", {"at": "2026-11-25T00:00:00"}, "moment-invalid"),
        ("/balance", {"at": "now"}, "moment-invalid"),
        ("/balance", {"on": "2026-13-01"}, "moment-invalid"),
        ("/balance", {"on": FIRST, "at": "2026-11-25T00:00:00Z"}, "moment-invalid"),
    ],
)
def test_what_cannot_be_asked(payer: Payer, what: str, query: dict[str, Any], code: str) -> None:
    answer = look(payer, what, **query)
    assert (answer.status, answer.body["code"]) == (400, code)


@pytest.mark.parametrize("what", ["/entries", "/entries/{number}", "/statement", "/balance"])
def test_another_ones_account_is_not_there(town: Town, payer: Payer, what: str) -> None:
    query = {"on": FIRST} if what == "/balance" else {}
    path = {"number": "1"}
    for by in (town.person().who, an_officer(3, Role.TELLER, county=NORTH)):
        assert look(payer, what, by, path, **query).status == 404
    assert look(payer, what, None, path, **query).status == 200
