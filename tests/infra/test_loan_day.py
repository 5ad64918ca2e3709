"""LoanDay as data: counties side by side, each called until it is whole, none in another's way."""

from __future__ import annotations

import json
from typing import Any

from infra.workflows.loan_day import FUNCTION, JOB, definition
from tests.infra.templates import Templates

MACHINE = definition()
STATES: dict[str, dict[str, Any]] = MACHINE["States"]
COUNTY: dict[str, dict[str, Any]] = STATES["EachCounty"]["ItemProcessor"]["States"]


def _deployed(templates: Templates) -> dict[str, Any]:
    machines = templates.of("AWS::StepFunctions::StateMachine")
    (found,) = [m for m in machines if m.properties["StateMachineName"].endswith("-loan-day")]
    return found.properties


def test_counties_run_as_executions_of_their_own_and_bounded() -> None:
    each = STATES["EachCounty"]
    assert each["ItemProcessor"]["ProcessorConfig"]["Mode"] == "DISTRIBUTED"
    assert 0 < each["MaxConcurrency"] <= 40
    assert MACHINE["TimeoutSeconds"] > 0


def test_a_county_is_called_until_it_is_whole() -> None:
    (whole,) = COUNTY["IsWhole"]["Choices"]
    assert (whole["Next"], COUNTY["IsWhole"]["Default"]) == ("Ended", "Pause")
    assert COUNTY["Pause"]["Next"] == "Close"
    assert COUNTY["Close"]["Next"] == "IsWhole"


def test_a_county_that_keeps_failing_keeps_no_other_waiting_and_rings() -> None:
    (catch,) = COUNTY["Close"]["Catch"]
    assert catch["ErrorEquals"] == ["States.ALL"]
    assert "'whole': false" in catch["Output"]
    assert STATES["EachCounty"]["ToleratedFailurePercentage"] == 100
    assert STATES["AreAllClosed"]["Default"] == "Left"
    assert STATES["Left"]["Type"] == "Fail"


def test_every_way_leads_to_a_state() -> None:
    for states in (STATES, COUNTY):
        for state in states.values():
            ways = [state.get("Next"), state.get("Default")]
            ways += [c["Next"] for c in (*state.get("Choices", ()), *state.get("Catch", ()))]
            assert {way for way in ways if way} <= set(states)


def test_the_deployed_machine_calls_the_alias_and_starts_its_children(
    anywhere: Templates,
) -> None:
    said = _deployed(anywhere)
    assert json.loads(said["DefinitionString"])["States"].keys() == STATES.keys()
    put_in = said["DefinitionSubstitutions"][FUNCTION]
    assert put_in["Fn::Join"][1][-1].endswith(f"-{JOB}:live")
    roles = json.dumps([role.properties for role in anywhere.of("AWS::IAM::Role")])
    assert "execution:nongxin-" in roles
    assert "loan-day/County:*" in roles


def test_the_clock_starts_it_in_the_evening_and_an_alarm_rings(anywhere: Templates) -> None:
    rules = [r.properties.get("ScheduleExpression", "") for r in anywhere.of("AWS::Events::Rule")]
    assert {"cron(30 13 * * ? *)", "cron(0 15 * * ? *)"} <= set(rules)
    alarms = json.dumps([a.properties for a in anywhere.of("AWS::CloudWatch::Alarm")])
    assert "loan-day-left" in alarms
