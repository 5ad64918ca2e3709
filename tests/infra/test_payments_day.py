"""PaymentsDay as data: counties side by side, each called once a run, thrice a night."""

from __future__ import annotations

import json
from typing import Any

from infra.workflows.payments_day import FUNCTION, JOB, definition
from tests.infra.templates import Templates

STATES: dict[str, dict[str, Any]] = definition()["States"]
COUNTY: dict[str, dict[str, Any]] = STATES["EachCounty"]["ItemProcessor"]["States"]


def test_a_county_whose_files_are_missing_is_left_to_the_next_run_and_rings() -> None:
    assert COUNTY.keys() == {"Close", "Ended"}
    assert COUNTY["Close"]["Next"] == "Ended"
    assert STATES["AreAllClosed"]["Default"] == "Left"
    assert STATES["Left"]["Type"] == "Fail"


def test_every_way_leads_to_a_state_and_every_state_is_reached() -> None:
    for states, first in ((STATES, "Counties"), (COUNTY, "Close")):
        reached = {first}
        for state in states.values():
            ways = [state.get("Next"), state.get("Default")]
            ways += [c["Next"] for c in (*state.get("Choices", ()), *state.get("Catch", ()))]
            reached |= {way for way in ways if way}
        assert reached == set(states)


def test_the_clock_starts_it_at_night_and_an_alarm_rings(anywhere: Templates) -> None:
    machines = anywhere.of("AWS::StepFunctions::StateMachine")
    (found,) = [m for m in machines if m.properties["StateMachineName"].endswith("-payments-day")]
    put_in = found.properties["DefinitionSubstitutions"][FUNCTION]
    assert put_in["Fn::Join"][1][-1].endswith(f"-{JOB}:live")
    rules = [r.properties.get("ScheduleExpression", "") for r in anywhere.of("AWS::Events::Rule")]
    assert {"cron(30 17 * * ? *)", "cron(30 20 * * ? *)", "cron(30 0 * * ? *)"} <= set(rules)
    alarms = json.dumps([a.properties for a in anywhere.of("AWS::CloudWatch::Alarm")])
    assert "payments-day-left" in alarms
