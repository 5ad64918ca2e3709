"""A first password, or a forgotten one: do phone and ID number (or staff number) belong together?

That is told to the owner of the phone only. Everybody else sees the same answer after the same
work, and the same pause after five messages to one phone.
"""

from __future__ import annotations

import hmac

from nongxin.access.challenge import Challenge, Purpose
from nongxin.access.challenge_person import Ask, send_challenge
from nongxin.access.logins import Person
from nongxin.access.ports import AccessParts
from nongxin.kernel.value import value


@value
class StartEnrolment:
    """One of `id_no` and `staff_no` is given."""

    phone: str
    id_no: str = ""
    staff_no: str = ""


def start_enrolment(command: StartEnrolment, parts: AccessParts) -> Challenge:
    """Raises Locked or Busy, never that somebody is unknown."""
    person, is_sound = _staff(command, parts) if command.staff_no else _customer(command, parts)
    ask = Ask(Purpose.ENROLMENT, person.id, command.phone, is_sound=is_sound, keeps_phone=True)
    return send_challenge(ask, parts)


def _customer(command: StartEnrolment, parts: AccessParts) -> tuple[Person, bool]:
    by_phone = parts.logins.by_phone(command.phone)
    by_number = parts.logins.by_id_number(command.id_no)
    return by_phone, by_phone.is_known and by_phone == by_number


def _staff(command: StartEnrolment, parts: AccessParts) -> tuple[Person, bool]:
    """Who does not hold the phone is counted by the phone: no number of invented staff numbers
    sends it more messages, and no stranger locks the member of staff out.
    """
    person = parts.logins.by_staff_number(command.staff_no)
    by_phone = parts.logins.by_phone(command.phone)
    credential = parts.store.credential(person.id)
    if credential is None:
        return by_phone, False
    phone = parts.store.open_phone(credential.phone, person.id)
    is_sound = hmac.compare_digest(phone, command.phone)
    return (person if is_sound else by_phone), is_sound
