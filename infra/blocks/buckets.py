"""The buckets: the event log, the evidence that nobody can change, and files that tablets send."""

from __future__ import annotations

from typing import Any

from aws_cdk import Duration, RemovalPolicy
from aws_cdk import aws_kms as kms
from aws_cdk import aws_s3 as s3
from constructs import Construct

from infra.ground import EVENT_LOG, EVIDENCE, UPLOADS, Plan
from infra.nag import acknowledge


class Buckets(Construct):
    def __init__(self, scope: Construct, plan: Plan, key: kms.IKey) -> None:
        super().__init__(scope, "buckets")
        self._plan = plan
        self._key = key
        self._access_log = self._access_log_bucket()
        self.event_log = self._bucket(EVENT_LOG, **self._event_log_rules())
        self.evidence = self._bucket(EVIDENCE, **self._evidence_rules())
        self.uploads = self._bucket(UPLOADS, **self._uploads_rules())

    def _access_log_bucket(self) -> s3.Bucket | None:
        if not self._plan.stage.bucket_access_logs:
            return None
        bucket = s3.Bucket(
            self,
            "access-log",
            bucket_name=self._plan.names.bucket("access-log"),
            encryption=s3.BucketEncryption.S3_MANAGED,
            block_public_access=s3.BlockPublicAccess.BLOCK_ALL,
            object_ownership=s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
            enforce_ssl=True,
            removal_policy=RemovalPolicy.RETAIN,
            lifecycle_rules=[s3.LifecycleRule(expiration=Duration.days(400))],
        )
        acknowledge(bucket, {"S1": "This bucket is where access logs go."})
        return bucket

    def _bucket(self, name: str, **rules: Any) -> s3.Bucket:
        stage = self._plan.stage
        bucket = s3.Bucket(
            self,
            name,
            bucket_name=self._plan.names.bucket(name),
            encryption=s3.BucketEncryption.KMS,
            encryption_key=self._key,
            bucket_key_enabled=True,
            block_public_access=s3.BlockPublicAccess.BLOCK_ALL,
            enforce_ssl=stage.tls_only,
            server_access_logs_bucket=self._access_log,
            server_access_logs_prefix=f"{name}/" if self._access_log else None,
            **rules,
        )
        if not self._access_log:
            acknowledge(bucket, {"S1": "Access logs are kept where real data is."})
        return bucket

    def _event_log_rules(self) -> dict[str, Any]:
        """What has been published, kept so that any window can be published again."""
        stage = self._plan.stage
        return {
            "removal_policy": RemovalPolicy.RETAIN if stage.keeps_data else RemovalPolicy.DESTROY,
            "lifecycle_rules": [
                s3.LifecycleRule(
                    expiration=Duration.days(stage.event_log_days),
                    abort_incomplete_multipart_upload_after=Duration.days(1),
                )
            ],
        }

    def _uploads_rules(self) -> dict[str, Any]:
        """What comes in is checked within minutes or is nobody's; what was checked stays."""
        keeps = self._plan.stage.keeps_data
        return {
            "removal_policy": RemovalPolicy.RETAIN if keeps else RemovalPolicy.DESTROY,
            "lifecycle_rules": [
                s3.LifecycleRule(prefix="incoming/", expiration=Duration.days(1)),
                s3.LifecycleRule(abort_incomplete_multipart_upload_after=Duration.days(1)),
            ],
        }

    def _evidence_rules(self) -> dict[str, Any]:
        """Contracts with their signatures and the facts of decisions. Locked, so always kept."""
        stage = self._plan.stage
        rules: dict[str, Any] = {"versioned": True, "object_lock_enabled": True}
        if stage.evidence_lock is None:
            return rules | {"removal_policy": RemovalPolicy.DESTROY}
        lock = Duration.days(stage.evidence_lock_days)
        compliance = stage.evidence_lock == "COMPLIANCE"
        mode = (
            s3.ObjectLockRetention.compliance if compliance else s3.ObjectLockRetention.governance
        )
        return rules | {
            "removal_policy": RemovalPolicy.RETAIN,
            "object_lock_default_retention": mode(lock),
        }
