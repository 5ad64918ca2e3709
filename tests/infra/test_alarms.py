"""What our own functions count is watched: each figure rings, and its alarm says what to do."""

from __future__ import annotations

import json
import re

import pytest

from infra import ROOT
from infra.functions import Trigger, those
from nongxin.kernel.metrics import NAMESPACE
from tests.infra.templates import Resource, Templates

_TOLD = re.compile(r'metrics\.tell\(\s*"(\w+)"')
_ROUTE = re.compile(r"(GET|POST|PUT) (/v1/[a-z{}/_]+)")
_NAMED = re.compile(r"\{\w+\}")


def _told() -> set[str]:
    """The figures that functions tell, by their own code."""
    files = (ROOT / "functions").glob("*/*.py")
    return {name for file in files for name in _TOLD.findall(file.read_text("utf-8"))}


def _own(templates: Templates) -> dict[str, Resource]:
    alarms = templates.of("AWS::CloudWatch::Alarm")
    mine = [a for a in alarms if a.properties.get("Namespace") == NAMESPACE]
    return {a.properties["MetricName"]: a for a in mine}


def test_each_figure_that_a_function_tells_rings_above_nought(anywhere: Templates) -> None:
    alarms = _own(anywhere)
    assert _told() == alarms.keys() >= {"NewsGivenUp", "PartnersDown"}
    for alarm in alarms.values():
        said = alarm.properties
        assert said["Dimensions"] == [{"Name": "Stage", "Value": anywhere.stage.name}]
        assert (said["Threshold"], said["ComparisonOperator"]) == (0, "GreaterThanThreshold")
        assert said["Statistic"] == "Maximum", alarm.where


def test_who_tells_figures_may_tell_them(dev: Templates) -> None:
    telling = {f.parent.name for f in (ROOT / "functions").glob("*/*.py")
               if _TOLD.search(f.read_text("utf-8"))}  # fmt: skip
    policies = json.dumps([p.body for p in dev.of("AWS::IAM::Policy")])
    roles = json.dumps([r.body for r in dev.of("AWS::IAM::Role")])
    assert telling >= {"job_send_news"}
    assert (policies + roles).count("cloudwatch:PutMetricData") >= len(telling)


def test_the_routes_that_an_alarm_names_are_there(dev: Templates) -> None:
    doors = [json.loads(file.read_text("utf-8"))["paths"]
             for file in (ROOT / "functions").glob("api_*/openapi.json")]  # fmt: skip
    known = {
        (method.upper(), _NAMED.sub("{}", path))
        for paths in doors
        for path, methods in paths.items()
        for method in methods
    }
    named = {
        (method, _NAMED.sub("{}", path))
        for alarm in _own(dev).values()
        for method, path in _ROUTE.findall(alarm.properties["AlarmDescription"])
    }
    assert named
    assert named <= known


@pytest.mark.parametrize("folder", ["on_partner_event", "on_loan_news", "on_news_written"])
def test_what_partners_workers_cannot_do_is_set_aside_and_rings(
    anywhere: Templates, folder: str
) -> None:
    assert folder in {function.folder for function in those(Trigger.QUEUE)}
    dead = f"nongxin-{anywhere.stage.name}-{folder}-dead"
    rings = {
        alarm.properties["MetricName"]
        for alarm in anywhere.of("AWS::CloudWatch::Alarm")
        if {"Name": "QueueName", "Value": dead} in alarm.properties.get("Dimensions", [])
    }
    assert rings == {"ApproximateNumberOfMessagesVisible", "ApproximateAgeOfOldestMessage"}


def test_each_alarm_watches_something_that_is_there(anywhere: Templates) -> None:
    named = {"QueueName", "FunctionName", "TableName", "Name", "StateMachineName"}
    known = {
        value
        for resource in anywhere.every()
        for name, value in resource.properties.items()
        if name in named and isinstance(value, str)
    } | {anywhere.stage.name, "live"}
    for alarm in anywhere.of("AWS::CloudWatch::Alarm"):
        assert alarm.properties["AlarmDescription"], alarm.where
        for dimension in alarm.properties.get("Dimensions", []):
            value = dimension["Value"]
            assert not isinstance(value, str) or value in known, (alarm.where, value)
