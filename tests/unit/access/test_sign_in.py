"""Signing in: two steps, five attempts, and nothing that tells who is a customer."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from nongxin.access.attempts import FIRST_PAUSE_S
from nongxin.access.finish_sign_in import finish_sign_in
from nongxin.access.problems import Locked, WrongCode, WrongLogin
from nongxin.access.session import MOST_AT_ONCE
from nongxin.kernel.errors import Busy, Problem
from nongxin.kernel.identity import Role
from tests.builders.access import (
    CUSTOMER,
    LUEYANG,
    OFFICER,
    PHONE,
    STAFF_NO,
    STAFF_PHONE,
    STRANGER,
    AccessWorld,
    a_customer,
    an_officer,
    another_code,
)


def test_password_and_code_make_a_customer_known() -> None:
    world = AccessWorld()
    person = world.person(world.sign_in())
    assert (person.id, person.role, person.county) == (CUSTOMER, Role.CUSTOMER, LUEYANG)
    assert person.counties == {LUEYANG}
    assert person.entity == "2763"


def test_staff_sign_in_by_number() -> None:
    world = AccessWorld()
    world.open(an_officer())
    person = world.person(world.sign_in(STAFF_NO, STAFF_PHONE))
    assert (person.id, person.role) == (OFFICER, Role.OFFICER)


def test_a_login_that_nobody_has_looks_like_a_wrong_password() -> None:
    world = AccessWorld()
    seen = []
    for login in (PHONE, STRANGER, "XX9999"):
        calls = dict(world.storage.dynamo.calls)
        with pytest.raises(WrongLogin) as refusal:
            world.start(login, "wrong-password-1")
        now = world.storage.dynamo.calls
        seen.append((refusal.value.facts, {k: now[k] - calls.get(k, 0) for k in now}))
    assert seen[0] == seen[1] == seen[2]
    assert world.sms.sent == []


def test_it_locks_after_five_whether_somebody_has_the_login_or_not() -> None:
    world = AccessWorld()
    for login in (PHONE, STRANGER):
        for _ in range(5):
            with pytest.raises(WrongLogin):
                world.start(login, "wrong-password-1")
        with pytest.raises(Locked) as refusal:
            world.start(login)
        assert refusal.value.facts == {"retry_after_s": FIRST_PAUSE_S}


def test_the_pause_ends_and_doubles() -> None:
    world = AccessWorld()
    for pause in (FIRST_PAUSE_S, 2 * FIRST_PAUSE_S):
        for _ in range(5):
            with pytest.raises(WrongLogin):
                world.start(password="wrong-password-1")
        with pytest.raises(Locked) as refusal:
            world.start()
        assert refusal.value.facts == {"retry_after_s": pause}
        world.clock.pass_time(timedelta(seconds=pause))
    world.start()


def test_the_right_password_clears_the_count() -> None:
    world = AccessWorld()
    for _ in range(2):
        for _ in range(4):
            with pytest.raises(WrongLogin):
                world.start(password="wrong-password-1")
        world.sign_in()


def test_fifty_wrong_passwords_at_once_are_five_attempts() -> None:
    world = AccessWorld()
    judged = _all_at_once(50, lambda _: world.start(password="wrong-password-1"))
    assert judged.count("wrong-login") == 5
    assert judged.count("locked") == 45
    assert [e.data["what"] for e in world.storage.published("LoginLocked")] == ["password"]


def test_fifty_wrong_codes_at_once_are_five_attempts() -> None:
    world = AccessWorld()
    challenge = world.start()
    wrong = another_code(world.code())
    judged = _all_at_once(50, lambda _: finish_sign_in(challenge.id, wrong, world.parts))
    assert judged.count("wrong-code") == 5
    assert judged.count("locked") == 45
    with pytest.raises(Locked):
        finish_sign_in(challenge.id, world.code(), world.parts)


def test_a_new_challenge_gives_no_new_attempts() -> None:
    world = AccessWorld()
    for _ in range(5):
        challenge = world.start()
        with pytest.raises(WrongCode):
            finish_sign_in(challenge.id, another_code(world.code()), world.parts)
    with pytest.raises(Locked):
        world.start()  # five codes sent, none used
    with pytest.raises(Locked):
        finish_sign_in(challenge.id, world.code(), world.parts)


def test_a_code_is_good_once() -> None:
    world = AccessWorld()
    challenge = world.start()
    finish_sign_in(challenge.id, world.code(), world.parts)
    with pytest.raises(WrongCode):
        finish_sign_in(challenge.id, world.code(), world.parts)


def test_of_twenty_with_the_right_code_at_once_one_comes_in() -> None:
    world = AccessWorld()
    challenge, code = world.start(), world.code()
    judged = _all_at_once(20, lambda _: finish_sign_in(challenge.id, code, world.parts))
    assert judged.count("ok") == 1
    assert len(world.store.sessions(CUSTOMER)) == 1


def test_a_code_ends_by_the_clock() -> None:
    world = AccessWorld()
    challenge = world.start()
    world.clock.pass_time(timedelta(seconds=300))
    with pytest.raises(WrongCode):
        finish_sign_in(challenge.id, world.code(), world.parts)


def test_a_code_of_one_challenge_does_not_fit_another() -> None:
    world = AccessWorld()
    world.start()
    first = world.code()
    second = world.start()
    if first != world.code():
        with pytest.raises(WrongCode):
            finish_sign_in(second.id, first, world.parts)


@pytest.mark.parametrize("identifier", ["", "x", "ch_000000_01JD0000000000000000000001", CUSTOMER])
def test_a_challenge_that_does_not_exist_is_a_wrong_code(identifier: str) -> None:
    with pytest.raises(WrongCode):
        finish_sign_in(identifier, "123456", AccessWorld().parts)


def test_an_enrolment_code_does_not_sign_in() -> None:
    world = AccessWorld()
    challenge = world.enrol()
    with pytest.raises(WrongCode):
        finish_sign_in(challenge.id, world.code(), world.parts)


def test_who_has_no_password_yet_cannot_sign_in() -> None:
    world = AccessWorld(with_customer=False)
    world.open(a_customer(password=""))
    with pytest.raises(WrongLogin):
        world.start(password="")


def test_a_silent_gateway_is_busy_and_the_next_code_works() -> None:
    world = AccessWorld()
    world.sms.is_down = True
    with pytest.raises(Busy):
        world.start()
    world.sms.is_down = False
    world.sign_in()


def test_beyond_ten_sessions_the_oldest_ends() -> None:
    world = AccessWorld()
    for _ in range(MOST_AT_ONCE + 2):
        world.clock.pass_time(timedelta(seconds=1))
        world.sign_in()
    now = int(world.clock.now().timestamp())
    live = [s.is_live(now) for s in world.store.sessions(CUSTOMER)]
    assert live == [False, False] + [True] * MOST_AT_ONCE


def test_nothing_personal_and_no_secret_is_stored_in_clear() -> None:
    world = AccessWorld()
    world.enrol()
    tokens = world.sign_in()
    stored = repr(world.storage.items("access")) + repr(world.storage.items("directory"))
    family, turn = tokens.refresh_token.split(".")[2:]
    for secret in (PHONE, world.code(), family, turn, "correct-horse-9"):
        assert secret not in stored


def _all_at_once(count: int, act: Callable[[int], object]) -> list[str]:
    def judged(number: int) -> str:
        try:
            act(number)
        except Problem as refusal:
            return refusal.code
        return "ok"

    with ThreadPoolExecutor(16) as pool:
        return list(pool.map(judged, range(count)))
