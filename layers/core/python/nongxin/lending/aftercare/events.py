"""What the day close of loans publishes: ids, codes and amounts in fen."""

from __future__ import annotations

from dataclasses import dataclass

from nongxin.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class LoanEvent(Event):
    loan_id: str
    borrower_id: str
    entity: str
    on: str


@dataclass(frozen=True, kw_only=True)
class RepaymentDue(LoanEvent):
    """An instalment falls due on the day and the borrower's account did not hold all of it."""

    amount_fen: int


@dataclass(frozen=True, kw_only=True)
class LoanOverdue(LoanEvent):
    """Arrears began, or collection goes a step further."""

    days: int
    overdue_fen: int
    step: str


@dataclass(frozen=True, kw_only=True)
class LoanClassified(LoanEvent):
    """The five-class classification changed."""

    before: str
    after: str
    days: int
    accrues: bool
