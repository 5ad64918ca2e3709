"""A market with a check-out: a merchant who buys on credit, a seller, the loan between them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from api_partners.handler import handler
from nongxin.kernel.identity import Principal
from nongxin.kernel.ids import sibling
from nongxin.lending.applications.consent import PLATFORM_TEXT
from nongxin.partners.inbound.kinds import CODES
from tests.builders import platform_events as told
from tests.builders.bank import ANSWERS, Bank, Workflow, deliver, first_run
from tests.builders.customers import an_id_no
from tests.builders.lending import COUNTY
from tests.builders.market import Market
from tests.builders.partners import Platform
from tests.builders.payers import Payer, Town
from tests.fakes.gateway import Answer, ask
from tests.fakes.parts import FakeParts

ORDER_FEN, TILL_FEN = 2_000_000, 9_000_000


@dataclass
class Checkout(Market):
    """The merchant M1 is the bank's customer 王小明; it buys order O1 from the seller M2."""

    bank: Bank = None  # type: ignore[assignment]
    seller: Payer = None  # type: ignore[assignment]

    @classmethod
    def at(cls, p: FakeParts, bank: Bank) -> Checkout:
        town = Town(p)
        till, seller = town.person(TILL_FEN), town.person(county=COUNTY)
        own = p.accounts.number_of(bank.customer.id, bank.account_id)
        buyer = Payer(bank.customer, "王小明", bank.account_id, own)
        platform = Platform.of(p, counties=[COUNTY], kinds_in=list(CODES))
        platform.pays_out_of(till.number)
        found = cls(p, platform, till, buyer, bank=bank, seller=seller)
        sellers = an_id_no(area=COUNTY, sequence=101)
        found.tell(
            told.enrolled(id_no=an_id_no(area=COUNTY), account_no=own),
            told.enrolled(id_no=sellers, account_no=seller.number, merchant="M2"),
            found.placed("O1"),
        )
        return found

    def placed(self, order: str, **more: Any) -> bytes:
        """An order of M1's with M2."""
        return told.placed(order, ORDER_FEN, **({"merchant": "M2", "buyer": "M1"} | more))

    def link(self, by: Principal | None = None, key: str = "link-0001", **changed: Any) -> Answer:
        body = {"partner_id": self.shop.id, "merchant": "M1", "agreed": True, "text": PLATFORM_TEXT}
        who = by or self.bank.customer
        return ask(handler, "POST", "/v1/partners/links", by=who, key=key, body=body | changed)

    def unlink(self) -> Answer:
        path = {"partner_id": self.shop.id, "merchant": "M1"}
        resource = "/v1/partners/links/{partner_id}/{merchant}/withdrawal"
        return ask(handler, "POST", resource, by=self.bank.customer, key="unlink-01", path=path)

    def apply(self, **changed: Any) -> Answer:
        body = {"type": "credit.application", "merchant": "M1", "seller": "M2", "order": "O1",
                "amount_fen": ORDER_FEN, "term_days": 30}  # fmt: skip
        more = {"message_id": changed.pop("message_id")} if "message_id" in changed else {}
        return self.shop.asks("/applications", body | changed, **more)

    def offered(self) -> tuple[str, Workflow]:
        """The application with its offer, and the run that waits for the signature."""
        application_id = str(self.apply().body["application_id"])
        self.bank.ids.append(application_id)
        run = first_run(self.bank, application_id)
        assert run.decide() == "offer"
        run.step("Offer")
        return application_id, run

    def signed(self) -> tuple[str, Workflow]:
        application_id, run = self.offered()
        self.bank.sign(application_id)
        deliver(self.bank, "on_application_answered", *ANSWERS)
        return application_id, run

    def lend(self) -> str:
        """The whole way to the seller's account; answers the loan."""
        application_id, run = self.signed()
        assert run.step("Disburse") == "disbursed"
        return sibling(application_id, "ln")

    def left(self, loan_id: str) -> int:
        return self.p.loans.get(loan_id).principal_fen
