"""R1: one movement per key under any retry. Seeded histories of money with 40 % of calls disturbed.

The oracle is not the sum of balances, which is blind, but the journal and a model of every account.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random
from types import SimpleNamespace

import pytest

from nongxin.accounts.cash.deposit_cash import DepositCash, deposit_cash
from nongxin.accounts.tiers.tier_limits import TierParts
from nongxin.accounts.tiers.tier_store import DynamoTierUses
from nongxin.kernel.commands import CommandKey, Done, fingerprint, perform
from nongxin.kernel.errors import Busy, Problem
from nongxin.kernel.ids import sibling
from nongxin.ledger.account import Account, InsufficientFunds
from nongxin.ledger.store import JournalRecord
from nongxin.lending.loans.loan import LoanClosed, RepaymentAboveDebt
from tests.builders.books import check_books, sums_by_journal
from tests.builders.lending import (
    ACCOUNT,
    BORROWER,
    COUNTY,
    ENTITY,
    LENT_FEN,
    LendingWorld,
    a_signed,
    application_id,
)  # fmt: skip
from tests.faults.memory import FaultyStorage
from tests.faults.ways import TRANSACTIONS

SEEDS, FAULTED = 200, 0.4
LOANS, COMMANDS = 2, 20
REFUSALS = (InsufficientFunds, RepaymentAboveDebt, LoanClosed)
FOR_EVER = 300


@dataclass
class Command:
    """What a client sends under one key, and what came of it in the end."""

    name: str
    send: Callable[[], Done]
    answer: dict[str, object] | None = None
    refused: type[Problem] | None = None

    @property
    def is_open(self) -> bool:
        return self.answer is None and self.refused is None


@dataclass
class Client:
    """Sends, sends again, gives up, comes back later; an answer must stay the answer."""

    random: Random
    sent: list[Command] = field(default_factory=list)

    def send(self, command: Command) -> None:
        self.sent.append(command)
        self._try(command, self.random.randint(1, 4))
        if self.random.random() < 0.5:
            self._try(self.random.choice(self.sent), 2)

    def finish(self) -> None:
        for command in self.sent:
            self._try(command, FOR_EVER if command.is_open else 3)
            assert not command.is_open, command.name

    def _try(self, command: Command, times: int) -> None:
        for _ in range(times):
            try:
                done = command.send()
            except Busy:
                continue
            except REFUSALS as refusal:
                command.refused = type(refusal)
            else:
                self._heard(command, done)
            assert not (command.answer and command.refused), f"{command.name} was done, then not"
            return

    def _heard(self, command: Command, done: Done) -> None:
        if command.answer is not None:
            assert done.replayed
        # A refusal holds nothing: the same key may succeed when there is money again.
        assert command.answer in (None, done.answer), command.name
        command.answer, command.refused = done.answer, None


class History:
    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self.storage = FaultyStorage(seed, share=0)
        self.world = LendingWorld(self.storage)
        for number in range(LOANS):
            self.world.lay(a_signed(number))
        self.storage.hook.share = FAULTED
        self.client = Client(self.random)

    def play(self) -> None:
        for number in range(COMMANDS):
            self.client.send(self._command(f"key-{number:05d}"))
        for number in range(LOANS):
            self.client.send(self._disbursal(number))
        self.client.finish()
        self.storage.hook.share = 0
        self.storage.hook.let_arrive()

    def _command(self, key: str) -> Command:
        kind, number = self.random.random(), self.random.randrange(LOANS)
        if kind < 0.15:
            return self._disbursal(number)
        if kind < 0.6:
            return self._deposit(self.random.randint(1, 90_000), key)
        is_lent = any(c.name == f"disburse {number}" and c.answer for c in self.client.sent)
        if not is_lent:
            return self._deposit(self.random.randint(1, 90_000), key)
        amount_fen = self.random.choice([1, 50_000, 1_500_000, LENT_FEN])
        return Command(f"repay {number}", lambda: self.world.repay(amount_fen, key, number))

    def _disbursal(self, number: int) -> Command:
        return Command(f"disburse {number}", lambda: self.world.disburse(number))

    def _deposit(self, amount_fen: int, key: str) -> Command:
        command = DepositCash(Account(ACCOUNT, "demand_deposit", ENTITY, BORROWER), amount_fen)
        named = CommandKey("accounts.deposit", "st_1", COUNTY, key, fingerprint(amount_fen))
        world = self.world
        tiers = TierParts(world.ledger, DynamoTierUses(self.storage), world.calendar)

        def send() -> Done:
            return perform(
                lambda: deposit_cash(command, named, tiers, world.calendar),
                named,
                JournalRecord,
                self.storage,
            )

        return Command("deposit", send)

    def check(self) -> None:
        done = [c for c in self.client.sent if c.answer is not None]
        self._check_account(done)
        for number in range(LOANS):
            self._check_loan(number, done)
        check_books(self.storage)
        once = {c.name for c in done if c.name.startswith("disburse")}
        others = [c for c in done if not c.name.startswith("disburse")]
        rows = [i for i in self.storage.items("ledger") if "#K#" in i["pk"]["S"]]
        assert len(rows) == len(once) + len(others)

    def _check_account(self, done: list[Command]) -> None:
        came = sum(
            int(str(c.answer["amount_fen"])) for c in done if c.answer and c.name == "deposit"
        )
        gone = sum(
            int(str(c.answer["amount_fen"]))
            for c in done
            if c.answer and c.name.startswith("repay")
        )
        lent = LENT_FEN * LOANS
        sums = sums_by_journal(self.storage)
        assert sums[ACCOUNT, "credit"] == came + lent
        assert sums[ACCOUNT, "debit"] == gone
        assert self.world.ledger.get(ACCOUNT).balance_fen == came + lent - gone

    def _check_loan(self, number: int, done: list[Command]) -> None:
        loan_id = sibling(application_id(number), "ln")
        loan = self.world.loans.get(loan_id, consistent=True)
        repaid = Counter[str]()
        for command in done:
            if command.answer and command.name == f"repay {number}":
                repaid.update(command.answer["paid"])  # type: ignore[arg-type]
        left = LENT_FEN - repaid["principal_fen"]
        assert loan.principal_fen == left
        assert self.world.ledger.get(sibling(loan_id, "la")).balance_fen == left


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """No real pauses; now and then the time is over in the middle of a command."""
    random = Random(7)

    def sleep(_: float) -> None:
        if random.random() < 0.2:
            raise Busy()

    for module in ("commit", "commands"):
        monkeypatch.setattr(f"nongxin.kernel.{module}.time", SimpleNamespace(sleep=sleep))


@pytest.mark.parametrize("block", range(10))
def test_every_key_moves_money_once(block: int) -> None:
    size = SEEDS // 10
    faults: Counter[str] = Counter()
    for seed in range(block * size, (block + 1) * size):
        history = History(seed)
        history.play()
        history.check()
        faults.update(history.storage.hook.faults)
    assert set(faults) == set(TRANSACTIONS)
