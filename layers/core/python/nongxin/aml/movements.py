"""Which movements an event tells of: whose, on which side, against whom."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from typing import Any

from nongxin.aml.day_flow import Movement
from nongxin.kernel.clock import SHANGHAI, parse_stamp
from nongxin.kernel.events import Envelope

_PARTY_CHARACTERS = 12
OwnerOf = Callable[[str], str]
Facts = Mapping[str, Any]


def movements_of(told: Envelope, owner_of: OwnerOf) -> list[Movement]:
    """`owner_of` tells an account's owner. Days are Shaanxi's, by when it happened."""
    facts = told.data
    if told.type == "CashDeposited":
        return [_made(told, owner_of(facts["account_id"]), "cash_in")]
    if told.type == "CashWithdrawn":
        return [_made(told, owner_of(facts["account_id"]), "cash_out")]
    if told.type == "TransferMade":
        return _of_transfer(told)
    if told.type == "PaymentMade":
        return _at_station(told, owner_of)
    if told.type == "PaymentWatched":
        return [_made(told, facts["owner"], facts["rule"])]
    if told.type == "InterbankSettled":
        return [_made(told, facts["owner"], "transfer_out", party=facts["party"])]
    if told.type == "InterbankReceived":
        return [_made(told, facts["owner"], "transfer_in", party=facts["party"])]
    return []


def _at_station(told: Envelope, owner_of: OwnerOf) -> list[Movement]:
    """Cash in and out of a customer's account; bills, and cash for others, are nobody's here."""
    facts = told.data
    if facts["cash"] == "OUT" and facts["account_id"]:
        return [_made(told, owner_of(facts["account_id"]), "cash_out")]
    if facts["cash"] == "IN" and facts["payee_id"]:
        return [_made(told, owner_of(facts["payee_id"]), "cash_in")]
    if not (facts["account_id"] and facts["payee_id"]):
        return []
    payer, payee = owner_of(facts["account_id"]), owner_of(facts["payee_id"])
    if payer == payee:
        return []
    return [
        _made(told, payer, "transfer_out", party=payee),
        _made(told, payee, "transfer_in", party=payer),
    ]


def _of_transfer(told: Envelope) -> list[Movement]:
    """Among one's own accounts at one legal entity nothing is reported (3号令第七条, recalled)."""
    facts = told.data
    payer, payee = facts["payer"], facts["payee"]
    if payer == payee and facts["entity"] == facts["payee_entity"]:
        return []
    out = _made(told, payer, "transfer_out", party=payee)
    into = _made(told, payee, "transfer_in", party=payer, entity=facts["payee_entity"])
    return [out, into]


def _made(
    told: Envelope, person_id: str, measure: str, party: str = "", entity: str = ""
) -> Movement:
    return Movement(
        event_id=told.id,
        person_id=person_id,
        entity=entity or told.data["entity"],
        day=parse_stamp(told.at).astimezone(SHANGHAI).date().isoformat(),
        measure=measure,
        amount_fen=told.data["amount_fen"],
        party=hashlib.sha256(party.encode()).hexdigest()[:_PARTY_CHARACTERS] if party else "",
    )
