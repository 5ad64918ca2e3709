"""A local cloud with the bank's tables, keys and buckets, and nothing that reacts to them."""

from __future__ import annotations

from typing import Any

from devkit.cloud import LocalCloud
from infra.stages import LOCAL
from nongxin.kernel.settings import Settings
from nongxin.kernel.tables import CONTEXTS, WITH_WORK_INDEX, WORK_INDEX, directory_table, table_name

_LOG, _EVIDENCE, _BUS = "bench-log", "bench-evidence", "bench"


def furnish(cloud: LocalCloud, partners_url: str) -> Settings:
    """Make what the functions need; answers their settings."""
    dynamodb, kms = cloud.client("dynamodb"), cloud.client("kms")
    for context in CONTEXTS:
        for shard in LOCAL.shards:
            name = table_name(LOCAL.name, context, shard)
            _table(dynamodb, name, indexed=context in WITH_WORK_INDEX)
    _table(dynamodb, directory_table(LOCAL.name), indexed=False)
    for bucket in (_LOG, _EVIDENCE):
        place = {"LocationConstraint": cloud.variables()["AWS_REGION"]}
        cloud.client("s3").create_bucket(Bucket=bucket, CreateBucketConfiguration=place)
    cloud.client("events").create_event_bus(Name=_BUS)
    signing = kms.create_key(KeySpec="ECC_NIST_P256", KeyUsage="SIGN_VERIFY")
    return Settings(
        stage=LOCAL.name,
        shard_layout=LOCAL.shard_layout,
        bus_name=_BUS,
        event_log_bucket=_LOG,
        evidence_bucket=_EVIDENCE,
        signing_key_id=signing["KeyMetadata"]["KeyId"],
        data_key_id=kms.create_key()["KeyMetadata"]["KeyId"],
        failure_queue_url=cloud.client("sqs").create_queue(QueueName="bench")["QueueUrl"],
        approval_machine_arn="bench",
        sample_reviews="no",
        callbacks_on_loopback="yes",
        sms_url=partners_url,
        bureau_url=partners_url,
    )


def _table(dynamodb: Any, name: str, *, indexed: bool) -> None:
    names = ("pk", "sk", "work_pk", "work_sk") if indexed else ("pk", "sk")
    fields: dict[str, Any] = {
        "TableName": name,
        "BillingMode": "PAY_PER_REQUEST",
        "KeySchema": _keys("pk", "sk"),
        "AttributeDefinitions": [{"AttributeName": n, "AttributeType": "S"} for n in names],
    }
    if indexed:
        keys, kind = _keys("work_pk", "work_sk"), {"ProjectionType": "KEYS_ONLY"}
        index = {"IndexName": WORK_INDEX, "KeySchema": keys, "Projection": kind}
        fields["GlobalSecondaryIndexes"] = [index]
    dynamodb.create_table(**fields)


def _keys(partition: str, sort: str) -> list[dict[str, str]]:
    names = ((partition, "HASH"), (sort, "RANGE"))
    return [{"AttributeName": name, "KeyType": kind} for name, kind in names]
