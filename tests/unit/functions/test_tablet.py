"""A tablet sends a village in one go, goes on where it was broken off, and nothing comes twice."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from api_archives.handler import handler
from devkit.people import households
from devkit.tablet import LARGEST_PACKED, Tablet, batch
from nongxin.archives.sync.packing import unpacked
from tests.builders.archives import OFFICER, TODAY, ArchivesWorld
from tests.builders.customers import LIQUAN
from tests.fakes.gateway import ask
from tests.fakes.parts import FakeParts

COUNT = 60


class Broken(Exception):
    """The line."""


class Door:
    """The archives door; the line breaks after so many calls, before or after one was heard."""

    def __init__(self, lasts: int = 1000, *, heard: bool = True) -> None:
        self.calls, self.lasts, self.heard = 0, lasts, heard
        self.sizes: list[int] = []

    def post(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        self.calls += 1
        if self.calls > self.lasts and not self.heard:
            raise Broken()
        self.sizes.append(len(body["packed"]))
        answer = ask(handler, "POST", f"/v1{path}", by=OFFICER, body=body)
        assert answer.status == 200, answer.text
        if self.calls > self.lasts:
            raise Broken()
        told: dict[str, Any] = answer.body
        return told


@pytest.fixture
def world(p: FakeParts) -> ArchivesWorld:
    world = ArchivesWorld()
    p.__dict__ |= {"archiving": world.parts, "households": world.households}
    return world


@pytest.fixture
def tablet(tmp_path: Path) -> Tablet:
    made = Tablet.at(tmp_path)
    made.capture(households(LIQUAN, COUNT, TODAY), OFFICER.id)
    return made


def _opened(world: ArchivesWorld) -> int:
    return sum(i["sk"]["S"] == "HEAD" for i in world.storage.items("archives"))


def test_a_village_comes_in_by_one_command(world: ArchivesWorld, tablet: Tablet) -> None:
    door = Door()
    sent = tablet.sync(door)
    assert (sent.households, sent.told, _opened(world)) == (COUNT, 0, COUNT)
    assert sent.small == sum(door.sizes)
    assert max(door.sizes) <= LARGEST_PACKED
    assert sent.raw > 5 * sent.small
    assert tablet.sync(door).households == 0
    assert sent.calls == door.calls > 1


@pytest.mark.parametrize("heard", [True, False])
def test_broken_off_it_goes_on(
    world: ArchivesWorld, tablet: Tablet, tmp_path: Path, heard: bool
) -> None:
    with pytest.raises(Broken):
        tablet.sync(Door(lasts=1, heard=heard))
    with (tmp_path / "answers.ndjson").open("a") as file:
        file.write('{"ref": "h1')  # the power went, too
    first = _opened(world)
    assert 0 < first <= COUNT
    again = Tablet.at(tmp_path)
    assert again.device == tablet.device
    again.sync(Door())
    assert _opened(world) == COUNT
    assert Tablet.at(tmp_path, fresh=True).captured == []


def test_households_beyond_a_call_wait_for_the_next(tablet: Tablet) -> None:
    small, count = batch(tablet.captured)
    assert 10 < count < COUNT
    assert b'"h1"' in unpacked(small)
