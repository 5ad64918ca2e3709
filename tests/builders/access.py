"""The access context over tables, key and gateway in memory, with one customer and one officer."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

from nongxin.access.challenge import Challenge
from nongxin.access.check_access import AccessCheck
from nongxin.access.finish_enrolment import FinishEnrolment, finish_enrolment
from nongxin.access.finish_sign_in import finish_sign_in
from nongxin.access.issue_tokens import Tokens
from nongxin.access.logins import Logins
from nongxin.access.open_credential import CredentialParts, NewCredential, open_credential
from nongxin.access.ports import AccessParts
from nongxin.access.signing import KmsSigningKey
from nongxin.access.start_enrolment import StartEnrolment, start_enrolment
from nongxin.access.start_sign_in import StartSignIn, start_sign_in
from nongxin.access.step_ups import StepUps
from nongxin.access.store import DynamoAccess
from nongxin.access.tokens import issuer_of
from nongxin.kernel.clock import FixedClock
from nongxin.kernel.directory import Directory
from nongxin.kernel.identity import Principal, Role
from nongxin.kernel.privacy import FixedKeys, Vault
from nongxin.messages.gateways import Texts
from tests.fakes.keys import MemoryKms
from tests.fakes.storage import MemoryStorage
from tests.fakes.texts import MemorySms

NOON = datetime(2026, 11, 25, 4, 0, tzinfo=UTC)
LUEYANG, LIQUAN = "610727", "610425"
CUSTOMER = f"pn_{LUEYANG}_01JD0000000000000000000001"
OFFICER = f"st_{LUEYANG}_01JD0000000000000000000002"
PHONE, ID_NO = "13812345678", "610727198005171238"
STAFF_PHONE, STAFF_NO = "13987654321", "LY1001"
PASSWORD = "correct-horse-9"
STRANGER = "13700000000"


class AccessWorld:
    """`with_customer` claims phone and ID number, as registration does, and sets the password."""

    def __init__(self, with_customer: bool = True) -> None:
        self.storage = MemoryStorage()
        self.clock = FixedClock(NOON)
        self.vault = Vault(FixedKeys())
        self.directory = Directory(self.storage)
        self.store = DynamoAccess(self.storage, self.vault)
        self.sms = MemorySms()
        self.kms = MemoryKms()
        self.key = KmsSigningKey(self.kms, "key-1")
        self.issuer = issuer_of("test")
        self.appointing = CredentialParts(self.store, self.directory, self.vault, self.clock)
        self.check = AccessCheck(self.key, self.issuer, self.store, self.clock)
        self.step_ups = StepUps(self.key, self.issuer, self.clock)
        self.parts = AccessParts(
            storage=self.storage,
            store=self.store,
            logins=Logins(self.directory, self.vault, self.clock),
            vault=self.vault,
            texts=Texts(self.sms),
            key=self.key,
            issuer=self.issuer,
            clock=self.clock,
        )
        self.register(CUSTOMER, PHONE, ID_NO)
        if with_customer:
            self.open(a_customer())

    def register(self, person_id: str, phone: str, id_no: str) -> None:
        """What the customers context claims in the directory."""
        for kind, value in (("phone", phone), ("id_no", id_no)):
            index = self.vault.blind(kind, value)
            self.storage.commit(self.directory.claim(kind, index, person_id))

    def open(self, new: NewCredential) -> None:
        self.storage.commit(*open_credential(new, self.appointing))

    def start(self, login: str = PHONE, password: str = PASSWORD) -> Challenge:
        return start_sign_in(StartSignIn(login, password), self.parts)

    def sign_in(self, login: str = PHONE, phone: str = PHONE) -> Tokens:
        challenge = self.start(login)
        return finish_sign_in(challenge.id, self.code(phone), self.parts)

    def person(self, tokens: Tokens) -> Principal:
        return self.check.person(f"Bearer {tokens.access_token}")

    def enrol(self, phone: str = PHONE, id_no: str = ID_NO, staff_no: str = "") -> Challenge:
        proof = {"staff_no": staff_no} if staff_no else {"id_no": id_no}
        return start_enrolment(StartEnrolment(phone, **proof), self.parts)

    def set_password(self, challenge: Challenge, code: str, password: str = PASSWORD) -> None:
        finish_enrolment(FinishEnrolment(challenge.id, code, password), self.parts)

    def code(self, phone: str = PHONE) -> str:
        """The code in the last message to a phone."""
        found = re.search(r"码(\d{6})", self.sms.to(phone)[-1])
        assert found is not None
        return found[1]


def a_customer(**fields: Any) -> NewCredential:
    told: dict[str, Any] = {
        "person_id": CUSTOMER,
        "role": Role.CUSTOMER,
        "entity": "2763",
        "counties": frozenset({LUEYANG}),
        "phone": PHONE,
        "password": PASSWORD,
    }
    return NewCredential(**(told | fields))


def an_officer(**fields: Any) -> NewCredential:
    told: dict[str, Any] = {
        "person_id": OFFICER,
        "role": Role.OFFICER,
        "entity": "2763",
        "counties": frozenset({LUEYANG}),
        "phone": STAFF_PHONE,
        "staff_no": STAFF_NO,
        "password": PASSWORD,
    }
    return NewCredential(**(told | fields))


def another_code(code: str) -> str:
    """Six digits that are not these."""
    return f"{(int(code) + 1) % 1_000_000:06d}"
