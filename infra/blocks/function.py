"""A function as we run them: behind the alias `live`, both layers, own role, own log, own alarm."""

from __future__ import annotations

from aws_cdk import Duration, IgnoreMode, RemovalPolicy
from aws_cdk import aws_events as events
from aws_cdk import aws_events_targets as targets
from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_logs as logs
from constructs import Construct

from infra.blocks.alarm import Alarm, ring
from infra.blocks.grants import Grant, grants_of
from infra.functions import Function, Trigger
from infra.ground import Ground
from infra.nag import acknowledge, acknowledge_wildcards
from infra.names import ALIAS
from infra.stages import Stage

LAYERS = ("vendor", "core")


class Layers(Construct):
    """The two layers. Each stack has its own: a version shared by export could not be replaced."""

    def __init__(self, scope: Construct, ground: Ground) -> None:
        super().__init__(scope, "layers")
        self.versions = [self._version(name, ground) for name in LAYERS]

    def _version(self, name: str, ground: Ground) -> lambda_.LayerVersion:
        place = ground.plan.places.layer(ground.stage.name, name)
        stamp = place.with_suffix(".stamp")
        built_from = stamp.read_text().strip() if stamp.exists() else None
        return lambda_.LayerVersion(
            self,
            name,
            code=lambda_.Code.from_asset(str(place), asset_hash=built_from),
            compatible_runtimes=[lambda_.Runtime.PYTHON_3_13],
            removal_policy=RemovalPolicy.DESTROY,
        )


class LiveFunction(Construct):
    """`alias` is what everything calls."""

    def __init__(
        self, scope: Construct, function: Function, layers: Layers, ground: Ground
    ) -> None:
        super().__init__(scope, function.folder)
        self.function = function
        self._ground = ground
        self.role = self._role()
        self.alias = self._alive(layers)
        if function.trigger in (Trigger.CLOCK, Trigger.HAND):
            self._send_failures_to_queue()
        if function.trigger is Trigger.CLOCK:
            self._wind()
        ring(self, _errors(function, ground), ground)

    def _role(self) -> iam.Role:
        grants = grants_of(self.function, self._ground)
        if self._ground.stage.traced:
            grants.append(_trace())
        statements = [grant.statement() for grant in grants]
        role = iam.Role(
            self,
            "role",
            assumed_by=iam.ServicePrincipal("lambda.amazonaws.com"),
            inline_policies={"own": iam.PolicyDocument(statements=statements)},
        )
        for grant in grants:
            acknowledge_wildcards(role, grant.wildcards, grant.why)
        return role

    def _alive(self, layers: Layers) -> lambda_.Alias:
        code = lambda_.Function(
            self,
            "function",
            function_name=self._ground.names.function(self.function.folder),
            runtime=lambda_.Runtime.PYTHON_3_13,
            architecture=_architecture(self._ground.stage.architecture),
            handler=f"{self.function.folder}.handler.handler",
            code=_code(self.function, self._ground),
            layers=layers.versions,
            memory_size=self.function.memory_mb,
            timeout=Duration.seconds(self.function.timeout_s),
            environment=self._environment(),
            role=self.role.without_policy_updates(),
            log_group=self._log(),
            tracing=lambda_.Tracing.ACTIVE if self._ground.stage.traced else None,
        )
        acknowledge(code, {"L1": "Our layers are built, and their wheels exist, for 3.13."})
        return lambda_.Alias(self, "alias", alias_name=ALIAS, version=code.current_version)

    def _environment(self) -> dict[str, str]:
        settings: dict[str, str] = self._ground.settings.to_env()
        return settings | {
            "POWERTOOLS_SERVICE_NAME": self.function.folder,
            "POWERTOOLS_LOG_LEVEL": "INFO",  # whatever LOG_LEVEL the surroundings have
            "POWERTOOLS_TRACE_DISABLED": "false" if self._ground.stage.traced else "true",
        }

    def _log(self) -> logs.LogGroup:
        name = self._ground.names.log_group(self.function.folder)
        return log_group(self, "log", name, self._ground.stage)

    def _send_failures_to_queue(self) -> None:
        """Only what the clock or people call is called asynchronously."""
        parts = lambda_.CfnEventInvokeConfig
        failed = parts.OnFailureProperty(destination=self._ground.failure_queue_arn)
        parts(
            self,
            "on-failure",
            function_name=self.alias.lambda_.function_name,
            qualifier=self.alias.alias_name,
            maximum_retry_attempts=1,
            destination_config=parts.DestinationConfigProperty(on_failure=failed),
        )

    def _wind(self) -> None:
        every = Duration.minutes(self.function.every_minutes)
        called = targets.LambdaFunction(self.alias, retry_attempts=2)
        events.Rule(self, "clock", schedule=events.Schedule.rate(every), targets=[called])


def log_group(scope: Construct, id_: str, name: str, stage: Stage) -> logs.LogGroup:
    """A log group that is there before its writer, so that its retention holds from the first
    line.
    """
    removal = RemovalPolicy.RETAIN if stage.keeps_data else RemovalPolicy.DESTROY
    group = logs.LogGroup(scope, id_, log_group_name=name, removal_policy=removal)
    resource = group.node.default_child
    assert isinstance(resource, logs.CfnLogGroup)
    resource.retention_in_days = stage.log_retention_days
    return group


def _code(function: Function, ground: Ground) -> lambda_.Code:
    """The function's folder as a package, so that `<folder>.contracts` has one name everywhere."""
    return lambda_.Code.from_asset(
        str(ground.plan.places.functions),
        ignore_mode=IgnoreMode.GIT,
        exclude=["/*", f"!/{function.folder}", "__pycache__", "*.pyc", "openapi.json", "README.md"],
    )


def _architecture(name: str) -> lambda_.Architecture:
    return lambda_.Architecture.ARM_64 if name == "arm64" else lambda_.Architecture.X86_64


def _trace() -> Grant:
    actions = ("xray:PutTraceSegments", "xray:PutTelemetryRecords")
    return Grant(actions, ("*",), "X-Ray knows no narrower resource.")


def _errors(function: Function, ground: Ground) -> Alarm:
    return Alarm(
        f"{function.folder}-errors",
        "AWS/Lambda",
        "Errors",
        {"FunctionName": ground.names.function(function.folder)},
        f"{function.folder} ended without an answer (crash, time-out, import): see its log.",
    )
