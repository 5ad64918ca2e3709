from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from nongxin.customers.get_customer import get_customer
from nongxin.customers.person import (
    IdCardExpired,
    IdNumberRegistered,
    InvalidName,
    InvalidPhone,
    OutOfTerritory,
    PhoneRegistered,
    TooYoung,
    glimpse,
)
from nongxin.kernel.counties import CountyNotServed
from nongxin.kernel.errors import Missing, Problem
from nongxin.kernel.id_number import InvalidIdNumber
from nongxin.kernel.identity import Role
from tests.builders.customers import (
    LIQUAN,
    LUEYANG,
    CustomersWorld,
    a_principal,
    a_registration,
    an_id_no,
)


@pytest.fixture
def world() -> CustomersWorld:
    return CustomersWorld()


def test_a_person_is_registered_and_found_by_id_number_and_phone(world: CustomersWorld) -> None:
    done = world.register(a_registration())
    person = world.persons.get(done.answer["customer_id"])
    assert (person.name, person.entity, person.county) == ("王小明", "2724", LIQUAN)
    assert world.persons.id_by_id_no(an_id_no()) == person.id
    assert world.persons.id_by_phone("13812345678") == person.id
    assert world.persons.phone_of(person.id) == "13812345678"
    assert world.persons.entity_of(person.id) == "2724"


def test_nothing_personal_is_stored_or_published_in_clear(world: CustomersWorld) -> None:
    world.register(a_registration())
    stored = json.dumps(world.storage.items("customers") + world.storage.items("directory"))
    told = stored + repr(world.storage.published())
    for clear in ("王小明", an_id_no(), "13812345678"):
        assert clear not in told and json.dumps(clear)[1:-1] not in told


def test_it_is_announced_once(world: CustomersWorld) -> None:
    first = world.register(a_registration())
    again = world.register(a_registration())
    assert again.replayed and again.answer == first.answer
    (event,) = world.storage.published("CustomerRegistered")
    assert event.data["customer_id"] == first.answer["customer_id"]


def test_id_number_and_phone_are_unique_in_the_whole_province(world: CustomersWorld) -> None:
    world.register(a_registration())
    elsewhere = a_principal(county=LUEYANG)
    with pytest.raises(IdNumberRegistered):
        world.register(a_registration(county=LUEYANG, phone="13900000000"), elsewhere, "key-0002")
    with pytest.raises(PhoneRegistered):
        other = an_id_no(sequence=124)
        world.register(a_registration(county=LUEYANG, id_no=other), elsewhere, "key-0003")


@pytest.mark.parametrize(
    ("fields", "refusal"),
    [
        ({"name": "王"}, InvalidName),
        ({"name": "Wang Xiaoming"}, InvalidName),
        ({"name": "王<b>明"}, InvalidName),
        ({"phone": "12812345678"}, InvalidPhone),
        ({"phone": "1381234567８"}, InvalidPhone),
        ({"id_no": an_id_no()[:-1] + "Z"}, InvalidIdNumber),
        ({"id_no": an_id_no(area="610199")}, InvalidIdNumber),
        ({"id_no": an_id_no(born=date(2011, 1, 1))}, TooYoung),
        ({"id_valid_to": date(2026, 11, 24)}, IdCardExpired),
    ],
)
def test_what_cannot_be_is_refused(
    world: CustomersWorld, fields: dict[str, Any], refusal: type[Problem]
) -> None:
    with pytest.raises(refusal):
        world.register(a_registration(**fields))
    assert world.storage.items("customers") == []


def test_an_officer_registers_only_in_their_own_counties(world: CustomersWorld) -> None:
    with pytest.raises(OutOfTerritory):
        world.register(a_registration(county=LUEYANG))
    everywhere = a_principal(counties=frozenset({"*"}))
    with pytest.raises(CountyNotServed):
        world.register(a_registration(county="110105"), everywhere)


def test_a_person_is_seen_by_themself_and_by_staff_of_the_county(world: CustomersWorld) -> None:
    person_id = world.register(a_registration()).answer["customer_id"]
    own = a_principal(Role.CUSTOMER, id=person_id)
    assert get_customer(person_id, own, world.persons).id == person_id
    assert get_customer(person_id, a_principal(), world.persons).id == person_id
    strangers = [
        a_principal(county=LUEYANG),
        a_principal(Role.CUSTOMER, id="pn_610425_01JD0000000000000000000002"),
        a_principal(Role.OPERATOR),
    ]
    for stranger in strangers:
        with pytest.raises(Missing):
            get_customer(person_id, stranger, world.persons)


def test_numbers_are_masked_for_all_and_names_for_those_who_do_not_serve(
    world: CustomersWorld,
) -> None:
    person = world.persons.get(world.register(a_registration()).answer["customer_id"])
    officer, auditor = glimpse(person, Role.OFFICER), glimpse(person, Role.AUDITOR)
    assert (officer.name, auditor.name) == ("王小明", "王**")
    assert officer.id_no == "610425********" + person.id_no[-4:]
    assert officer.phone == "138****5678"


def test_a_text_that_is_no_person_is_missing(world: CustomersWorld) -> None:
    for text in ("", "pn_610425", "hh_610425_01JD0000000000000000000002"):
        with pytest.raises(Missing):
            world.persons.get(text)
