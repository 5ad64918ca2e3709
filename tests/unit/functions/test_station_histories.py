"""Seeded days of a station: answers lost, tables busy, partners sick, reversals in the dark (R7).

After the resolver has been round, terminal, ledger and partners say the same of every number.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from typing import Any

import pytest

from nongxin.kernel.errors import Busy
from tests.builders.books import check_books
from tests.builders.payers import Payer, Town
from tests.builders.stations import FLOAT_FEN, Till
from tests.fakes.gateway import Answer
from tests.fakes.parts import FakeParts

OPERATIONS = 40
LOST, PARTNER_FAULT, BUSY, REVERSED = 0.3, 0.4, 0.2, 0.25
CARD = "6222021234567894"  # of another bank
# How an ended payment of a service moves the float, in shares of its amount; X05 less its fee.
SIGNS = {"A03": 1, "E02": 1, "A05": -1, "D02": -1, "D04": -1, "A04": 1, "X05": 1, "A07": 0}
PARTNERS = {"D02": "power", "D04": "telecom", "A04": "unionpay", "X05": "unionpay"}


@dataclass
class Day:
    """`sent` is what the terminal wrote down before it sent it."""

    till: Till
    farmer: Payer
    luck: random.Random
    sent: dict[str, dict[str, Any]] = field(default_factory=dict)

    def operate(self) -> None:
        body = self.typed(self.luck.choice(sorted(SIGNS)))
        self.sent[body["trace"]] = body
        modes = self.till.billers.modes
        if self.luck.random() < PARTNER_FAULT:
            modes.update(dict.fromkeys(PARTNERS.values(), self.luck.choice(["lost", "error"])))
        elif self.luck.random() < PARTNER_FAULT:
            modes.update(dict.fromkeys(PARTNERS.values(), "twice"))
        if self.luck.random() < BUSY:
            self.till.p.memory.dynamo.failures = [Busy()]
        if self.luck.random() < REVERSED / 5:
            self.till.back(body["trace"])  # overtakes its payment
        answer = self.till.send(body)
        modes.clear()
        self.till.p.memory.dynamo.failures = []
        self.after(answer, body)

    def after(self, answer: Answer, body: dict[str, Any]) -> None:
        """A terminal that heard nothing asks again, or takes it back."""
        if self.luck.random() >= LOST and answer.status != 503:
            return
        if self.luck.random() < REVERSED:
            self.till.back(body["trace"])
        else:
            self.till.send(body)

    def typed(self, service: str) -> dict[str, Any]:
        till, farmer, amount_fen = self.till, self.farmer, self.luck.randrange(1, 6) * 1_000
        told: dict[str, str] = {
            "A05": {"dest_card_no": farmer.number, "dest_name": farmer.name, "payer_name": "张三"},
            "A04": {"bank_card_no": CARD, "pin": "A1B2C3D4E5F60718"},
            "A07": till.card(farmer, dest_card_no=till.owner.number, dest_name=till.owner.name),
            "D02": {"customer_no": "6100000001"},
            "D04": {"phone": "13800000001", "carrier": "CMCC"},
            "E02": till.card(farmer, item_code="SBA01"),
            "X05": {"sku": "salt-1", "auth_code": "134567890123456789"},
        }.get(service, till.card(farmer))  # type: ignore[assignment]
        bill = till.ask(service, **told).body["bill_no"] if service in ("D02", "D04") else ""
        return till.body(service, amount_fen, **told, _bill_no=bill)

    def ended(self) -> dict[str, Answer]:
        found = {trace: self.till.status(trace) for trace in self.sent}
        return {trace: answer for trace, answer in found.items() if answer.status == 200}


@pytest.mark.parametrize("seed", range(10))
def test_after_a_bad_day_all_sides_agree(p: FakeParts, seed: int) -> None:
    till = Till(p, Town(p))
    till.billers.outcome("unionpay", CARD, "done")
    day = Day(till, till.town.person(5_000_000), random.Random(seed))
    for _ in range(OPERATIONS):
        day.operate()
    till.resolve()
    assert till.resolve() == {}
    ended = day.ended()
    statuses = {answer.body["status"] for answer in ended.values()}
    assert statuses <= {"done", "failed", "reversed"}
    assert "done" in statuses
    done = [answer.body for answer in ended.values() if answer.body["status"] == "done"]
    moved = sum(SIGNS[each["service"]] * each["amount_fen"] for each in done)
    fees = sum(each["fee_fen"] for each in done if each["service"] == "X05")
    assert till.fen() == FLOAT_FEN + moved - fees
    assert _with_partners(till) == sorted(
        (each["service"], each["amount_fen"]) for each in done if each["service"] in PARTNERS
    )
    check_books(p.memory)


def _with_partners(till: Till) -> list[tuple[str, int]]:
    """What the partners hold for done: each number once, whatever was taken back left out."""
    found = []
    for code in set(PARTNERS.values()):
        kept = till.billers.services[code]
        found += [
            (each["service"], each["amount_fen"])
            for number, each in kept._payments.items()
            if number not in kept._taken_back
        ]
    return sorted(found)
