"""The tide: Little's law over the day's shape, and what becomes of it in production."""

from __future__ import annotations

import math

from infra.tide import DOORS, Tidal, plan, report, shape
from tests.infra.templates import Templates


def test_copies_are_calls_a_second_times_seconds_a_call_and_some_for_chance() -> None:
    day = {
        "mean_per_day": 86_400,
        "derived": {"peak_day_factor": 1.0, "burst_within_hour": 1.0},
        "flat": [1 / 24] * 24,  # one transaction a second, all day
    }
    door = Tidal("door", "flat", calls_per_transaction=4, seconds_per_call=0.25)
    assert plan(door, day).per_hour == (math.ceil(1 + 2 * 1),) * 24
    assert [level.hour for level in plan(door, day).levels] == [0]


def test_the_busiest_hour_is_the_design_figure_of_the_shape() -> None:
    day = shape()
    peak = max(day["hour_share_terminal"]) * day["mean_per_day"] / 3600
    busiest = peak * day["derived"]["peak_day_factor"] * day["derived"]["burst_within_hour"]
    assert abs(busiest - day["derived"]["design_tps"]) < 1


def test_night_is_low_and_noon_is_high() -> None:
    for door in DOORS:
        per_hour = plan(door, shape()).per_hour
        assert per_hour[3] == min(per_hour)
        assert max(per_hour[9:12]) == max(per_hour)


def test_the_report_shows_its_arithmetic() -> None:
    text = report()
    assert "160,000 transactions a day" in text
    assert all(door.folder in text for door in DOORS)


def test_production_rises_and_falls_with_the_day(prod: Templates) -> None:
    targets = prod.of("AWS::ApplicationAutoScaling::ScalableTarget")
    assert len(targets) == len(DOORS)
    for target in targets:
        said = target.properties
        assert said["ScalableDimension"] == "lambda:function:ProvisionedConcurrency"
        assert said["ResourceId"]["Fn::Join"][1][-1] == ":live"
        assert {action["Timezone"] for action in said["ScheduledActions"]} == {"Asia/Shanghai"}


def test_only_doors_beyond_ten_copies_are_tracked(prod: Templates) -> None:
    policies = prod.of("AWS::ApplicationAutoScaling::ScalingPolicy")
    tracked = [door for door in DOORS if plan(door, shape()).tracked]
    assert len(policies) == len(tracked) > 0
    assert {p.properties["PolicyType"] for p in policies} == {"TargetTrackingScaling"}


def test_other_stages_have_no_tide(local: Templates, dev: Templates) -> None:
    for templates in (local, dev):
        assert not templates.of("AWS::ApplicationAutoScaling::ScalableTarget")
