"""The customers door: register a person, look at oneself, look at a customer."""

from __future__ import annotations

from typing import Any

from api_customers.contracts import CustomerView, RegisterBody, RegisteredView
from nongxin.customers.get_customer import get_customer
from nongxin.customers.person import (
    IdCardExpired,
    IdNumberRegistered,
    InvalidName,
    InvalidPhone,
    OutOfTerritory,
    PhoneRegistered,
    TooYoung,
)
from nongxin.customers.register_customer import register_customer
from nongxin.kernel.counties import CountyNotServed
from nongxin.kernel.errors import Missing
from nongxin.kernel.http import Call, Door
from nongxin.kernel.id_number import InvalidIdNumber
from nongxin.kernel.identity import Role
from nongxin.parts import parts

app = Door("customers")
STAFF = (
    Role.TELLER, Role.OFFICER, Role.COUNTY_APPROVER, Role.PROVINCIAL_APPROVER, Role.AUDITOR,
)  # fmt: skip
REFUSALS = (
    CountyNotServed, IdCardExpired, IdNumberRegistered, InvalidIdNumber, InvalidName, InvalidPhone,
    OutOfTerritory, PhoneRegistered, TooYoung,
)  # fmt: skip


@app.post("/", body=RegisterBody, returns=RegisteredView, status=201, roles=(Role.OFFICER,),
          errors=REFUSALS, summary="Register a person as a customer")  # fmt: skip
def register(call: Call, body: RegisterBody) -> Any:
    p = parts()
    command = body.to_command()
    done = p.perform_in(
        "customers", call.key, lambda: register_customer(command, call.person, p.registration)
    )
    return RegisteredView(**done.answer), done.replayed


@app.get("/me", returns=CustomerView, roles=(Role.CUSTOMER,), summary="The customer who asks")
def me(call: Call) -> Any:
    return _seen(call, call.person.id)


@app.get("/{customer_id}", returns=CustomerView, roles=STAFF, errors=(Missing,),
         summary="A customer of the counties that one serves, masked by role")  # fmt: skip
def show(call: Call, customer_id: str) -> Any:
    return _seen(call, customer_id)


def _seen(call: Call, customer_id: str) -> CustomerView:
    p = parts()
    person = get_customer(customer_id, call.person, p.persons)
    return CustomerView.of(person, call.person.role, p.clock.today())


def handler(event: dict[str, Any], context: Any) -> Any:
    return app(event, context)
