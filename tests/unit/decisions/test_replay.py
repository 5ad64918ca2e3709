from __future__ import annotations

import json

import pytest

from nongxin.catalog.rules import PRODUCTS
from nongxin.decisions.decide import decide
from nongxin.decisions.decision import Decision, canonical
from nongxin.decisions.replay import ReplayDiffers, VersionGone, dossier, replay
from tests.builders.facts import a_case, declined_facts, good_facts, referred_facts


def _kept(product: str = "YND") -> dict[str, object]:
    facts = good_facts(product)
    made = dossier(a_case(product), facts, decide(a_case(product), facts))
    kept: dict[str, object] = json.loads(canonical(made))
    return kept


@pytest.mark.parametrize("product", PRODUCTS)
def test_the_same_facts_and_versions_give_the_same_bytes(product: str) -> None:
    kept = _kept(product)
    again = replay(kept)
    assert canonical(again.to_json()) == canonical(kept["decision"])
    assert Decision.from_json(again.to_json()) == again


@pytest.mark.parametrize("facts", [referred_facts(), declined_facts()])
def test_referrals_and_refusals_too(facts: object) -> None:
    decision = decide(a_case(), facts)  # type: ignore[arg-type]
    kept = json.loads(canonical(dossier(a_case(), facts, decision)))  # type: ignore[arg-type]
    assert replay(kept) == decision


def test_the_order_of_facts_changes_nothing() -> None:
    facts = good_facts()
    backwards = type(facts)(dict(reversed(facts.by_name.items())))
    assert decide(a_case(), facts).canonical() == decide(a_case(), backwards).canonical()


def test_a_version_that_is_gone_is_named() -> None:
    kept = _kept()
    kept["decision"]["versions"]["rules"] = "000000000000"  # type: ignore[index]
    with pytest.raises(VersionGone) as refused:
        replay(kept)
    assert refused.value.facts == {"what": "rules"}


def test_a_changed_dossier_is_found_out() -> None:
    kept = _kept()
    kept["decision"]["amount_fen"] = 1  # type: ignore[index]
    with pytest.raises(ReplayDiffers):
        replay(kept)
    kept = _kept()
    kept["facts"]["dsr"]["value"] = "49"  # type: ignore[index]
    kept["facts"]["debt_ratio"]["value"] = "59"  # type: ignore[index]
    with pytest.raises(ReplayDiffers):
        replay(kept)


def test_a_word_too_many_is_found_out() -> None:
    kept = _kept()
    kept["decision"]["remark"] = "approved by phone"  # type: ignore[index]
    with pytest.raises(ReplayDiffers):
        replay(kept)


def test_versions_cover_everything_used() -> None:
    versions = decide(a_case(), good_facts()).versions
    assert set(versions) == {"engine", "terms", "rules", "tables", "facts", "M1", "M8"}
