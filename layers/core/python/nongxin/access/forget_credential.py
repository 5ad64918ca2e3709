"""Forget a customer's way in, when the bank forgets the customer (个人信息保护法 art. 47)."""

from __future__ import annotations

from nongxin.access.open_credential import CredentialParts
from nongxin.kernel.records import Write


def forget_credential(person_id: str, parts: CredentialParts) -> list[Write]:
    """Nobody signs in by it again, and its phone is nobody's. Sessions end by themselves, so that
    an answer which was lost can be asked for again.
    """
    credential = parts.store.any_credential(person_id)
    if credential is None:
        return []
    nobody = parts.store.seal_phone("", person_id)
    return [parts.store.keep_credential(credential.closed().with_phone(nobody))]
