"""Functions: all that are listed and no others, behind their alias, small in environment, logged
for a while.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from infra import ROOT
from infra.functions import FUNCTIONS, FoldersDiffer, Trigger, check_folders, those
from tests.infra.placeholders import places
from tests.infra.templates import Resource, Templates, flat

_LAMBDA_ENV_BYTES = 4096


def _ours(templates: Templates) -> dict[str, Resource]:
    prefix = f"nongxin-{templates.stage.name}-"
    return {
        f.properties["FunctionName"].removeprefix(prefix): f
        for f in templates.of("AWS::Lambda::Function")
    }


def test_the_list_and_the_folders_say_the_same() -> None:
    check_folders(ROOT / "functions")


def test_a_missing_folder_and_an_unlisted_one_are_named(tmp_path: Path) -> None:
    functions = places(tmp_path, "local").functions
    (functions / "step_close" / "handler.py").unlink()
    (functions / "on_nothing").mkdir()
    (functions / "on_nothing" / "handler.py").write_text("")
    with pytest.raises(FoldersDiffer, match=r"step_close.* is missing; .*on_nothing is not in"):
        check_folders(functions)


def test_exactly_the_listed_functions_are_deployed(anywhere: Templates) -> None:
    """So there is no helper function of a custom resource either."""
    assert set(_ours(anywhere)) == {f.folder for f in FUNCTIONS}


def test_each_runs_on_the_declared_python_with_both_layers(anywhere: Templates) -> None:
    for function in _ours(anywhere).values():
        assert function.properties["Runtime"] == "python3.13"
        assert len(function.properties["Layers"]) == 2
    arms = {tuple(f.properties["Architectures"]) for f in _ours(anywhere).values()}
    assert arms == {("x86_64",) if anywhere.stage.name == "local" else ("arm64",)}


def test_each_has_an_alias(anywhere: Templates) -> None:
    aliases = anywhere.of("AWS::Lambda::Alias")
    assert {a.properties["Name"] for a in aliases} == {"live"}
    assert len(aliases) == len(FUNCTIONS)


def test_nothing_is_called_but_by_its_alias(anywhere: Templates) -> None:
    for permission in anywhere.of("AWS::Lambda::Permission"):
        assert "alias" in flat(permission.properties["FunctionName"]), permission.where


def test_each_logs_into_a_group_that_forgets(anywhere: Templates) -> None:
    groups = {g.properties["LogGroupName"]: g for g in anywhere.of("AWS::Logs::LogGroup")}
    for folder, function in _ours(anywhere).items():
        name = f"/aws/lambda/nongxin-{anywhere.stage.name}-{folder}"
        assert groups[name].id in json.dumps(function.properties["LoggingConfig"])
    days = anywhere.stage.log_retention_days
    assert {g.properties["RetentionInDays"] for g in groups.values()} == {days}


def test_each_rings_when_it_crashes(anywhere: Templates) -> None:
    ringing = {
        alarm.properties["Dimensions"][0]["Value"]
        for alarm in anywhere.of("AWS::CloudWatch::Alarm")
        if (alarm.properties.get("Namespace"), alarm.properties.get("MetricName"))
        == ("AWS/Lambda", "Errors")
    }
    prefix = f"nongxin-{anywhere.stage.name}-"
    assert ringing == {prefix + f.folder for f in FUNCTIONS}


def test_environments_stay_small_with_room_for_real_arns(anywhere: Templates) -> None:
    for function in _ours(anywhere).values():
        variables = function.properties["Environment"]["Variables"]
        size = sum(len(name) + len(flat(value)) for name, value in variables.items())
        assert size < _LAMBDA_ENV_BYTES / 2, function.where


def test_a_function_outlives_four_reads_tried_three_times() -> None:
    assert min(f.timeout_s for f in FUNCTIONS) >= 4 * 2 * 3


def test_what_is_called_asynchronously_sets_its_failures_aside(anywhere: Templates) -> None:
    for config in anywhere.of("AWS::Lambda::EventInvokeConfig"):
        failed = config.properties["DestinationConfig"]["OnFailure"]
        assert "failures" in flat(failed["Destination"])
    by_events = those(Trigger.CLOCK, Trigger.HAND)
    assert len(anywhere.of("AWS::Lambda::EventInvokeConfig")) == len(by_events)
