"""Amounts in Chinese capitals (人民币大写), by 《支付结算办法》附一 正确填写票据和结算凭证的基本规定."""

from __future__ import annotations

_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_PLACES = ("", "拾", "佰", "仟")
_GROUPS = ("", "万", "亿")
_GROUP = 10_000
_TOO_LARGE_FEN = _GROUP ** len(_GROUPS) * 100


def capitals(amount_fen: int) -> str:
    """12305 fen -> 壹佰贰拾叁元零伍分; a sum without fen ends in 整.

    Raises ValueError for negative amounts and from a trillion yuan on.
    """
    if not 0 <= amount_fen < _TOO_LARGE_FEN:
        raise ValueError(f"no capitals for {amount_fen} fen")
    if not amount_fen:
        return "零元整"
    yuan, rest = divmod(amount_fen, 100)
    jiao, fen = divmod(rest, 10)
    text = _whole(yuan) + "元" if yuan else ""
    if jiao:
        text += _DIGITS[jiao] + "角"
    elif fen and yuan:
        text += "零"
    return text + (_DIGITS[fen] + "分" if fen else "整")


def _whole(number: int) -> str:
    """Groups of four digits; one 零 wherever digits are missing between two that are there."""
    text, gap = "", False
    for power in range(len(_GROUPS) - 1, -1, -1):
        group = number // _GROUP**power % _GROUP
        if group:
            missing = gap or group < _GROUP // 10
            text += ("零" if text and missing else "") + _group(group) + _GROUPS[power]
        gap = not group
    return text


def _group(group: int) -> str:
    text, gap = "", False
    for power in range(len(_PLACES) - 1, -1, -1):
        digit = group // 10**power % 10
        if digit:
            text += ("零" if text and gap else "") + _DIGITS[digit] + _PLACES[power]
        gap = not digit
    return text
