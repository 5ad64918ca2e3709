"""Amounts in Chinese capitals (人民币大写), by 《支付结算办法》附一 正确填写票据和结算凭证的基本规定."""

from __future__ import annotations

_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_PLACES = ("", "拾", "佰", "仟")
_GROUPS = ("", "万", "亿", "万亿")
_GROUP = 10_000


def capitals(amount_fen: int) -> str:
    """123_05 fen -> 壹佰贰拾叁元零伍分; whole yuan or jiao end in 整.

    Raises ValueError for negative amounts and for ten quadrillion yuan or more.
    """
    if not 0 <= amount_fen < _GROUP**4 * 100:
        raise ValueError(f"no capitals for {amount_fen}")
    yuan, rest = divmod(amount_fen, 100)
    jiao, fen = divmod(rest, 10)
    if not amount_fen:
        return "零元整"
    text = _whole(yuan) + "元" if yuan else ""
    if jiao:
        text += _DIGITS[jiao] + "角"
    elif fen and yuan:
        text += "零"
    return text + (_DIGITS[fen] + "分" if fen else "整")


def _whole(number: int) -> str:
    """Groups of four digits; one 零 wherever digits are missing between two that are there."""
    text = ""
    for power in range(len(_GROUPS) - 1, -1, -1):
        group = number // _GROUP**power % _GROUP
        if not group:
            continue
        if text and (group < _GROUP // 10 or _gap_above(number, power)):
            text += "零"
        text += _group(group) + _GROUPS[power]
    return text.replace("万亿", "万", 1) if _both_above_yi(number) else text


def _gap_above(number: int, power: int) -> bool:
    """Whether the group just above is empty."""
    return number // _GROUP ** (power + 1) % _GROUP == 0


def _both_above_yi(number: int) -> bool:
    """壹万贰仟亿, not 壹万亿贰仟亿."""
    return number >= _GROUP**3 and number // _GROUP**2 % _GROUP > 0


def _group(group: int) -> str:
    text, gap = "", False
    for power in (3, 2, 1, 0):
        digit = group // 10**power % 10
        if digit:
            text += ("零" if gap and text else "") + _DIGITS[digit] + _PLACES[power]
        gap = not digit
    return text
