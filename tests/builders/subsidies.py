"""A finance bureau with an account, its payout files, and the machine that runs over them."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from api_subsidies.handler import handler as door
from job_pay_subsidies.handler import handler as job
from nongxin.kernel.identity import Principal, Role
from nongxin.kernel.ids import county_of
from nongxin.ledger.account import AccountState
from nongxin.ledger.change_state import ChangeState, change_state
from nongxin.ledger.posting import general
from tests.builders.bank import key
from tests.builders.lending import COUNTY, ENTITY, an_officer
from tests.builders.payers import NORTH, NORTH_ENTITY, Payer, Town
from tests.fakes.gateway import Answer, ask
from tests.fakes.parts import FakeParts

FUNDS_FEN = 50_000_000
HEADER = "line,item_code,batch_no,pay_date,name,id_no,account_no,amount"
DAY = "2026-11-25"


@dataclass
class Bureau:
    """`content` is the file that was announced last."""

    p: FakeParts
    town: Town
    account_id: str = field(init=False)
    content: bytes = b""
    calls: int = 0

    def __post_init__(self) -> None:
        made = self.post("/v1/subsidies/accounts", {"county": COUNTY, "name": "城固县财政局"})
        assert made.status == 201, made.text
        self.account_id = made.body["account_id"]
        assert self.fund("V-1", FUNDS_FEN).status == 201

    @property
    def maker(self) -> Principal:
        return an_officer(901, Role.OFFICER)

    @property
    def checker(self) -> Principal:
        return an_officer(902, Role.COUNTY_APPROVER)

    def fund(self, voucher_no: str, amount_fen: int, **told: Any) -> Answer:
        body = {"voucher_no": voucher_no, "amount_fen": amount_fen}
        path = {"account_id": self.account_id}
        resource = "/v1/subsidies/accounts/{account_id}/funds"
        return self.post(resource, body, path=path, by=told.pop("by", self.checker), **told)

    def line(self, nth: int, payee: Payer, fen: int, **changed: str) -> str:
        told = {
            "line": str(nth), "item": "SBA01", "batch": "2026-06", "day": DAY,
            "name": payee.name, "id_no": id_no_of(self.town, payee), "account": payee.number,
            "amount": f"{fen // 100}.{fen % 100:02d}",
        }  # fmt: skip
        return ",".join((told | changed).values())

    def file(self, lines: Sequence[str], fen: int, totals: str = "") -> bytes:
        yuan = f"{fen // 100}.{fen % 100:02d}"
        rows = [HEADER, *lines, totals or f"TOTAL,{len(lines)},{yuan}"]
        return ("\n".join(rows) + "\n").encode()

    def announce(self, content: bytes, lines: int, fen: int, **changed: Any) -> Answer:
        self.content = content
        by = changed.pop("by", self.maker)
        body = {
            "account_id": self.account_id, "file_no": "CG-2026-001", "pays_on": DAY,
            "lines": lines, "amount_fen": fen, "sha256": hashlib.sha256(content).hexdigest(),
            "size": len(content),
        }  # fmt: skip
        return self.post("/v1/subsidies/files", body | changed, by=by)

    def sent(self, lines: Sequence[str], fen: int, **changed: Any) -> str:
        """The id of a file that was announced, sent and checked."""
        content = changed.pop("content", None) or self.file(lines, fen)
        made = self.announce(content, len(lines), fen, **changed)
        assert made.status == 201, made.text
        file_id: str = made.body["file_id"]
        self.upload(file_id)
        done = self.about(file_id, "/check")
        assert done.status == 200, done.text
        self.run(file_id)
        return file_id

    def upload(self, file_id: str) -> None:
        key = f"incoming/subsidies/{file_id}.csv"
        self.p.services.s3.put_object(Bucket="uploads", Key=key, Body=self.content)

    def release(self, file_id: str, **told: Any) -> Answer:
        return self.about(file_id, "/decision", {"approves": told.pop("approves", True)},
                          by=told.pop("by", self.checker), **told)  # fmt: skip

    def about(self, file_id: str, what: str, body: Any = None, **told: Any) -> Answer:
        path = {"file_id": file_id}
        return self.post(f"/v1/subsidies/files/{{file_id}}{what}", body, path=path, **told)

    def show(self, file_id: str, by: Principal | None = None) -> Answer:
        return ask(door, "GET", "/v1/subsidies/files/{file_id}", by=by or self.checker,
                   path={"file_id": file_id})  # fmt: skip

    def lines(self, farmers: Sequence[Payer]) -> list[str]:
        """Of 100, 200, 300 … yuan."""
        return [self.line(nth, who, nth * 10_000) for nth, who in enumerate(farmers, start=1)]

    def balances(self, farmers: Sequence[Payer]) -> list[int]:
        return [self.town.balance(each) for each in farmers]

    def turn(self, payee: Payer, state: AccountState) -> None:
        by = key(f"turn-{payee.account_id}-{state.value}")
        command = ChangeState(payee.account_id, state, "TURNED")
        self.p.post_money(by, lambda: change_state(command, by, self.p.books))

    def run(self, file_id: str) -> bool:
        """As the machine SubsidyPayout does it, one batch after another."""
        batches = self.batches(file_id)
        for batch in batches:
            job(batch, None)
        return not batches or self.conclude(file_id)

    def batches(self, file_id: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = job({"file": file_id, "do": "split"}, None)["batches"]
        return found

    def conclude(self, file_id: str) -> bool:
        return bool(job({"file": file_id, "do": "conclude"}, None)["whole"])

    def report(self, file_id: str) -> list[list[str]]:
        text = self.p.services.s3.objects["uploads", f"subsidies/{file_id}-failed.csv"].decode()
        return [row.split(",") for row in text.splitlines()[1:]]

    def fen(self) -> int:
        return self.p.ledger.get(self.account_id).balance_fen

    def transit_fen(self) -> int:
        account = general(county_of(self.account_id), ENTITY, "subsidy_transit")
        return sum(
            int(item["amount_fen"]["N"]) * (1 if item["side"]["S"] == "credit" else -1)
            for item in self.p.memory.items("ledger")
            if item.get("account", {}).get("S") == account
        )

    def post(self, resource: str, body: Any = None, **told: Any) -> Answer:
        self.calls += 1
        named = told.pop("key", f"bureau-call-{self.calls:04d}")
        return ask(door, "POST", resource, body=body, by=told.pop("by", self.maker),
                   key=named, **told)  # fmt: skip


def id_no_of(town: Town, payee: Payer) -> str:
    return town.p.persons.get(payee.who.id).id_no


def stranger() -> Principal:
    """An approver of another county."""
    return replace(an_officer(903, Role.COUNTY_APPROVER, county=NORTH), entity=NORTH_ENTITY)
