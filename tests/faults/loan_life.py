"""One loan's life of every verb, each sent until it is answered, held against plain sums.

The oracle for cash is what the entries in force say, one by one; for everything else the ledger
must say what the replay does. Every earlier command may come again and must be answered as first.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from nongxin.kernel.commands import Done
from nongxin.kernel.errors import Problem
from nongxin.lending.adjustments.adjustment import Details, Kind
from nongxin.lending.adjustments.propose_adjustment import ProposeAdjustment
from nongxin.lending.loans.entries import Draw, Refund, Repayment
from nongxin.lending.loans.order import in_force
from nongxin.lending.reckoning.replan import Ahead
from tests.builders.books import check_books
from tests.builders.lending import ACCOUNT
from tests.builders.servicing import FARMER, LOAN, PARTNER, ServicedLoan
from tests.faults.insisting import Wrong, insist

_SPARE_FEN = 10_000_000
ANY_PROBLEM = Problem


@dataclass
class Sent:
    send: Callable[[], Done]
    answer: dict[str, Any]


class LoanLife:
    def __init__(self, world: ServicedLoan) -> None:
        self.world = world
        self.lent_on = world.loan.lent_on
        self.started_fen = world.balance_fen(ACCOUNT)
        self.sent: list[Sent] = []
        self.refused: Counter[str] = Counter()
        self._keys = 0
        self._to_farmer_fen = 0
        self._payouts: list[str] = []

    def go(self, days: int) -> None:
        self.world.go(days)

    def pay(self, amount_fen: int, ahead: Ahead = Ahead.REDUCE_INSTALMENT) -> None:
        key = self._key()
        self._send(lambda: self.world.pay(key, amount_fen, ahead=ahead))

    def pay_by_quote(self, quote: str) -> None:
        key = self._key()
        self._send(lambda: self.world.pay(key, quote=quote))

    def draw(self, amount_fen: int) -> None:
        key = self._key()
        self._send(lambda: self.world.draw(key, amount_fen))

    def refund(self) -> None:
        key = self._key()
        self._send(lambda: self.world.refund(key))

    def settle(self, amount_fen: int) -> None:
        key = self._key()
        answer = self._send(lambda: self.world.settle(key, amount_fen))
        self._to_farmer_fen += answer["paid_fen"] if answer else 0
        self._payouts += [key] if answer else []

    def take_back(self, nr: int, amount_fen: int) -> None:
        """Some of an earlier payout, if there was one."""
        if self._payouts:
            key, payout = self._key(), self._payouts[nr % len(self._payouts)]
            answer = self._send(lambda: self.world.take_back(payout, key, amount_fen))
            self._to_farmer_fen -= answer["from_merchant_fen"] if answer else 0

    def adjust(self, kind: Kind, **details: Any) -> None:
        """Proposed and approved, each under its key."""
        key, command = self._key(), ProposeAdjustment(LOAN, kind, Details(**details), "说明")
        answer = self._send(lambda: self.world.proposes(key, command))
        if answer:
            made = str(answer["adjustment_id"])
            self._send(lambda: self.world.decide(key, made))

    def backdated(self, days_ago: int, amount_fen: int) -> None:
        on = max(self.world.today - timedelta(days=days_ago), self.lent_on)
        self.adjust(Kind.REPAYMENT, on=on, amount_fen=amount_fen)

    def reverse(self, nr: int) -> None:
        self.adjust(Kind.REVERSAL, entry=nr)

    def again(self, nr: int) -> None:
        """A command of any time before, under its key."""
        if not self.sent:
            return
        sent = self.sent[nr % len(self.sent)]
        told = insist(sent.send)
        if isinstance(told, Problem) or not told.replayed or told.answer != sent.answer:
            raise Wrong(f"answered {sent.answer} first and then {told}")

    def check(self) -> None:
        world = self.world
        world.check()
        history = world.history
        loan = history.loan()
        assert loan == history.loan(known_on=world.today)
        for account, fen in self._cash().items():
            assert world.balance_fen(account) == fen, account
        assert loan.terms.principal_fen + self._drawn() == (
            loan.received.principal_fen + loan.principal_fen
        )
        check_books(world.storage)

    def _cash(self) -> dict[str, int]:
        """What is on each account, entry by entry."""
        found = {ACCOUNT: self.started_fen, PARTNER: _SPARE_FEN - self._to_farmer_fen}
        for _, entry in in_force(self.world.history.entries):
            if isinstance(entry, Repayment):
                found[entry.account] -= entry.amount_fen
            if isinstance(entry, Refund | Draw):
                found[entry.account] += entry.amount_fen
        return found | {FARMER: _SPARE_FEN + self._to_farmer_fen}

    def _drawn(self) -> int:
        entries = [e for _, e in in_force(self.world.history.entries)]
        return sum(entry.amount_fen for entry in entries if isinstance(entry, Draw))

    def _key(self) -> str:
        self._keys += 1
        return f"key-{self._keys:05d}"

    def _send(self, send: Callable[[], Done]) -> dict[str, Any] | None:
        told = insist(send)
        if isinstance(told, Problem):
            self.refused[told.code] += 1
            return None
        assert not told.replayed or self._was_lost
        self.sent.append(Sent(send, told.answer))
        return told.answer

    @property
    def _was_lost(self) -> bool:
        """Under faults the first answer that is heard may be one given again."""
        return hasattr(self.world.storage, "hook")
