"""What we lean on in the local cloud: an upgrade that changes one of these is seen here."""

from __future__ import annotations

import json
import uuid
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import ClientError
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from tests.fixtures.deployment import until

if TYPE_CHECKING:
    from tests.fixtures.deployment import Deployment


def name() -> str:
    return f"lean-{uuid.uuid4().hex[:12]}"


@pytest.fixture
def dynamodb(deployment: Deployment) -> Any:
    return deployment.client("dynamodb")


@pytest.fixture
def table(dynamodb: Any) -> str:
    made = name()
    dynamodb.create_table(
        TableName=made,
        BillingMode="PAY_PER_REQUEST",
        KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "pk", "AttributeType": "S"}],
        StreamSpecification={"StreamEnabled": True, "StreamViewType": "NEW_AND_OLD_IMAGES"},
    )
    return made


def put(table: str, pk: str, value: str, *, fresh: bool = True) -> dict[str, Any]:
    told = {"TableName": table, "Item": {"pk": {"S": pk}, "v": {"S": value}}}
    if fresh:
        told |= {
            "ConditionExpression": "attribute_not_exists(pk)",
            "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
        }
    return told


def test_a_transaction_is_all_or_nothing_and_tells_what_stood_there(
    dynamodb: Any, table: str
) -> None:
    dynamodb.put_item(**put(table, "a", "old"))
    items = [{"Put": put(table, "b", "new")}, {"Put": put(table, "a", "new")}]
    with pytest.raises(ClientError) as failed:
        dynamodb.transact_write_items(TransactItems=items)
    reasons = failed.value.response["CancellationReasons"]
    assert [r["Code"] for r in reasons] == ["None", "ConditionalCheckFailed"]
    assert reasons[1]["Item"]["v"] == {"S": "old"}
    assert "Item" not in dynamodb.get_item(TableName=table, Key={"pk": {"S": "b"}})


def test_a_put_that_is_refused_tells_what_stood_there(dynamodb: Any, table: str) -> None:
    dynamodb.put_item(**put(table, "a", "old"))
    with pytest.raises(ClientError) as failed:
        dynamodb.put_item(**put(table, "a", "new"))
    assert failed.value.response["Error"]["Code"] == "ConditionalCheckFailedException"
    assert failed.value.response["Item"]["v"] == {"S": "old"}


def test_a_request_token_makes_a_transaction_once(dynamodb: Any, table: str) -> None:
    token, items = uuid.uuid4().hex, [{"Put": put(table, "t", "1")}]
    for _ in range(3):
        dynamodb.transact_write_items(TransactItems=items, ClientRequestToken=token)
    with pytest.raises(ClientError, match="IdempotentParameterMismatch"):
        other = [{"Put": put(table, "u", "1")}]
        dynamodb.transact_write_items(TransactItems=other, ClientRequestToken=token)


def test_a_stream_tells_both_images_in_order(
    deployment: Deployment, dynamodb: Any, table: str
) -> None:
    for value in ("1", "2", "3"):
        dynamodb.put_item(**put(table, "a", value, fresh=False))
    dynamodb.delete_item(TableName=table, Key={"pk": {"S": "a"}})
    records = _records(deployment, dynamodb.describe_table(TableName=table)["Table"])
    told = [(r["eventName"], _value(r, "OldImage"), _value(r, "NewImage")) for r in records]
    assert told == [
        ("INSERT", None, "1"), ("MODIFY", "1", "2"), ("MODIFY", "2", "3"), ("REMOVE", "3", None),
    ]  # fmt: skip


def _records(deployment: Deployment, table: dict[str, Any]) -> list[dict[str, Any]]:
    streams, arn = deployment.client("dynamodbstreams"), table["LatestStreamArn"]
    (shard,) = streams.describe_stream(StreamArn=arn)["StreamDescription"]["Shards"]
    iterator = streams.get_shard_iterator(
        StreamArn=arn, ShardId=shard["ShardId"], ShardIteratorType="TRIM_HORIZON"
    )
    found: list[dict[str, Any]] = streams.get_records(ShardIterator=iterator["ShardIterator"])[
        "Records"
    ]
    return found


def _value(record: dict[str, Any], image: str) -> str | None:
    found = record["dynamodb"].get(image)
    return found["v"]["S"] if found else None


def test_what_is_received_too_often_lies_with_the_dead(deployment: Deployment) -> None:
    sqs = deployment.client("sqs")
    dead = sqs.create_queue(QueueName=f"{name()}-dead")["QueueUrl"]
    arn = _arn(sqs, dead)
    redrive = json.dumps({"deadLetterTargetArn": arn, "maxReceiveCount": "2"})
    queue = sqs.create_queue(
        QueueName=name(), Attributes={"VisibilityTimeout": "0", "RedrivePolicy": redrive}
    )["QueueUrl"]
    sqs.send_message(QueueUrl=queue, MessageBody="x")
    seen = [len(sqs.receive_message(QueueUrl=queue).get("Messages", ())) for _ in range(3)]
    assert seen == [1, 1, 0]
    assert sqs.receive_message(QueueUrl=dead)["Messages"][0]["Body"] == "x"


def _arn(sqs: Any, url: str) -> str:
    told = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])
    return str(told["Attributes"]["QueueArn"])


