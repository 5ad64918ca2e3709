"""Finance pays a quarter's interest subsidies (贴息资金到账): from its account to each borrower."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from nongxin.kernel.commands import CommandKey, Done, Outcome, fingerprint
from nongxin.kernel.errors import Busy, Missing, Problem
from nongxin.kernel.identity import Principal
from nongxin.kernel.ids import county_of
from nongxin.kernel.records import StaleRecord
from nongxin.kernel.value import value
from nongxin.ledger.account import InsufficientFunds
from nongxin.ledger.post import Books, book
from nongxin.ledger.posting import Posting, credit, debit, general
from nongxin.lending.aftercare.claims.claim_store import DynamoSubsidyClaims
from nongxin.lending.aftercare.claims.subsidy_claim import SubsidyClaim

# Each is a posting of its own: so many fit into a door's time.
AT_ONCE = 20


@value
class SettleSubsidies:
    """`source` is the finance bureau's account; `after` where the last call ended."""

    county: str
    quarter: str
    source: str
    after: dict[str, Any] | None = None


@value
class SubsidyParts:
    claims: DynamoSubsidyClaims
    books: Books
    post: Callable[[CommandKey, Callable[[], Outcome]], Done]


@value
class Settled:
    """`refused`: loans whose borrower's account takes nothing, with the code; they stay claimed."""

    paid_fen: int
    paid: int
    refused: dict[str, str]
    following: dict[str, Any] | None


def settle_subsidies(command: SettleSubsidies, by: Principal, parts: SubsidyParts) -> Settled:
    """The next of a quarter's claims, each once whatever is repeated.

    Raises Missing (a foreign county; no such account), InsufficientFunds (of the bureau: those
    before it were paid), Busy.
    """
    if not by.serves(command.county):
        raise Missing()
    parts.books.accounts.get(command.source)
    found, following = parts.claims.of_quarter(
        command.county, command.quarter, AT_ONCE, command.after
    )
    paid_fen, paid, refused = 0, 0, dict[str, str]()
    for claim in found:
        if claim.settled:
            continue
        try:
            _settle(claim, command.source, parts)
        except (Busy, StaleRecord, InsufficientFunds):
            raise
        except Problem as problem:
            refused[claim.loan_id] = problem.code
        else:
            paid_fen, paid = paid_fen + claim.amount_fen, paid + 1
    return Settled(paid_fen, paid, refused, following)


def _settle(claim: SubsidyClaim, source: str, parts: SubsidyParts) -> None:
    county, name = county_of(claim.loan_id), f"{claim.loan_id}:{claim.quarter}"
    key = CommandKey("lending.subsidy_paid", "bank", county, name, fingerprint(name))
    parts.post(key, partial(_paid, claim, source, key, parts))


def _paid(claim: SubsidyClaim, source: str, key: CommandKey, parts: SubsidyParts) -> Outcome:
    home, fen = (county_of(claim.loan_id), claim.entity), claim.amount_fen
    legs = [
        debit(source, fen),
        credit(claim.account, fen),
        debit(general(*home, "other_payable"), fen),
        credit(general(*home, "other_receivable"), fen),
    ]
    booked = book(Posting("INTEREST_SUBSIDY_PAID", None, None, legs), key, parts.books)
    return booked.outcome({"amount_fen": fen}, parts.claims.save(claim.paid()))
