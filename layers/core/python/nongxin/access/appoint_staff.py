"""Appoint staff (任命): a number, a role, an entity and its counties. The password comes later."""

from __future__ import annotations

from nongxin.access.credential import check_scope
from nongxin.access.open_credential import CredentialParts, NewCredential, open_credential
from nongxin.access.problems import BadAppointment
from nongxin.catalog import places
from nongxin.kernel.commands import Outcome
from nongxin.kernel.identity import Role
from nongxin.kernel.ids import new_id
from nongxin.kernel.value import value


@value
class AppointStaff:
    """`county` is where the person works from; `counties` what the role covers."""

    staff_no: str
    phone: str
    role: Role
    county: str
    entity: str
    counties: frozenset[str]
    password: str = ""


def appoint_staff(command: AppointStaff, parts: CredentialParts) -> Outcome:
    """Answers the staff id. Raises BadAppointment, Taken or CountyNotServed."""
    if command.role is Role.CUSTOMER:
        raise BadAppointment(why="role")
    territory = frozenset(places.counties_of(command.entity, parts.clock.today()))
    check_scope(command.role, command.entity, command.counties, territory)
    staff_id = new_id("st", command.county, parts.clock)
    new = NewCredential(
        person_id=staff_id,
        role=command.role,
        entity=command.entity,
        counties=command.counties,
        phone=command.phone,
        staff_no=command.staff_no,
        password=command.password,
    )
    answer = {"staff_id": staff_id, "staff_no": command.staff_no}
    return Outcome(answer, open_credential(new, parts))
