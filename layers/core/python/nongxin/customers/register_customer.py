"""Register a person as a customer (建立客户信息): an officer has the ID card in hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from nongxin.catalog.areas import could_be_issued
from nongxin.catalog.places import entity_of
from nongxin.customers.events import CustomerRegistered
from nongxin.customers.person import (
    Identity,
    IdNumberRegistered,
    Kyc,
    OutOfTerritory,
    Person,
    PhoneRegistered,
)
from nongxin.customers.store import ID_NO, PHONE, Persons
from nongxin.kernel.clock import Clock
from nongxin.kernel.commands import Outcome
from nongxin.kernel.counties import CountyNotServed
from nongxin.kernel.directory import Directory
from nongxin.kernel.errors import Problem
from nongxin.kernel.events import outbox
from nongxin.kernel.id_number import InvalidIdNumber
from nongxin.kernel.identity import Principal
from nongxin.kernel.ids import new_id
from nongxin.kernel.privacy import Vault
from nongxin.kernel.records import Write
from nongxin.kernel.value import value


@value
class RegisterCustomer:
    """`id_valid_to` is None for a card without an end (长期)."""

    county: str
    name: str
    id_no: str
    phone: str
    id_valid_to: date | None


@value
class RegistrationParts:
    persons: Persons
    directory: Directory
    vault: Vault
    clock: Clock


def register_customer(
    command: RegisterCustomer, by: Principal, parts: RegistrationParts
) -> Outcome:
    """Answers the new person's id. ID number and phone are unique province-wide.

    Raises OutOfTerritory, CountyNotServed, IdNumberRegistered, PhoneRegistered and what
    Identity.checked raises.
    """
    if not by.serves(command.county):
        raise OutOfTerritory(county=command.county)
    today = parts.clock.today()
    entity = entity_of(command.county, today)
    if entity is None:
        raise CountyNotServed(county=command.county)
    person = _person(command, entity, by, parts)
    registered = CustomerRegistered(
        county=person.county, customer_id=person.id, entity=entity, registered_by=by.id
    )
    writes = [parts.persons.add(person, outbox([registered], parts.clock)), *_claims(person, parts)]
    return Outcome({"customer_id": person.id, "county": person.county, "entity": entity}, writes)


def _person(
    command: RegisterCustomer, entity: str, by: Principal, parts: RegistrationParts
) -> Person:
    today = parts.clock.today()
    identity = Identity.checked(
        command.name, command.id_no, command.phone, command.id_valid_to, today
    )
    number = identity.id_number
    if not could_be_issued(number.area, number.birth_date):
        raise InvalidIdNumber(why="area")
    return Person(
        id=new_id("pn", command.county, parts.clock),
        entity=entity,
        name=identity.name,
        id_no=number.text,
        phone=identity.phone,
        id_valid_to=identity.id_valid_to,
        kyc=Kyc.PENDING,
        registered_on=today,
        registered_by=by.id,
    )


def _claims(person: Person, parts: RegistrationParts) -> Sequence[Write]:
    def claim(kind: str, value: str, refusal: type[Problem]) -> Write:
        write = parts.directory.take(kind, parts.vault.blind(kind, value), person.id)
        return replace(write, refusal=lambda _: refusal())

    return (
        claim(ID_NO, person.id_no, IdNumberRegistered),
        claim(PHONE, person.phone, PhoneRegistered),
    )
