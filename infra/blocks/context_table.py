"""The table of one context in one shard: keys, stream, protection, and the work index where one is
read.
"""

from __future__ import annotations

from aws_cdk import RemovalPolicy
from aws_cdk import aws_dynamodb as ddb
from constructs import Construct

from infra.ground import Ground
from infra.nag import acknowledge
from nongxin.kernel.tables import TTL_ATTRIBUTE, WORK_INDEX

_PART = ddb.CfnTable


def context_table(
    scope: Construct, name: str, ground: Ground, *, streamed: bool = True, indexed: bool = False
) -> ddb.CfnTable:
    """`name` is physical (nongxin.kernel.tables). `streamed`: what is written is published."""
    stage = ground.stage
    attributes = {"pk": "S", "sk": "S"} | ({"work_pk": "S", "work_sk": "S"} if indexed else {})
    table = ddb.CfnTable(
        scope,
        name.removeprefix(f"{ground.names.prefix}-"),
        table_name=name,
        billing_mode="PAY_PER_REQUEST",
        key_schema=_keys("pk", "sk"),
        attribute_definitions=[
            _PART.AttributeDefinitionProperty(attribute_name=key, attribute_type=type_)
            for key, type_ in attributes.items()
        ],
        global_secondary_indexes=[_work_index()] if indexed else None,
        stream_specification=_stream() if streamed else None,
        point_in_time_recovery_specification=_PART.PointInTimeRecoverySpecificationProperty(
            point_in_time_recovery_enabled=stage.point_in_time_recovery
        ),
        time_to_live_specification=_PART.TimeToLiveSpecificationProperty(
            attribute_name=TTL_ATTRIBUTE, enabled=True
        ),
        sse_specification=_PART.SSESpecificationProperty(
            sse_enabled=True, sse_type="KMS", kms_master_key_id=ground.storage_key_arn
        ),
        deletion_protection_enabled=stage.keeps_data,
    )
    table.apply_removal_policy(RemovalPolicy.RETAIN if stage.keeps_data else RemovalPolicy.DESTROY)
    if not stage.point_in_time_recovery:
        acknowledge(table, {"DDB3": "No point-in-time recovery where only made-up data lies."})
    return table


def _keys(partition: str, sort: str) -> list[ddb.CfnTable.KeySchemaProperty]:
    return [
        _PART.KeySchemaProperty(attribute_name=partition, key_type="HASH"),
        _PART.KeySchemaProperty(attribute_name=sort, key_type="RANGE"),
    ]


def _work_index() -> ddb.CfnTable.GlobalSecondaryIndexProperty:
    """Sparse: only records that wait for somebody carry its keys. It finds, it never decides
    (R16).
    """
    return _PART.GlobalSecondaryIndexProperty(
        index_name=WORK_INDEX,
        key_schema=_keys("work_pk", "work_sk"),
        projection=_PART.ProjectionProperty(projection_type="KEYS_ONLY"),
    )


def _stream() -> ddb.CfnTable.StreamSpecificationProperty:
    return _PART.StreamSpecificationProperty(stream_view_type="NEW_AND_OLD_IMAGES")
