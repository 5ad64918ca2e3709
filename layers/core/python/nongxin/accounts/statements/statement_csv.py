"""A statement as CSV (RFC 4180) for Excel: UTF-8 with its mark, Chinese headers, yuan."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from nongxin.accounts.statements.statement import StatementLine
from nongxin.catalog.payments import narrative
from nongxin.kernel.clock import SHANGHAI, parse_stamp
from nongxin.kernel.money import yuan
from nongxin.kernel.privacy import masked
from nongxin.ledger.kinds import Side

_MARK = "\ufeff"
_HEADERS = ("序号", "记账日期", "交易时间", "起息日", "摘要", "收入(元)", "支出(元)", "余额(元)",
            "对方户名", "对方账号", "附言")  # fmt: skip
# What a spreadsheet would run as a formula if a cell began with it (OWASP, CSV injection).
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def statement_csv(lines: Iterable[StatementLine], side: Side) -> str:
    """`side` is the account's normal side: money on it came in."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(_HEADERS)
    writer.writerows(_row(each, side) for each in lines)
    return _MARK + text.getvalue()


def safe(text: str) -> str:
    """A text that a spreadsheet shows and never runs."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def _row(each: StatementLine, side: Side) -> list[str]:
    line, slip = each.line, each.slip
    came_in = line.side == side.value
    at = parse_stamp(line.at).astimezone(SHANGHAI)
    amount = yuan(line.amount_fen)
    return [
        str(line.seq),
        line.booking_date,
        f"{at:%Y-%m-%d %H:%M:%S}",
        line.value_date,
        safe(narrative(line.text)),
        amount if came_in else "",
        "" if came_in else amount,
        yuan(line.balance_fen),
        safe(slip.party_name) if slip else "",
        safe(masked(slip.party_number, 4, 4)) if slip else "",
        safe(slip.remark) if slip else "",
    ]
