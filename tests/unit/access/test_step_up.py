"""Step-up: a fresh code, for one person and one content."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from hashlib import sha256

import pytest

from nongxin.access.finish_step_up import finish_step_up
from nongxin.access.problems import BadToken, StepUpNeeded, WrongCode
from nongxin.access.start_step_up import start_step_up
from nongxin.kernel.identity import Principal
from tests.builders.access import CUSTOMER, OFFICER, AccessWorld, an_officer

DIGEST = sha256("合同".encode()).hexdigest()


def signed_in() -> tuple[AccessWorld, Principal]:
    world = AccessWorld()
    return world, world.person(world.sign_in())


def stepped_up(world: AccessWorld, person: Principal) -> str:
    challenge = start_step_up(person, DIGEST, world.parts)
    return finish_step_up(person, challenge.id, world.code(), world.parts)


def test_the_token_proves_this_person_and_this_content() -> None:
    world, person = signed_in()
    token = stepped_up(world, person)
    proof = world.step_ups.proof(token, CUSTOMER, DIGEST)
    assert proof
    assert proof == world.step_ups.proof(token, CUSTOMER, DIGEST)


def test_it_proves_no_other_content_and_nobody_else() -> None:
    world, person = signed_in()
    token = stepped_up(world, person)
    for who, what in ((CUSTOMER, "0" * 64), (OFFICER, DIGEST), (CUSTOMER, "")):
        with pytest.raises(StepUpNeeded):
            world.step_ups.proof(token, who, what)


def test_it_ends_after_five_minutes() -> None:
    world, person = signed_in()
    token = stepped_up(world, person)
    world.clock.pass_time(timedelta(seconds=300))
    with pytest.raises(StepUpNeeded):
        world.step_ups.proof(token, CUSTOMER, DIGEST)


def test_neither_kind_of_token_passes_for_the_other() -> None:
    world, person = signed_in()
    access = world.sign_in().access_token
    with pytest.raises(StepUpNeeded):
        world.step_ups.proof(access, CUSTOMER, DIGEST)
    with pytest.raises(BadToken):
        world.check.person(f"Bearer {stepped_up(world, person)}")


def test_the_message_shows_what_is_confirmed() -> None:
    world, person = signed_in()
    start_step_up(person, DIGEST, world.parts)
    assert DIGEST[:8] in world.sms.sent[-1].text


def test_a_code_is_good_once_for_who_asked_in_that_session() -> None:
    world, person = signed_in()
    world.open(an_officer())
    challenge = start_step_up(person, DIGEST, world.parts)
    code = world.code()
    for other in (replace(person, id=OFFICER), replace(person, session="ss_other")):
        with pytest.raises(WrongCode):
            finish_step_up(other, challenge.id, code, world.parts)
    finish_step_up(person, challenge.id, code, world.parts)
    with pytest.raises(WrongCode):
        finish_step_up(person, challenge.id, code, world.parts)


def test_a_sign_in_code_confirms_nothing() -> None:
    world, person = signed_in()
    challenge = world.start()
    with pytest.raises(WrongCode):
        finish_step_up(person, challenge.id, world.code(), world.parts)
