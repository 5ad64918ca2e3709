"""Announce a payout file: its number and control totals, before its content is there."""

from __future__ import annotations

from datetime import date

from nongxin.kernel.commands import Outcome
from nongxin.kernel.errors import Missing, Rule
from nongxin.kernel.identity import Principal
from nongxin.kernel.ids import county_of, new_id
from nongxin.kernel.uploads import Link
from nongxin.kernel.value import value
from nongxin.payments.subsidies.ports import SubsidyParts
from nongxin.payments.subsidies.subsidy_csv import MOST_LINES
from nongxin.payments.subsidies.subsidy_file import KIND, SubsidyFile, Sums

# 200,000 lines of at most 300 bytes.
MOST_BYTES = 60_000_000


class FileTooLong(Rule):
    code = "subsidy-file-too-long"
    zh = "代发文件最多{most}行，且不超过六千万字节"
    en = "A payout file has at most {most} lines and 60 million bytes"


@value
class AnnounceFile:
    """`lines` and `amount_fen` as the bureau's letter tells them, not the file."""

    account_id: str
    file_no: str
    pays_on: date
    lines: int
    amount_fen: int
    sha256: str
    size: int


def announce_file(command: AnnounceFile, by: Principal, parts: SubsidyParts) -> Outcome:
    """Raises Missing (no such account within reach), FileTooLong, FileNumberUsed."""
    county = county_of(command.account_id, "ac")
    if not by.serves(county):
        raise Missing()
    account = parts.files.account(command.account_id)
    if command.lines > MOST_LINES or command.size > MOST_BYTES:
        raise FileTooLong(most=MOST_LINES)
    file = SubsidyFile(
        id=new_id(KIND, county, parts.clock),
        file_no=command.file_no,
        account_id=account.account_id,
        entity=account.entity,
        pays_on=command.pays_on,
        announced=Sums(command.lines, command.amount_fen),
        sha256=command.sha256,
        size=command.size,
        made_by=by.id,
        at=parts.clock.now(),
    )
    return Outcome({"file_id": file.id, "status": file.status.value}, parts.files.add(file))


def upload_link(file: SubsidyFile, parts: SubsidyParts) -> Link:
    """Where the content goes; S3 takes this very content and no other."""
    return parts.uploads.link(incoming_key(file), file.sha256, file.size, "text/csv")


def incoming_key(file: SubsidyFile) -> str:
    return f"incoming/subsidies/{file.id}.csv"
