"""Authenticated ciphers by name: AES-256-GCM, and SM4-GCM (GB/T 32907) where a setting says so.

Each has a byte of its own at the head of what it sealed, so that a change of the setting leaves
everything readable. Nonces have 12 bytes, tags 16.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable
from typing import NamedTuple

AES_256_GCM, SM4_GCM = "aes-256-gcm", "sm4-gcm"
NONCE_BYTES, TAG_BYTES = 12, 16


class Cipher(NamedTuple):
    """`seal` and `open` take key, nonce, text and what the text is bound to (associated data).

    `open` raises cryptography's InvalidTag.
    """

    byte: int
    seal: Callable[[bytes, bytes, bytes, bytes], bytes]
    open: Callable[[bytes, bytes, bytes, bytes], bytes]


# Every function knows the vault and few calls open it, so a cold start does without cryptography.
def _aes_seal(key: bytes, nonce: bytes, clear: bytes, bound_to: bytes) -> bytes:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    return AESGCM(key).encrypt(nonce, clear, bound_to)


def _aes_open(key: bytes, nonce: bytes, sealed: bytes, bound_to: bytes) -> bytes:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    return AESGCM(key).decrypt(nonce, sealed, bound_to)


def _sm4_seal(key: bytes, nonce: bytes, clear: bytes, bound_to: bytes) -> bytes:
    from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

    made = Cipher(algorithms.SM4(_sm4_key(key)), modes.GCM(nonce)).encryptor()
    made.authenticate_additional_data(bound_to)
    return made.update(clear) + made.finalize() + made.tag


def _sm4_open(key: bytes, nonce: bytes, sealed: bytes, bound_to: bytes) -> bytes:
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

    if len(sealed) < TAG_BYTES:
        raise InvalidTag
    body, tag = sealed[:-TAG_BYTES], sealed[-TAG_BYTES:]
    made = Cipher(algorithms.SM4(_sm4_key(key)), modes.GCM(nonce, tag)).decryptor()
    made.authenticate_additional_data(bound_to)
    return made.update(body) + made.finalize()


def _sm4_key(data_key: bytes) -> bytes:
    """SM4 takes 128 bits: a key derived from the county's, so that no two ciphers share one."""
    return hmac.new(data_key, SM4_GCM.encode(), hashlib.sha256).digest()[:16]


CIPHERS = {
    AES_256_GCM: Cipher(1, _aes_seal, _aes_open),
    SM4_GCM: Cipher(2, _sm4_seal, _sm4_open),
}
BY_BYTE = {cipher.byte: cipher for cipher in CIPHERS.values()}
