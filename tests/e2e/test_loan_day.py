"""The loans' day close on the deployed bank: what is due is taken, what is late costs and is
classed, borrowers are told, the books are even; twice and side by side it is one day.

In a county of its own, whose entity's business date nobody else reads.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from devkit.people import archetype
from devkit.planting import Household, Planter
from nongxin.catalog.places import entity_of
from nongxin.kernel.clock import SystemClock
from nongxin.kernel.commands import CommandKey, fingerprint, perform
from nongxin.kernel.directory import BusinessDateRecord
from nongxin.kernel.ids import new_id
from nongxin.kernel.records import put
from nongxin.ledger.post import book
from nongxin.ledger.posting import Posting, credit, debit, general
from nongxin.ledger.store import JournalRecord
from nongxin.lending.applications.application import Parties
from nongxin.lending.contracts.disburse_loan import disburse_loan
from tests.builders.lending import a_signed, an_offer
from tests.fixtures.behind import entries, told_about, trial_balance
from tests.fixtures.deployment import cloud_parts, until

if TYPE_CHECKING:
    from nongxin.parts import Parts
    from tests.fixtures.deployment import Deployment

COUNTY = "610922"
LENT_FEN = 1_200_000
TODAY = date(2026, 6, 15)  # of the entity's books; a Monday


@dataclass
class Place:
    deployment: Deployment
    entity: str

    def parts_on(self, day: date) -> Parts:
        """The entity's business date is another one, for whoever looks first from now on."""
        row = BusinessDateRecord(f"ENTITY#{self.entity}", "BUSINESS_DATE")
        row.business_date, row.open_from = day.isoformat(), f"{day.year}-01-01"
        self.deployment.parts.storage.commit(put(row))
        return cloud_parts(self.deployment.cloud)

    def household(self, number: int) -> Household:
        planter = Planter(self.deployment.parts, COUNTY)
        officer, _, approver = planter.county_staff()
        draft = archetype("approve", COUNTY, number, SystemClock().today() - timedelta(days=30))
        return planter.plant(draft, officer, approver)

    def account_id(self, household: Household) -> str:
        return self.deployment.parts.accounts.of_owner(household.customer_id)[0].id

    def lend(self, household: Household, day: date) -> str:
        """A loan whose interest is due every month, lent on a day gone by."""
        parts, account_id = self.parts_on(day), self.account_id(household)
        parties = Parties(
            COUNTY, self.entity, household.customer_id, household.household_id, "", ""
        )
        offer = an_offer(amount_fen=LENT_FEN, account_id=account_id)
        signed = replace(
            a_signed(), id=new_id("ap", COUNTY, SystemClock()), parties=parties, offer=offer
        )
        write = parts.applications.add(signed, "[]")
        write.record.version = signed.version
        parts.storage.commit(write)
        return str(disburse_loan(signed.id, parts.disbursing).answer["loan_id"])

    def lines(self, household: Household) -> list[tuple[str, str, int, int]]:
        return entries(self.deployment, self.account_id(household))

    def texts(self, household: Household) -> list[str]:
        return [each["text"] for each in self.deployment.bank._messages(household.phone)]

    def empty(self, household: Household) -> None:
        """What stands on the account goes out over the counter."""
        parts, account_id = self.deployment.parts, self.account_id(household)
        moved = parts.ledger.get(account_id).balance_fen
        cash = general(COUNTY, self.entity, "vault_cash")
        key = CommandKey("test.empty", "st_1", COUNTY, account_id, fingerprint(account_id))
        legs = [debit(account_id, moved), credit(cash, moved)]
        posting = Posting("CASH", None, None, legs)
        books = cloud_parts(self.deployment.cloud).books
        perform(lambda: book(posting, key, books).outcome({}), key, JournalRecord, parts.storage)

    def close(self, _: Any = None) -> dict[str, Any]:
        answer = self.deployment.client("lambda").invoke(
            FunctionName="nongxin-local-job_close_loans:live",
            Payload=json.dumps({"county": COUNTY}).encode(),
        )
        told = json.loads(answer["Payload"].read())
        # Who is in another's way is told to call again, as the state machine does.
        return {"whole": False} if "FunctionError" in answer else dict(told)


@pytest.fixture
def place(deployment: Deployment) -> Iterator[Place]:
    """Its business date goes when the test is over: nobody closes its past days."""
    place = Place(deployment, entity_of(COUNTY, TODAY) or "")
    yield place
    key = {"pk": {"S": f"ENTITY#{place.entity}"}, "sk": {"S": "BUSINESS_DATE"}}
    deployment.client("dynamodb").delete_item(TableName="nongxin-local-directory", Key=key)


def test_a_day_of_loans_closes_once_however_often_it_is_asked_for(place: Place) -> None:
    place.parts_on(date(2026, 5, 5))
    late, diligent = place.household(1), place.household(2)
    late_id = place.lend(late, date(2026, 5, 5))
    place.empty(late)
    loan_id = place.lend(diligent, date(2026, 5, 15))
    place.parts_on(TODAY)

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(place.close, range(2)))
    until(lambda: place.close().get("whole"))
    assert place.close() == {
        "county": COUNTY, "day": str(TODAY), "loans": 0, "refused": {}, "whole": True
    }  # fmt: skip

    parts = cloud_parts(place.deployment.cloud)
    paid, owing = parts.cares.get(loan_id), parts.cares.get(late_id)
    assert paid is not None
    assert owing is not None
    due = parts.loans.get(loan_id, consistent=True).dues[0].row
    taken = [row for row in place.lines(diligent) if row[1] == "debit"]
    assert due.due_on == TODAY
    assert taken == [("LOAN_REPAID", "debit", due.due_fen, LENT_FEN - due.due_fen)]
    assert (paid.overdue_days, paid.loan_class.value) == (0, "normal")
    assert (owing.overdue_days, owing.loan_class.value) == (10, "special_mention")
    # Ten days of compound interest on a month's; the principal is due at the end only.
    late_loan = parts.loans.get(late_id, consistent=True)
    assert owing.figures.late_fen == late_loan.payoff_on(TODAY).compound_fen > 0
    wanted = {"LoanDisbursed": 1, "LoanOverdue": 1, "LoanClassified": 1}
    until(lambda: told_about(place.deployment, late_id) == wanted)
    taken_in = {"LoanDisbursed": 1, "LoanRepaid": 1}
    until(lambda: told_about(place.deployment, loan_id) == taken_in)
    assert until(lambda: any("逾期10天" in text for text in place.texts(late)))
    assert trial_balance(place.deployment) == 0
