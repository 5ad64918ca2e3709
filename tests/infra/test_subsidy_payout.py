"""SubsidyPayout as data: batches side by side, none in another's way, bounded, small enough."""

from __future__ import annotations

import json
from typing import Any

from infra.workflows.subsidy_payout import FUNCTION, JOB, definition
from nongxin.payments.subsidies.subsidy_csv import LINES_A_BATCH, MOST_LINES
from tests.infra.templates import Templates

MACHINE = definition()
STATES: dict[str, dict[str, Any]] = MACHINE["States"]
BATCH: dict[str, dict[str, Any]] = STATES["EachBatch"]["ItemProcessor"]["States"]
# What Step Functions hands from one state to the next at most.
MOST_STATE_BYTES = 256 * 1024


def test_batches_run_as_executions_of_their_own_and_bounded() -> None:
    each = STATES["EachBatch"]
    assert each["ItemProcessor"]["ProcessorConfig"]["Mode"] == "DISTRIBUTED"
    assert 0 < each["MaxConcurrency"] <= 40
    assert MACHINE["TimeoutSeconds"] > 0


def test_the_largest_file_fits_into_a_state() -> None:
    batch = {"file": f"sf_610722_{'0' * 26}", "batch": 1_999, "first": 59_999_999, "size": 30_000}
    assert len(json.dumps([batch] * (MOST_LINES // LINES_A_BATCH))) < MOST_STATE_BYTES


def test_a_batch_that_keeps_failing_keeps_no_other_waiting_and_rings() -> None:
    (catch,) = BATCH["Work"]["Catch"]
    assert catch["ErrorEquals"] == ["States.ALL"]
    assert STATES["EachBatch"]["ToleratedFailurePercentage"] == 100
    assert STATES["IsWhole"]["Default"] == "Left"
    assert STATES["Left"]["Type"] == "Fail"


def test_every_way_leads_to_a_state() -> None:
    for states in (STATES, BATCH):
        for state in states.values():
            ways = [state.get("Next"), state.get("Default")]
            ways += [c["Next"] for c in (*state.get("Choices", ()), *state.get("Catch", ()))]
            assert {way for way in ways if way} <= set(states)


def test_the_deployed_machine_calls_the_alias_and_starts_its_children(
    anywhere: Templates,
) -> None:
    machines = anywhere.of("AWS::StepFunctions::StateMachine")
    (found,) = [m for m in machines if m.properties["StateMachineName"].endswith("-subsidy-payout")]
    said = found.properties
    assert json.loads(said["DefinitionString"])["States"].keys() == STATES.keys()
    assert said["DefinitionSubstitutions"][FUNCTION]["Fn::Join"][1][-1].endswith(f"-{JOB}:live")
    roles = json.dumps([role.properties for role in anywhere.of("AWS::IAM::Role")])
    assert "subsidy-payout/Batch:*" in roles
    alarms = json.dumps([a.properties for a in anywhere.of("AWS::CloudWatch::Alarm")])
    assert "subsidies-left" in alarms
