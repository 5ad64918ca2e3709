"""One REST API for all doors, made from their routes; the number of resources does not depend on
them.
"""

from __future__ import annotations

import json

from aws_cdk import Aws, CfnOutput, RemovalPolicy
from aws_cdk import aws_apigateway as apigw
from aws_cdk import aws_lambda as lambda_
from constructs import Construct

from infra.blocks.alarm import Alarm, ring
from infra.blocks.function import LiveFunction, log_group
from infra.blocks.gateway_document import Door, Gateway, document
from infra.blocks.gateway_responses import RESPONSES, GatewayResponse
from infra.door_apps import load_app, routes_of
from infra.ground import Ground
from infra.nag import acknowledge, acknowledge_template
from infra.names import arn
from infra.stages import Channel

# The version stands in the paths, so that one stage can serve two of them.
STAGE = "live"
_SLOW_MS = 3000

# What the gateway lets through in all, a second: three times the busiest burst of the year
# (tide: 29 transactions a second of three calls each), so that only a flood meets it.
_RATE_PER_S = 260
_BURST = 520

_ACCESS_LOG = {
    "requestId": "$context.requestId",
    "route": "$context.httpMethod $context.resourcePath",
    "status": "$context.status",
    "latencyMs": "$context.responseLatency",
    "functionMs": "$context.integrationLatency",
    "principal": "$context.authorizer.principalId",
    "channel": "$context.identity.apiKeyId",
    "bytes": "$context.responseLength",
    "error": "$context.error.responseType",
}


