"""The KMS keys: at rest, personal fields, tokens."""

from __future__ import annotations

from aws_cdk import Duration, RemovalPolicy
from aws_cdk import aws_kms as kms
from constructs import Construct

from infra.ground import Plan


class Keys(Construct):
    """`storage` only ever works inside DynamoDB and S3; `data` seals the counties' data keys, so
    that
    one who may read a table still cannot read a person; `signing` signs tokens (ES256)."""

    def __init__(self, scope: Construct, plan: Plan) -> None:
        super().__init__(scope, "keys")
        self._plan = plan
        self.storage = self._key("storage", "Tables and buckets at rest", enable_key_rotation=True)
        self.data = self._key("data", "Data keys of personal fields", enable_key_rotation=True)
        self.signing = [self._signing(name) for name in plan.stage.signing_keys]

    def _signing(self, name: str) -> kms.Key:
        return self._key(
            name,
            "People's tokens, ES256",
            key_spec=kms.KeySpec.ECC_NIST_P256,
            key_usage=kms.KeyUsage.SIGN_VERIFY,
        )

    def _key(
        self,
        name: str,
        description: str,
        *,
        enable_key_rotation: bool | None = None,
        key_spec: kms.KeySpec | None = None,
        key_usage: kms.KeyUsage | None = None,
    ) -> kms.Key:
        keeps = self._plan.stage.keeps_data
        return kms.Key(
            self,
            name,
            alias=f"{self._plan.names.prefix}-{name}",
            description=description,
            enable_key_rotation=enable_key_rotation,
            key_spec=key_spec,
            key_usage=key_usage,
            pending_window=Duration.days(30 if keeps else 7),
            removal_policy=RemovalPolicy.RETAIN if keeps else RemovalPolicy.DESTROY,
        )
