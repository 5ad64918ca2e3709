"""What an event of ours means to the partner through which the loan came.

A platform learns how far a merchant's credit goes and whether money came, never why not: reasons
and rates are between the person and the bank (个人信息保护法 art. 6, as little as the purpose needs).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from nongxin.kernel.events import Envelope
from nongxin.kernel.value import value

LIMIT = "limit.changed"


@value
class News:
    """`about` is the application or loan; `data` what the partner is told of it."""

    kind: str
    about: str
    data: Mapping[str, Any]

    @property
    def is_limit(self) -> bool:
        """Told only where it differs from what the partner was told before."""
        return self.kind == LIMIT


def news_of(event: Envelope) -> tuple[News, ...]:
    """Empty for an event that no partner is told about."""
    told = _TOLD.get(event.type)
    if told is None:
        return ()
    kind, spelled = told
    about = str(event.data.get("loan_id") or event.data["application_id"])
    news = News(kind, about, spelled(event.data))
    if not event.data.get("limit_fen"):
        return (news,)
    limit = _only("application_id", "product", "limit_fen")(event.data)
    return news, News(LIMIT, about, limit)


def _decided(decision: str, *names: str) -> Callable[[Mapping[str, Any]], dict[str, Any]]:
    return lambda data: {"decision": decision} | _only("application_id", *names)(data)


def _only(*names: str) -> Callable[[Mapping[str, Any]], dict[str, Any]]:
    return lambda data: {name: data[name] for name in names}


_TOLD: Mapping[str, tuple[str, Callable[[Mapping[str, Any]], dict[str, Any]]]] = {
    "OfferMade": ("application.decided", _decided("offered", "amount_fen", "valid_until")),
    "ApplicationDeclined": ("application.decided", _decided("declined")),
    "ApplicationWithdrawn": ("application.decided", _decided("withdrawn")),
    "ApplicationExpired": ("application.decided", _decided("expired")),
    "LoanDisbursed": ("loan.disbursed", _only("application_id", "loan_id", "amount_fen")),
    "RepaymentDue": ("repayment.due", _only("loan_id", "due_on", "amount_fen")),
    "LoanRepaid": (
        "repayment.received",
        _only("loan_id", "amount_fen", "principal_fen", "interest_fen", "closed"),
    ),
    "LoanOverdue": ("repayment.overdue", _only("loan_id", "on", "days", "overdue_fen")),
}
# The events that are news to somebody; infra/functions.py names the same.
EVENTS = tuple(_TOLD)