class Api(Construct):
    def __init__(
        self, scope: Construct, doors: list[LiveFunction], authorizer: LiveFunction, ground: Ground
    ) -> None:
        super().__init__(scope, "api")
        self._ground = ground
        self._doors = doors
        self._authorizer = authorizer
        self.api = self._rest_api()
        self._admit()
        self._plans()
        if not ground.stage.responses_in_document:
            for response in RESPONSES:
                self._response(response)
        self._watch()
        CfnOutput(scope, "ApiId", value=self.api.rest_api_id)
        CfnOutput(scope, "ApiUrl", value=self.api.url)

    def _rest_api(self) -> apigw.SpecRestApi:
        gateway = Gateway(
            title=self._ground.names.api,
            doors=[self._door(live) for live in self._doors],
            authorizer_uri=_uri(self._authorizer),
            keys_required=self._ground.stage.keys_required,
            responses_in_document=self._ground.stage.responses_in_document,
        )
        account_role = self._ground.stage.gateway_account_role
        api = apigw.SpecRestApi(
            self,
            "api",
            rest_api_name=self._ground.names.api,
            api_definition=apigw.ApiDefinition.from_inline(document(gateway)),
            endpoint_types=[apigw.EndpointType.REGIONAL],
            cloud_watch_role=account_role,
            cloud_watch_role_removal_policy=RemovalPolicy.RETAIN if account_role else None,
            deploy_options=self._stage_options(),
        )
        _acknowledge(api)
        if not self._ground.stage.responses_in_document:
            # Responses beside a document could drift on AWS; the local cloud reads no others.
            acknowledge_template(api, {"W3660": "The local cloud drops responses in documents."})
        return api

    def _door(self, live: LiveFunction) -> Door:
        app = load_app(self._ground.plan.places.functions, live.function.folder)
        return Door(_uri(live), routes_of(app, live.function.door))

    def _stage_options(self) -> apigw.StageOptions:
        stage = self._ground.stage
        name = f"/nongxin/{stage.name}/access"
        log = apigw.LogGroupLogDestination(log_group(self, "access", name, stage))
        return apigw.StageOptions(
            stage_name=STAGE,
            throttling_rate_limit=_RATE_PER_S,
            throttling_burst_limit=_BURST,
            access_log_destination=log,
            access_log_format=apigw.AccessLogFormat.custom(json.dumps(_ACCESS_LOG)),
            logging_level=apigw.MethodLoggingLevel.ERROR,
            data_trace_enabled=False,  # it would log bodies
            metrics_enabled=True,
            tracing_enabled=stage.traced,
        )

    def _admit(self) -> None:
        """The gateway, this one alone, may call the doors and the authorizer."""
        for live in self._doors:
            self._permit(live, "*/*")
        self._permit(self._authorizer, "authorizers/*")

    def _permit(self, live: LiveFunction, what: str) -> None:
        lambda_.CfnPermission(
            self,
            f"admit-{live.function.folder}",
            action="lambda:InvokeFunction",
            function_name=live.alias.function_arn,
            principal="apigateway.amazonaws.com",
            source_arn=arn("execute-api", f"{self.api.rest_api_id}/{what}"),
        )

    def _plans(self) -> None:
        for channel in self._ground.stage.channels:
            self._plan(channel)

    def _plan(self, channel: Channel) -> None:
        """The channel's key; its value is made by AWS and stands in no template."""
        name = f"{self._ground.names.prefix}-{channel.name}"
        key = apigw.CfnApiKey(self, f"key-{channel.name}", name=name, enabled=True)
        part = apigw.CfnUsagePlan
        stage = part.ApiStageProperty(
            api_id=self.api.rest_api_id, stage=self.api.deployment_stage.stage_name
        )
        plan = part(
            self,
            f"plan-{channel.name}",
            usage_plan_name=name,
            api_stages=[stage],
            throttle=part.ThrottleSettingsProperty(
                rate_limit=channel.rate_per_s, burst_limit=channel.burst
            ),
            quota=part.QuotaSettingsProperty(limit=channel.quota_per_day, period="DAY"),
        )
        apigw.CfnUsagePlanKey(
            self,
            f"member-{channel.name}",
            key_id=key.ref,
            key_type="API_KEY",
            usage_plan_id=plan.ref,
        )

    def _response(self, response: GatewayResponse) -> None:
        deployment = self.api.latest_deployment
        assert deployment is not None
        deployment.add_to_logical_id(response.in_document())
        made = apigw.CfnGatewayResponse(
            self,
            f"response-{response.type.lower()}",
            rest_api_id=self.api.rest_api_id,
            response_type=response.type,
            status_code=str(response.status),
            response_parameters=response.parameters,
            response_templates=response.templates,
        )
        deployment.node.add_dependency(made)  # a deployment holds what is there when it is made

    def _watch(self) -> None:
        """Doors catch their bugs, so Lambda counts none: the gateway's 5xx are the measure."""
        of_api = {"ApiName": self._ground.names.api, "Stage": STAGE}
        failed = Alarm(
            "api-5xx",
            "AWS/ApiGateway",
            "5XXError",
            of_api,
            "Doors answer 5xx: look for level ERROR in the doors' logs.",
            limit=5,
        )
        slow = Alarm(
            "api-slow",
            "AWS/ApiGateway",
            "Latency",
            of_api,
            "One call in twenty is slower than three seconds.",
            limit=_SLOW_MS,
            statistic="p95",
            period_s=300,
            periods=3,
        )
        ring(self, failed, self._ground)
        ring(self, slow, self._ground)


def _uri(live: LiveFunction) -> str:
    called = f"path/2015-03-31/functions/{live.alias.function_arn}/invocations"
    return f"arn:{Aws.PARTITION}:apigateway:{Aws.REGION}:lambda:{called}"


def _acknowledge(api: apigw.SpecRestApi) -> None:
    acknowledge(
        api,
        {
            "APIG2": "Bodies are checked by the doors (pydantic): one shape of error everywhere.",
            "APIG3": "Limits stand in usage plans and doors; a web ACL is the bank's own choice.",
            "IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/"
            "AmazonAPIGatewayPushToCloudWatchLogs]": "The account's role as AWS defines it.",
        },
    )
