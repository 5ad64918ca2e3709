"""The customers door: register a person, look at oneself, look at a customer."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from api_customers import files, keeping, own_data, views  # noqa: F401 - routes
from api_customers.contracts import CustomerView, RegisterBody, RegisteredView
from api_customers.door import READING, STAFF, WHY, app, default_purpose
from nongxin.audit.purpose import purpose_of
from nongxin.audit.record_reading import record_reading
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
from nongxin.kernel.http import Call
from nongxin.kernel.id_number import InvalidIdNumber
from nongxin.kernel.identity import Role
from nongxin.parts import parts

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


@app.get("/{customer_id}", returns=CustomerView, roles=STAFF, errors=(Missing, *READING),
         query=(replace(WHY, required=False),),
         summary="A customer of the counties that one serves, masked by role")  # fmt: skip
def show(call: Call, customer_id: str) -> Any:
    seen = _seen(call, customer_id)
    told = call.query.get("purpose")
    purpose = purpose_of(told, call.person) if told else default_purpose(call)
    record_reading(customer_id, "profile", purpose, call.person, parts().auditing)
    return seen


def _seen(call: Call, customer_id: str) -> CustomerView:
    p = parts()
    person = get_customer(customer_id, call.person, p.persons)
    return CustomerView.of(person, call.person.role, p.clock.today())


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    return app(event, context)
