"""Each rule against fraud at stations, at its borders: what meets it, and what just does not."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest

from nongxin.catalog import reading, station_rules
from nongxin.catalog.reading import CatalogError
from nongxin.catalog.services import services
from nongxin.catalog.station_rules import StationRule, every_station_rule
from nongxin.kernel.clock import SHANGHAI, stamp
from nongxin.ledger.line import Line
from nongxin.payments.watch import Scene, marks

DAY = date(2026, 11, 25)
NOON = datetime(2026, 11, 25, 4, 0, tzinfo=UTC)
RULES = {rule.code: rule for rule in every_station_rule()}


def scene(code: str = "A03", amount_fen: int = 10_000, **told: object) -> Scene:
    plain = Scene(
        services(DAY)[code], amount_fen, NOON, frozenset({"pn_shop"}), frozenset({"pn_farmer"})
    )
    return replace(plain, **told)


def line(code: str, amount_fen: int, minutes_ago: int, back: str = "", side: str = "debit") -> Line:
    at = stamp(NOON - timedelta(minutes=minutes_ago))
    return Line("ac_1", "610722", "2758", "demand_deposit", 1, side, amount_fen, "j",
                f"STATION_{code}{back}", "", "", at)  # fmt: skip


def met(of: Scene) -> set[str]:
    return {rule.code for rule in marks(of)}


def at(text: str) -> datetime:
    return datetime.combine(DAY, time.fromisoformat(text), SHANGHAI)


def test_many_withdrawals_within_minutes() -> None:
    rule = RULES["ST01"]
    few = [line("A03", 1_000, rule.minutes - 1)] * (rule.times - 2)
    assert met(scene(lines=few)) == set()
    assert met(scene(lines=[*few, line("E02", 1_000, 1)])) == {"ST01"}
    assert met(scene(lines=[*few, line("E02", 1_000, rule.minutes)])) == set()  # long enough ago
    assert met(scene(lines=[*few, line("A05", 1_000, 1)])) == set()  # of another kind


def test_a_withdrawal_that_was_taken_back_is_none() -> None:
    rule = RULES["ST01"]
    few = [line("A03", 1_000, 5)] * (rule.times - 2)
    undone = [line("A03", 1_000, 1, back="_BACK"), line("A03", 1_000, 2)]
    assert met(scene(lines=[*undone, *few])) == set()


def test_withdrawals_split_over_kinds_of_business() -> None:
    rule = RULES["ST02"]
    each = rule.least_fen // rule.times
    lines = [line("A03", each, 200), line("B03", each, 100)]
    rest = rule.least_fen - 2 * each
    assert met(scene("E02", rest - 1, lines=lines)) == set()
    assert met(scene("E02", rest, lines=lines)) == {"ST02"}
    assert met(scene("E02", rest + each, lines=lines[:1])) == set()


@pytest.mark.parametrize(("rule", "code"), [("ST03", "A03"), ("ST03", "A05"), ("ST04", "A07")])
def test_the_owner_of_the_shop(rule: str, code: str) -> None:
    least_fen, own = RULES[rule].least_fen, frozenset({"pn_farmer", "pn_shop"})
    assert met(scene(code, least_fen, owners=own)) == {rule}
    assert met(scene(code, least_fen - 1, owners=own)) == set()
    assert met(scene(code, least_fen)) == set()


def test_a_card_that_slept() -> None:
    rule = RULES["ST05"]
    slept = DAY - timedelta(days=rule.days)
    assert met(scene(amount_fen=rule.least_fen, last_used=slept)) == {"ST05"}
    assert met(scene("A08", amount_fen=rule.least_fen, last_used=slept)) == {"ST05"}
    assert met(scene(amount_fen=rule.least_fen - 1, last_used=slept)) == set()
    assert met(scene(amount_fen=rule.least_fen, last_used=slept + timedelta(days=1))) == set()
    paid = [line("A03", 1_000, 5)]
    assert met(scene(amount_fen=rule.least_fen, last_used=slept, lines=paid)) == set()
    paid_in = [line("A05", 1_000, 5, side="credit")]  # it is not its owner who woke it
    assert met(scene(amount_fen=rule.least_fen, last_used=slept, lines=paid_in)) == {"ST05"}


@pytest.mark.parametrize(
    ("clock", "expected"),
    [
        ("20:59:59", set()), ("21:00", {"ST06"}), ("22:59:59", {"ST06"}),
        ("23:00", {"ST06", "ST07"}), ("00:00", {"ST06", "ST07"}), ("04:59:59", {"ST06", "ST07"}),
        ("05:00", {"ST06"}), ("06:00", set()),
    ],
)  # fmt: skip
def test_at_night(clock: str, expected: set[str]) -> None:
    assert met(scene(amount_fen=RULES["ST07"].least_fen, now=at(clock))) == expected
    assert met(scene(amount_fen=RULES["ST06"].least_fen - 1, now=at(clock))) == set()


def test_the_gravest_comes_first() -> None:
    found = marks(scene(amount_fen=RULES["ST07"].least_fen, now=at("23:30")))
    assert [rule.effect for rule in found] == ["refuse", "alert"]


def test_every_rule_says_what_it_is_of_and_where_its_figures_come_from() -> None:
    names = {each.code for each in services(DAY).values()} | {
        each.action for each in services(DAY).values()
    }
    assert {name for rule in RULES.values() for name in rule.services} <= names
    assert {rule.effect for rule in RULES.values()} == {"refuse", "hold", "alert"}
    assert {rule.test for rule in RULES.values()} == set(station_rules._NEEDS)
    text = (Path(reading.DATA) / station_rules.FILE).read_text("utf-8")
    assert all("assumed" in row or "found" in row for row in text.splitlines()[1:])


@pytest.mark.parametrize(
    ("cell", "wrong", "why"),
    [
        ("ST01,velocity", "ST01,speed", "test"),
        ("withdraw,,6,10", "withdraw,5,6,10", "least_fen"),
        ("withdraw,,6,10", "withdraw,,6,", "minutes"),
        ("refuse,十", "warn,十", "effect"),
        ("23:00,05:00", "23:00,five", "until"),
    ],
)
def test_a_wrong_cell_is_named_by_file_and_line(
    cell: str, wrong: str, why: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = (Path(reading.DATA) / station_rules.FILE).read_text("utf-8")
    assert cell in text
    (tmp_path / station_rules.FILE).write_text(text.replace(cell, wrong), "utf-8")
    monkeypatch.setattr(reading, "_folder", str(tmp_path))
    every_station_rule.cache_clear()
    try:
        with pytest.raises(CatalogError, match=why):
            every_station_rule()
    finally:
        every_station_rule.cache_clear()


def test_a_rule_holds_from_its_day(monkeypatch: pytest.MonkeyPatch) -> None:
    def later() -> tuple[StationRule, ...]:
        return tuple(replace_day(rule, DAY + timedelta(days=1)) for rule in RULES.values())

    def replace_day(rule: StationRule, first: date) -> StationRule:
        return rule._replace(valid_from=first)

    monkeypatch.setattr(station_rules, "every_station_rule", later)
    station_rules.station_rules.cache_clear()
    night = scene(amount_fen=RULES["ST07"].least_fen, now=at("23:30"))
    assert met(night) == set()
    station_rules.station_rules.cache_clear()
