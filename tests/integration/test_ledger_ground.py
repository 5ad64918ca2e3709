"""What the ledger leans on in DynamoDB, asked of the local cloud: if one of these changes, so must
the books.
"""

from __future__ import annotations

import uuid
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import ClientError

if TYPE_CHECKING:
    from tests.fixtures.deployment import Deployment

TABLE, OTHER = "nongxin-local-ledger-south", "nongxin-local-ledger-north"
ACCOUNTS = ("ac_a", "ac_b", "ac_c")


@pytest.fixture
def dynamodb(deployment: Deployment) -> Any:
    return deployment.client("dynamodb")


@pytest.fixture
def pk() -> str:
    return f"610722#T#{uuid.uuid4().hex}"


def put(pk: str, sk: str, table: str = TABLE, **fields: str) -> dict[str, Any]:
    told = {name: {"S": value} for name, value in fields.items()}
    return {
        "Put": {
            "TableName": table,
            "Item": {"pk": {"S": pk}, "sk": {"S": sk}} | told,
            "ConditionExpression": "attribute_not_exists(pk)",
            "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
        }
    }


def there(dynamodb: Any, pk: str, sk: str, table: str = TABLE) -> bool:
    key = {"pk": {"S": pk}, "sk": {"S": sk}}
    return "Item" in dynamodb.get_item(TableName=table, Key=key, ConsistentRead=True)


def test_of_many_who_write_the_next_number_one_does(dynamodb: Any, pk: str) -> None:
    """And of the losers nothing is written, in either table."""

    def write(number: int) -> bool:
        items = [put(pk, "ac_a#1", by=str(number)), put(pk, f"K{number}", OTHER)]
        try:
            dynamodb.transact_write_items(TransactItems=items)
        except ClientError as error:
            reasons = error.response["CancellationReasons"]  # type: ignore[typeddict-item]
            assert reasons[0]["Code"] == "ConditionalCheckFailed"
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        won = list(pool.map(write, range(8)))
    assert sum(won) == 1
    assert [there(dynamodb, pk, f"K{number}", OTHER) for number in range(8)] == won


def test_a_condition_on_pk_is_one_on_the_whole_key(dynamodb: Any, pk: str) -> None:
    for sk in ("ac_a#1", "ac_a#2"):
        dynamodb.transact_write_items(TransactItems=[put(pk, sk)])
    with pytest.raises(ClientError):
        dynamodb.transact_write_items(TransactItems=[put(pk, "ac_a#2")])


def test_a_token_answers_for_a_transaction_whose_conditions_now_fail(
    dynamodb: Any, pk: str
) -> None:
    """So a write whose answer was lost is not taken for somebody else's."""
    items, token = [put(pk, "ac_a#1"), put(pk, "K", OTHER)], uuid.uuid4().hex
    for _ in range(2):
        dynamodb.transact_write_items(TransactItems=items, ClientRequestToken=token)
    with pytest.raises(ClientError):
        dynamodb.transact_write_items(TransactItems=items, ClientRequestToken=uuid.uuid4().hex)


@pytest.mark.parametrize("count", [100, 101])
def test_a_transaction_takes_a_hundred_items(dynamodb: Any, pk: str, count: int) -> None:
    items = [put(pk, f"S{number}") for number in range(count)]
    if count > 100:
        with pytest.raises(ClientError, match="ValidationException"):
            dynamodb.transact_write_items(TransactItems=items)
        assert not there(dynamodb, pk, "S0")
    else:
        dynamodb.transact_write_items(TransactItems=items)
        assert there(dynamodb, pk, "S99")


def test_a_transaction_names_an_item_once(dynamodb: Any, pk: str) -> None:
    with pytest.raises(ClientError, match="ValidationException"):
        dynamodb.transact_write_items(TransactItems=[put(pk, "S"), put(pk, "S")])
    assert not there(dynamodb, pk, "S")


def test_the_newest_entry_is_the_first_of_its_account(dynamodb: Any, pk: str) -> None:
    """Sort keys are compared byte by byte, so numbers of twelve digits sort as numbers."""
    entries = [f"{account}#{seq:012d}" for account in ACCOUNTS for seq in (0, 9, 10, 11)]
    dynamodb.transact_write_items(TransactItems=[put(pk, sk) for sk in entries])
    newest = dynamodb.query(
        TableName=TABLE,
        KeyConditionExpression="pk = :pk AND begins_with(sk, :sk)",
        ExpressionAttributeValues={":pk": {"S": pk}, ":sk": {"S": "ac_b#"}},
        Limit=1,
        ScanIndexForward=False,
        ConsistentRead=True,
    )["Items"]
    assert [item["sk"]["S"] for item in newest] == ["ac_b#000000000011"]


def test_accounts_are_counted_through_by_skipping(dynamodb: Any, pk: str) -> None:
    """BETWEEN up to an account's bare id leaves out the account itself, and nothing before it."""
    entries = [f"{account}#{seq:012d}" for account in ACCOUNTS for seq in range(3)]
    dynamodb.transact_write_items(TransactItems=[put(pk, sk) for sk in entries])
    found, high = [], "~"
    while True:
        values = {":pk": {"S": pk}, ":low": {"S": "0"}, ":high": {"S": high}}
        items = dynamodb.query(
            TableName=TABLE,
            KeyConditionExpression="pk = :pk AND sk BETWEEN :low AND :high",
            ExpressionAttributeValues=values,
            Limit=1,
            ScanIndexForward=False,
            ConsistentRead=True,
        )["Items"]
        if not items:
            break
        found.append(items[0]["sk"]["S"])
        high = found[-1].partition("#")[0]
    assert found == [f"{account}#000000000002" for account in reversed(ACCOUNTS)]


def test_what_is_written_is_read_at_once(dynamodb: Any, pk: str) -> None:
    for number in range(20):
        dynamodb.transact_write_items(TransactItems=[put(pk, f"S{number}")])
        assert there(dynamodb, pk, f"S{number}")
