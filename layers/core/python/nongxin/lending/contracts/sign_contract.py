"""Sign the contract (签署合同): the borrower's step-up token names the very text, by its SHA-256.

Signing happens once, so the record itself keeps the command that did it: the same command again
gets the first answer, without a second item.
"""

from __future__ import annotations

import json
from typing import Any, Protocol

from nongxin.kernel.clock import stamp
from nongxin.kernel.commands import CommandKey, Done
from nongxin.kernel.errors import KeyReused, Missing
from nongxin.kernel.evidence import Evidence
from nongxin.kernel.identity import Principal
from nongxin.kernel.records import StaleRecord
from nongxin.kernel.value import value
from nongxin.lending.applications.announce import announced
from nongxin.lending.applications.application import Application
from nongxin.lending.applications.consent import CURRENT_TEXT
from nongxin.lending.applications.desk import Desk
from nongxin.lending.applications.status import Status
from nongxin.lending.events import ContractSigned

SIGNATURES = "signatures"


class StepUps(Protocol):
    """Proofs that a person, just now, confirmed one thing with a second factor."""

    def proof(self, token: str, person_id: str, digest: str) -> str:
        """The id of the proof; raises if the token is not for this person and this digest."""
        ...


@value
class SignContract:
    application_id: str
    contract_sha256: str
    step_up_token: str


@value
class SigningParts:
    desk: Desk
    evidence: Evidence
    step_ups: StepUps


def sign_contract(
    command: SignContract, by: Principal, key: CommandKey, parts: SigningParts
) -> Done:
    """Raises Missing, OfferExpired, ContractDiffers, StepNotAllowed, the step-up's refusals."""
    lately = parts.desk.read_lately(
        command.application_id, lambda found: found.status is Status.OFFERED
    )
    try:
        return _signed(lately, command, by, key, parts)
    except StaleRecord:  # somebody was first, perhaps this very command
        return _signed(parts.desk.read(command.application_id), command, by, key, parts)


def _signed(
    before: Application, command: SignContract, by: Principal, key: CommandKey, parts: SigningParts
) -> Done:
    if by.id != before.parties.borrower_id:
        raise Missing()
    if before.signed_with.startswith(_mark(key).partition(":")[0]):
        return _again(before, key)
    proof = parts.step_ups.proof(command.step_up_token, by.id, command.contract_sha256)
    after = before.signed(command.contract_sha256, parts.desk.clock.now(), _mark(key))
    parts.evidence.keep(SIGNATURES, before.parties.county, _deed(after, proof))
    signed = announced(ContractSigned, after)
    parts.desk.save(before, after, signed)
    return Done(_answer(after), replayed=False)


def _mark(key: CommandKey) -> str:
    """96 bits each of key and content know a command again, and keep the item small."""
    return f"{key.digest[:24]}:{key.fingerprint[:24]}"


def _again(application: Application, key: CommandKey) -> Done:
    if application.signed_with != _mark(key):
        raise KeyReused()
    return Done(_answer(application), replayed=True)


def _answer(application: Application) -> dict[str, Any]:
    offer, signed_at = application.offer, application.signed_at
    assert offer is not None and signed_at is not None
    return {
        "application_id": application.id,
        "contract_sha256": offer.contract_sha256,
        "signed_at": stamp(signed_at),
    }


def _deed(application: Application, proof: str) -> str:
    """Who signed what, when, proved how, and what they had agreed to."""
    deed = _answer(application) | {
        "signer": application.parties.borrower_id,
        "proof": proof,
        "template": application.offer.template if application.offer else "",
        "consent": CURRENT_TEXT,
    }
    return json.dumps(deed, sort_keys=True)
