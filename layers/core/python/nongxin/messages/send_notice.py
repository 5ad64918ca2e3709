"""Tell a person what happened (通知), once, however often the event comes.

A process that dies between sending and marking sends again under an id that the gateway knows.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from nongxin.kernel.events import Envelope
from nongxin.kernel.value import value
from nongxin.messages.notice import notice_of


class Phones(Protocol):
    def phone_of(self, person_id: str) -> str:
        """The person's mobile number in clear; raises Missing."""
        ...


class Notices(Protocol):
    def was_sent(self, person_id: str, notice_id: str) -> bool: ...

    def mark_sent(self, person_id: str, notice_id: str) -> None: ...


class Outgoing(Protocol):
    def send(
        self, phone: str, template: str, facts: Mapping[str, str], message_id: str
    ) -> None: ...


@value
class NoticeParts:
    phones: Phones
    notices: Notices
    texts: Outgoing


def send_notice(event: Envelope, parts: NoticeParts) -> bool:
    """Whether a message went out now. Raises Busy (try again) or Missing (no such person)."""
    notice = notice_of(event)
    if notice is None or parts.notices.was_sent(notice.person_id, notice.id):
        return False
    phone = parts.phones.phone_of(notice.person_id)
    parts.texts.send(phone, notice.template, notice.facts, notice.id)
    parts.notices.mark_sent(notice.person_id, notice.id)
    return True
