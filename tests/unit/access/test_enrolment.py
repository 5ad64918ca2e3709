"""A first password: only phone and number of one person get a code; nobody else learns anything."""

from __future__ import annotations

import pytest

from nongxin.access.problems import Locked, SessionEnded, WeakPassword, WrongCode, WrongLogin
from nongxin.kernel.identity import Role
from tests.builders.access import (
    CUSTOMER,
    ID_NO,
    LIQUAN,
    LUEYANG,
    OFFICER,
    PHONE,
    STAFF_NO,
    STAFF_PHONE,
    STRANGER,
    AccessWorld,
    an_officer,
    another_code,
)

OTHER = f"pn_{LIQUAN}_01JD0000000000000000000009"
OTHER_PHONE, OTHER_ID_NO = "13611112222", "61042519900101123X"


def newcomers() -> AccessWorld:
    world = AccessWorld(with_customer=False)
    world.register(OTHER, OTHER_PHONE, OTHER_ID_NO)
    return world


def test_a_registered_customer_sets_a_password_and_signs_in() -> None:
    world = newcomers()
    world.set_password(world.enrol(), world.code())
    person = world.person(world.sign_in())
    assert (person.id, person.role, person.entity) == (CUSTOMER, Role.CUSTOMER, "2763")
    assert person.counties == {LUEYANG}
    (told,) = world.storage.published("PasswordSet")
    assert told.data["first"] is True


def test_staff_set_theirs_by_number_and_phone() -> None:
    world = newcomers()
    world.open(an_officer(password=""))
    challenge = world.enrol(STAFF_PHONE, staff_no=STAFF_NO)
    world.set_password(challenge, world.code(STAFF_PHONE))
    assert world.person(world.sign_in(STAFF_NO, STAFF_PHONE)).id == OFFICER


def test_invented_staff_numbers_send_a_phone_no_more_than_five_messages() -> None:
    world = newcomers()
    for number in range(5):
        world.enrol(STRANGER, staff_no=f"Q{10000 + number}")
    with pytest.raises(Locked):
        world.enrol(STRANGER, staff_no="Q99999")
    assert len(world.sms.to(STRANGER)) == 5


def test_a_stranger_cannot_lock_staff_out_of_enrolment() -> None:
    world = newcomers()
    world.open(an_officer(password=""))
    for _ in range(5):
        world.enrol(STRANGER, staff_no=STAFF_NO)
    challenge = world.enrol(STAFF_PHONE, staff_no=STAFF_NO)
    world.set_password(challenge, world.code(STAFF_PHONE))


MISMATCHES = {
    "another's ID number": (PHONE, OTHER_ID_NO, ""),
    "an unknown ID number": (PHONE, "610727197001011234", ""),
    "an unknown phone": (STRANGER, ID_NO, ""),
    "both unknown": (STRANGER, "610727197001011234", ""),
    "staff with another phone": (PHONE, "", STAFF_NO),
    "unknown staff": (PHONE, "", "XX9999"),
}


@pytest.mark.parametrize("name", MISMATCHES)
def test_who_does_not_match_sees_the_same_and_no_code_fits(name: str) -> None:
    world = newcomers()
    world.open(an_officer(password=""))
    phone, id_no, staff_no = MISMATCHES[name]
    challenge = world.enrol(phone, id_no, staff_no)
    assert challenge.id.startswith("ch_61")
    assert len(world.sms.to(phone)) == 1
    assert "不一致" in world.sms.to(phone)[0]
    with pytest.raises(WrongCode):
        world.set_password(challenge, "123456")
    assert world.storage.published("PasswordSet") == []


def test_asking_costs_the_same_whether_it_matches_or_not() -> None:
    world = newcomers()
    costs = []
    for phone, id_no in ((PHONE, ID_NO), (PHONE, OTHER_ID_NO), (STRANGER, ID_NO)):
        before = dict(world.storage.dynamo.calls)
        world.enrol(phone, id_no)
        after = world.storage.dynamo.calls
        costs.append({name: after[name] - before.get(name, 0) for name in after})
    assert costs[0] == costs[1] == costs[2]


def test_the_pause_after_five_messages_does_not_tell_which_id_number_is_right() -> None:
    world = newcomers()
    for _ in range(5):
        world.enrol(PHONE, OTHER_ID_NO)
    for id_no in (OTHER_ID_NO, ID_NO):
        with pytest.raises(Locked):
            world.enrol(PHONE, id_no)
    assert len(world.sms.to(PHONE)) == 5


def test_five_wrong_codes_lock_enrolment_and_not_sign_in() -> None:
    world = AccessWorld()
    challenge = world.enrol()
    wrong = another_code(world.code())
    for _ in range(5):
        with pytest.raises(WrongCode):
            world.set_password(challenge, wrong)
    with pytest.raises(Locked):
        world.set_password(challenge, world.code())
    world.sign_in()


def test_a_forgotten_password_set_anew_ends_every_session_and_every_lock() -> None:
    world = AccessWorld()
    tokens = world.sign_in()
    for _ in range(5):
        with pytest.raises(WrongLogin):
            world.start(password="wrong-password-1")
    world.set_password(world.enrol(), world.code(), "another-horse-7")
    with pytest.raises(SessionEnded):
        world.person(tokens)
    with pytest.raises(WrongLogin):
        world.start()
    assert world.start(password="another-horse-7")
    (told,) = world.storage.published("PasswordSet")
    assert told.data["first"] is False


def test_a_weak_password_costs_no_attempt_and_the_code_stays_good() -> None:
    world = newcomers()
    challenge = world.enrol()
    for _ in range(6):
        with pytest.raises(WeakPassword):
            world.set_password(challenge, world.code(), "12345678")
    world.set_password(challenge, world.code())


def test_a_code_sets_one_password() -> None:
    world = newcomers()
    challenge = world.enrol()
    world.set_password(challenge, world.code())
    with pytest.raises(WrongCode):
        world.set_password(challenge, world.code(), "another-horse-7")
