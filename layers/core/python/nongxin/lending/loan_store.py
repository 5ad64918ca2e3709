"""Loans as items. A loan nobody has paid on is its terms and its date: the plan follows
from them.
"""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from typing import Any

from pynamodb.attributes import UnicodeAttribute

from nongxin.kernel.errors import Missing
from nongxin.kernel.ids import county_of
from nongxin.kernel.money import Rounding
from nongxin.kernel.records import Record, Write, create, replace
from nongxin.kernel.storage import Storage
from nongxin.lending.allocation import NOTHING, Parts
from nongxin.lending.day_count import DayCount
from nongxin.lending.due import Due
from nongxin.lending.due_dates import IsWorkingDay
from nongxin.lending.loan import Loan, LoanIdentity
from nongxin.lending.schedule import Instalment
from nongxin.lending.terms import LoanTerms, Method


class LoanRecord(Record):
    context = "lending"

    application = UnicodeAttribute()
    entity = UnicodeAttribute()
    borrower = UnicodeAttribute()
    account = UnicodeAttribute()
    contract_sha256 = UnicodeAttribute()
    terms = UnicodeAttribute()
    lent_on = UnicodeAttribute()
    last_on = UnicodeAttribute()
    status = UnicodeAttribute()
    dues = UnicodeAttribute(null=True)
    received = UnicodeAttribute(null=True)


class DynamoLoans:
    """`works` tells working days, by which due dates move."""

    def __init__(self, storage: Storage, works: IsWorkingDay) -> None:
        self._storage = storage
        self._works = works

    def get(self, loan_id: str, *, consistent: bool = False) -> Loan:
        """Raises Missing."""
        record = self._storage.get(LoanRecord, _pk(loan_id), "LOAN", consistent=consistent)
        if record is None:
            raise Missing()
        return self._loan(record, loan_id)

    def add(self, loan: Loan) -> Write:
        return create(_filled(LoanRecord(_pk(loan.identity.id), "LOAN"), loan))

    def save(self, loan: Loan) -> Write:
        """Replaces the version before this one."""
        record = _filled(LoanRecord(_pk(loan.identity.id), "LOAN"), loan)
        record.version = loan.version - 1
        record.dues = json.dumps([_due_json(due) for due in loan.dues], separators=(",", ":"))
        record.received = json.dumps(_parts_json(loan.received), separators=(",", ":"))
        return replace(record)

    def _loan(self, record: LoanRecord, loan_id: str) -> Loan:
        identity = LoanIdentity(
            id=loan_id,
            application_id=str(record.application),
            county=record.county,
            entity=str(record.entity),
            borrower_id=str(record.borrower),
            account_id=str(record.account),
            contract_sha256=str(record.contract_sha256),
        )
        terms, lent_on = _terms(json.loads(record.terms)), date.fromisoformat(record.lent_on)
        if not record.dues:
            return Loan.disbursed(identity, terms, lent_on, self._works)
        dues = tuple(_due(j) for j in json.loads(record.dues))
        last_on = date.fromisoformat(record.last_on)
        received = Parts(*json.loads(record.received)) if record.received else NOTHING
        return Loan(identity, terms, lent_on, dues, last_on, int(record.version), received)


def _pk(loan_id: str) -> str:
    return f"{county_of(loan_id, 'ln')}#LN#{loan_id}"


def _filled(record: LoanRecord, loan: Loan) -> LoanRecord:
    identity = loan.identity
    record.application, record.entity = identity.application_id, identity.entity
    record.borrower, record.account = identity.borrower_id, identity.account_id
    record.contract_sha256 = identity.contract_sha256
    record.terms = json.dumps(_terms_json(loan.terms), separators=(",", ":"))
    record.lent_on, record.last_on = loan.lent_on.isoformat(), loan.last_on.isoformat()
    record.status = loan.status.value
    return record


def _terms_json(terms: LoanTerms) -> dict[str, Any]:
    """Only what a product of ours sets; the rest is the noun's default."""
    return {
        "principal_fen": terms.principal_fen,
        "rate_annual": str(terms.rate_annual),
        "method": terms.method.value,
        "term_months": terms.term_months,
        "term_days": terms.term_days,
        "day_count": terms.day_count.value,
        "rounding": terms.rounding.name,
        "grace_days": terms.grace_days,
        "penalty_uplift": str(terms.penalty_uplift),
        "diverted_uplift": str(terms.diverted_uplift),
        "compound": terms.compound,
    }


def _terms(j: dict[str, Any]) -> LoanTerms:
    rates = {n: Decimal(j[n]) for n in ("rate_annual", "penalty_uplift", "diverted_uplift")}
    named = {
        "method": Method(j["method"]),
        "day_count": DayCount(j["day_count"]),
        "rounding": Rounding[j["rounding"]],
    }
    return LoanTerms(**(j | rates | named))


def _due_json(due: Due) -> list[Any]:
    row = due.row
    return [
        [row.nr, row.from_on.isoformat(), row.due_on.isoformat(), row.payable_by.isoformat(),
         row.principal_fen, row.interest_fen, row.balance_fen, row.earned_fen],
        _parts_json(due.unpaid),
        due.charged_to.isoformat(),
    ]  # fmt: skip


def _parts_json(parts: Parts) -> list[int]:
    """In the order of `Parts`."""
    return [parts.fee_fen, parts.compound_fen, parts.penalty_fen, parts.interest_fen,
            parts.principal_fen]  # fmt: skip


def _due(j: list[Any]) -> Due:
    (nr, from_on, due_on, payable_by, *amounts), unpaid, charged_to = j
    start, due, last = (date.fromisoformat(d) for d in (from_on, due_on, payable_by))
    row = Instalment(nr, start, due, last, *amounts)
    return Due(row, Parts(*unpaid), date.fromisoformat(charged_to))
