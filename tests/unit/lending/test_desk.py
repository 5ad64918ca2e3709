"""Cheap reads at the desk: taken where they show enough, asked again strongly where they lag."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any, cast

import pytest

from nongxin.kernel.errors import Missing
from nongxin.lending.applications.application import Application
from nongxin.lending.applications.desk import Desk
from nongxin.lending.applications.mapping import file_of
from tests.builders.lending import a_submitted


@dataclass
class Lagging:
    """What an eventually consistent read shows (None: nothing yet), and what is true."""

    shown: Application | None
    true: Application | None
    reads: list[bool] = field(default_factory=list)

    def get(self, _: str, *, consistent: bool = False) -> Application:
        self.reads.append(consistent)
        found = self.true if consistent else self.shown
        if found is None:
            raise Missing()
        return found


def desk(applications: Lagging) -> Desk:
    unused = cast(Any, None)
    return Desk(cast(Any, applications), unused, unused)


OLD = a_submitted()
NEW = replace(OLD, attempt=OLD.attempt + 1)


def task(**told: Any) -> dict[str, Any]:
    return {"application_id": NEW.id, "attempt": NEW.attempt, "input": told}


def test_a_read_that_shows_enough_is_taken() -> None:
    applications = Lagging(NEW, NEW)
    assert desk(applications).in_run(task()) == NEW
    assert applications.reads == [False]


@pytest.mark.parametrize("shown", [OLD, None])
def test_a_read_that_lags_is_asked_again(shown: Application | None) -> None:
    applications = Lagging(shown, NEW)
    assert desk(applications).in_run(task()) == NEW
    assert applications.reads == [False, True]


def test_what_a_run_carries_is_not_read() -> None:
    applications = Lagging(None, None)
    assert desk(applications).in_run(task(file=file_of(NEW))) == NEW
    assert applications.reads == []


def test_what_is_not_there_is_missing() -> None:
    with pytest.raises(Missing):
        desk(Lagging(None, None)).read_lately("ap", lambda _: True)
