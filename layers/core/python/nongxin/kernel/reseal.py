"""Seals what a county's tables hold with the key and the cipher of today (密钥轮换).

No list says which attributes are sealed: a text that opens at its own place is one. Objects in the
evidence bucket are locked and stay as they are: keys of earlier generations are never thrown away.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from nongxin.kernel.privacy import Vault
from nongxin.kernel.storage import Storage

Item = dict[str, Any]


@dataclass
class Resealed:
    """What a pass has done: items written anew, items that somebody else wrote meanwhile, items
    seen; and where to go on (None: it is through).
    """

    done: int = 0
    passed_over: int = 0
    seen: int = 0
    after: Item | None = None


def reseal(
    context: str,
    county: str,
    after: Item | None,
    parts: tuple[Storage, Vault],
    enough_time: Callable[[], bool],
) -> Resealed:
    """Goes through a context's table from `after` on, as long as there is time."""
    storage, vault = parts
    told = Resealed(after=after)
    while True:
        page = storage.sweep(context, county, told.after)
        for item in page.items:
            told.seen += 1
            changed = _changed(context, county, item, vault)
            if changed and storage.rewrite(context, item, changed):
                told.done += 1
            elif changed:
                told.passed_over += 1
        told.after = page.last_key
        if told.after is None or not enough_time():
            return told


def _changed(context: str, county: str, item: Item, vault: Vault) -> Item:
    """The attributes that were sealed otherwise than one would today, sealed anew."""
    found = {}
    for name, value in item.items():
        sealed = _sealed(value)
        if sealed is None or vault.is_current(sealed, county):
            continue
        for place in _places(context, item, name):
            if (clear := _opened(sealed, county, place, vault)) is not None:
                anew = vault.seal_bytes(clear, county, place)
                told = base64.b64encode(anew).decode() if "S" in value else anew
                found[name] = {next(iter(value)): told}
                break
    return found


def _places(context: str, item: Item, name: str) -> tuple[str, str]:
    """Where stores bind their texts to: with the sort key, or where there is one per partition."""
    pk, sk = item["pk"]["S"], item["sk"]["S"]
    return f"{context}/{pk}/{sk}/{name}", f"{context}/{pk}/{name}"


def _sealed(value: Item) -> bytes | None:
    """What may be a sealed text: bytes, or a text in base64."""
    if "B" in value:
        return bytes(value["B"])
    try:
        return base64.b64decode(value["S"], validate=True) if "S" in value else None
    except (binascii.Error, ValueError):
        return None


def _opened(sealed: bytes, county: str, place: str, vault: Vault) -> bytes | None:
    from cryptography.exceptions import InvalidTag

    try:
        return vault.open_bytes(sealed, county, place)
    except (InvalidTag, ValueError):
        return None
