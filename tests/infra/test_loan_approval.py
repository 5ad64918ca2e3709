"""LoanApproval as data: every state is reached and ends, people's waits end by time,
errors park.
"""

from __future__ import annotations

import json
from itertools import pairwise
from typing import Any

from infra.functions import Trigger, those
from infra.workflows.loan_approval import TASKS, Waits, definition, placeholder
from tests.infra.templates import Templates

MACHINE = definition(Waits(referral_s=60, offer_s=120))
STATES: dict[str, dict[str, Any]] = MACHINE["States"]


def _ways(state: dict[str, Any]) -> set[str]:
    ways = [state.get("Next"), state.get("Default")]
    ways += [choice["Next"] for choice in state.get("Choices", [])]
    ways += [catch["Next"] for catch in state.get("Catch", [])]
    return {way for way in ways if way}


def _reached() -> set[str]:
    seen, ahead = set(), [MACHINE["StartAt"]]
    while ahead:
        name = ahead.pop()
        if name not in seen:
            seen.add(name)
            ahead += _ways(STATES[name])
    return seen


def _deployed(templates: Templates) -> dict[str, Any]:
    machines = templates.of("AWS::StepFunctions::StateMachine")
    (found,) = [m for m in machines if m.properties["StateMachineName"].endswith("-loan-approval")]
    return found.properties


def _tasks() -> dict[str, dict[str, Any]]:
    return {name: state for name, state in STATES.items() if state["Type"] == "Task"}


def test_every_state_is_reached_and_every_way_leads_to_one() -> None:
    assert _reached() == set(STATES)


def test_every_state_goes_on_or_ends() -> None:
    for name, state in STATES.items():
        ends = state["Type"] in ("Fail", "Succeed") or state.get("End") is True
        assert ends != bool(_ways({k: v for k, v in state.items() if k != "Catch"})), name


def test_every_choice_has_a_default() -> None:
    choices = [s for s in STATES.values() if s["Type"] == "Choice"]
    assert choices
    assert all("Default" in choice for choice in choices)


def test_every_task_is_tried_again_with_jitter_and_then_parked() -> None:
    for name, state in _tasks().items():
        again = state["Retry"][-1]
        assert again["ErrorEquals"] == ["States.ALL"]
        assert (again["MaxAttempts"], again["JitterStrategy"]) == (4, "FULL")
        if name != "Park":
            assert state["Catch"][-1]["ErrorEquals"] == ["States.ALL"]
            assert state["Catch"][-1]["Next"] == "Park"


def test_every_task_ends_by_time_and_nothing_hangs_on_heartbeats() -> None:
    assert all(state["TimeoutSeconds"] > 0 for state in _tasks().values())
    assert "Heartbeat" not in json.dumps(MACHINE)


def test_a_wait_that_ran_out_is_not_waited_for_again() -> None:
    waits = {n: s for n, s in _tasks().items() if s["Resource"].endswith(".waitForTaskToken")}
    assert {n: s["TimeoutSeconds"] for n, s in waits.items()} == {"Refer": 60, "Offer": 120}
    for state in waits.values():
        assert state["Retry"][0] == {"ErrorEquals": ["States.Timeout"], "MaxAttempts": 0}
        assert state["Arguments"]["Payload"]["token"] == "{% $states.context.Task.Token %}"


def test_the_automatic_path_is_short() -> None:
    path = ["GatherFacts", "Decide", "ByDecision", "Offer", "ByOffer", "Disburse"]
    for name, then in pairwise(path):
        assert then in _ways(STATES[name])
    assert STATES["Disburse"]["End"] is True
    assert len(path) + 1 <= 8


def test_a_parked_case_fails_its_run_so_that_an_alarm_rings(anywhere: Templates) -> None:
    assert STATES["Park"]["Next"] == "Parked"
    assert STATES["Parked"]["Type"] == "Fail"
    metrics = {a.properties.get("MetricName") for a in anywhere.of("AWS::CloudWatch::Alarm")}
    assert "ExecutionsFailed" in metrics


def test_every_step_function_is_used_and_put_in() -> None:
    assert set(TASKS.values()) == {f.folder for f in those(Trigger.TASK)}
    assert placeholder("step_gather_facts") == "StepGatherFacts"


def test_the_deployed_machine_calls_aliases(anywhere: Templates) -> None:
    said = _deployed(anywhere)
    assert json.loads(said["DefinitionString"])["States"].keys() == STATES.keys()
    put_in = said["DefinitionSubstitutions"]
    for folder in TASKS.values():
        assert put_in[placeholder(folder)]["Fn::Join"][1][-1].endswith(f"-{folder}:live")


def test_logs_hold_no_data_of_the_case(dev: Templates) -> None:
    assert _deployed(dev)["LoggingConfiguration"]["IncludeExecutionData"] is False
