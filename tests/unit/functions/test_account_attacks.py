"""What a hostile customer, or a careless one, tries at the doors of accounts."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from api_accounts.handler import handler
from nongxin.kernel.identity import Principal, Role
from nongxin.kernel.records import create
from nongxin.ledger.holds import MOST_HOLDS
from tests.builders.books import check_books
from tests.builders.lending import ENTITY, an_officer
from tests.builders.payers import NORTH, NORTH_ENTITY, Payer, Town, look, pay
from tests.fakes.gateway import Answer, ask
from tests.fakes.parts import FakeParts

TELLER = an_officer(2, Role.TELLER)
MAKER, CHECKER = an_officer(1), an_officer(2, Role.COUNTY_APPROVER)
ONE = "/v1/accounts/{account_id}"
EARNEST = {"amount_fen": 500, "purpose": "earnest", "ends_at": "2027-10-01T00:00:00Z"}
COURT = {
    "authority": "court",
    "number": "1",
    "issued_on": "2026-11-24",
    "officers": ["甲 1", "乙 2"],
}


@pytest.fixture
def town(p: FakeParts) -> Town:
    return Town(p)


def post(account_id: str, what: str, body: Any, key: str = "key-00001", by: Principal = TELLER
         ) -> Answer:  # fmt: skip
    return ask(handler, "POST", f"{ONE}/{what}", path={"account_id": account_id}, by=by, key=key,
               body=body)  # fmt: skip


def measure(account_id: str, named: str, **body: Any) -> Answer:
    """Proposed and executed."""
    told = post(account_id, "measures", {"document": COURT} | body, f"propose-{named}", MAKER)
    return ask(handler, "POST", f"{ONE}/measures/{{measure_id}}/decision", by=CHECKER,
               path={"account_id": account_id} | told.body, key=f"decide-{named}",
               body={"approves": True})  # fmt: skip


def general(town: Town, kind: str) -> int:
    """Credits less debits of a general-ledger kind."""
    lines = [i for i in town.p.memory.items("ledger") if i.get("kind", {}).get("S") == kind]
    signs = {"credit": 1, "debit": -1}
    return sum(signs[line["side"]["S"]] * int(line["amount_fen"]["N"]) for line in lines)


def time_deposit(payer: Payer, **told: Any) -> str:
    body = {"product": "TD1Y", "amount_fen": 1_000_000} | told
    made = post(payer.account_id, "time-deposits", body, "deposit-1", payer.who)
    return str(made.body["account_id"])


def test_a_time_deposit_grows_and_shrinks_by_its_own_terms_only(town: Town) -> None:
    """Cash put in on the last day would earn the whole term."""
    payer = town.person(5_000_000)
    deposit = time_deposit(payer)
    cash = {"amount_fen": 1_000_000_000}
    for what, body in (("deposits", cash), ("withdrawals", cash), ("counter-holds", EARNEST)):
        assert post(deposit, what, body, f"k-{what}").body["code"] == "not-a-demand-deposit"
    shown = EARNEST | {"purpose": "certificate"}
    assert post(deposit, "counter-holds", shown).status == 201
    assert town.p.ledger.get(deposit).balance_fen == 1_000_000


def test_a_limit_of_the_day_is_not_begun_anew_by_payers_of_another_date(town: Town) -> None:
    """One legal entity has closed its day and the other has not: the payee's own day counts."""
    south, north = town.person(10_000_000), town.person(10_000_000, county=NORTH)
    second = town.account(south.who, "second", tier="II")
    payee = Payer(south.who, south.name, second["id"], second["number"])
    someone = town.person(10_000_000)
    for entity, day in ((ENTITY, date(2027, 1, 1)), (NORTH_ENTITY, date(2026, 12, 31))):
        town.p.memory.commit(create(town.p.directory.first_business_date(entity, day)))
    town.p.calendar.forget()
    answers = [pay(payer, payee, 400_000, f"pay-{number:05d}")
               for number, payer in enumerate((someone, north, someone, north))]  # fmt: skip
    assert [answer.status for answer in answers] == [201, 201, 422, 422]
    assert answers[-1].body["code"] == "account-tier-day-limit"


def test_holds_of_ones_own_keep_no_authority_off(town: Town) -> None:
    payer = town.person(1_000_000)
    placed = [post(payer.account_id, "counter-holds", EARNEST, f"hold-{number:05d}").status
              for number in range(MOST_HOLDS + 1)]  # fmt: skip
    assert placed == [201] * MOST_HOLDS + [422]
    frozen = measure(payer.account_id, "freeze", action="freeze", until="2027-05-25")
    assert frozen.body["state"] == "executed"


@pytest.mark.parametrize("at", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"])
def test_an_instant_that_no_clock_shows_in_utc(town: Town, at: str) -> None:
    payer = town.person(100)
    told = look(payer, "/balance", at=at)
    assert (told.status, told.body["code"]) == (400, "moment-invalid")


def close(payer: Payer, to: Payer | None = None) -> Answer:
    body = {"pay_to": to.account_id} if to else {}
    return post(payer.account_id, "closing", body, f"close-{payer.account_id[-8:]}")


def test_money_that_leaves_by_a_closing_is_seen_as_any_other(town: Town) -> None:
    """Else a million in cash leaves the bank without a report (大额交易报告)."""
    in_cash, to_another = town.person(7_000_000), town.person(9_000_000)
    second = town.account(to_another.who, "second", tier="II")
    target = Payer(to_another.who, to_another.name, second["id"], second["number"])
    assert close(in_cash).body["paid_fen"] == 7_000_000
    assert close(to_another, target).status == 422  # beyond the day of class II
    (cash,) = town.p.memory.published("CashWithdrawn")
    assert (cash.data["account_id"], cash.data["amount_fen"]) == (in_cash.account_id, 7_000_000)
    empty = town.person()
    assert close(empty).status == 201
    assert len(town.p.memory.published("CashWithdrawn")) == 1


def test_a_closed_account_keeps_no_authority_from_a_time_deposit(town: Town) -> None:
    """The interest of what is deducted had nowhere to go."""
    payer = town.person(1_000_000)
    deposit = time_deposit(payer)
    assert close(payer).status == 201
    frozen = measure(deposit, "freeze", action="freeze", until="2027-05-25")
    town.p.fixed.pass_time(timedelta(days=90))
    taken = measure(deposit, "deduct", action="deduct", amount_fen=400_000,
                    freeze_id=frozen.body["measure_id"])  # fmt: skip
    assert taken.body["state"] == "executed"
    assert town.p.ledger.get(deposit).balance_fen == 600_000
    assert general(town, "suspense") == general(town, "interest_expense") * -1 > 0
    check_books(town.p.memory)


def test_a_late_renewal_comes_before_a_deduction(town: Town) -> None:
    payer = town.person(2_000_000)
    deposit = time_deposit(payer, product="TD3M", renews=True)
    frozen = measure(deposit, "freeze", action="freeze", until="2027-05-25")
    town.p.fixed.pass_time(timedelta(days=100))
    taken = measure(deposit, "deduct", action="deduct", amount_fen=400_000,
                    freeze_id=frozen.body["measure_id"])  # fmt: skip
    assert taken.body["state"] == "executed"
    assert town.p.ledger.get(deposit).balance_fen == 1_001_625 - 400_000
    check_books(town.p.memory)
