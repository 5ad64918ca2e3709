"""Persons, staff and the parts of the customers context, with valid defaults."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from nongxin.customers.register_customer import (
    RegisterCustomer,
    RegistrationParts,
    register_customer,
)
from nongxin.customers.store import Persons
from nongxin.kernel.clock import FixedClock
from nongxin.kernel.commands import CommandKey, Done, fingerprint, keys_in, perform
from nongxin.kernel.directory import Directory
from nongxin.kernel.id_number import check_character
from nongxin.kernel.identity import Principal, Role
from nongxin.kernel.privacy import FixedKeys, Vault
from tests.fakes.storage import MemoryStorage

LIQUAN = "610425"
LUEYANG = "610727"
NOON = datetime(2026, 11, 25, 4, 0, tzinfo=UTC)


def an_id_no(area: str = LIQUAN, born: date = date(1980, 5, 17), sequence: int = 123) -> str:
    digits = f"{area}{born:%Y%m%d}{sequence:03d}"
    return digits + check_character(digits)


def a_principal(role: Role = Role.OFFICER, county: str = LIQUAN, **fields: Any) -> Principal:
    told = {
        "id": f"st_{county}_01JD0000000000000000000001",
        "role": role,
        "county": county,
        "entity": "2724",
        "counties": frozenset({county}),
        "session": "se_1",
    }
    return Principal(**(told | fields))


def a_registration(**fields: Any) -> RegisterCustomer:
    told = {
        "county": LIQUAN,
        "name": "王小明",
        "id_no": an_id_no(),
        "phone": "13812345678",
        "id_valid_to": date(2035, 1, 1),
    }
    return RegisterCustomer(**(told | fields))


class CustomersWorld:
    """The customers context over tables in memory."""

    def __init__(self) -> None:
        self.storage = MemoryStorage()
        self.clock = FixedClock(NOON)
        self.vault = Vault(FixedKeys())
        self.directory = Directory(self.storage)
        self.persons = Persons(self.storage, self.directory, self.vault)
        self.parts = RegistrationParts(self.persons, self.directory, self.vault, self.clock)

    def register(
        self, command: RegisterCustomer, by: Principal | None = None, key: str = "key-0001"
    ) -> Done:
        person = by or a_principal()
        named = CommandKey(
            "customers.register", person.id, person.county, key, fingerprint(repr(command))
        )
        return perform(
            lambda: register_customer(command, person, self.parts),
            named,
            keys_in("customers"),
            self.storage,
        )
