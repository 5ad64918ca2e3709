"""Bodies of the customers door. ID numbers and phones go in whole and come out masked."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import Field

from nongxin.customers.person import Kyc, Person, glimpse
from nongxin.customers.register_customer import RegisterCustomer
from nongxin.kernel.http import Body, View
from nongxin.kernel.identity import Role


class RegisterBody(Body):
    county: Annotated[str, Field(pattern=r"^\d{6}$", description="county code (GB/T 2260)")]
    name: Annotated[str, Field(min_length=2, max_length=30)]
    id_no: Annotated[str, Field(min_length=18, max_length=18, description="GB 11643")]
    phone: Annotated[str, Field(min_length=11, max_length=11)]
    id_valid_to: Annotated[
        date | None, Field(description="last day of the ID card; null when it has no end (长期)")
    ]

    def to_command(self) -> RegisterCustomer:
        return RegisterCustomer(self.county, self.name, self.id_no, self.phone, self.id_valid_to)


class RegisteredView(View):
    customer_id: str
    county: str
    entity: str


class CustomerView(View):
    customer_id: str
    county: str
    entity: str
    name: str
    id_no: str = Field(description="masked")
    phone: str = Field(description="masked")
    age: int
    kyc: Kyc
    id_valid_to: str | None
    registered_on: str

    @classmethod
    def of(cls, person: Person, role: Role, today: date) -> CustomerView:
        seen = glimpse(person, role)
        return cls(
            customer_id=person.id,
            county=person.county,
            entity=person.entity,
            name=seen.name,
            id_no=seen.id_no,
            phone=seen.phone,
            age=person.id_number(today).age(today),
            kyc=person.kyc,
            id_valid_to=person.id_valid_to.isoformat() if person.id_valid_to else None,
            registered_on=person.registered_on.isoformat(),
        )
