"""An application to its record and back. The parts that only a human reads together are one JSON
text each.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

from nongxin.kernel.clock import parse_stamp, stamp
from nongxin.kernel.identity import Role
from nongxin.lending.applications.application import Application, Ending, Parties, Verdict, Wish
from nongxin.lending.applications.checkout import Checkout
from nongxin.lending.applications.offer import Offer
from nongxin.lending.applications.referral import Level, Opinion, Proposal, Referral
from nongxin.lending.applications.status import Status

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def fill(record: Any, application: Application) -> None:
    """Writes the application's fields on its record; keys, version and events are the store's."""
    parties, wish = application.parties, application.wish
    record.borrower, record.household = parties.borrower_id, parties.household_id
    record.entity = parties.entity
    by_borrower = parties.applied_by == parties.borrower_id
    record.applied_by = None if by_borrower else parties.applied_by
    record.captured_by = parties.captured_by or None
    record.product, record.amount_fen = wish.product, wish.amount_fen
    record.term_months, record.method, record.purpose = (
        wish.term_months,
        wish.method,
        wish.purpose,
    )
    record.first_fen = wish.first_fen or None
    record.submitted_at, record.status = (
        stamp(application.submitted_at),
        application.status.value,
    )
    record.attempt = application.attempt
    record.verdict = _told(application.verdict, _verdict_json)
    record.referral = _told(application.referral, _referral_json)
    record.offer = _told(application.offer, _offer_json)
    record.signed_at = stamp(application.signed_at) if application.signed_at else None
    record.signed_with = application.signed_with or None
    record.loan_id = application.loan_id
    record.parked_from = application.parked_from.value if application.parked_from else None
    record.fault = application.fault or None
    record.ended = _told(application.ended, _ending_json)
    record.checkout = _told(application.checkout, Checkout.texts)


def read(record: Any, application_id: str) -> Application:
    county = application_id[3:9]
    return Application(
        id=application_id,
        parties=Parties(
            county, str(record.entity), str(record.borrower), str(record.household),
            str(record.applied_by or record.borrower), str(record.captured_by or ""),
        ),
        wish=Wish(
            str(record.product), int(record.amount_fen), int(record.term_months),
            str(record.method), str(record.purpose), int(record.first_fen or 0),
        ),
        submitted_at=parse_stamp(record.submitted_at),
        status=Status(record.status),
        attempt=int(record.attempt),
        version=int(record.version),
        verdict=_read(record.verdict, _verdict),
        referral=_with_sealed(_read(record.referral, _referral), record.notes),
        offer=_read(record.offer, _offer),
        signed_at=parse_stamp(record.signed_at) if record.signed_at else None,
        signed_with=str(record.signed_with or ""),
        loan_id=record.loan_id,
        parked_from=Status(record.parked_from) if record.parked_from else None,
        fault=str(record.fault or ""),
        ended=_read(record.ended, _ending),
        checkout=_read(record.checkout, Checkout.of),
    )  # fmt: skip


def file_of(application: Application) -> dict[str, Any] | None:
    """What a run of the workflow carries: the record's fields as JSON values.

    None where officers had a hand in it: their notes are free text, which no run is to carry.
    """
    if application.referral:
        return None
    record = _Fields(version=application.version)
    fill(record, application)
    return {name: value for name, value in vars(record).items() if value is not None}


def from_file(application_id: str, file: dict[str, Any]) -> Application:
    return read(_Fields(**file), application_id)


class _Fields(SimpleNamespace):
    """A record's fields without the record; what is not there is None."""

    def __getattr__(self, _: str) -> None:
        return None


def _told(part: Any, to_json: Callable[[Any], Any]) -> str | None:
    if part is None:
        return None
    return json.dumps(to_json(part), ensure_ascii=False, separators=(",", ":"))


def _read(text: str | None, from_json: Callable[[Any], Any]) -> Any:
    return None if text is None else from_json(json.loads(text))


def _verdict_json(v: Verdict) -> Any:
    return [v.outcome, v.reasons, _packed(v.facts_sha256), _packed(v.decision_sha256),
            dict(v.versions),
            v.score, v.grade, v.limit_fen]  # fmt: skip


def _verdict(j: Any) -> Verdict:
    return Verdict(j[0], tuple(j[1]), _unpacked(j[2]), _unpacked(j[3]), j[4], j[5], j[6], j[7])


def _proposal_json(p: Proposal) -> Any:
    return [p.amount_fen, str(p.rate_annual), p.term_months, p.method, p.number]


def _proposal(j: Any) -> Proposal:
    return Proposal(j[0], Decimal(j[1]), j[2], j[3], j[4])


def notes_of(application: Application) -> list[str]:
    """What officers wrote, opinion by opinion; "" where it is still sealed."""
    referral = application.referral
    return [opinion.note for opinion in referral.opinions] if referral else []


def with_notes(application: Application, notes: Sequence[str]) -> Application:
    """As read, with what officers wrote."""
    referral = application.referral
    if referral is None:
        return application
    both = zip(referral.opinions, notes, strict=True)
    opinions = tuple(replace(opinion, note=note) for opinion, note in both)
    return replace(application, referral=replace(referral, opinions=opinions))


def _referral_json(r: Referral) -> Any:
    opinions = [[o.officer_id, o.role.value, o.approves, "", stamp(o.at)] for o in r.opinions]
    return [_proposal_json(r.proposal), r.level.value, r.approvals_needed, stamp(r.answer_by),
            r.barred, opinions]  # fmt: skip


def _with_sealed(referral: Referral | None, notes: str | None) -> Referral | None:
    return replace(referral, sealed_notes=notes) if referral and notes else referral


def _referral(j: Any) -> Referral:
    opinions = tuple(Opinion(o[0], Role(o[1]), o[2], o[3], parse_stamp(o[4])) for o in j[5])
    barred = tuple((person, part) for person, part in j[4])
    return Referral(_proposal(j[0]), Level(j[1]), j[2], parse_stamp(j[3]), barred, opinions)


def _offer_json(o: Offer) -> Any:
    return [o.amount_fen, str(o.rate_annual), o.term_months, o.method, str(o.annualised),
            _packed(o.contract_sha256), o.template, o.account_id,
            _ms(o.made_at), _ms(o.valid_until)]  # fmt: skip


def _offer(j: Any) -> Offer:
    amount_fen, rate, term_months, method, annualised, sha256, template, account, made, until = j
    return Offer(
        amount_fen, Decimal(rate), term_months, method, Decimal(annualised), _unpacked(sha256),
        template, account, _instant(made), _instant(until),
    )  # fmt: skip


def _ending_json(e: Ending) -> Any:
    return [e.status.value, stamp(e.at), e.reasons]


def _ending(j: Any) -> Ending:
    return Ending(Status(j[0]), parse_stamp(j[1]), tuple(j[2]))


def _ms(instant: datetime) -> int:
    """Milliseconds since 1970: half as long as the text."""
    return (instant - _EPOCH) // timedelta(milliseconds=1)


def _instant(milliseconds: int) -> datetime:
    return _EPOCH + timedelta(milliseconds=milliseconds)


def _packed(sha256: str) -> str:
    """Hex as base64: three hashes a third shorter keep a signed application within one
    write unit.
    """
    return base64.b64encode(bytes.fromhex(sha256)).decode().rstrip("=")


def _unpacked(packed: str) -> str:
    return base64.b64decode(packed + "=" * (-len(packed) % 4)).hex()
