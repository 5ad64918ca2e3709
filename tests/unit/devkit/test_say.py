"""Each step is one line, on a terminal and in a file alike."""

from __future__ import annotations

import re

import pytest

from devkit import say

Said = pytest.CaptureFixture[str]


def shown(said: Said) -> str:
    return re.sub(r"\d+\.\d s", "0.0 s", said.readouterr().out)


def test_a_step_is_said_once_with_its_seconds(capsys: Said) -> None:
    with say.step("one"):
        pass
    assert shown(capsys) == "  one … 0.0 s\n"


def test_what_is_said_within_a_step_has_its_own_line(capsys: Said) -> None:
    with say.step("one"):
        say.note("meanwhile")
    assert shown(capsys) == "  one … \nmeanwhile\n  one: 0.0 s\n"


def test_a_step_within_a_step(capsys: Said) -> None:
    with say.step("outer"), say.step("inner"):
        pass
    assert shown(capsys) == "  outer … \n  inner … 0.0 s\n  outer: 0.0 s\n"


def test_a_step_that_fails_says_so(capsys: Said) -> None:
    with pytest.raises(ValueError, match="x"), say.step("one"):
        raise ValueError("x")
    with pytest.raises(KeyboardInterrupt), say.step("two"):
        raise KeyboardInterrupt
    assert shown(capsys) == "  one … failed\n  two … interrupted\n"


def test_a_long_step_shows_that_it_lives(capsys: Said, monkeypatch: pytest.MonkeyPatch) -> None:
    dots = []

    class Once:
        """Time enough for three dots."""

        def wait(self, _seconds: float) -> bool:
            dots.append(".")
            return len(dots) > 3

    say._begin("  long …")
    say._dots(Once())  # type: ignore[arg-type]
    say._end("long", "20.0 s")
    assert capsys.readouterr().out == "  long … . . . 20.0 s\n"
