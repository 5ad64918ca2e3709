"""Appointments: staff serve counties of their own entity; only the province serves all."""

from __future__ import annotations

from typing import Any

import pytest

from nongxin.access.appoint_staff import AppointStaff, appoint_staff
from nongxin.access.problems import BadAppointment
from nongxin.kernel.directory import Taken
from nongxin.kernel.identity import Role
from tests.builders.access import LIQUAN, LUEYANG, STAFF_PHONE, AccessWorld


def an_appointment(**fields: Any) -> AppointStaff:
    told: dict[str, Any] = {
        "staff_no": "LY1001",
        "phone": STAFF_PHONE,
        "role": Role.OFFICER,
        "county": LUEYANG,
        "entity": "2763",
        "counties": frozenset({LUEYANG}),
    }
    return AppointStaff(**(told | fields))


def test_an_officer_is_appointed_and_told_of_without_personal_data() -> None:
    world = AccessWorld()
    done = appoint_staff(an_appointment(), world.appointing)
    world.storage.commit(*done.writes)
    credential = world.store.credential(done.answer["staff_id"])
    assert credential is not None
    assert (credential.role, credential.password_hash) == (Role.OFFICER, None)
    (told,) = world.storage.published("StaffAppointed")
    assert STAFF_PHONE not in repr(told)


def test_a_staff_number_is_given_once() -> None:
    world = AccessWorld()
    world.storage.commit(*appoint_staff(an_appointment(), world.appointing).writes)
    with pytest.raises(Taken):
        world.storage.commit(*appoint_staff(an_appointment(), world.appointing).writes)


def test_the_province_serves_every_county() -> None:
    command = an_appointment(
        role=Role.PROVINCIAL_APPROVER, entity="province", counties=frozenset({"*"})
    )
    assert appoint_staff(command, AccessWorld().appointing).answer["staff_id"]


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"role": Role.CUSTOMER}, "role"),
        ({"counties": frozenset()}, "counties"),
        ({"counties": frozenset({LIQUAN})}, "counties"),
        ({"counties": frozenset({"*"})}, "province"),
        ({"role": Role.OPS, "counties": frozenset({"*"})}, "province"),
        ({"entity": "province"}, "entity"),
        ({"entity": "9999"}, "entity"),
    ],
)
def test_others_are_refused(fields: dict[str, Any], why: str) -> None:
    with pytest.raises(BadAppointment) as refusal:
        appoint_staff(an_appointment(**fields), AccessWorld().appointing)
    assert refusal.value.facts == {"why": why}
