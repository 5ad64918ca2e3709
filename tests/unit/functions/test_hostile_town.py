"""A town in which everybody does everything at once, by seed; in the end the books must be right.

Two counties, shards and legal entities; three persons at a time, each command now and then twice
under its key, over days. Whatever was answered: entries are the journal, every legal entity
balances, clearing sums to zero, nobody is below zero, and what customers have is what came in.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from functools import partial

import pytest

from api_accounts.handler import handler
from job_resolve_interbank.handler import OrdersOverdue
from nongxin.kernel.identity import Role
from tests.builders.books import check_books
from tests.builders.counter import at_once
from tests.builders.interbank import GOOD, SLOW, WRONG, Desk, run, send
from tests.builders.lending import COUNTY, an_officer
from tests.builders.payers import NORTH, Payer, pay
from tests.fakes.gateway import ask
from tests.fakes.parts import FakeParts

ONE = "/v1/accounts/{account_id}"
COURT = {
    "authority": "court",
    "number": "1",
    "issued_on": "2026-11-24",
    "officers": ["甲 1", "乙 2"],
}


class Hostile:
    def __init__(self, desk: Desk, seed: int) -> None:
        self.desk, self.random = desk, random.Random(seed)
        self.people = [
            desk.person(self.random.randrange(10_000), county=COUNTY if n % 2 else NORTH)
            for n in range(6)
        ]
        self.named = 0

    def round(self) -> None:
        acts = [self._act() for _ in range(3)]
        at_once([*acts, self.random.choice(acts)])
        if self.random.random() < 0.2:
            self.work()
        if self.random.random() < 0.1:
            self.desk.p.fixed.pass_time(timedelta(hours=self.random.randrange(1, 30)))

    def work(self) -> None:
        with suppress(OrdersOverdue):  # the slow bank's never end
            run(self.desk)

    def _act(self) -> Callable[[], object]:
        """A command under a key of its own."""
        self.named += 1
        payer, payee = self.random.sample(self.people, 2)
        fen, key = self.random.choice([1, 99, 2_500, 9_000]), f"key-{self.named:06d}"
        other_bank = self.random.choice([GOOD, WRONG, SLOW])
        return self.random.choice([
            partial(pay, payer, payee, fen, key),
            partial(pay, payer, payee, fen, key),
            partial(send, payer, fen, other_bank, key),
            partial(self._come_in, payee, fen, key),
            partial(self._post, payer, "deposits", key, amount_fen=fen),
            partial(self._post, payer, "withdrawals", key, amount_fen=fen),
            partial(self._take_back, payer, key),
            partial(self._hold, payer, payee, fen, key),
            partial(self._measure, payer, fen, key),
        ])  # fmt: skip

    def _post(self, payer: Payer, what: str, key: str, role: Role = Role.TELLER, number: int = 1,
              **body: object) -> dict[str, object]:  # fmt: skip
        by = an_officer(number, role, county=payer.account_id[3:9])
        told = ask(handler, "POST", self._route(what), path=self._path(payer, what), by=by,
                   key=key, body=body)  # fmt: skip
        assert told.status < 500, told.text
        return dict(told.body)

    def _come_in(self, payee: Payer, fen: int, key: str) -> None:
        self.desk.message(key, payee, fen)

    def _take_back(self, payer: Payer, key: str) -> None:
        number = self.random.randrange(1, 12)
        what = f"entries/{number}/reversal"
        self._post(payer, what, f"{key}-ask", reason="错账")
        self._post(payer, f"{what}/decision", f"{key}-yes", Role.COUNTY_APPROVER, 2, approves=True)

    def _hold(self, payer: Payer, payee: Payer, fen: int, key: str) -> None:
        ends_at = (self.desk.p.clock.now() + timedelta(hours=3)).isoformat()
        told = self._post(payer, "counter-holds", f"{key}-hold", amount_fen=fen,
                          purpose="earnest", ends_at=ends_at)  # fmt: skip
        if "hold_id" in told:
            what = f"counter-holds/{told['hold_id']}/payments"
            self._post(payer, what, f"{key}-part", payee_number=payee.number,
                       payee_name=payee.name, amount_fen=fen // 2 + 1)  # fmt: skip

    def _measure(self, payer: Payer, fen: int, key: str) -> None:
        freeze = self._executed(payer, f"{key}-f", action="freeze", amount_fen=fen,
                                until="2027-05-25")  # fmt: skip
        if self.random.random() < 0.5:
            self._executed(payer, f"{key}-d", action="deduct", amount_fen=fen, freeze_id=freeze)

    def _executed(self, payer: Payer, key: str, **body: object) -> str:
        told = self._post(payer, "measures", f"{key}-make", Role.OFFICER, document=COURT, **body)
        measure_id = str(told.get("measure_id", ""))
        if measure_id:
            what = f"measures/{measure_id}/decision"
            self._post(payer, what, f"{key}-do", Role.COUNTY_APPROVER, 2, approves=True)
        return measure_id

    @staticmethod
    def _route(what: str) -> str:
        names = {"entries": "{number}", "counter-holds": "{hold_id}", "measures": "{measure_id}"}
        first, *rest = what.split("/")
        return "/".join([ONE, first, *([names[first], *rest[1:]] if rest else [])])

    @staticmethod
    def _path(payer: Payer, what: str) -> dict[str, str]:
        names = {"entries": "number", "counter-holds": "hold_id", "measures": "measure_id"}
        first, *rest = what.split("/")
        return {"account_id": payer.account_id} | ({names[first]: rest[0]} if rest else {})

    def check(self) -> None:
        check_books(self.desk.p.memory)
        now = self.desk.p.clock.now()
        for payer in self.people:
            account = self.desk.p.ledger.get(payer.account_id)
            mine = sum(hold.amount_fen for hold in account.active_holds(now) if not hold.forced)
            assert account.balance_fen >= mine >= 0
        kinds = ("vault_cash", "central_bank", "other_payable", "interbank_clearing", "suspense")
        elsewhere = sum(map(self.desk.gl, kinds))
        assert sum(map(self.desk.balance, self.people)) == -elsewhere


@pytest.mark.parametrize("seed", range(6))
def test_the_books_are_right_whatever_people_do_at_once(p: FakeParts, seed: int) -> None:
    hostile = Hostile(Desk(p), seed)
    for _ in range(25):
        hostile.round()
    hostile.work()
    hostile.check()
