"""People with money, in two counties, shards and legal entities, and what they pay each other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from api_accounts.handler import handler
from nongxin.accounts.cash.deposit_cash import DepositCash, deposit_cash
from nongxin.accounts.open_account import OpenAccount, open_account
from nongxin.customers.register_customer import RegisterCustomer, register_customer
from nongxin.kernel.identity import Principal, Role
from tests.builders.bank import key
from tests.builders.customers import an_id_no
from tests.builders.lending import COUNTY, ENTITY, a_person, an_officer
from tests.fakes.gateway import Answer, ask
from tests.fakes.parts import FakeParts

NORTH, NORTH_ENTITY = "610425", "2724"
NAMES = ("王小明", "李秀英", "赵铁柱", "阿依古丽·买买提", "陈建国", "周桂兰", "吴大山", "郑春花")


@dataclass(frozen=True)
class Payer:
    """A customer with one account."""

    who: Principal
    name: str
    account_id: str
    number: str


@dataclass
class Town:
    """Odd people live in the north, even ones in the south; person 0 is 王小明."""

    p: FakeParts
    people: int = 0

    def person(self, funds_fen: int = 0, county: str = COUNTY, name: str = "") -> Payer:
        entity = ENTITY if county == COUNTY else NORTH_ENTITY
        number, self.people = self.people, self.people + 1
        name = name or NAMES[number % len(NAMES)]
        told = RegisterCustomer(
            county=county, name=name, id_no=an_id_no(area=county, sequence=100 + number),
            phone=f"1390000{number:04d}", id_valid_to=None,
        )  # fmt: skip
        by = an_officer(900, Role.TELLER, county=county)
        done = self.p.perform_in(
            "customers", key(f"register-{number}", by.id),
            lambda: register_customer(told, by, self.p.registration),
        )  # fmt: skip
        who = a_person(id=done.answer["customer_id"], county=county, entity=entity)
        account = self.account(who, f"open-{number}")
        payer = Payer(who, name, account["id"], account["number"])
        if funds_fen:
            self.fund(payer, funds_fen)
        return payer

    def account(self, who: Principal, named: str, **told: str) -> dict[str, Any]:
        command = OpenAccount(who.id, who.entity, **told)
        opened = self.p.perform_in(
            "accounts", key(named), lambda: open_account(command, self.p.opening)
        )
        return opened.answer

    def fund(self, payer: Payer, amount_fen: int, named: str = "fund") -> None:
        command = DepositCash(self.p.ledger.get(payer.account_id), amount_fen)
        funding = key(f"{named}-{payer.account_id}")
        self.p.post_money(
            funding, lambda: deposit_cash(command, funding, self.p.tier_parts, self.p.calendar)
        )

    def balance(self, payer: Payer) -> int:
        return self.p.ledger.get(payer.account_id).balance_fen


def pay(payer: Payer, payee: Payer, fen: int, named: str = "pay-00001", **changed: Any) -> Answer:
    """Through the door; `by` is the caller, else the payer."""
    by = changed.pop("by", payer.who)
    body = {"payee_number": payee.number, "payee_name": payee.name, "amount_fen": fen}
    return ask(handler, "POST", "/v1/accounts/{account_id}/transfers",
               path={"account_id": payer.account_id}, by=by, key=named,
               body=body | changed)  # fmt: skip


def preview(payer: Payer, payee: Payer, fen: int, named: str, **changed: Any) -> Answer:
    body = {"payee_number": payee.number, "payee_name": payee.name, "amount_fen": fen,
            "payment_key": named}  # fmt: skip
    path = {"account_id": payer.account_id}
    return ask(handler, "POST", "/v1/accounts/{account_id}/transfers/preview",
               path=path, by=payer.who, body=body | changed)  # fmt: skip


def look(payer: Payer, what: str, by: Principal | None = None, path: dict[str, str] | None = None,
         **query: str) -> Answer:  # fmt: skip
    return ask(handler, "GET", f"/v1/accounts/{{account_id}}{what}", by=by or payer.who,
               path={"account_id": payer.account_id} | (path or {}), query=query)  # fmt: skip
