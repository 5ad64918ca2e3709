"""A line (账务明细) of an account or of the general ledger, as it is read back."""

from __future__ import annotations

from dataclasses import dataclass

from nongxin.kernel.value import value
from nongxin.ledger.account import Account, Moment
from nongxin.ledger.kinds import Side


@dataclass(frozen=True, slots=True)
class Line:
    """`seq`, `balance_fen` and `seal` are those of exact accounts; general-ledger lines have none.

    Dates are ISO texts. `side` is debit or credit, or for lines that move nothing: open, hold,
    release, state.
    """

    account: str
    county: str
    entity: str
    kind: str
    seq: int
    side: str
    amount_fen: int
    journal: str
    text: str
    value_date: str
    booking_date: str
    at: str
    balance_fen: int = 0
    seal: str = ""

    @property
    def moves(self) -> bool:
        return self.amount_fen > 0

    def signed_fen(self, side: Side) -> int:
        """What the line adds to a balance whose normal side is `side`."""
        if not self.moves:
            return 0
        return self.amount_fen if self.side == side.value else -self.amount_fen


@value
class Entry:
    """An entry to be written: what moved, and the account after it."""

    after: Account
    side: str
    amount_fen: int
    moment: Moment
