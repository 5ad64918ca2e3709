"""Commands: done once per key, whatever is repeated, at once, or late.

The key's scope is operation + authenticated caller + the caller's own key, and it lives in the
caller's home county. It is stored with a fingerprint of the payload and the answer, in the same
transaction as what the command wrote. Same key and payload: the first answer. Other payload:
refused.
"""

from __future__ import annotations

import hashlib
import json
import math
import random
import time
from collections.abc import Callable, Sequence
from dataclasses import field
from functools import cached_property, lru_cache
from typing import Any

from pynamodb.attributes import UnicodeAttribute

from nongxin.kernel import deadline
from nongxin.kernel.errors import Busy, Conflict, KeyReused, Malformed, Problem
from nongxin.kernel.records import Record, StaleRecord, Write, create
from nongxin.kernel.storage import Storage
from nongxin.kernel.value import value

Answer = dict[str, Any]
LONGEST_KEY = 255
# Made once: `json.dumps` makes one for each call that is not all defaults.
_COMPACT = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
_CANONICAL = json.JSONEncoder(sort_keys=True, ensure_ascii=False, separators=(",", ":"))


class BadKey(Malformed):
    code = "idempotency-key-invalid"
    zh = "请求编号须为1至{most}个字符"
    en = "An idempotency key has 1 to {most} characters"


class ReversedBefore(Conflict):
    """A reversal came before the command itself: it is never done, under this key or late."""

    code = "reversed-before-arrival"
    zh = "该请求在到达之前已被冲正，不再执行"
    en = "This command was reversed before it arrived: it will not be done"


@value
class CommandKey:
    """`fingerprint` is the SHA-256 of the canonical payload; `digest` names the stored key.

    Raises BadKey.
    """

    operation: str
    principal: str
    county: str
    client_key: str
    fingerprint: str

    def __post_init__(self) -> None:
        if not 0 < len(self.client_key) <= LONGEST_KEY:
            raise BadKey(most=LONGEST_KEY)

    @cached_property
    def digest(self) -> str:
        # The county too: entries bear the name of their posting, all over the province.
        scope = f"{self.operation}\n{self.principal}\n{self.county}\n{self.client_key}"
        return hashlib.sha256(scope.encode()).hexdigest()


class KeyRecord(Record):
    """A key that was used. A subclass per context puts it into that context's table.

    `voided_by` holds the key of a reversal that came first: the command itself never happened.
    """

    fingerprint = UnicodeAttribute()
    answer = UnicodeAttribute()
    voided_by = UnicodeAttribute(null=True)


@lru_cache
def keys_in(context: str) -> type[KeyRecord]:
    """The key records of a context, kept in its own table."""
    return type("ContextKey", (KeyRecord,), {"context": context})


@value
class Outcome:
    """What a use case decided: the answer (JSON values) and the writes that make it true.

    `key_row` is for money: the journal row is the command's key, its legs and its events in one
    item. `good_until` (monotonic seconds) bounds a decision that stands on a lease: later it is
    made anew.
    """

    answer: Answer
    writes: Sequence[Write] = field(default_factory=tuple)
    key_row: KeyRecord | None = None
    good_until: deadline.Monotonic = math.inf


@value
class Done:
    """An answer, and whether it is the first one given again."""

    answer: Answer
    replayed: bool


class _AlreadyDone(Exception):
    def __init__(self, record: KeyRecord) -> None:
        self.record = record


def perform(
    act: Callable[[], Outcome], key: CommandKey, keys: type[KeyRecord], storage: Storage
) -> Done:
    """Runs the use case and commits its writes and its key together, once.

    A record that changed meanwhile is read and decided on again until the deadline. Raises what the
    use case refuses, KeyReused, or Busy (the same key is then safe).
    """
    pk = f"{key.county}#K#{key.digest}"
    try:
        with deadline.bounded():
            return _until_fresh(act, lambda outcome: _claim(outcome, key, keys), storage)
    except _AlreadyDone as done:
        return _replay(done.record, key)
    except Busy:
        raise
    except Problem:
        # The refusal may come from this command's own first run (an ended loan cannot be ended).
        standing = storage.get(keys, pk, "KEY", consistent=True)
        if standing is None:
            raise
        return _replay(standing, key)


def _until_fresh(
    act: Callable[[], Outcome], claim: Callable[[Outcome], Write], storage: Storage
) -> Done:
    """Stale may also be what `act` read of several records, one before and one after a write."""
    pause = 0.01
    while True:
        good_until = math.inf
        try:
            outcome = act()
            good_until = outcome.good_until
            # The key first: of several refusals the first is raised, and one's own earlier run is
            # no reason to decide again (its derived entries stand in the way of this run's,
            # always).
            with deadline.until(good_until):
                storage.commit(claim(outcome), *outcome.writes)
            return Done(outcome.answer, replayed=False)
        except (StaleRecord, Busy) as reason:
            # Busy may only mean that the decision's lease ended: what it sent is safe to repeat.
            if isinstance(reason, Busy) and not deadline.is_past(good_until):
                raise
            if deadline.remaining() <= pause:
                raise Busy() from None
            time.sleep(random.uniform(0, pause))
            pause = min(pause * 2, 0.3)


def _claim(outcome: Outcome, key: CommandKey, keys: type[KeyRecord]) -> Write:
    record = outcome.key_row or keys()
    record.attribute_values |= {
        "pk": f"{key.county}#K#{key.digest}",
        "sk": "KEY",
        "fingerprint": key.fingerprint,
        "answer": _COMPACT.encode(outcome.answer),
    }
    return create(record, lambda item: _AlreadyDone(type(record).of(item or {})))


def _replay(record: KeyRecord, key: CommandKey) -> Done:
    if record.voided_by:
        raise ReversedBefore()
    if record.fingerprint != key.fingerprint:
        raise KeyReused()
    return Done(json.loads(record.answer), replayed=True)


def fingerprint(payload: Any) -> str:
    """SHA-256 of a JSON value in canonical form (sorted keys, no spaces).

    JSON can spell half a character ("\\ud800"): it has a fingerprint too, and is refused elsewhere.
    """
    text = _CANONICAL.encode(payload)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
