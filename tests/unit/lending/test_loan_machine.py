"""Random lives of a loan, every verb in any order: the ledger always says what the replay does."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from random import Random

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from nongxin.lending.adjustments.adjustment import Kind
from nongxin.lending.loans.loan import LoanStatus
from nongxin.lending.reckoning.allocation import Parts
from nongxin.lending.reckoning.replan import Ahead
from tests.builders.servicing import ServicedLoan
from tests.faults.insisting import impatient
from tests.faults.loan_life import LoanLife
from tests.faults.memory import FaultyStorage

METHODS = ("interest_monthly", "equal_instalment", "equal_principal", "revolving")
AMOUNTS = st.one_of(st.integers(1, 60_000), st.integers(60_000, 2_000_000))
SEEDS, STEPS, SHARE = 24, 14, 0.3


class Life(RuleBasedStateMachine):
    @initialize(method=st.sampled_from(METHODS))
    def begin(self, method: str) -> None:
        self.life = LoanLife(ServicedLoan(method=method))

    @rule(days=st.integers(1, 70))
    def time_passes(self, days: int) -> None:
        self.life.go(days)

    @rule(fen=AMOUNTS, ahead=st.sampled_from(list(Ahead)))
    def pay(self, fen: int, ahead: Ahead) -> None:
        self.life.pay(fen, ahead)

    @rule(quote=st.sampled_from(["due", "due", "payoff"]))
    def pay_by_quote(self, quote: str) -> None:
        self.life.pay_by_quote(quote)

    @rule(fen=AMOUNTS)
    def draw(self, fen: int) -> None:
        self.life.draw(fen)

    @rule()
    def refund(self) -> None:
        self.life.refund()

    @rule(fen=AMOUNTS)
    def settle(self, fen: int) -> None:
        self.life.settle(fen)

    @rule(nr=st.integers(0, 5), fen=AMOUNTS)
    def take_back(self, nr: int, fen: int) -> None:
        self.life.take_back(nr, fen)

    @rule(days=st.integers(0, 90), fen=AMOUNTS)
    def backdated(self, days: int, fen: int) -> None:
        self.life.backdated(days, fen)

    @rule(nr=st.integers(1, 12))
    def reverse(self, nr: int) -> None:
        self.life.reverse(nr)

    @rule(fen=st.integers(1, 20_000))
    def waive(self, fen: int) -> None:
        self.life.adjust(Kind.WAIVER, waived=Parts(interest_fen=fen))

    @rule(days=st.integers(0, 40), bp=st.integers(0, 1_200))
    def rate(self, days: int, bp: int) -> None:
        on = max(self.life.world.today - timedelta(days=days), self.life.lent_on)
        self.life.adjust(Kind.RATE, on=on, rate_annual=Decimal(bp) / 10_000)

    @rule(ago=st.integers(0, 40), length=st.integers(1, 60))
    def pause(self, ago: int, length: int) -> None:
        on = max(self.life.world.today - timedelta(days=ago), self.life.lent_on)
        self.life.adjust(Kind.PAUSE, on=on, until=on + timedelta(days=length))

    @rule(kind=st.sampled_from([Kind.EXTENSION, Kind.RESCHEDULE]), months=st.integers(1, 8))
    def other_dates(self, kind: Kind, months: int) -> None:
        self.life.adjust(kind, months=months)

    @rule(kind=st.sampled_from([Kind.CHARGE_OFF, Kind.WRITE_OFF]))
    def lost(self, kind: Kind) -> None:
        self.life.adjust(kind)

    @rule(nr=st.integers(0, 1_000))
    def again(self, nr: int) -> None:
        self.life.again(nr)

    @invariant()
    def books_agree(self) -> None:
        if hasattr(self, "life"):
            self.life.check()


TestLife = Life.TestCase
TestLife.settings = settings(max_examples=20, stateful_step_count=15, deadline=None)


def step(life: LoanLife, random: Random) -> None:
    fen = random.choice((1, 700, 18_600, 250_000, 1_500_000))
    acts = (
        lambda: life.go(random.randint(1, 50)),
        lambda: life.pay(fen, random.choice(list(Ahead))),
        lambda: life.pay_by_quote(random.choice(("due", "due", "due", "payoff"))),
        lambda: life.draw(fen),
        life.refund,
        lambda: life.settle(fen),
        lambda: life.take_back(random.randrange(6), fen),
        lambda: life.backdated(random.randint(0, 60), fen),
        lambda: life.reverse(random.randint(1, 8)),
        lambda: life.again(random.randrange(1_000)),
    )
    random.choices(acts, (16, 16, 8, 8, 4, 8, 4, 14, 14, 12))[0]()


@pytest.mark.parametrize("seed", range(SEEDS))
def test_under_lost_answers_conflicts_and_late_arrivals(seed: int) -> None:
    storage, random = FaultyStorage(seed, share=0), Random(f"life {seed}")
    life = LoanLife(ServicedLoan(storage, method=METHODS[seed % len(METHODS)]))
    storage.hook.share = SHARE
    with impatient(Random(f"time {seed}")):
        for _ in range(STEPS):
            step(life, random)
    storage.hook.share = 0
    storage.hook.let_arrive()
    for nr in range(len(life.sent)):
        life.again(nr)
    life.check()
    assert storage.hook.faults


def test_the_lives_are_not_all_of_refusals() -> None:
    """Else the test above would prove nothing."""
    life = LoanLife(ServicedLoan(method="revolving"))
    random = Random("many")
    for _ in range(60):
        step(life, random)
    assert len(life.world.history.entries) > 12
    assert life.world.loan.status in LoanStatus
