"""A leaver is signed in nowhere any more, at once and for good."""

from __future__ import annotations

from dataclasses import replace

import pytest

from nongxin.access.close_staff import close_staff
from nongxin.access.finish_sign_in import finish_sign_in
from nongxin.access.issue_tokens import Tokens
from nongxin.access.problems import OwnCredential, SessionEnded, WrongCode, WrongLogin
from nongxin.access.refresh_session import refresh_session
from nongxin.kernel.directory import Taken
from nongxin.kernel.errors import Missing
from nongxin.kernel.identity import Principal, Role
from tests.builders.access import (
    CUSTOMER,
    LUEYANG,
    OFFICER,
    STAFF_NO,
    STAFF_PHONE,
    AccessWorld,
    an_officer,
)

OPS = Principal(
    f"st_{LUEYANG}_01JD0000000000000000000009", Role.OPS, LUEYANG, "province", frozenset({"*"}), "s"
)


class Leaving(AccessWorld):
    def __init__(self) -> None:
        super().__init__()
        self.open(an_officer())

    def signed_in(self) -> Tokens:
        return self.sign_in(STAFF_NO, STAFF_PHONE)

    def close(self, staff_id: str = OFFICER, by: Principal = OPS) -> None:
        writes = close_staff(staff_id, by, self.appointing).writes
        if writes:
            self.storage.commit(*writes)


def test_every_session_ends_at_once() -> None:
    world = Leaving()
    first, second = world.signed_in(), world.signed_in()
    world.close()
    for tokens in (first, second):
        with pytest.raises(SessionEnded):
            world.person(tokens)
        with pytest.raises(SessionEnded):
            refresh_session(tokens.refresh_token, world.parts)
    (told,) = world.storage.published("StaffClosed")
    assert (told.data["staff_id"], told.data["closed_by"]) == (OFFICER, OPS.id)


def test_no_password_opens_it_again_and_a_new_one_is_not_set() -> None:
    world = Leaving()
    begun = world.enrol(STAFF_PHONE, staff_no=STAFF_NO)
    code = world.code(STAFF_PHONE)
    world.close()
    with pytest.raises(WrongLogin):
        world.start(STAFF_NO)
    with pytest.raises(WrongCode):
        world.set_password(begun, code)
    assert not world.enrol(STAFF_PHONE, staff_no=STAFF_NO).is_sound


def test_a_code_that_was_on_its_way_signs_nobody_in() -> None:
    world = Leaving()
    begun = world.start(STAFF_NO)
    world.close()
    with pytest.raises(WrongCode):
        finish_sign_in(begun.id, world.code(STAFF_PHONE), world.parts)


def test_the_number_is_never_anothers_and_closing_again_changes_nothing() -> None:
    world = Leaving()
    world.close()
    world.close()
    assert len(world.storage.published("StaffClosed")) == 1
    with pytest.raises(Taken):
        world.open(an_officer(person_id=OFFICER[:-1] + "7"))


def test_ops_close_staff_only_and_not_themselves() -> None:
    world = Leaving()
    for nobody in (CUSTOMER, OFFICER[:-1] + "8", "LY1001", ""):
        with pytest.raises(Missing):
            world.close(nobody)
    with pytest.raises(OwnCredential):
        world.close(by=replace(OPS, id=OFFICER))
    assert world.person(world.signed_in()).id == OFFICER
