"""A call as a view sees it: who asks, under which key, in which language, on which page."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from nongxin.kernel.commands import CommandKey, fingerprint
from nongxin.kernel.errors import BadPage, Malformed, Unauthenticated
from nongxin.kernel.http.strict_json import whole_characters
from nongxin.kernel.identity import Principal, Role
from nongxin.kernel.value import value

_CLIENT_KEY = re.compile(r"[A-Za-z0-9_-]{8,80}")
_PAGE_SIZE = re.compile(r"^[0-9]{1,3}\Z")
_LARGEST_PAGE = 100
_CURSOR = re.compile(r"[A-Za-z0-9_-]{1,800}")


class KeyNeeded(Malformed):
    code = "idempotency-key-needed"
    zh = "请在 Idempotency-Key 请求头中提供8至80位的请求编号"
    en = "Send an Idempotency-Key header of 8 to 80 letters, digits, - or _"


@value
class Call:
    """One request after parsing. `principal` is None on routes that need no token, `signer`
    (a terminal, a partner) on those that nobody signs; `raw` is what was signed.
    """

    operation: str
    principal: Principal | None
    headers: Mapping[str, str]
    query: Mapping[str, str]
    payload: Any
    path: Mapping[str, str]
    signer: Any = None
    raw: bytes = b""

    @property
    def nonce(self) -> str:
        """Of a signed request: this very one among repeats of the same command."""
        return self.headers["x-nonce"]

    @property
    def person(self) -> Principal:
        if self.principal is None:
            raise Unauthenticated()
        return self.principal

    @property
    def key(self) -> CommandKey:
        """The command key of this request; raises KeyNeeded."""
        text = self.headers.get("idempotency-key", "")
        if not _CLIENT_KEY.fullmatch(text):
            raise KeyNeeded()
        content = {"path": dict(self.path), "body": self.payload}
        person = self.person
        return CommandKey(self.operation, person.id, person.county, text, fingerprint(content))

    @property
    def limit(self) -> int:
        """The page size asked for, 1 to 100, else 20."""
        text = self.query.get("limit", "20")
        if not _PAGE_SIZE.match(text) or not 1 <= int(text) <= _LARGEST_PAGE:
            raise BadPage()
        return int(text)

    def page_of(self, ids: Sequence[str]) -> tuple[Sequence[str], str | None]:
        """This call's page of a list that is known whole, and the next one's cursor.

        Raises BadPage on a cursor of another list.
        """
        first = 0
        if self.after is not None:
            last = self.after.get("id", {}).get("S")
            if last not in ids or len(self.after) > 1:
                raise BadPage()
            first = ids.index(last) + 1
        page = ids[first : first + self.limit]
        more = first + len(page) < len(ids)
        return page, cursor({"id": {"S": page[-1]}}) if more else None

    @property
    def after(self) -> dict[str, Any] | None:
        """The key that the cursor stands for; raises BadPage on a text that is no cursor."""
        text = self.query.get("cursor")
        return None if text is None else open_cursor(text)


def cursor(last_key: dict[str, Any] | None) -> str | None:
    """A page's last key as an opaque text."""
    if last_key is None:
        return None
    raw = json.dumps(last_key, sort_keys=True, separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def open_cursor(text: str) -> dict[str, Any]:
    """The key in a text that `cursor` made: each key has one spelling, any other is BadPage.

    Where it may go on is the storage's to say.
    """
    if not _CURSOR.fullmatch(text):
        raise BadPage()
    try:
        key = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode())
    except (ValueError, RecursionError):
        raise BadPage() from None
    if not isinstance(key, dict) or not all(map(whole_characters, key)):
        raise BadPage()
    if not all(map(_is_key_text, key.values())) or cursor(key) != text:
        raise BadPage()
    return key


def _is_key_text(value: Any) -> bool:
    """A key attribute as DynamoDB takes it: {"S": some text}."""
    if not isinstance(value, dict) or list(value) != ["S"] or not isinstance(value["S"], str):
        return False
    return bool(value["S"]) and whole_characters(value["S"])


def principal_from(context: Mapping[str, Any]) -> Principal | None:
    """The caller as the authorizer told it (API Gateway passes texts only)."""
    told = context.get("authorizer") or {}
    if "sub" not in told:
        return None
    return Principal(
        id=told["sub"],
        role=Role(told["role"]),
        county=told["county"],
        entity=told["entity"],
        counties=frozenset(told["counties"].split(",")),
        session=told["session"],
    )
