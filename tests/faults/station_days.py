"""Seeded days of a station under every fault at once: lines, power, clocks, partners, tables, and
workers that die. Afterwards terminal, ledger and partners must say the same of every number (R7).

The terminal is the one of `scripts/terminal`; the doors, partners and tables are in this process.
"""

from __future__ import annotations

import importlib
import re
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any

from api_payments.handler import handler as payments
from devkit.terminal.agreement import differences, float_moved_fen
from devkit.terminal.day_close import close_days
from devkit.terminal.errands import Card, Errands
from devkit.terminal.faults import Faults
from devkit.terminal.journal import Journal
from devkit.terminal.line import Json, Line, Reply, Request
from devkit.terminal.machine import Terminal
from nongxin.catalog.services import partners, services
from nongxin.payments.day_end.note_payment import note_payment
from tests.builders.books import check_books
from tests.builders.borrowers import lend
from tests.builders.customers import an_id_no
from tests.builders.payers import Payer, Town
from tests.builders.stations import Till
from tests.fakes.gateway import ask
from tests.fakes.parts import FakeParts
from tests.faults.insisting import Wrong
from tests.faults.memory import Faulty, Through

# Of each call of a partner: it says 503, it does it and hangs up, it does it twice; of each call of
# a partner: the worker dies before or after it. Of each call of the tables.
PARTNER_FAULTS, DEATHS, TABLE_FAULTS = 0.15, 0.01, 0.02
FARMERS, WEALTH_FEN, PASSBOOK_FEN, LENT_FEN = 16, 5_000_000, 900_000, 4_000_000
_PATH = re.compile(r"(/v1/payments)/([0-9]{8})/([0-9]{6})(.*)")


class WorkerDied(BaseException):
    """Not an Exception: nothing catches it, as nothing catches the end of a process."""


