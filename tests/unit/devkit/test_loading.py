"""A population is loaded with progress; whose numbers somebody else has is left out and told."""

from __future__ import annotations

import re
from itertools import count
from types import SimpleNamespace

import pytest

from devkit import loading
from devkit.loading import load
from nongxin.kernel.clock import FixedClock
from nongxin.kernel.privacy import FixedKeys, Vault
from nongxin.kernel.settings import Settings
from nongxin.parts import Parts
from tests.builders.customers import LIQUAN, LUEYANG, NOON
from tests.fakes.storage import MemoryStorage


@pytest.fixture
def storage(monkeypatch: pytest.MonkeyPatch) -> MemoryStorage:
    """The deployment: each thread's parts share its tables."""
    memory = MemoryStorage()

    def parts(settings: Settings) -> Parts:
        made = Parts(settings, FixedClock(NOON))
        made.__dict__["storage"], made.__dict__["vault"] = memory, Vault(FixedKeys())
        return made

    settings = Settings("local", "two", "", "", "", "", "", "")
    monkeypatch.setattr(loading, "running_settings", lambda: settings)
    monkeypatch.setattr(loading, "Parts", parts)
    return memory


def last_told(capsys: pytest.CaptureFixture[str]) -> str:
    told = capsys.readouterr()
    return re.sub(r"[\d.]+ new a second", "x new a second", (told.out + told.err).split("\n")[-2])


def test_counties_are_loaded_once(
    storage: MemoryStorage, capsys: pytest.CaptureFixture[str]
) -> None:
    load([LIQUAN, LUEYANG], 6, 7)
    assert "12/12 households: 12 new, x new a second" in last_told(capsys)
    before = storage.items("archives")
    load([LIQUAN], 6, 7)
    assert "6/6 households: 0 new, 6 there already, x" in last_told(capsys)
    assert storage.items("archives") == before


def test_who_is_there_under_another_name_is_left_out(
    storage: MemoryStorage, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("devkit.population.identities._BLOCKS_A_SEED", 0)
    monkeypatch.setattr("devkit.population.identities._HOUSEHOLDS_A_SEED", 0)
    load([LIQUAN], 6, 7)
    capsys.readouterr()
    load([LIQUAN], 6, 8)
    told = last_told(capsys)
    assert "6 left out (This phone number is registered" in told
    assert "6/6 households: 0 new" in told


def test_when_one_county_fails_the_others_stop_after_the_household_at_hand(
    storage: MemoryStorage, monkeypatch: pytest.MonkeyPatch
) -> None:
    def planter(_parts: Parts, county: str) -> SimpleNamespace:
        def plant(*_: object) -> SimpleNamespace:
            if county == LUEYANG:
                raise RuntimeError("no disk")
            return SimpleNamespace(is_new=True)

        return SimpleNamespace(county_staff=lambda: ("o", "c", "a"), plant=plant)

    monkeypatch.setattr(loading, "Planter", planter)
    monkeypatch.setattr(
        loading, "households", lambda *_: (SimpleNamespace(number=number) for number in count())
    )
    with pytest.raises(RuntimeError, match="no disk"):
        load([LUEYANG, LIQUAN], 6, 7)
