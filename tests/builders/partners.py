"""A partner enrolled through the door, and what it signs."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from typing import Any

from api_partners.handler import handler
from nongxin.kernel.identity import EVERY_COUNTY, Principal, Role
from nongxin.partners.partner import NEWS
from nongxin.partners.signature import signed
from tests.fakes.gateway import Answer, ask
from tests.fakes.parts import FakeParts

NORTH, SOUTH = "610425", "610727"
CODES = ("91610000MA6QGL700A", "91610000MA6TEXT00W")
CALLBACK = "https://shop.example.com/hooks"
OPS = Principal(f"st_{NORTH}_01JD0000000000000000000001", Role.OPS, NORTH, "province",
                frozenset({EVERY_COUNTY}), "ss_1")  # fmt: skip

APPROVER = replace(OPS, id=f"st_{NORTH}_01JD0000000000000000000002", role=Role.COUNTY_APPROVER)


def enrolment(**changed: Any) -> dict[str, Any]:
    return {
        "name": "七公里",
        "legal_name": "陕西七公里电子商务有限公司",
        "credit_code": CODES[0],
        "counties": [NORTH, SOUTH],
        "kinds_in": ["order.placed", "order.paid"],
        "kinds_out": list(NEWS),
        "callbacks": [CALLBACK],
        "callback": CALLBACK,
    } | changed


def ops(method: str, rest: str = "", body: Any = None, **told: Any) -> Answer:
    """A call of ops; `rest` is the resource below /v1/partners, `path` its parameters."""
    return ask(handler, method, f"/v1/partners{rest}", **({"by": OPS, "body": body} | told))


@dataclass
class Platform:
    """Enrolled by `of`; signs as a partner does."""

    p: FakeParts
    id: str
    secret_in: str
    secret_out: str
    sent: int = field(default=0)

    @classmethod
    def of(cls, p: FakeParts, **changed: Any) -> Platform:
        body = enrolment(**changed)
        partner_id = ops("POST", "", body, key=f"enrol-{body['credit_code']}").body["partner_id"]
        path, rest = {"partner_id": partner_id}, "/{partner_id}/secrets"
        made = [ops("POST", rest, {"direction": way}, path=path) for way in ("in", "out")]
        return cls(p, partner_id, *(each.body["secret"] for each in made))

    def pays_out_of(self, number: str, key: str = "account-01") -> None:
        """One of ops names the account, an approver of its county agrees."""
        path, rest, body = {"partner_id": self.id}, "/{partner_id}/account", {"account_no": number}
        named = ops("PUT", rest, body, path=path, key=key)
        assert named.status == 200, named.text
        agreed = ops("POST", f"{rest}/decision", body | {"approves": True}, path=path,
                     key=key, by=APPROVER)  # fmt: skip
        assert (agreed.status, agreed.body["asked"]) == (200, ""), agreed.text

    def headers(self, raw: bytes, **told: Any) -> dict[str, str]:
        """Of a signed call, `message_id`, `at` and `secret` being others than usual if told."""
        self.sent += 1
        return signed(
            [told.get("secret", self.secret_in)],
            told.get("message_id", f"msg-{self.sent:06}"),
            told.get("at", self.p.fixed.now()),
            raw,
        )

    def asks(self, rest: str, body: dict[str, Any], **told: Any) -> Answer:
        """A signed call; `message_id`, `at` and `secret` tell another than the usual one."""
        self.sent += 1
        raw = json.dumps(body, ensure_ascii=False)
        headers = signed(
            [told.pop("secret", self.secret_in)],
            told.pop("message_id", f"msg-{self.sent:06}"),
            told.pop("at", self.p.fixed.now()),
            raw.encode(),
        )
        path = {"partner_id": self.id} | told.pop("path", {})
        resource = f"/v1/partners/{{partner_id}}{rest}"
        return ask(handler, "POST", resource, path=path, body=raw, headers=headers, **told)
