"""Lending over tables in memory: the parts, and applications and loans in the state that a test
needs.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any, cast

from nongxin.catalog.calendar import is_workday
from nongxin.kernel.calendar import BusinessCalendar
from nongxin.kernel.clock import FixedClock
from nongxin.kernel.commands import CommandKey, Done, fingerprint, perform
from nongxin.kernel.directory import Directory
from nongxin.kernel.identity import Principal, Role
from nongxin.kernel.ids import sibling
from nongxin.kernel.privacy import FixedKeys, Vault
from nongxin.ledger.account import Account
from nongxin.ledger.post import Books, opening
from nongxin.ledger.store import JournalRecord, LedgerAccounts
from nongxin.lending.applications.application import Application, Parties, Verdict, Wish
from nongxin.lending.applications.consent import Giver
from nongxin.lending.applications.consent_store import DynamoConsents
from nongxin.lending.applications.desk import Desk
from nongxin.lending.applications.offer import Offer
from nongxin.lending.applications.store import DynamoApplications
from nongxin.lending.contracts.disburse_loan import DisbursingParts, disburse_loan
from nongxin.lending.loans.loan_store import DynamoLoans
from nongxin.lending.loans.ports import ServicingParts
from nongxin.lending.loans.repay_loan import RepayLoan, repay_loan
from tests.builders.customers import an_id_no
from tests.fakes.parts import MORNING
from tests.fakes.storage import MemoryStorage

COUNTY, ENTITY = "610722", "2758"
SHA = "a" * 64
TAIL = "01JDHX3Q8Z6V7K2M5N9P4R"
BORROWER = f"pn_{COUNTY}_{TAIL}1S0T"
ACCOUNT = f"ac_{COUNTY}_{TAIL}1S0T"
LENT_FEN = 4_000_000


def application_id(number: int = 1) -> str:
    return f"ap_{COUNTY}_{TAIL}{number:04d}"


def a_person(**changed: Any) -> Principal:
    told: dict[str, Any] = {
        "id": BORROWER,
        "role": Role.CUSTOMER,
        "county": COUNTY,
        "entity": ENTITY,
        "counties": frozenset({COUNTY}),
        "session": "ss_1",
    }
    return Principal(**(told | changed))


def an_officer(number: int = 1, role: Role = Role.OFFICER, county: str = COUNTY) -> Principal:
    return a_person(
        id=f"st_{county}_{TAIL}{number:04d}", role=role, county=county, counties=frozenset({county})
    )


def a_giver(**changed: Any) -> Giver:
    return replace(Giver("王小明", an_id_no(area=COUNTY), "13812345678", None), **changed)


def a_submitted(number: int = 1, **changed: Any) -> Application:
    parties = Parties(COUNTY, ENTITY, BORROWER, f"hh_{COUNTY}_{TAIL}1S0T", BORROWER, "")
    wish = Wish("YND", LENT_FEN, 12, "interest_monthly", "planting")
    return replace(Application(application_id(number), parties, wish, MORNING), **changed)


def an_offer(**changed: Any) -> Offer:
    offer = Offer(
        amount_fen=LENT_FEN,
        rate_annual=Decimal("0.0560"),
        term_months=12,
        method="interest_monthly",
        annualised=Decimal("0.057456"),
        contract_sha256=SHA,
        template="loan_contract.v1",
        account_id=ACCOUNT,
        made_at=MORNING,
        valid_until=MORNING + timedelta(days=30),
    )
    return replace(offer, **changed)


def a_verdict(outcome: str = "offer") -> Verdict:
    return Verdict(outcome, (), "f" * 64, "d" * 64, {}, 688, "B", 6_000_000)


def an_offered(number: int = 1) -> Application:
    return a_submitted(number).attempted().judged(a_verdict()).offered(an_offer())


def a_signed(number: int = 1) -> Application:
    return an_offered(number).signed(SHA, MORNING, f"{'1' * 32}:{'2' * 32}")


class LendingWorld:
    """One borrower with one open account; `lay` puts an application on the desk as it is."""

    def __init__(self, storage: MemoryStorage | None = None) -> None:
        self.storage = storage or MemoryStorage()
        self.clock = FixedClock(MORNING)
        self.applications = DynamoApplications(self.storage, Vault(FixedKeys()))
        self.consents = DynamoConsents(self.storage, Vault(FixedKeys()))
        self.desk = Desk(self.applications, self.storage, self.clock)
        self.loans = DynamoLoans(self.storage, is_workday)
        self.ledger = LedgerAccounts(self.storage)
        self.calendar = BusinessCalendar(Directory(self.storage), self.clock)
        self.disbursing = DisbursingParts(
            self.desk, self.loans, self.ledger, self.calendar, is_workday
        )
        self.servicing = ServicingParts(self.loans, self.ledger, self.calendar, is_workday)
        opened = Account(ACCOUNT, "demand_deposit", ENTITY, BORROWER)
        self.storage.commit(opening(opened, Books(self.ledger, self.calendar)))

    def lay(self, application: Application) -> Application:
        write = self.applications.add(application, "[]")
        cast(Any, write.record).version = application.version
        self.storage.commit(write)
        return application

    def claim(self, application: Application) -> None:
        """The application stands in its person's list, as one that was submitted does."""
        person, product = application.parties.borrower_id, application.wish.product
        before = self.applications.last_of(person, product)
        self.storage.commit(self.applications.claim(before, application))

    def disburse(self, number: int = 1) -> Done:
        return disburse_loan(application_id(number), self.disbursing)

    def repay(
        self, amount_fen: int, key: str, number: int = 1, by: Principal | None = None
    ) -> Done:
        command = RepayLoan(sibling(application_id(number), "ln"), amount_fen)
        person = by or a_person()
        named = CommandKey("loans.repay", person.id, COUNTY, key, fingerprint(repr(command)))
        return perform(
            lambda: repay_loan(command, person, named, self.servicing),
            named,
            JournalRecord,
            self.storage,
        )
