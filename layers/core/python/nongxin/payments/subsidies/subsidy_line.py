"""A line of a bureau's payout file (代发明细): one subsidy to one account. Pure.

    line,item_code,batch_no,pay_date,name,id_no,account_no,amount

`amount` is in yuan with at most two decimals; the other columns are those of fiscal payout files.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal

from nongxin.accounts.number import NumberInvalid, checked_number
from nongxin.customers.subsidies.payment import Line, fault_of
from nongxin.kernel.money import MAX_FEN
from nongxin.kernel.value import value

COLUMNS = ("line", "item_code", "batch_no", "pay_date", "name", "id_no", "account_no", "amount")
MALFORMED, OTHER_DAY, TWICE, PAID_BEFORE = (
    "malformed", "other-day", "duplicate-line", "paid-before",
)  # fmt: skip
# Why a line is not paid, as the report of failed lines says it.
REASONS: Mapping[str, tuple[str, str]] = {
    MALFORMED: ("格式有误", "the line is malformed"),
    OTHER_DAY: ("发放日期与文件不符", "its pay date is not the file's"),
    TWICE: ("文件内重复", "another line of the file says the same"),
    PAID_BEFORE: ("此前已发放", "it was paid before, by another file"),
    "unknown-item": ("补贴项目代码不存在", "no such subsidy item"),
    "bad-date": ("发放日期有误", "its pay date cannot be"),
    "bad-amount": ("金额有误", "its amount cannot be"),
    "bad-id": ("身份证号有误", "no such ID number"),
    "no-account": ("账号不存在或已销户", "no such account, or it is closed"),
    "not-a-demand-deposit": ("不是活期账户", "the account is no demand deposit"),
    "not-the-owner": ("账户不属于该身份证号", "the account is not that ID number's"),
    "name-differs": ("户名不符", "the name is not the owner's"),
    "payee-cannot-receive": ("账户暂不能收款", "the account takes no money at present"),
}
OTHERWISE = ("账户拒收", "the account did not take it")
_AMOUNT = re.compile(r"[0-9]{1,9}(\.[0-9]{1,2})?")
_LONGEST = 64


@value
class SubsidyLine:
    """`fault` is why it cannot be paid, whoever it is for, or "". Unreadable ones are 0 fen."""

    number: int
    item: str = ""
    batch: str = ""
    paid_on: str = ""
    name: str = ""
    id_no: str = ""
    account_no: str = ""
    amount_fen: int = 0
    fault: str = ""

    @property
    def payment(self) -> Line:
        """As payout histories know it."""
        return Line(self.item, self.batch, self.paid_on, self.name, self.id_no, self.amount_fen)

    @property
    def identity(self) -> str:
        """What makes two lines the same payment, in whichever files they stand."""
        return f"{self.payment.key}|{self.id_no}"


def read_line(raw: bytes, pays_on: date, today: date) -> SubsidyLine | None:
    """None for what does not even begin with a line's number."""
    try:
        cells = next(csv.reader([raw.decode()], strict=True), [])
    except (UnicodeDecodeError, csv.Error):
        cells = []
    if not cells or not cells[0].isascii() or not cells[0].isdigit() or len(cells[0]) > 6:
        return None
    number = int(cells[0])
    amount_fen = _fen(cells[-1])
    if len(cells) != len(COLUMNS) or any(len(cell) > _LONGEST for cell in cells):
        return SubsidyLine(number, amount_fen=amount_fen, fault=MALFORMED)
    item, batch, paid_on, name, id_no, account_no = (cell.strip() for cell in cells[1:-1])
    line = SubsidyLine(number, item, batch, paid_on, name, id_no, account_no, amount_fen)
    fault = fault_of(line.payment, max(today, pays_on)) or _own_fault(line, pays_on)
    return replace(line, fault=fault) if fault else line


def _own_fault(line: SubsidyLine, pays_on: date) -> str:
    if line.paid_on != pays_on.isoformat():
        return OTHER_DAY
    try:
        checked_number(line.account_no)
    except NumberInvalid:
        return "no-account"
    return ""


def _fen(text: str) -> int:
    """0 for what is no amount: the control total then tells."""
    if not _AMOUNT.fullmatch(text.strip()):
        return 0
    fen = int(Decimal(text.strip()) * 100)
    return fen if fen <= MAX_FEN else 0
