"""The writes that give somebody a way in: for an appointment, and for the seed."""

from __future__ import annotations

from nongxin.access.credential import Credential
from nongxin.access.events import StaffAppointed
from nongxin.access.password import hash_password
from nongxin.access.store import DynamoAccess
from nongxin.kernel.clock import Clock
from nongxin.kernel.directory import Directory
from nongxin.kernel.events import outbox
from nongxin.kernel.identity import Role
from nongxin.kernel.privacy import Vault
from nongxin.kernel.records import Write
from nongxin.kernel.value import value


@value
class NewCredential:
    """`staff_no` for staff only: customers sign in by the phone that their registration claims.

    Without a password the person sets one by enrolment. County codes; {"*"} is the whole province.
    """

    person_id: str
    role: Role
    entity: str
    counties: frozenset[str]
    phone: str
    staff_no: str = ""
    password: str = ""


@value
class CredentialParts:
    store: DynamoAccess
    directory: Directory
    vault: Vault
    clock: Clock


def open_credential(new: NewCredential, parts: CredentialParts) -> list[Write]:
    """To be committed by the caller; refused with Taken (staff number) or StaleRecord (person)."""
    credential = Credential(
        person_id=new.person_id,
        role=new.role,
        entity=new.entity,
        counties=new.counties,
        phone=parts.store.seal_phone(new.phone, new.person_id),
        password_hash=hash_password(new.password) if new.password else None,
    )
    if not new.staff_no:
        return [parts.store.keep_credential(credential)]
    told = StaffAppointed(
        county=credential.county,
        staff_id=new.person_id,
        role=new.role.value,
        entity=new.entity,
    )
    index = parts.vault.blind("staff_no", new.staff_no)
    return [
        parts.store.keep_credential(credential, outbox([told], parts.clock)),
        parts.directory.claim("staff_no", index, new.person_id),
    ]
