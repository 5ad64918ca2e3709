"""Keys, buckets, the failure queue and the alarm topic: what everything else stands on."""

from __future__ import annotations

from aws_cdk import CfnOutput, Stack
from aws_cdk import aws_iam as iam
from aws_cdk import aws_sns as sns
from constructs import Construct

from infra.blocks.buckets import Buckets
from infra.blocks.keys import Keys
from infra.blocks.queue import DeadLetters, watch_dead_letters
from infra.blocks.stack import StageStack
from infra.ground import EVENT_LOG, EVIDENCE, FAILURES, UPLOADS, Ground, Plan
from nongxin.kernel.settings import Settings


class Foundation(StageStack):
    def __init__(self, scope: Construct, plan: Plan) -> None:
        super().__init__(scope, "foundation", plan, "Keys, buckets, failure queue, alarm topic")
        self._keys = Keys(self, plan)
        self._buckets = Buckets(self, plan, self._keys.storage)
        self._failures = DeadLetters(self, FAILURES, plan)
        self._topic = _alarm_topic(self, plan)
        self.ground = self._ground(plan)
        watch_dead_letters(self._failures, self.ground)
        self._tell()

    def _ground(self, plan: Plan) -> Ground:
        return Ground(
            plan=plan,
            settings=self._settings(plan),
            storage_key_arn=self._keys.storage.key_arn,
            data_key_arn=self._keys.data.key_arn,
            signing_key_arns=tuple(key.key_arn for key in self._keys.signing),
            failure_queue_arn=self._failures.queue.queue_arn,
            alarm_topic_arn=self._topic.topic_arn if self._topic else None,
        )

    def _settings(self, plan: Plan) -> Settings:
        return Settings(
            stage=plan.stage.name,
            shard_layout=plan.stage.shard_layout,
            bus_name=plan.names.bus,
            event_log_bucket=plan.names.bucket(EVENT_LOG),
            evidence_bucket=plan.names.bucket(EVIDENCE),
            uploads_bucket=plan.names.bucket(UPLOADS),
            signing_key_id=self._keys.signing[0].key_id,
            other_signing_key_ids=",".join(key.key_id for key in self._keys.signing[1:]),
            data_key_id=self._keys.data.key_id,
            failure_queue_url=self._failures.queue.queue_url,
            approval_machine_arn=plan.names.approval_machine_arn,
            subsidy_machine_arn=plan.names.subsidy_machine_arn,
            sample_reviews="yes" if plan.stage.sample_reviews else "no",
            callbacks_on_loopback="yes" if plan.stage.callbacks_on_loopback else "no",
            cipher=plan.stage.cipher,
            sms_url=plan.stage.sms_url,
            network_url=plan.stage.network_url,
            billers_url=plan.stage.billers_url,
            bureau_url=plan.stage.bureau_url,
        )

    def _tell(self) -> None:
        CfnOutput(self, "EvidenceBucket", value=self._buckets.evidence.bucket_name)
        CfnOutput(self, "EventLogBucket", value=self._buckets.event_log.bucket_name)
        CfnOutput(self, "FailureQueueUrl", value=self._failures.queue.queue_url)
        CfnOutput(self, "SigningKeyId", value=self._keys.signing[0].key_id)
        CfnOutput(self, "DataKeyId", value=self._keys.data.key_id)


def _alarm_topic(scope: Stack, plan: Plan) -> sns.Topic | None:
    """Where alarms go; people subscribe to it by hand, so that no address stands in the code."""
    if not plan.stage.alarms_notify:
        return None
    topic = sns.Topic(scope, "alarms", topic_name=f"{plan.names.prefix}-alarms", enforce_ssl=True)
    topic.add_to_resource_policy(
        iam.PolicyStatement(
            actions=["sns:Publish"],
            principals=[iam.ServicePrincipal("cloudwatch.amazonaws.com")],
            resources=[topic.topic_arn],
        )
    )
    return topic
