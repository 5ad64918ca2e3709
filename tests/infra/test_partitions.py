"""The same app for `aws` and `aws-cn`, and for the local cloud, which refuses some of it."""

from __future__ import annotations

import pytest

from infra.stages import STAGES, UnknownStage, stage_named
from tests.infra.templates import Templates, flat

# What MiniStack's CloudFormation does not know.
_REFUSED = (
    "AWS::ApplicationAutoScaling::",
    "AWS::CloudWatch::CompositeAlarm",
    "AWS::EventSchemas::",
    "AWS::Events::Archive",
    "AWS::SecretsManager::RotationSchedule",
    "AWS::StepFunctions::StateMachineAlias",
    "AWS::StepFunctions::StateMachineVersion",
    "Custom::",
)


def test_no_partition_is_spelled_out(anywhere: Templates) -> None:
    assert "arn:aws:" not in anywhere.text()
    assert "arn:aws-cn:" not in anywhere.text()


def test_nothing_is_traced_in_china(prod: Templates, dev: Templates) -> None:
    assert "TracingConfig" not in prod.text()
    assert dev.text().count('"TracingConfig": {"Mode": "Active"}') == len(
        dev.of("AWS::Lambda::Function")
    )


def test_the_local_cloud_is_asked_for_nothing_that_it_refuses(local: Templates) -> None:
    types = {resource.body["Type"] for resource in local.every()}
    assert not [t for t in types if t.startswith(_REFUSED)]
    assert not [a for a in local.of("AWS::CloudWatch::Alarm") if "Metrics" in a.properties]


def test_aws_has_an_archive_and_schemas(dev: Templates, prod: Templates) -> None:
    for templates in (dev, prod):
        assert len(templates.of("AWS::Events::Archive")) == 1
        assert templates.of("AWS::EventSchemas::Schema")


def test_names_are_unique_over_all_stacks(anywhere: Templates) -> None:
    """The local cloud empties a table that a second stack names as well."""
    names = [
        flat(value)
        for resource in anywhere.every()
        for key, value in resource.properties.items()
        if key in ("TableName", "QueueName", "BucketName", "AlarmName", "LogGroupName")
        and resource.body["Type"] != "AWS::Lambda::EventSourceMapping"
    ]
    assert len(names) == len(set(names))


def test_stacks_stay_far_below_the_limit_of_resources(anywhere: Templates) -> None:
    for stack, template in anywhere.by_stack.items():
        assert len(template["Resources"]) < 250, stack


def test_an_unknown_stage_is_refused() -> None:
    with pytest.raises(UnknownStage, match="local, dev, prod"):
        stage_named("test", "eu-west-1")


def test_only_local_may_differ_in_what_protects_data() -> None:
    assert STAGES["prod"].keeps_data
    assert all(s.tls_only and s.checked_by_nag for s in STAGES.values() if s.name != "local")
