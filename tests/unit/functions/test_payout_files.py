"""Payout files: 117 items of five years, matched to persons and households, or nobody's."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from devkit.people import households
from devkit.population.payouts import Line as Paid
from devkit.population.payouts import payouts
from nongxin.archives.facts import derived
from nongxin.catalog.farming import subsidies
from nongxin.customers.register_customer import RegisterCustomer, register_customer
from nongxin.customers.subsidies.payment import Line, added, subsidy_facts, totals
from nongxin.kernel.identity import Role
from tests.builders.bank import key
from tests.builders.customers import a_principal, an_id_no
from tests.builders.lending import COUNTY, an_officer
from tests.builders.views import AUDITOR, OFFICER, asks, sees
from tests.fakes.parts import MORNING, FakeParts

TODAY = date(2026, 11, 25)
FILE = "2026-11.csv"
HOUSEHOLD = f"hh_{COUNTY}_01JDHX3Q8Z6V7K2M5N9P4R1S0T"


class Payroll:
    """A family whose head is a customer and whose members stand in a live archive."""

    def __init__(self, p: FakeParts) -> None:
        self.p = p
        (self.draft,) = households(COUNTY, 1, TODAY)
        head = self.draft.head
        told = RegisterCustomer(COUNTY, head.name, head.id_no, head.phone, head.id_valid_to)
        by = an_officer(8, Role.TELLER)
        done = p.perform_in(
            "customers", key("register", by.id), lambda: register_customer(told, by, p.registration)
        )
        self.person_id = str(done.answer["customer_id"])
        members = {m["id_no"] for m in self.draft.sections["M"]}
        archive: Any = p.archive
        archive.live_of = lambda id_no: HOUSEHOLD if id_no in members else None

    def lines(self) -> list[dict[str, Any]]:
        """All that finance paid the family, without the wrong ones."""
        known = {(m["name"], m["id_no"]) for m in self.draft.sections["M"]}
        return [_body(x) for x in payouts(self.draft, TODAY) if (x.name, x.id_no) in known]

    def load(self, lines: list[dict[str, Any]], first: int = 1, file: str = FILE) -> list[Any]:
        """In pages of fifty, as `scripts/payouts` does."""
        answers = []
        for at in range(0, len(lines), 50):
            body = {"county": COUNTY, "file": file, "first_line": first + at,
                    "lines": lines[at : at + 50]}  # fmt: skip
            answers.append(
                asks(OFFICER, "POST", "/payouts", "", f"key-{file[:4]}-{at:05d}", body=body)
            )
            assert answers[-1].status == 200, answers[-1].text
        return [a.body for a in answers]

    def history(self) -> Any:
        told = asks(OFFICER, "GET", "/subsidies", self.person_id, query={"purpose": "loan"})
        return told.body

    def unmatched(self) -> Iterator[tuple[int, str]]:
        told = asks(OFFICER, "GET", "/payouts/{county}/{file}/unmatched",
                    path={"county": COUNTY, "file": FILE}, query={"limit": "100"})  # fmt: skip
        assert told.status == 200, told.text
        yield from ((row["line"], row["why"]) for row in told.body["unmatched"])


def _body(paid: Paid) -> dict[str, Any]:
    return {
        "item": paid.item_code,
        "batch": paid.batch_no,
        "paid_on": paid.pay_date,
        "name": paid.name,
        "id_no": paid.id_no,
        "amount_fen": int(Decimal(paid.amount) * 100),
    }


@pytest.fixture
def payroll(p: FakeParts) -> Payroll:
    assert p.clock.now() == MORNING
    return Payroll(p)


def test_every_line_comes_to_its_person_and_household(payroll: Payroll) -> None:
    lines = payroll.lines()
    told = payroll.load(lines)
    assert sum(page["matched"] for page in told) == len(lines)
    own = [line for line in lines if line["id_no"] == payroll.draft.head.id_no]
    history = payroll.history()
    assert len(history["payments"]) == len(own)
    assert sum(x["amount_fen"] for x in history["payments"]) == sum(x["amount_fen"] for x in own)
    rows = [{"pay_date": x["paid_on"], "amount": f"{x['amount_fen'] / 100:.2f}"} for x in own]
    want = derived.subsidies(rows, TODAY)
    assert (history["year_fen"], history["months_5y"]) == (want.year_fen, want.months_5y)
    whole = payroll.p.subsidy_histories.totals(HOUSEHOLD)
    days = payroll.p.subsidy_histories.doc(whole)["days"]
    assert sum(days.values()) == sum(x["amount_fen"] for x in lines)


def test_the_household_s_history_becomes_facts(payroll: Payroll) -> None:
    lines = payroll.lines()
    payroll.load(lines)
    histories = payroll.p.subsidy_histories
    facts = subsidy_facts(histories.doc(histories.totals(HOUSEHOLD)), TODAY)
    rows = [{"pay_date": x["paid_on"], "amount": f"{x['amount_fen'] / 100:.2f}"} for x in lines]
    want = derived.subsidies(rows, TODAY)
    assert facts == {"subsidy_year": want.year_fen, "subsidy_months_5y": want.months_5y}
    assert subsidy_facts({}, TODAY) == {}


def test_sent_twice_under_any_name_it_counts_once(payroll: Payroll) -> None:
    lines = payroll.lines()
    payroll.load(lines)
    before = payroll.history(), sees(OFFICER, payroll.person_id)["parts"]["subsidies"]["doc"]
    payroll.load(lines)
    payroll.load(lines, file="again.csv")
    payroll.load(list(reversed(lines)), file="back.csv")
    after = payroll.history(), sees(OFFICER, payroll.person_id)["parts"]["subsidies"]["doc"]
    assert after == before


def test_a_load_that_dies_anywhere_is_loaded_again(payroll: Payroll) -> None:
    lines = payroll.lines()[:50]
    body = {"county": COUNTY, "file": FILE, "first_line": 1, "lines": lines}
    dynamo = payroll.p.memory.dynamo
    for deaths in range(1, 4):
        dynamo.failures = [RuntimeError("killed")]
        answer = asks(OFFICER, "POST", "/payouts", "", f"key-died{deaths}", body=body)
        assert answer.status == 500
    payroll.load(lines)
    own = [line for line in lines if line["id_no"] == payroll.draft.head.id_no]
    assert len(payroll.history()["payments"]) == len(own)


def test_all_117_items_are_taken(payroll: Payroll) -> None:
    head = payroll.draft.head
    lines = [
        {"item": item, "batch": "202601", "paid_on": "2026-01-15", "name": head.name,
         "id_no": head.id_no, "amount_fen": 100 + number}
        for number, item in enumerate(subsidies())
    ]  # fmt: skip
    assert len(lines) == 117
    assert sum(page["matched"] for page in payroll.load(lines)) == 117
    history = payroll.history()
    assert {x["item"] for x in history["payments"]} == set(subsidies())
    assert sum(history["by_treatment_fen"].values()) == history["year_fen"]
    assert 0 < history["counted_fen"] < history["year_fen"]


WRONG: dict[str, dict[str, Any]] = {
    "unknown-item": {"item": "SBZ99"},
    "bad-date": {"paid_on": "2026-02-30"},
    "bad-amount": {"amount_fen": 0},
    "bad-id": {"id_no": "610722198005171230"},
    "name-differs": {"name": "某某某"},
    "nobody": {"id_no": "610722198005170014", "name": "某某某"},
}


def test_what_is_nobody_s_is_listed_with_its_reason(payroll: Payroll) -> None:
    from nongxin.kernel.id_number import check_character

    head = payroll.draft.head
    good = {"item": "SBA01", "batch": "202606", "paid_on": "2026-06-15", "name": head.name,
            "id_no": head.id_no, "amount_fen": 50_000}  # fmt: skip
    stranger = "61072219800517001"
    WRONG["nobody"]["id_no"] = stranger + check_character(stranger)
    lines = [good, *(good | told for told in WRONG.values())]
    days = ("2027-01-01", "2012-01-01", "今天", "2026-W25-1")
    lines += [good | {"paid_on": day, "batch": day} for day in days]
    (told,) = payroll.load(lines)
    assert (told["matched"], told["unmatched"]) == (1, 10)
    reasons = [why for _, why in payroll.unmatched()]
    assert reasons == [*WRONG, *["bad-date"] * 4]
    assert len(payroll.history()["payments"]) == 1
    sums = asks(AUDITOR, "GET", "/payouts/{county}/{file}", path={"county": COUNTY, "file": FILE})
    assert (sums.body["lines"], sums.body["matched"], sums.body["unmatched"]) == (11, 1, 10)
    stored = str(payroll.p.memory.items("customers"))
    assert head.id_no not in stored and head.name not in stored and stranger not in stored


def test_who_is_registered_later_is_found_when_the_file_comes_again(payroll: Payroll) -> None:
    stranger = an_id_no(area=COUNTY, sequence=555)
    line = {"item": "SBA01", "batch": "202606", "paid_on": "2026-06-15", "name": "王小明",
            "id_no": stranger, "amount_fen": 50_000}  # fmt: skip
    payroll.load([line])
    assert list(payroll.unmatched()) == [(1, "nobody")]
    by = an_officer(8, Role.TELLER)
    told = RegisterCustomer(COUNTY, "王小明", stranger, "13900000000", None)
    payroll.p.perform_in(
        "customers",
        key("later", by.id),
        lambda: register_customer(told, by, payroll.p.registration),
    )
    assert payroll.load([line])[0]["matched"] == 1
    assert list(payroll.unmatched()) == []


def test_whose_county_it_is_not(payroll: Payroll) -> None:
    body = {"county": "610425", "file": FILE, "first_line": 1, "lines": payroll.lines()[:1]}
    before = payroll.p.memory.items("customers")
    assert asks(OFFICER, "POST", "/payouts", body=body).body["code"] == "out-of-territory"
    elsewhere = replace(OFFICER, county="610425", counties=frozenset({"610425"}))
    for path in ("/payouts/{county}/{file}", "/payouts/{county}/{file}/unmatched"):
        answer = asks(elsewhere, "GET", path, path={"county": COUNTY, "file": FILE})
        assert answer.status == 404
    nothing = asks(OFFICER, "GET", "/payouts/{county}/{file}",
                   path={"county": COUNTY, "file": "x"})  # fmt: skip
    assert nothing.status == 404
    assert payroll.p.memory.items("customers") == before


@pytest.mark.parametrize(
    "spoilt",
    [{"lines": []}, {"file": "../x"}, {"county": "61"}, {"first_line": 0}, {"lines": [{}] * 61},
     {"more": 1}],
)  # fmt: skip
def test_a_page_that_is_none(payroll: Payroll, spoilt: dict[str, Any]) -> None:
    body = {"county": COUNTY, "file": FILE, "first_line": 1, "lines": payroll.lines()[:1]}
    assert asks(OFFICER, "POST", "/payouts", body=body | spoilt).status == 400


def test_totals_are_sums() -> None:
    lines = [Line("SBA01", "b", f"2026-0{n}-15", "王小明", "x", 100 * n) for n in (1, 2, 3)]
    doc = totals([added({}, lines), added({}, [replace(lines[0], paid_on="2025-01-15")])])
    assert doc["items"] == {"SBA01": [4, 700, "2026-03-15"]}
    assert doc["days"]["2026-02-15"] == 200


def test_a_history_that_no_law_keeps_is_deleted_with_its_lines(payroll: Payroll) -> None:
    payroll.load(payroll.lines())
    payroll.p.fixed.instant += timedelta(days=3 * 366)
    assert payroll.history()["payments"]
    who = a_principal(Role.CUSTOMER, COUNTY, id=payroll.person_id)
    answer = asks(who, "POST", "/me/erasures", "", "erase-0001")
    fates = {each["category"]: each["outcome"] for each in answer.body["categories"]}
    assert (fates["subsidies"], fates["identity"]) == ("erased", "kept")
    assert payroll.history()["payments"] == []
    assert payroll.history()["year_fen"] == 0