@dataclass
class StationDay:
    """`lost` is the share of a terminal's answers that are lost, `share` scales other faults."""

    p: FakeParts
    seed: int
    home: Path
    lost: float = 0.3
    share: float = 1.0
    told: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self.luck = Random(f"day {self.seed}")
        self.till = Till(self.p, Town(self.p))
        self.people: dict[str, Payer] = {}
        self.expected: dict[str, int] = {}
        cards = [self._card(number) for number in range(FARMERS)]
        self.errands = Errands(cards, Random(f"errands {self.seed}"), self.p.fixed.today())
        self._lend(cards[0])
        faults = Faults(Random(f"line {self.seed}"), self.lost)
        self.terminal = Terminal(
            self.till.device,
            Journal(self.home / f"journal-{self.seed}.ndjson"),
            Line(self._send, faults),
            lambda: self.p.fixed.now().timestamp(),
            self._printed,
        )
        self.float_fen = self.till.fen()
        self.hook = Faulty(self.p.memory.dynamo, Random(f"tables {self.seed}"), 0.0)
        self.p.memory._aws = Through(self.hook)  # type: ignore[assignment]
        self.till.billers.on_call = self._at_a_partner

    def play(self, operations: int) -> None:
        self.hook.share = TABLE_FAULTS * self.share
        codes = sorted(services(self.p.fixed.today()))
        for number in range(operations):
            self.p.fixed.pass_time(timedelta(seconds=self.luck.randint(1, 4)))
            # Each service comes once at least.
            self.terminal.serve(self.errands.next(codes[number] if number < len(codes) else ""))
            if self.luck.random() < 0.02:
                self._resolve()
            if self.luck.random() < 0.05:
                self.terminal.finish()
        self.end()

    def end(self) -> None:
        """The weather clears up: what was on its way arrives, terminal and resolver ask again."""
        self.terminal.finish()
        self.share = self.hook.share = 0.0
        self.hook.let_arrive()
        self.terminal.line.let_arrive()
        self.terminal.faults.end()
        self._resolve()
        self.terminal.finish()

    def close(self) -> list[str]:
        """The day's events have come, and the terminal has closed its day: what differs."""
        for told in self.p.memory.published():
            if told.type in ("PaymentMade", "PaymentTakenBack"):
                note_payment(told, self.p.payment_days)
        return close_days(self.terminal)

    def check(self) -> None:
        """Raises Wrong, or AssertionError for books that are broken."""
        unended = [e.number for e in self.terminal.journal.entries.values() if not e.has_ended]
        wrong = unended + differences(self.terminal) + self.close()
        if self.till.fen() - self.float_fen != float_moved_fen(self.terminal, self.errands.today):
            wrong.append("the float is not what the receipts say")
        wrong += self._wrong_accounts() + self._wrong_partners()
        if wrong:
            raise Wrong("; ".join(wrong[:5]), len(wrong))
        check_books(self.p.memory)

    @property
    def done(self) -> Counter[str]:
        """What became of the numbers, by state."""
        return Counter(entry.state for entry in self.terminal.journal.entries.values())

    @property
    def served(self) -> set[str]:
        """The services that were done, or answered, at least once."""
        entries = self.terminal.journal.entries.values()
        done = {entry.order["service"] for entry in entries if entry.state == "done"}
        return done | self.terminal.answered

    def _wrong_accounts(self) -> list[str]:
        expected = Counter(self.expected)
        for entry in self.terminal.journal.entries.values():
            if entry.state in ("done", "exception"):
                expected.update(_moved(entry.order, entry.receipt, self.errands))
        town = self.till.town
        return [
            f"{number} has {town.balance(payer)} fen, not {expected[number]}"
            for number, payer in self.people.items()
            if town.balance(payer) != expected[number]
        ]

    def _wrong_partners(self) -> list[str]:
        """Each payment that is done stands with its partner, once, and nothing else does."""
        today, found = self.errands.today, Counter[tuple[str, int]]()
        for code in partners():
            biller = self.till.billers.services[code]
            for number, kept in biller._payments.items():
                if number not in biller._taken_back and not _refused(biller, number):
                    found[kept["service"], kept["amount_fen"]] += 1
        ours = Counter(
            (entry.order["service"], int(entry.receipt["amount_fen"]))
            for entry in self.terminal.journal.entries.values()
            if entry.state in ("done", "exception")
            and not services(today)[entry.order["service"]].is_ours
        )
        return [f"partners: {each}" for each in (found - ours) + (ours - found)]

    def _card(self, number: int) -> Card:
        """A farmer with a card and a passbook (of class II), some money on both."""
        town = self.till.town
        payer = town.person(WEALTH_FEN)
        told = {"tier": "II", "bound_to": payer.account_id}
        opened = town.account(payer.who, f"passbook-{number}", **told)
        book = replace(payer, account_id=opened["id"], number=opened["number"])
        town.fund(book, PASSBOOK_FEN)
        self.people |= {payer.number: payer, book.number: book}
        self.expected |= {payer.number: WEALTH_FEN, book.number: PASSBOOK_FEN}
        id_no = an_id_no(area="610722", sequence=101 + number)
        return Card(payer.number, payer.name, id_no, book.number)

    def _lend(self, card: Card) -> None:
        payer = self.people[card.number]
        self.errands.loans.append((card, lend(self.p, payer, LENT_FEN)))
        self.expected[card.number] += LENT_FEN

    def _send(self, request: Request) -> Reply | None:
        resource, path = request.path, {}
        if found := _PATH.fullmatch(request.path):
            resource = f"{found[1]}/{{day}}/{{trace}}{found[4]}"
            path = {"day": found[2], "trace": found[3]}
        self.told["requests"] += 1
        try:
            answer = ask(payments, request.method, resource, path=path, headers=request.headers,
                         body=request.body.decode() or None, call=f"rq-{self.told['requests']}",
                         )  # fmt: skip
        except WorkerDied:
            self.told["workers died"] += 1
            return None
        return Reply(answer.status, answer.body)

    def _resolve(self) -> None:
        """The resolver's round; one that dies is followed by another."""
        job = importlib.import_module("job_resolve_payments.handler")
        self.p.fixed.pass_time(timedelta(seconds=30))
        while True:
            try:
                job.handler({}, None)
            except WorkerDied:
                self.told["workers died"] += 1
                continue
            return

    def _at_a_partner(self, when: str, path: tuple[str, ...]) -> None:
        if self.luck.random() < DEATHS * self.share:
            raise WorkerDied()
        modes = self.till.billers.modes
        if when == "before":
            modes.clear()
            if self.luck.random() < PARTNER_FAULTS * self.share:
                modes[path[0]] = self.luck.choice(("error", "lost", "twice"))
                self.told[f"partner {modes[path[0]]}"] += 1

    def _printed(self, receipt: Json) -> None:
        """A certificate that was opened here may be cashed here."""
        if receipt["service"] == "A09" and receipt["status"] == "done":
            entry = self.terminal.journal.entries[receipt["number"]]
            number = entry.order["fields"]["card_no"]
            owner = next(card for card in self.errands.cards if card.number == number)
            self.errands.certificates.append((owner, receipt["result"]["id"]))


def _moved(order: Json, receipt: Json, errands: Errands) -> Counter[str]:
    """What a payment that is done moved on our customers' accounts, by number, in fen."""
    service, typed = services(errands.today)[order["service"]], order["fields"]
    total: Counter[str] = Counter()
    amount_fen, fee_fen = int(receipt["amount_fen"]), int(receipt["fee_fen"])
    result: dict[str, Any] = receipt["result"]
    if service.action == "unsave":
        total[typed["card_no"]] += result["principal_fen"] + result["interest_fen"]
    elif service.action == "take" and service.account == "C":
        total[typed["payee_card"]] += amount_fen - fee_fen
    elif service.action in ("pay", "withdraw", "save", "repay", "transfer"):
        payer = typed.get("passbook_no") or typed.get("card_no")
        if payer:
            total[payer] -= amount_fen + fee_fen
    if service.action in ("deposit", "transfer"):
        total[typed.get("dest_card_no") or typed["card_no"]] += amount_fen
    return total


def _refused(biller: Any, number: str) -> bool:
    told: str = biller._state(number).body["status"]
    return told == "refused"
