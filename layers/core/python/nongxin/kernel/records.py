"""Records: the shapes of stored items (PynamoDB), and the writes that a use case asks for.

A record is a shape only. Its context names the table, the county at the head of its key the shard.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cache
from typing import Any, ClassVar, NamedTuple, Self

from pynamodb.attributes import NumberAttribute, UnicodeAttribute
from pynamodb.exceptions import AttributeNullError
from pynamodb.models import Model

from nongxin.kernel.errors import Conflict
from nongxin.kernel.value import value

COUNTY_DIGITS = 6


class StaleRecord(Conflict):
    """Somebody wrote in between: read again, decide again. The commit loop does so by itself."""

    code = "stale-record"


class Record(Model):
    """`pk` starts with the county code; `events` is the outbox that the table's stream
    publishes.
    """

    context: ClassVar[str]

    pk = UnicodeAttribute(hash_key=True)
    sk = UnicodeAttribute(range_key=True)
    version = NumberAttribute(default=0)
    events = UnicodeAttribute(null=True)
    expires_at = NumberAttribute(null=True)

    @property
    def county(self) -> str:
        return str(self.pk)[:COUNTY_DIGITS]

    def item(self) -> dict[str, Any]:
        """The item as DynamoDB's attribute map.

        What PynamoDB's `serialize` gives for records without maps in them (ours), in a fraction of
        the time: it asks every attribute through its descriptor. A test holds the two together.
        """
        shape, found = _shape(type(self)), dict[str, Any]()
        for name, held in self.attribute_values.items():
            if held is not None:
                stored_as, type_, serialize = shape.attributes[name]
                found[stored_as] = {type_: serialize(held) if serialize else held}
        if not found.keys() >= shape.required:
            raise AttributeNullError(min(shape.required - found.keys()))
        return found

    @classmethod
    def told(cls, values: dict[str, Any]) -> Self:
        """A record whose values are all told; PynamoDB's own constructor looks for defaults."""
        record = cls.__new__(cls)
        record.attribute_values = values
        return record

    @classmethod
    def of(cls, item: dict[str, Any]) -> Any:
        record = cls()
        record.deserialize(item)
        return record


class _Shape(NamedTuple):
    """Of each attribute its name and type as stored and how to write it (None: as it is)."""

    attributes: dict[str, tuple[str, str, Callable[[Any], Any] | None]]
    required: frozenset[str]


@cache
def _shape(model: type[Record]) -> _Shape:
    attributes = model.get_attributes()
    return _Shape(
        {n: (each.attr_name, each.attr_type, _writer(each)) for n, each in attributes.items()},
        frozenset(each.attr_name for each in attributes.values() if not each.null),
    )


def _writer(attribute: Any) -> Callable[[Any], Any] | None:
    if type(attribute) is UnicodeAttribute:
        return None
    return _number if type(attribute) is NumberAttribute else attribute.serialize


def _number(value: Any) -> str:
    return str(value) if type(value) is int else json.dumps(value)


def stale(_: dict[str, Any] | None) -> Exception:
    return StaleRecord()


@value
class Write:
    """One conditional write: `condition` over `names` and `values`, and what its failure means.

    `refusal` gets the item that stood in the way (or None) and answers the error to raise; `done`
    is called once the write is known to have been made.
    """

    record: Record
    condition: str
    names: dict[str, str]
    values: dict[str, Any]
    refusal: Callable[[dict[str, Any] | None], Exception] = stale
    kind: str = "Put"
    done: Callable[[], object] | None = None


def create(
    record: Record,
    refusal: Callable[[dict[str, Any] | None], Exception] = stale,
    done: Callable[[], object] | None = None,
) -> Write:
    """A record that must not exist yet."""
    record.attribute_values["version"] = 1
    return Write(record, "attribute_not_exists(pk)", {}, {}, refusal, done=done)


def replace(record: Record, seen: int | None = None) -> Write:
    """A record as read, changed; refused with StaleRecord if another write came first.

    `seen` is the version that was read, where the record does not say it itself.
    """
    seen = int(record.version) if seen is None else seen
    record.version = seen + 1
    return Write(record, "#v = :seen", {"#v": "version"}, {":seen": {"N": str(seen)}})


def put(record: Record) -> Write:
    """A record that is simply the newest truth (derived views, leases)."""
    return Write(record, "", {}, {})


def unchanged(record: Record) -> Write:
    """A check, in the same transaction, that nobody has written the record since it was read."""
    seen = {":seen": {"N": str(int(record.version))}}
    return Write(record, "#v = :seen", {"#v": "version"}, seen, kind="ConditionCheck")
