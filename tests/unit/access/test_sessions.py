"""Sessions: refresh tokens are good once, and an old one that comes back ends the family."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from nongxin.access.problems import SessionEnded
from nongxin.access.refresh_session import refresh_session
from nongxin.access.session import IDLE_S, LONGEST_S, RefreshToken
from nongxin.access.sign_out import sign_out
from tests.builders.access import CUSTOMER, AccessWorld


def test_refresh_gives_the_same_session_and_a_new_pair() -> None:
    world = AccessWorld()
    first = world.sign_in()
    second = refresh_session(first.refresh_token, world.parts)
    assert second.refresh_token != first.refresh_token
    assert world.person(second).session == world.person(first).session


def test_an_old_refresh_token_ends_the_session_for_everybody() -> None:
    world = AccessWorld()
    stolen = world.sign_in()
    owners = refresh_session(stolen.refresh_token, world.parts)
    with pytest.raises(SessionEnded):
        refresh_session(stolen.refresh_token, world.parts)
    with pytest.raises(SessionEnded):
        refresh_session(owners.refresh_token, world.parts)
    with pytest.raises(SessionEnded):
        world.person(owners)
    (told,) = world.storage.published("RefreshReused")
    assert told.data["person_id"] == CUSTOMER


def test_of_two_at_once_with_one_token_none_keeps_the_session() -> None:
    world = AccessWorld()
    first = world.sign_in()
    world.storage.dynamo.before_write = lambda: refresh_session(first.refresh_token, world.parts)
    with pytest.raises(SessionEnded):
        refresh_session(first.refresh_token, world.parts)
    with pytest.raises(SessionEnded):
        world.person(first)


def test_other_sessions_of_the_person_live_on() -> None:
    world = AccessWorld()
    first, other = world.sign_in(), world.sign_in()
    refresh_session(first.refresh_token, world.parts)
    with pytest.raises(SessionEnded):
        refresh_session(first.refresh_token, world.parts)
    assert world.person(other).id == CUSTOMER


def test_a_guess_without_the_family_ends_nothing() -> None:
    world = AccessWorld()
    tokens = world.sign_in()
    guess = replace(RefreshToken.parse(tokens.refresh_token), family="A" * 32)
    with pytest.raises(SessionEnded):
        refresh_session(guess.text, world.parts)
    assert refresh_session(tokens.refresh_token, world.parts)


@pytest.mark.parametrize("text", ["", "x", "a.b.c.d", "pn_000000_" + "0" * 26])
def test_a_text_that_is_no_refresh_token_is_refused(text: str) -> None:
    with pytest.raises(SessionEnded):
        refresh_session(text, AccessWorld().parts)


def test_a_county_that_is_not_served_is_refused_alike() -> None:
    token = RefreshToken(f"pn_000000_{'0' * 26}", f"ss_000000_{'0' * 26}", "A" * 32, "B" * 32)
    with pytest.raises(SessionEnded):
        refresh_session(token.text, AccessWorld().parts)


def test_an_idle_session_ends() -> None:
    world = AccessWorld()
    tokens = world.sign_in()
    world.clock.pass_time(timedelta(seconds=IDLE_S))
    with pytest.raises(SessionEnded):
        refresh_session(tokens.refresh_token, world.parts)


def test_no_session_outlives_its_working_day() -> None:
    world = AccessWorld()
    tokens = world.sign_in()
    for _ in range(LONGEST_S // (IDLE_S // 2) - 1):
        world.clock.pass_time(timedelta(seconds=IDLE_S // 2))
        tokens = refresh_session(tokens.refresh_token, world.parts)
    world.clock.pass_time(timedelta(seconds=IDLE_S // 2))
    with pytest.raises(SessionEnded):
        refresh_session(tokens.refresh_token, world.parts)


def test_signing_out_ends_tokens_at_once_and_twice_is_once() -> None:
    world = AccessWorld()
    tokens = world.sign_in()
    person = world.person(tokens)
    sign_out(person, world.parts)
    sign_out(person, world.parts)
    with pytest.raises(SessionEnded):
        world.person(tokens)
    with pytest.raises(SessionEnded):
        refresh_session(tokens.refresh_token, world.parts)
