"""An entity's version of a product: drafted, compared, released by another, in force by date."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest

from nongxin.catalog import places
from nongxin.catalog.releases import Release
from nongxin.catalog.rules import PRODUCTS, rules_on, thresholds
from nongxin.decisions.decide import decide
from nongxin.decisions.replay import dossier, replay
from nongxin.kernel.errors import Missing
from nongxin.kernel.identity import Principal, Role
from nongxin.products import change as ch
from nongxin.products import store as store_module
from nongxin.products.factory import terms_of
from nongxin.products.lines import NAMES, diff
from nongxin.products.read_changes import change_with_lines, settings_in_reach
from nongxin.products.store import LeasedReleases
from tests.builders.facts import TODAY, a_case, good_facts
from tests.builders.products import ENTITY, FOPING, TOMORROW, Factory, a_manager


def test_a_version_takes_effect_on_its_day_and_differs_only_where_it_should(
    factory: Factory,
) -> None:
    before = terms_of("YND", ENTITY, TOMORROW).to_json()
    factory.released(tunings={"PRC002": "200"})
    assert terms_of("YND", ENTITY, TODAY).version == "YND.1"
    after = terms_of("YND", ENTITY, TOMORROW).to_json()
    changed = {name for name in after if after[name] != before[name]}
    assert changed == {"version", "amount_max_fen", "spread_bp"}
    assert (after["version"], after["amount_max_fen"]) == ("YND.1+2758.1", 20_000_000)
    assert thresholds("YND", ENTITY, TOMORROW)["PRC002"] == "200"
    assert terms_of("YND", FOPING, TOMORROW).version == "YND.1+2766.2"


def test_a_release_takes_the_place_of_what_was_shipped(factory: Factory) -> None:
    """2766 ships with 200,000 yuan, 3 grace days and a tuned DEB001, as version 2."""
    by, checker = a_manager(1, entity=FOPING), a_manager(2, entity=FOPING)
    change_id = factory.draft(by, entity=FOPING, fields={"amount_max_cny": "150000"})
    _, lines = change_with_lines(FOPING, change_id, by, factory.parts)
    assert {n.name: (n.before, n.after) for n in lines if n.is_changed} == {
        "amount_max_cny": ("200000", "150000"),
        "grace_days": ("3", "0"),
        "DEB001": ("50", "60"),
    }
    factory.release(change_id, checker, FOPING)
    terms = terms_of("YND", FOPING, TOMORROW)
    assert (terms.version, terms.amount_max_fen, terms.grace_days) == (
        "YND.1+2766.3",
        15_000_000,
        0,
    )
    assert terms_of("YND", FOPING, TODAY).grace_days == 3


def test_only_what_differs_is_stored(factory: Factory) -> None:
    template = next(r for r in rules_on(TODAY) if r.code == "DEB001").cells["YND"]
    change_id = factory.draft(
        fields={"amount_max_cny": "200000", "term_max": "36", "grace_days": "0"},
        tunings={"DEB001": f"{Decimal(template)}.0", "ADM013": "A"},
    )
    kept = factory.parts.changes.get(ENTITY, change_id).release
    assert kept.fields == (("amount_max_cny", Decimal(200_000)),)
    assert kept.tunings == (("ADM013", "A"),)


def test_four_eyes_once_and_only_on_the_version_that_was_seen(factory: Factory) -> None:
    one, other = factory.draft(), factory.draft(fields={"term_max": "24"})
    with pytest.raises(ch.MakerReleases):
        factory.release(one, a_manager())
    answer = factory.release(one, a_manager(9, Role.PROVINCIAL_APPROVER, "2701")).answer
    assert (answer["version"], answer["valid_from"]) == (1, TOMORROW.isoformat())
    with pytest.raises(ch.ChangeDecided):
        factory.release(one, a_manager(2))
    with pytest.raises(ch.Outdated):
        factory.release(other, a_manager(2))
    assert factory.withdraw(other).answer["state"] == "withdrawn"
    with pytest.raises(ch.ChangeDecided):
        factory.withdraw(other)


@pytest.mark.parametrize(
    ("told", "problem"),
    [
        ({"fields": {"amount_max_cny": "300001"}}, ch.OutOfBounds),
        ({"fields": {"amount_max_cny": "4999"}}, ch.OutOfBounds),
        ({"fields": {"grace_days": "1.5"}}, ch.OutOfBounds),
        ({"fields": {"grace_days": "NaN"}}, ch.OutOfBounds),
        ({"fields": {"grace_days": "many"}}, ch.OutOfBounds),
        ({"fields": {"rate_cap": "0.2"}}, ch.NotSettable),
        ({"tunings": {"ADM001": "16"}}, ch.NotSettable),
        ({"tunings": {"ZZZ001": "1"}}, ch.NotSettable),
        ({"tunings": {"ADM002": "61"}}, ch.OutOfBounds),
        ({"tunings": {"ADM002": "x"}}, ch.OutOfBounds),
        ({"tunings": {"ADM013": "A,D"}}, ch.OutOfBounds),
        ({"tunings": {"ADM013": ","}}, ch.OutOfBounds),
        ({"tunings": {"DEB001": "５０"}}, ch.OutOfBounds),
        ({"tunings": {"DEB001": "5_0"}}, ch.OutOfBounds),
        ({"tunings": {"DEB001": "5e1"}}, ch.OutOfBounds),
        ({"fields": {"amount_max_cny": "2e5"}}, ch.OutOfBounds),
        ({"tunings": {"PRC002": "216", "PRC003": "208"}}, ch.OutOfOrder),
        ({"tunings": {"DEC002": "720", "DEC001": "660"}}, ch.OutOfOrder),
        ({"valid_from": TODAY}, ch.TooEarly),
        ({"fields": {"term_max": "36"}}, ch.NothingChanges),
        ({"fields": {}}, ch.NothingChanges),
    ],
)
def test_what_is_refused(factory: Factory, told: dict[str, Any], problem: type[Exception]) -> None:
    with pytest.raises(problem):
        factory.draft(**told)


def test_others_entities_are_not_there(factory: Factory) -> None:
    home = frozenset({"610113"})
    stranger = Principal("st_9", Role.COUNTY_APPROVER, "610113", "2701", home, "ss_1")
    with pytest.raises(Missing):
        factory.draft(stranger)
    with pytest.raises(Missing):
        settings_in_reach(ENTITY, "YND", TODAY, stranger)
    with pytest.raises(Missing):
        factory.draft(entity="9999")


def test_a_release_that_waited_too_long_is_drafted_anew(factory: Factory) -> None:
    change_id = factory.draft()
    factory.parts.clock.pass_time(timedelta(days=1))  # type: ignore[attr-defined]
    with pytest.raises(ch.TooEarly):
        factory.release(change_id, a_manager(2))


def test_a_released_change_is_still_shown_beside_what_it_replaced(factory: Factory) -> None:
    factory.released()
    second = factory.draft(fields={"term_max": "24"}, valid_from=TOMORROW + timedelta(days=30))
    factory.release(second, a_manager(2))
    change, lines = change_with_lines(ENTITY, second, a_manager(), factory.parts)
    assert change.release.version == 2
    changed = {n.name: (n.before, n.after) for n in lines if n.is_changed}
    assert changed == {"amount_max_cny": ("200000", "300000"), "term_max": ("36", "24")}


def test_settings_are_the_template_s_clone_with_bounds(factory: Factory) -> None:
    version, lines = settings_in_reach(FOPING, "YND", TODAY, a_manager(entity=FOPING))
    by_name = {line.name: line for line in lines}
    assert version == 2
    assert by_name["grace_days"][3:] == ("0", "3", "3", "0", "3")
    assert by_name["DEB001"].after == "50"
    assert not any(line.is_changed for line in lines)


def test_a_decision_from_before_a_release_is_the_same_after_it(factory: Factory) -> None:
    facts, case = good_facts("YND"), a_case("YND")
    kept = dossier(case, facts, decide(case, facts))
    factory.released(tunings={"DEC001": "640"})
    assert replay(kept).canonical() == decide(case, facts).canonical()
    later = a_case("YND", on=TOMORROW)
    decision = decide(later, good_facts("YND"))
    assert decision.versions["rules"] != kept["decision"]["versions"]["rules"]
    again = dossier(later, good_facts("YND"), decision)
    assert replay(again).versions["terms"] == "YND.1+2758.1"


def test_releases_are_read_once_a_lease(factory: Factory, monkeypatch: pytest.MonkeyPatch) -> None:
    now = SimpleNamespace(monotonic=lambda: 100.0)
    monkeypatch.setattr(store_module, "time", now)
    leased = LeasedReleases(factory.parts.changes)
    assert leased(ENTITY, TODAY) == ()
    factory.released()
    assert leased(ENTITY, TODAY) == ()
    now.monotonic = lambda: 110.0
    assert [r.version for r in leased(ENTITY, TODAY)] == [1]
    assert leased("", TODAY) == ()


def test_no_lease_of_yesterday_hides_what_begins_today(factory: Factory) -> None:
    leased = LeasedReleases(factory.parts.changes)
    assert leased(ENTITY, TODAY) == ()
    factory.released(valid_from=TOMORROW)
    assert [r.version for r in leased(ENTITY, TOMORROW)] == [1]


def test_a_merged_entity_hands_over_by_date(
    factory: Factory, monkeypatch: pytest.MonkeyPatch
) -> None:
    """2758 is taken over by 2766 at the end of the year."""
    merged = dict(places.every_entity())
    merged[ENTITY] = merged[ENTITY]._replace(valid_to=date(2026, 12, 31), successor=FOPING)
    monkeypatch.setattr(places, "every_entity", lambda: merged)
    last, first = date(2026, 12, 31), date(2027, 1, 1)
    assert terms_of("YND", ENTITY, last).version == "YND.1"
    assert terms_of("YND", ENTITY, first) == terms_of("YND", FOPING, first)
    with pytest.raises(ch.EntityMerged):
        factory.draft(valid_from=first)


@pytest.mark.parametrize("product", PRODUCTS)
def test_every_bound_may_be_drafted_and_nothing_beyond_it(product: str) -> None:
    lines = diff(Release(ENTITY, product, 0, TODAY, (), ()))
    assert len(lines) > 60
    for line in lines:
        assert line.template == line.before == line.after
        is_field = line.name in NAMES
        for value in filter(None, (line.low, line.high)):
            given = {line.name: value}
            told = (given, {}) if is_field else ({}, given)
            # Some bounds are only in reach together with another threshold.
            with suppress(ch.OutOfOrder):
                ch.release_of(ch.Wanted(ENTITY, product, TODAY, *told))