def test_a_rule_brings_its_events_to_its_queue_and_no_others(deployment: Deployment) -> None:
    sqs, events, bus = deployment.client("sqs"), deployment.client("events"), name()
    queue = sqs.create_queue(QueueName=name())["QueueUrl"]
    events.create_event_bus(Name=bus)
    pattern = json.dumps({"detail-type": ["Wanted"]})
    events.put_rule(Name="wanted", EventBusName=bus, EventPattern=pattern)
    target = {"Id": "q", "Arn": _arn(sqs, queue)}
    events.put_targets(Rule="wanted", EventBusName=bus, Targets=[target])
    for kind in ("Other", "Wanted"):
        entry = {"EventBusName": bus, "Source": "t", "DetailType": kind, "Detail": '{"a": 1}'}
        assert events.put_events(Entries=[entry])["FailedEntryCount"] == 0
    told = until(lambda: sqs.receive_message(QueueUrl=queue).get("Messages"))
    body = json.loads(told[0]["Body"])
    assert (body["detail-type"], body["detail"]) == ("Wanted", {"a": 1})
    assert "Messages" not in sqs.receive_message(QueueUrl=queue)


def test_a_state_waits_for_its_token_and_not_longer_than_it_may(deployment: Deployment) -> None:
    sfn, sqs = deployment.client("stepfunctions"), deployment.client("sqs")
    queue = sqs.create_queue(QueueName=name())["QueueUrl"]
    machine = _waiting_machine(sfn, queue)
    for answered, status in ((True, "SUCCEEDED"), (False, "FAILED")):
        run = sfn.start_execution(stateMachineArn=machine, input="{}")["executionArn"]
        (message,) = until(lambda: sqs.receive_message(QueueUrl=queue).get("Messages"))
        token = json.loads(message["Body"])["token"]
        if answered:
            sfn.send_task_success(taskToken=token, output='{"outcome": "yes"}')
        told = until(lambda run=run: _ended(sfn, run))
        assert told["status"] == status
        if answered:
            assert json.loads(told["output"]) == {"outcome": "yes"}
        with pytest.raises(ClientError):
            sfn.send_task_success(taskToken=token, output="{}")
    with pytest.raises(ClientError, match="ExecutionAlreadyExists"):
        for n in range(2):
            told = json.dumps({"n": n})
            sfn.start_execution(stateMachineArn=machine, name="once", input=told)


def _waiting_machine(sfn: Any, queue: str) -> str:
    task = {
        "Type": "Task",
        "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken",
        "Arguments": {
            "QueueUrl": queue,
            "MessageBody": {"token": "{% $states.context.Task.Token %}"},
        },
        "TimeoutSeconds": 2,
        "End": True,
    }
    machine = {"QueryLanguage": "JSONata", "StartAt": "Wait", "States": {"Wait": task}}
    role = "arn:aws:iam::000000000000:role/any"
    made = sfn.create_state_machine(name=name(), definition=json.dumps(machine), roleArn=role)
    return str(made["stateMachineArn"])


def _ended(sfn: Any, run: str) -> dict[str, Any] | None:
    told: dict[str, Any] = sfn.describe_execution(executionArn=run)
    return None if told["status"] == "RUNNING" else told


def test_a_locked_object_stays(deployment: Deployment) -> None:
    """In the deployed evidence bucket, whose lock a deploy sets."""
    s3, bucket = deployment.client("s3"), deployment.outputs["EvidenceBucket"]
    lock = s3.get_object_lock_configuration(Bucket=bucket)["ObjectLockConfiguration"]
    assert lock["ObjectLockEnabled"] == "Enabled"
    key = f"lean/{uuid.uuid4().hex}"
    until_when = datetime.now(UTC) + timedelta(days=1)
    version = s3.put_object(
        Bucket=bucket, Key=key, Body=b"x",
        ObjectLockMode="COMPLIANCE", ObjectLockRetainUntilDate=until_when,
    )["VersionId"]  # fmt: skip
    with pytest.raises(ClientError, match="AccessDenied"):
        s3.delete_object(Bucket=bucket, Key=key, VersionId=version)
    s3.put_object(Bucket=bucket, Key=key, Body=b"y")
    first = s3.get_object(Bucket=bucket, Key=key, VersionId=version)
    assert first["Body"].read() == b"x"


def test_a_data_key_opens_in_its_context_only(deployment: Deployment) -> None:
    kms = deployment.client("kms")
    key = kms.create_key()["KeyMetadata"]["KeyId"]
    sealed = kms.generate_data_key_without_plaintext(
        KeyId=key, KeySpec="AES_256", EncryptionContext={"name": "a"}
    )["CiphertextBlob"]
    opened = kms.decrypt(CiphertextBlob=sealed, KeyId=key, EncryptionContext={"name": "a"})
    assert len(opened["Plaintext"]) == 32
    with pytest.raises(ClientError, match="InvalidCiphertext"):
        kms.decrypt(CiphertextBlob=sealed, KeyId=key, EncryptionContext={"name": "b"})


def test_kms_signs_as_es256_wants_it(deployment: Deployment) -> None:
    kms = deployment.client("kms")
    made = kms.create_key(KeySpec="ECC_NIST_P256", KeyUsage="SIGN_VERIFY")
    key = made["KeyMetadata"]["KeyId"]
    told = kms.sign(KeyId=key, Message=b"m", MessageType="RAW", SigningAlgorithm="ECDSA_SHA_256")
    public = serialization.load_der_public_key(kms.get_public_key(KeyId=key)["PublicKey"])
    assert isinstance(public, ec.EllipticCurvePublicKey)
    public.verify(told["Signature"], b"m", ec.ECDSA(hashes.SHA256()))
