"""DynamoDB's client without the detours that botocore makes for services of every kind.

A bare call costs a processor a millisecond, and a posting is three. What DynamoDB says and is told
is JSON as it stands, but for bytes; its address is the same for every call; and a name of our own
spares putting botocore's together twice a call. `tests/unit/kernel/test_dynamo_client.py` holds
requests and answers to those of an ordinary client: the pinned botocore's inner names are used.
"""

from __future__ import annotations

from typing import Any, cast

from botocore.config import Config
from botocore.parsers import JSONParser, ResponseParserFactory
from botocore.serialize import JSONSerializer
from botocore.session import Session

_NAME = Config(user_agent="nongxin/0.1", account_id_endpoint_mode="disabled")


def dynamo_client(session: Session, config: Config) -> Any:
    """A client for the region and credentials of the environment."""
    session.register_component("response_parser_factory", _PlainParsers())
    client = cast(Any, session.create_client("dynamodb", config=config.merge(_NAME)))
    client._serializer = _PlainSerializer()
    client._ruleset_resolver = None  # rules that would end at `meta.endpoint_url`
    return client


class _PlainSerializer(JSONSerializer):
    """Parameters are the body, but for bytes: then along the shapes, as ever."""

    def serialize_to_request(self, parameters: Any, operation_model: Any) -> Any:
        try:
            return super().serialize_to_request(parameters, operation_model)
        except TypeError:  # bytes are no JSON
            return JSONSerializer().serialize_to_request(parameters, operation_model)

    def _serialize(self, serialized: Any, value: Any, shape: Any, key: Any = None) -> None:
        serialized.update(value)


class _PlainParsers(ResponseParserFactory):
    def create_parser(self, protocol_name: str) -> Any:
        return _PlainParser() if protocol_name == "json" else super().create_parser(protocol_name)


class _PlainParser(JSONParser):
    """An answer is its body, but for bytes and refusals: then along the shapes, as ever."""

    # Of these no member but a value of type B is anything else than JSON.
    _PLAIN = frozenset(
        {"GetItemOutput", "PutItemOutput", "QueryOutput", "TransactWriteItemsOutput"}
    )

    def _handle_json_body(self, raw_body: bytes, shape: Any) -> Any:
        if shape.name in self._PLAIN and b'"B"' not in raw_body:
            return cast(Any, self)._parse_body_as_json(raw_body)
        return cast(Any, super())._handle_json_body(raw_body, shape)
