"""Tables: one per context and shard, named by the kernel, streamed, and safe where real
data lies.
"""

from __future__ import annotations

from nongxin.kernel.tables import CONTEXTS, WITH_WORK_INDEX, directory_table, table_name
from tests.infra.templates import Resource, Templates


def _sharded(templates: Templates) -> list[Resource]:
    directory = directory_table(templates.stage.name)
    tables = templates.of("AWS::DynamoDB::Table")
    return [t for t in tables if t.properties["TableName"] != directory]


def test_every_context_has_its_table_in_every_shard_once(anywhere: Templates) -> None:
    stage = anywhere.stage
    wanted = [table_name(stage.name, c, shard) for shard in stage.shards for c in CONTEXTS]
    wanted.append(directory_table(stage.name))
    found = [t.properties["TableName"] for t in anywhere.of("AWS::DynamoDB::Table")]
    assert sorted(found) == sorted(wanted)


def test_a_shard_is_one_stack(anywhere: Templates) -> None:
    for table in _sharded(anywhere):
        shard = table.properties["TableName"].rpartition("-")[2]
        assert table.stack == f"nongxin-{anywhere.stage.name}-shard-{shard}"


def test_what_is_written_is_streamed_with_both_images(anywhere: Templates) -> None:
    for table in _sharded(anywhere):
        stream = table.properties["StreamSpecification"]
        assert stream == {"StreamViewType": "NEW_AND_OLD_IMAGES"}, table.where


def test_work_is_indexed_by_its_keys_only_where_somebody_waits(anywhere: Templates) -> None:
    for table in _sharded(anywhere):
        context = table.properties["TableName"].split("-")[2]
        indexes = table.properties.get("GlobalSecondaryIndexes", [])
        assert [i["IndexName"] for i in indexes] == (["work"] if context in WITH_WORK_INDEX else [])
        assert all(i["Projection"] == {"ProjectionType": "KEYS_ONLY"} for i in indexes)


def test_tables_are_encrypted_with_our_key_and_forget_what_has_expired(anywhere: Templates) -> None:
    for table in anywhere.of("AWS::DynamoDB::Table"):
        assert table.properties["SSESpecification"]["SSEType"] == "KMS"
        assert table.properties["TimeToLiveSpecification"]["AttributeName"] == "expires_at"


def test_production_loses_no_table(prod: Templates) -> None:
    for table in prod.of("AWS::DynamoDB::Table"):
        recovery = table.properties["PointInTimeRecoverySpecification"]
        assert recovery["PointInTimeRecoveryEnabled"] is True
        assert table.properties["DeletionProtectionEnabled"] is True
        assert table.body["DeletionPolicy"] == table.body["UpdateReplacePolicy"] == "Retain"


def test_production_keeps_keys_and_buckets(prod: Templates) -> None:
    for kind in ("AWS::KMS::Key", "AWS::S3::Bucket"):
        assert {r.body["DeletionPolicy"] for r in prod.of(kind)} == {"Retain"}


def test_evidence_is_locked(prod: Templates) -> None:
    (evidence,) = [
        b for b in prod.of("AWS::S3::Bucket") if b.properties.get("ObjectLockEnabled") is True
    ]
    retention = evidence.properties["ObjectLockConfiguration"]["Rule"]["DefaultRetention"]
    assert retention == {"Mode": "COMPLIANCE", "Days": 15 * 365}


def test_the_event_log_is_kept_thirty_five_days_at_least(anywhere: Templates) -> None:
    (log,) = [
        b
        for b in anywhere.of("AWS::S3::Bucket")
        if "event-log" in str(b.properties.get("BucketName"))
    ]
    (rule,) = log.properties["LifecycleConfiguration"]["Rules"]
    assert rule["ExpirationInDays"] >= 35


def test_no_bucket_is_public(anywhere: Templates) -> None:
    for bucket in anywhere.of("AWS::S3::Bucket"):
        assert set(bucket.properties["PublicAccessBlockConfiguration"].values()) == {True}
