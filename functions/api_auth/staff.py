"""Routes of ops: who works for us, as what, and where."""

from __future__ import annotations

from typing import Any

from api_auth.contracts import StaffBody, StaffView
from api_auth.door import app
from nongxin.access.appoint_staff import AppointStaff, appoint_staff
from nongxin.access.problems import BadAppointment
from nongxin.kernel.counties import CountyNotServed
from nongxin.kernel.directory import Taken
from nongxin.kernel.errors import Busy, KeyReused
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
