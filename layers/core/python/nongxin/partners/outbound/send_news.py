"""Send what waits on a partner's line, in order, by one sender at a time.

The sender holds the line by a lease that each message's outcome renews. Killed between sending and
writing it down, the next sender sends the same message again, under the same id: the partner knows
a repeat by it. A sender whose lease ran out writes nothing and sends nothing more.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from ulid import ULID

from nongxin.kernel import deadline
from nongxin.kernel.callback import WHOLE_S
from nongxin.kernel.clock import stamp
from nongxin.kernel.records import StaleRecord
from nongxin.kernel.value import value
from nongxin.partners.address import AddressRefused, check_address
from nongxin.partners.outbound.line import Line, settled
from nongxin.partners.outbound.message import Message, Try
from nongxin.partners.outbound.ports import NewsParts
from nongxin.partners.partner import Direction, Partner
from nongxin.partners.signature import signed

HOLD_S = 60
# A call, and what its outcome's writing may take.
_NEEDED_S = int(WHOLE_S) + 10
_JSON = {"Content-Type": "application/json; charset=utf-8", "User-Agent": "nongxin/1"}


class _Overtaken(Exception):
    """Somebody else holds the line now."""


@value
class Sent:
    """`tries` attempts were made now; `line` is as it was left."""

    tries: int
    line: Line


def send_news(partner_id: str, parts: NewsParts, seconds: float) -> Sent:
    """Sends for so many seconds at most, beginning nothing after them."""
    ends_at, tries = time.monotonic() + seconds, 0
    while True:
        line = parts.lines.line(partner_id)
        if not _is_to_send(line, parts):
            return Sent(tries, line)
        holder = str(ULID())
        try:
            line = _taken(line, holder, parts)
            line, made = _sent_all(line, lambda: time.monotonic() < ends_at, parts)
        except (StaleRecord, _Overtaken):
            return Sent(tries, line)
        tries += made
        line = _updated(partner_id, holder, lambda now: (now.released(), None), parts)
        # Written while this held the line, a message found nobody to send it: so look once more.
        if time.monotonic() >= ends_at:
            return Sent(tries, line)


def _is_to_send(line: Line, parts: NewsParts) -> bool:
    now = parts.second()
    if not _hears(parts.partners.get(line.partner_id)) or not line.may_send(now):
        return False
    return not line.is_held(now) and parts.lines.find(line.partner_id, line.next) is not None


def _hears(partner: Partner) -> bool:
    return partner.is_active and bool(partner.reach.callback)


def _taken(line: Line, holder: str, parts: NewsParts) -> Line:
    """Raises StaleRecord: another sender was first."""
    held = line.held(holder, parts.second() + HOLD_S)
    parts.lines.storage.commit(parts.lines.save(held))
    return held.saved()


def _sent_all(line: Line, has_time: Callable[[], bool], parts: NewsParts) -> tuple[Line, int]:
    """Asks for the partner before each message: what ops changed holds for the next one."""
    tries, holder = 0, line.holder
    while has_time() and line.may_send(parts.second()):
        if line.holder != holder or line.held_until - parts.second() < _NEEDED_S:
            raise _Overtaken()
        partner = parts.partners.get(line.partner_id)
        message = parts.lines.find(partner.id, line.next) if _hears(partner) else None
        if message is None:
            break
        one = _tried(partner, message, parts)
        tries += 1
        line = _recorded(holder, message, one, parts)
    return line, tries


def _tried(partner: Partner, message: Message, parts: NewsParts) -> Try:
    """Signed anew with each attempt: its second is the attempt's, its id the message's."""
    now, url, body = parts.clock.now(), partner.reach.callback, message.body.encode()
    try:
        check_address(url, loopback=parts.loopback)
    except AddressRefused:
        return Try(stamp(now), 0, "address-refused")
    secrets = partner.good_secrets(Direction.OUT, now)
    if not secrets:
        return Try(stamp(now), 0, "no-secret")
    answer = parts.callback.post(url, _JSON | signed(secrets, message.id, now, body), body)
    return Try(stamp(now), answer.status, answer.why, answer.ms)


def _recorded(holder: str, message: Message, one: Try, parts: NewsParts) -> Line:
    def change(line: Line) -> tuple[Line, Message | None]:
        now = parts.second()
        standing = parts.lines.find(message.partner_id, message.sequence) or message
        after, kept = settled(line, standing, one, now, parts.waits)
        return after.held(holder, now + HOLD_S), kept

    return _updated(message.partner_id, holder, change, parts)


def _updated(
    partner_id: str,
    holder: str,
    change: Callable[[Line], tuple[Line, Message | None]],
    parts: NewsParts,
) -> Line:
    """Changes the line as it is now, while it is held by this sender. Raises _Overtaken."""
    with deadline.bounded():
        for _ in deadline.tries():
            line = parts.lines.line(partner_id)
            if line.holder != holder:
                raise _Overtaken()
            after, message = change(line)
            kept = [parts.lines.save_message(message)] if message else []
            try:
                parts.lines.storage.commit(parts.lines.save(after), *kept)
            except StaleRecord:
                continue
            return after.saved()
    raise _Overtaken()
