from __future__ import annotations

import pytest

from nongxin.catalog.challengers import Challenge, challenges_in
from nongxin.catalog.reading import CatalogError, Row
from nongxin.decisions import challenge, decide, needed
from nongxin.decisions.challenge import chosen
from nongxin.decisions.replay import dossier, replay
from tests.builders.facts import TODAY, a_case, good_facts

HALF = (Challenge(2, "M1", "M5", 30), Challenge(2, "M1", "M3", 20))


def _row(**changed: str) -> Row:
    cells = {"champion": "M1", "challenger": "M5", "share_percent": "30",
             "valid_from": "2026-01-01", "valid_to": ""}  # fmt: skip
    return Row("challengers.csv", 2, cells | changed)


def test_shares_are_kept_and_an_application_always_draws_the_same() -> None:
    drawn = [chosen("M1", f"ap_610722_{n}", HALF) for n in range(20_000)]
    assert drawn == [chosen("M1", f"ap_610722_{n}", HALF) for n in range(20_000)]
    shares = {card: drawn.count(card) / 20_000 for card in ("M1", "M5", "M3")}
    assert shares == pytest.approx({"M1": 0.5, "M5": 0.3, "M3": 0.2}, abs=0.01)


def test_a_contest_says_who_from_when_and_for_how_many() -> None:
    assert challenges_in([_row()], TODAY) == (HALF[0],)
    assert challenges_in([_row(valid_from="2027-01-01")], TODAY) == ()
    with pytest.raises(CatalogError, match=r"challengers\.csv:2: there is no card M99"):
        challenges_in([_row(challenger="M99")], TODAY)
    with pytest.raises(CatalogError, match="together"):
        challenges_in([_row(), _row(share_percent="71")], TODAY)


def test_a_challenger_decides_and_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(challenge, "challenges", lambda on: (Challenge(2, "M1", "M5", 100),))
    monkeypatch.setattr(needed, "challenges", lambda on: (Challenge(2, "M1", "M5", 100),))
    needed.needed.cache_clear()
    try:
        facts, case = good_facts("YND"), a_case("YND")
        decision = decide.decide(case, facts)
        assert decision.working["scores"][0]["card"] == "M5"
        assert "M5" in decision.versions and "M1" not in decision.versions
        kept = dossier(case, facts, decision)
        assert replay(kept).canonical() == decision.canonical()
    finally:
        needed.needed.cache_clear()
