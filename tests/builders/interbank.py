"""A town with a payment network beside it, and a process that may be killed at any moment."""

from __future__ import annotations

from collections import Counter
from typing import Any

from api_accounts.handler import handler
from job_resolve_interbank.handler import handler as job
from nongxin.accounts.interbank.gateways import HttpNetwork
from nongxin.accounts.interbank.settle_interbank import NetworkParts
from nongxin.kernel.identity import Principal
from nongxin.ledger.account import AccountState
from nongxin.ledger.change_state import ChangeState, change_state
from tests.builders.bank import key
from tests.builders.payers import Payer, Town, look
from tests.fakes.gateway import Answer, ask
from tests.fakes.network import NetworkPartner
from tests.fakes.parts import FakeParts

ICBC = "102100099996"
GOOD, WRONG, SLOW = "6222020200112233", "6222020200112234", "6222020200112239"
ONE = "/v1/accounts/{account_id}/interbank-transfers"


class Desk(Town):
    """Its simulator stands behind the real gateway."""

    def __init__(self, p: FakeParts) -> None:
        super().__init__(p)
        self.partner = NetworkPartner()
        gateway: Any = HttpNetwork(self.partner)  # type: ignore[arg-type]
        put: Any = p
        put.network = NetworkParts(p.orders, p.paying, gateway, p.post_money)
        self.partner.desk("POST", "outcomes", payee_number=SLOW, outcome="wait")

    def message(self, number: str, payee: Payer, amount_fen: int, **changed: Any) -> None:
        told = {"message_no": number, "kind": "payment", "amount_fen": amount_fen,
                "original_no": "", "payee_name": payee.name, "payee_number": payee.number,
                "payer_name": "工厂", "payer_number": GOOD, "remark": "工资"}  # fmt: skip
        self.partner.desk("POST", "messages", **(told | changed))

    def gl(self, kind: str) -> int:
        """Credits less debits of a general-ledger kind, over all entities."""
        sums: Counter[str] = Counter()
        for item in self.p.memory.items("ledger"):
            if item.get("kind", {}).get("S") == kind:
                sums[item["side"]["S"]] += int(item["amount_fen"]["N"])
        return sums["credit"] - sums["debit"]


def send(payer: Payer, fen: int, number: str = GOOD, named: str = "out-00001", **changed: Any
         ) -> Answer:  # fmt: skip
    body = {"payee_bank": ICBC, "payee_name": "张三丰", "payee_number": number, "amount_fen": fen}
    by = changed.pop("by", payer.who)
    return ask(handler, "POST", ONE, path={"account_id": payer.account_id}, by=by, key=named,
               body=body | changed)  # fmt: skip


def cancel(payer: Payer, order_id: str, by: Principal | None = None) -> Answer:
    path = {"account_id": payer.account_id, "order_id": order_id}
    return ask(handler, "POST", f"{ONE}/{{order_id}}/cancellation", path=path,
               by=by or payer.who, key="cancel-01")  # fmt: skip


def status(payer: Payer) -> str:
    told: str = look(payer, "/interbank-transfers").body["orders"][0]["status"]
    return told


def run(desk: Desk) -> None:
    job({}, None)


def available(desk: Desk, payer: Payer) -> int:
    return desk.p.ledger.get(payer.account_id).available_fen(desk.p.clock.now())


def turn(desk: Desk, payer: Payer, state: AccountState) -> None:
    named = key(f"turn-{state.value}")
    command = ChangeState(payer.account_id, state, "TEST")
    desk.p.post_money(named, lambda: change_state(command, named, desk.p.books))


class Died(BaseException):
    """The process was killed here."""


class Killer:
    """Kills at the n-th moment: before and after each write, before and after each call."""

    def __init__(self, desk: Desk, at: int) -> None:
        self.left = at
        self.desk, self.commit = desk, desk.p.memory.commit
        put: Any = desk.p.memory
        put.commit = self._commit
        desk.partner.on_call = lambda _: self._step()

    def disarm(self) -> None:
        self.left = -1

    def _commit(self, *writes: Any) -> None:
        self._step()
        self.commit(*writes)
        self._step()

    def _step(self) -> None:
        if self.left == 0:
            raise Died()
        self.left -= 1
