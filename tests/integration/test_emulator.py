"""What makes the local cloud quicker changes none of its answers (devkit/emulator)."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import ClientError

if TYPE_CHECKING:
    from tests.fixtures.deployment import Deployment

KEYS = ["a", "a#1", "a#10", "a#2", "b", "农", "🌾"]


@pytest.fixture(scope="module")
def dynamodb(deployment: Deployment) -> Any:
    return deployment.client("dynamodb")


@pytest.fixture(scope="module")
def table(dynamodb: Any) -> str:
    made = f"quick-{uuid.uuid4().hex[:12]}"
    dynamodb.create_table(
        TableName=made,
        BillingMode="PAY_PER_REQUEST",
        KeySchema=[
            {"AttributeName": "pk", "KeyType": "HASH"},
            {"AttributeName": "sk", "KeyType": "RANGE"},
        ],
        AttributeDefinitions=[
            {"AttributeName": "pk", "AttributeType": "S"},
            {"AttributeName": "sk", "AttributeType": "S"},
        ],
    )
    for pk in ("p", "q"):
        for sk in KEYS:
            dynamodb.put_item(TableName=made, Item={"pk": {"S": pk}, "sk": {"S": sk}})
    return made


@pytest.mark.parametrize(
    ("condition", "operator", "bounds"),
    [
        ("begins_with(sk, :a)", "BEGINS_WITH", ["a#"]),
        ("sk BETWEEN :a AND :b", "BETWEEN", ["a#1", "b"]),
        ("sk BETWEEN :a AND :b", "BETWEEN", ["z", "🌾"]),
        ("sk < :a", "LT", ["a#2"]),
        ("sk <= :a", "LE", ["a#2"]),
        ("sk > :a", "GT", ["a#2"]),
        ("sk >= :a", "GE", ["农"]),
        ("sk = :a", "EQ", ["a"]),
    ],
)
def test_a_key_condition_finds_what_the_slow_way_finds(
    dynamodb: Any, table: str, condition: str, operator: str, bounds: list[str]
) -> None:
    values = {f":{name}": {"S": bound} for name, bound in zip("ab", bounds, strict=False)}
    quick = dynamodb.query(
        TableName=table,
        KeyConditionExpression=f"pk = :pk AND {condition}",
        ExpressionAttributeValues={":pk": {"S": "p"}, **values},
    )
    slow = dynamodb.query(
        TableName=table,
        KeyConditions={
            "pk": _equal("p"),
            "sk": {
                "ComparisonOperator": operator,
                "AttributeValueList": [{"S": bound} for bound in bounds],
            },
        },
    )
    assert quick["Items"] == slow["Items"] != []
    assert len(quick["Items"]) < len(KEYS)


def test_names_in_their_place_and_pages_from_the_end(dynamodb: Any, table: str) -> None:
    asked = {
        "TableName": table,
        "KeyConditionExpression": "(#0 = :0 AND begins_with (#1, :1))",
        "ExpressionAttributeNames": {"#0": "pk", "#1": "sk"},
        "ExpressionAttributeValues": {":0": {"S": "q"}, ":1": {"S": "a"}},
        "ScanIndexForward": False,
        "Limit": 3,
    }
    first = dynamodb.query(**asked)
    rest = dynamodb.query(**asked, ExclusiveStartKey=first["LastEvaluatedKey"])
    assert [i["sk"]["S"] for i in first["Items"] + rest["Items"]] == ["a#2", "a#10", "a#1", "a"]
    assert {i["pk"]["S"] for i in first["Items"]} == {"q"}


@pytest.mark.parametrize(
    ("condition", "values"),
    [
        ("pk = :pk AND name = :a", {":a": {"S": "a"}}),
        ("pk = :pk AND sk BETWEEN :a AND :b", {":a": {"S": "b"}, ":b": {"S": "a"}}),
        ("pk = :pk AND sk = ", {}),
        ("pk = :pk AND sk = :gone", {}),
        ("pk = :pk AND sk = :a", {":a": {"N": "1"}}),
    ],
)
def test_a_fault_stays_a_fault(
    dynamodb: Any, table: str, condition: str, values: dict[str, Any]
) -> None:
    with pytest.raises(ClientError, match="ValidationException"):
        dynamodb.query(
            TableName=table,
            KeyConditionExpression=condition,
            ExpressionAttributeValues={":pk": {"S": "p"}, **values},
        )


def test_workers_share_what_their_layers_hold(deployment: Deployment) -> None:
    deployment.bank.call("GET", "/auth/keys")
    workers = deployment.cloud.home / "workers"
    links = {link.resolve().name for link in workers.glob("ministack-lambda-*/layer_?")}
    assert links
    assert links == {folder.name for folder in workers.glob("layer-*")}


def _equal(value: str) -> dict[str, Any]:
    return {"ComparisonOperator": "EQ", "AttributeValueList": [{"S": value}]}
