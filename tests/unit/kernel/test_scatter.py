"""Scatter-gather: in the places' order, side by side, the silent ones named."""

from __future__ import annotations

import threading

import pytest

from nongxin.kernel.errors import Busy, Missing
from nongxin.kernel.scatter import scatter


def test_answers_come_in_the_order_of_the_places() -> None:
    """The first waits for the last: they are asked side by side."""
    asked = threading.Barrier(3)

    def ask(place: str) -> str:
        asked.wait(5)
        return place.upper()

    told = scatter(["c", "a", "b"], ask)
    assert (told.answers, told.silent) == (["C", "A", "B"], [])


def test_who_is_sick_or_slow_is_named_and_keeps_nobody_waiting() -> None:
    wake = threading.Event()

    def ask(place: str) -> str:
        if place == "slow":
            wake.wait(5)
        if place == "sick":
            raise Busy()
        return place

    told = scatter(["a", "slow", "sick", "b"], ask, seconds=1)
    wake.set()
    assert (told.answers, told.silent) == (["a", "b"], ["slow", "sick"])


def test_what_is_refused_is_raised() -> None:
    def ask(place: str) -> str:
        raise Missing()

    with pytest.raises(Missing):
        scatter(["a"], ask)
    assert scatter([], ask).answers == []
