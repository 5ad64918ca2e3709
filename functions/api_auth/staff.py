"""Routes of ops: who works for us, as what, and where."""

from __future__ import annotations

from typing import Any

from api_auth.contracts import ClosedView, StaffBody, StaffView
from api_auth.door import app
from nongxin.access.appoint_staff import AppointStaff, appoint_staff
from nongxin.access.close_staff import close_staff
from nongxin.access.problems import BadAppointment, OwnCredential
from nongxin.kernel.counties import CountyNotServed
from nongxin.kernel.directory import Taken
from nongxin.kernel.errors import Busy, KeyReused, Missing
from nongxin.kernel.http import Call
from nongxin.kernel.identity import Role
from nongxin.parts import parts


@app.post("/staff", body=StaffBody, returns=StaffView, status=201, roles=(Role.OPS,),
          errors=(BadAppointment, Taken, CountyNotServed, KeyReused, Busy),
          summary="Appoint staff")  # fmt: skip
def appoint(call: Call, body: StaffBody) -> Any:
    p = parts()
    command = AppointStaff(
        body.staff_no, body.phone, body.role, body.county, body.entity, frozenset(body.counties)
    )
    done = p.perform_in("access", call.key, lambda: appoint_staff(command, p.appointing))
    return StaffView(**done.answer), done.replayed


@app.post("/staff/{staff_id}/closing", returns=ClosedView, roles=(Role.OPS,),
          errors=(Missing, OwnCredential, KeyReused, Busy),
          summary="Close a leaver's way in, at once and for good")  # fmt: skip
def close(call: Call, staff_id: str) -> Any:
    p = parts()
    done = p.perform_in(
        "access", call.key, lambda: close_staff(staff_id, call.person, p.appointing)
    )
    return ClosedView(**done.answer), done.replayed
