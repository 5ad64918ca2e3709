"""An account as its latest entry tells it: the latest entry *is* the balance."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from enum import Enum

from nongxin.kernel.errors import Conflict, Rule
from nongxin.ledger.kinds import AccountKind, Side, account_kinds


class InsufficientFunds(Rule):
    code = "insufficient-funds"
    zh = "账户可用余额不足"
    en = "The account's available balance does not suffice"


class AccountNotOpen(Conflict):
    code = "account-not-open"
    zh = "账户状态为{state}，不能记账"
    en = "The account is {state}: nothing can be booked"


class AccountState(Enum):
    OPEN = "open"
    FROZEN = "frozen"
    CLOSED = "closed"


@dataclass(frozen=True)
class Account:
    """`balance_fen` is on the kind's normal side; `seal` chains the entries by hash."""

    id: str
    kind_code: str
    entity: str
    owner: str
    seq: int = 0
    balance_fen: int = 0
    held_fen: int = 0
    state: AccountState = AccountState.OPEN
    seal: str = ""

    @property
    def kind(self) -> AccountKind:
        return account_kinds()[self.kind_code]

    @property
    def available_fen(self) -> int:
        return self.balance_fen - self.held_fen

    def moved(self, side: Side, amount_fen: int, journal: str) -> Account:
        """The account after one more entry.

        Raises InsufficientFunds if an exact kind would fall below 0, AccountNotOpen if it is not
        open.
        """
        if self.state is not AccountState.OPEN:
            raise AccountNotOpen(state=self.state.value)
        grows = side is self.kind.side
        balance = self.balance_fen + (amount_fen if grows else -amount_fen)
        if self.kind.exact and not grows and balance - self.held_fen < 0:
            raise InsufficientFunds()
        return self._next(balance, f"{side.value}:{amount_fen}:{journal}")

    def _next(self, balance_fen: int, what: str) -> Account:
        seq = self.seq + 1
        chained = f"{self.seal}|{self.id}|{seq}|{balance_fen}|{self.held_fen}|{what}"
        seal = hashlib.sha256(chained.encode()).hexdigest()[:32]
        return replace(self, seq=seq, balance_fen=balance_fen, seal=seal)
