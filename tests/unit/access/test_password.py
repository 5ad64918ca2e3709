"""Passwords: what may be one, and that no hash costs less than another."""

from __future__ import annotations

import pytest
from argon2 import extract_parameters

from nongxin.access import password
from nongxin.access.problems import WeakPassword
from tests.builders.access import PASSWORD, PHONE


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("a1b2c3", "too-short"),
        ("a1" * 33, "too-long"),
        ("abcdefghij", "too-plain"),
        ("1234567890", "too-plain"),
        ("aaaa1111", "too-plain"),
        ("Woaini1314", "common"),
        (f"x{PHONE}", "contains-login"),
    ],
)
def test_weak_passwords_are_refused(text: str, why: str) -> None:
    with pytest.raises(WeakPassword) as refusal:
        password.check_strength(text, PHONE)
    assert refusal.value.facts == {"why": why}


@pytest.mark.parametrize("text", [PASSWORD, "麦田里的Haizi2026", "12 34 56 78!"])
def test_others_are_taken(text: str) -> None:
    password.check_strength(text, PHONE)


def test_nobodys_hash_costs_what_a_real_one_costs() -> None:
    assert extract_parameters(password.NOBODY) == extract_parameters(
        password.hash_password(PASSWORD)
    )
    assert not password.is_outdated(password.NOBODY)
    assert not password.matches(None, "")


def test_full_width_input_is_the_same_password() -> None:
    hashed = password.hash_password("abcd1234!")
    assert password.matches(hashed, "ａｂｃｄ１２３４！")


def test_weaker_parameters_are_outdated() -> None:
    assert password.is_outdated("$argon2id$v=19$m=8192,t=1,p=1$c29tZXNhbHQ$YWJjZGVmZ2hpamtsbW5vcA")
