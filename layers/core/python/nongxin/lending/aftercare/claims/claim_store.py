"""Claims on others as items beside the loan."""

from __future__ import annotations

from datetime import date
from typing import Any

from pynamodb.attributes import NumberAttribute, UnicodeAttribute

from nongxin.kernel.errors import Missing
from nongxin.kernel.ids import county_of
from nongxin.kernel.records import Record, Write, create, replace
from nongxin.kernel.storage import Storage
from nongxin.lending.aftercare.claims.fund_claim import FundClaim
from nongxin.lending.aftercare.claims.subsidy_claim import SubsidyClaim

_FUND = "FUND"


class FundClaimRecord(Record):
    context = "lending"

    amount_fen = NumberAttribute()
    percent = NumberAttribute()
    received_fen = NumberAttribute()
    made_by = UnicodeAttribute()
    made_on = UnicodeAttribute()
    account = UnicodeAttribute(null=True)
    paid_by = UnicodeAttribute(null=True)
    applied_fen = NumberAttribute(default=0)
    returned_fen = NumberAttribute(default=0)


class DynamoFundClaims:
    def __init__(self, storage: Storage) -> None:
        self._storage = storage

    def get(self, loan_id: str) -> FundClaim | None:
        """Strongly consistent."""
        record = self._storage.get(FundClaimRecord, _pk(loan_id), _FUND, consistent=True)
        if record is None:
            return None
        return FundClaim(
            loan_id=loan_id,
            amount_fen=int(record.amount_fen),
            percent=int(record.percent),
            received_fen=int(record.received_fen),
            made_by=str(record.made_by),
            made_on=date.fromisoformat(str(record.made_on)),
            account=str(record.account or ""),
            paid_by=str(record.paid_by or ""),
            applied_fen=int(record.applied_fen),
            returned_fen=int(record.returned_fen),
            version=int(record.version),
        )

    def save(self, claim: FundClaim) -> Write:
        """The first version or the next one; stale if another came first."""
        record = FundClaimRecord(_pk(claim.loan_id), _FUND)
        record.amount_fen, record.percent = claim.amount_fen, claim.percent
        record.received_fen, record.made_by = claim.received_fen, claim.made_by
        record.made_on, record.account = claim.made_on.isoformat(), claim.account or None
        record.paid_by = claim.paid_by or None
        record.applied_fen, record.returned_fen = claim.applied_fen, claim.returned_fen
        if claim.version == 1:
            return create(record)
        record.version = claim.version - 1
        return replace(record)


def _pk(loan_id: str) -> str:
    return f"{county_of(loan_id, 'ln')}#LN#{loan_id}"


class SubsidyClaimRecord(Record):
    """By county and quarter, so that a quarter's claims are one query."""

    context = "lending"

    entity = UnicodeAttribute()
    amount_fen = NumberAttribute()
    account = UnicodeAttribute()
    settled = NumberAttribute(null=True)


class DynamoSubsidyClaims:
    def __init__(self, storage: Storage) -> None:
        self._storage = storage

    def of_quarter(
        self, county: str, quarter: str, limit: int, after: dict[str, Any] | None
    ) -> tuple[list[SubsidyClaim], dict[str, Any] | None]:
        """A page of claims, loan by loan, and where the next begins."""
        pk = _quarter_pk(county, quarter)
        page = self._storage.page(SubsidyClaimRecord, pk, limit=limit, after=after)
        return [self.get(quarter, item["sk"]["S"]) for item in page.items], page.last_key

    def get(self, quarter: str, loan_id: str) -> SubsidyClaim:
        """Strongly consistent. Raises Missing."""
        pk = _quarter_pk(county_of(loan_id, "ln"), quarter)
        record = self._storage.get(SubsidyClaimRecord, pk, loan_id, consistent=True)
        if record is None:
            raise Missing()
        return SubsidyClaim(
            loan_id=loan_id,
            entity=str(record.entity),
            quarter=quarter,
            amount_fen=int(record.amount_fen),
            account=str(record.account),
            settled=bool(record.settled),
            version=int(record.version),
        )

    def save(self, claim: SubsidyClaim) -> Write:
        """The first version or the next one; stale if another came first."""
        pk = _quarter_pk(county_of(claim.loan_id, "ln"), claim.quarter)
        record = SubsidyClaimRecord(pk, claim.loan_id)
        record.entity, record.amount_fen = claim.entity, claim.amount_fen
        record.account, record.settled = claim.account, int(claim.settled) or None
        if claim.version == 1:
            return create(record)
        record.version = claim.version - 1
        return replace(record)


def _quarter_pk(county: str, quarter: str) -> str:
    return f"{county}#IS#{quarter}"
