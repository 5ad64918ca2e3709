"""Partners' lines, the count of their messages, and the messages, in the partner's county."""

from __future__ import annotations

import json
from datetime import timedelta

from pynamodb.attributes import NumberAttribute, UnicodeAttribute

from nongxin.kernel.clock import parse_stamp
from nongxin.kernel.ids import county_of
from nongxin.kernel.records import Record, Write, create, replace
from nongxin.kernel.storage import Storage
from nongxin.partners.outbound.line import Line, LineState
from nongxin.partners.outbound.message import Message, State, Try
from nongxin.partners.partner import KIND_OF_ID

# As long as what partners send us: 电子商务法 art. 31.
_KEPT = timedelta(days=3 * 366)
_LINE, _COUNT, _MESSAGE = "LINE", "COUNT", "M#"


class LineRecord(Record):
    context = "partners"

    sent = NumberAttribute(default=0)
    vain = NumberAttribute(default=0)
    due_at = NumberAttribute(default=0)
    state = UnicodeAttribute()
    why = UnicodeAttribute(null=True)
    again = UnicodeAttribute(null=True)
    dead = NumberAttribute(default=0)
    holder = UnicodeAttribute(null=True)
    held_until = NumberAttribute(default=0)


class CountRecord(Record):
    """The number of the partner's latest message: apart from the line, so that who writes news
    and who sends them stay out of each other's way.
    """

    context = "partners"

    last = NumberAttribute(default=0)


class MessageRecord(Record):
    context = "partners"

    message_id = UnicodeAttribute()
    kind = UnicodeAttribute()
    county_of_loan = UnicodeAttribute()
    about = UnicodeAttribute()
    body = UnicodeAttribute()
    made_at = UnicodeAttribute()
    state = UnicodeAttribute()
    tries = UnicodeAttribute(null=True)


class LimitRecord(Record):
    """The limit of a borrower and product that a partner was told of last."""

    context = "partners"

    limit_fen = NumberAttribute()


class Lines:
    def __init__(self, storage: Storage) -> None:
        self.storage = storage

    def line(self, partner_id: str) -> Line:
        """Strongly consistent; a partner that was never told anything has a fresh one."""
        found = self.storage.get(LineRecord, _line_pk(partner_id), _LINE, consistent=True)
        return _line(found) if found else Line(partner_id)

    def save(self, line: Line, events: str = "[]") -> Write:
        """Refused with StaleRecord where somebody else changed it."""
        record = _line_record(line)
        record.events = events
        return replace(record) if line.version else create(record)

    def last(self, partner_id: str) -> tuple[int, int]:
        """The latest message's number, and the version of the count."""
        found = self.storage.get(CountRecord, _line_pk(partner_id), _COUNT, consistent=True)
        return (int(found.last), int(found.version)) if found else (0, 0)

    def append(self, message: Message, version: int, events: str) -> list[Write]:
        """The message, and the count at its number. StaleRecord: the number is taken."""
        count = CountRecord(_line_pk(message.partner_id), _COUNT, version=version)
        count.last = message.sequence
        record = _message_record(message)
        record.events = events
        return [replace(count) if version else create(count), create(record)]

    def told_limit(self, partner_id: str, whose: str) -> tuple[int, int]:
        """The limit in fen that the partner was told of last, and its row's version; 0, 0 of
        none. `whose`: borrower and product.
        """
        found = self.storage.get(LimitRecord, _limits_pk(partner_id), whose, consistent=True)
        return (int(found.limit_fen), int(found.version)) if found else (0, 0)

    def tell_limit(self, partner_id: str, whose: str, limit_fen: int, version: int) -> Write:
        record = LimitRecord(_limits_pk(partner_id), whose, version=version)
        record.limit_fen = limit_fen
        return replace(record) if version else create(record)

    def save_message(self, message: Message) -> Write:
        return replace(_message_record(message))

    def find(self, partner_id: str, sequence: int) -> Message | None:
        key = _messages_pk(partner_id), _sk(sequence)
        found = self.storage.get(MessageRecord, *key, consistent=True)
        return _message(found) if found else None

    def newest(self, partner_id: str, before: int, limit: int) -> list[Message]:
        """Those with smaller numbers than `before` (0: all), newest first."""
        pk = _messages_pk(partner_id)
        after = {"pk": {"S": pk}, "sk": {"S": _sk(before)}} if before else None
        options = {"limit": limit, "newest_first": True, "after": after}
        return [_message(r) for r in self.storage.query(MessageRecord, pk, _MESSAGE, **options)]


def _line_pk(partner_id: str) -> str:
    return f"{county_of(partner_id, KIND_OF_ID)}#PT#{partner_id}"


def _messages_pk(partner_id: str) -> str:
    return f"{county_of(partner_id, KIND_OF_ID)}#PN#{partner_id}"


def _limits_pk(partner_id: str) -> str:
    return f"{county_of(partner_id, KIND_OF_ID)}#LM#{partner_id}"


def _sk(sequence: int) -> str:
    return f"{_MESSAGE}{sequence:012d}"


def _line_record(line: Line) -> LineRecord:
    record = LineRecord(_line_pk(line.partner_id), _LINE, version=line.version)
    record.sent, record.vain, record.due_at = line.sent, line.vain, line.due_at
    record.state, record.why = line.state.value, line.why or None
    record.again = json.dumps(line.again) if line.again else None
    record.dead = line.dead
    record.holder, record.held_until = line.holder or None, line.held_until
    return record


def _line(record: LineRecord) -> Line:
    return Line(
        partner_id=str(record.pk).rpartition("#")[2],
        sent=int(record.sent),
        vain=int(record.vain),
        due_at=int(record.due_at),
        state=LineState(str(record.state)),
        why=str(record.why or ""),
        again=tuple(json.loads(str(record.again or "[]"))),
        dead=int(record.dead),
        holder=str(record.holder or ""),
        held_until=int(record.held_until),
        version=int(record.version),
    )


def _message_record(message: Message) -> MessageRecord:
    record = MessageRecord(_messages_pk(message.partner_id), _sk(message.sequence))
    record.version = message.version
    record.message_id, record.kind = message.id, message.kind
    record.county_of_loan, record.about = message.county, message.about
    record.body, record.made_at = message.body, message.made_at
    record.state = message.state.value
    tries = [[t.at, t.status, t.why, t.ms] for t in message.tries]
    record.tries = json.dumps(tries) if tries else None
    record.expires_at = int((parse_stamp(message.made_at) + _KEPT).timestamp())
    return record


def _message(record: MessageRecord) -> Message:
    return Message(
        partner_id=str(record.pk).rpartition("#")[2],
        sequence=int(str(record.sk).removeprefix(_MESSAGE)),
        id=str(record.message_id),
        kind=str(record.kind),
        county=str(record.county_of_loan),
        about=str(record.about),
        body=str(record.body),
        made_at=str(record.made_at),
        state=State(str(record.state)),
        tries=tuple(Try(*each) for each in json.loads(str(record.tries or "[]"))),
        version=int(record.version),
    )
