"""Request bodies are I-JSON (RFC 7493): what two readers could read in two ways is refused by name.

A second `amount_fen` that wins over the first, half a character, a number that no double holds:
each is a 400 with its own code, before anybody acts on it.
"""

from __future__ import annotations

import json
import math
from typing import Any, NoReturn

from nongxin.kernel.errors import Malformed

DEEPEST = 32
# RFC 7493 §2.2: whole numbers that a double holds exactly; above all amounts of money (MAX_FEN).
_LARGEST = 2**53 - 1
_MOST_DIGITS = 20
_SHOWN = 40


class NotJson(Malformed):
    code = "not-json"
    zh = "请求内容不是有效的 JSON"
    en = "The body is not valid JSON"


class DuplicateName(Malformed):
    """`name` stood twice in one object."""

    code = "json-duplicate-name"
    zh = "请求内容中的名称“{name}”重复"
    en = "The name {name} stands twice in one object of the body"


class NumberOutOfRange(Malformed):
    code = "json-number-out-of-range"
    zh = "请求内容中有数字超出可精确表示的范围"
    en = "A number of the body is larger than can be told exactly"


class HalfCharacter(Malformed):
    """A lone surrogate, which JSON can spell ("\\ud800") and UTF-8 cannot."""

    code = "json-half-character"
    zh = "请求内容中有不完整的字符"
    en = "A text of the body holds half a character"


class TooDeep(Malformed):
    code = "json-too-deep"
    zh = "请求内容嵌套超过{most}层"
    en = "The body is nested more than {most} levels deep"


REFUSALS = (NotJson, DuplicateName, NumberOutOfRange, HalfCharacter, TooDeep)


def read_json(raw: bytes) -> Any:
    """The value, fractions as their text. Raises one of the refusals above."""
    try:
        value = json.loads(
            raw.decode(),
            object_pairs_hook=_object,
            parse_constant=_refuse,
            parse_int=_whole,
            parse_float=_fraction,
        )
    except RecursionError:
        raise TooDeep(most=DEEPEST) from None
    except ValueError:  # no UTF-8, or no JSON
        raise NotJson() from None
    _check(value, 0)
    return value


def whole_characters(text: str) -> bool:
    """Whether UTF-8 can tell the text."""
    return text.encode("utf-8", "replace").decode() == text


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in pairs:
        if not whole_characters(name):
            raise HalfCharacter()
        if name in found:
            raise DuplicateName(name=name[:_SHOWN])
        found[name] = value
    return found


def _refuse(constant: str) -> NoReturn:
    """NaN and Infinity are Python's, not JSON's."""
    raise NotJson()


def _whole(text: str) -> int:
    if len(text) > _MOST_DIGITS or abs(int(text)) > _LARGEST:
        raise NumberOutOfRange()
    return int(text)


def _fraction(text: str) -> str:
    if not math.isfinite(float(text)):
        raise NumberOutOfRange()
    return text


def _check(value: Any, depth: int) -> None:
    if isinstance(value, str) and not whole_characters(value):
        raise HalfCharacter()
    if isinstance(value, (dict, list)):
        if depth == DEEPEST:
            raise TooDeep(most=DEEPEST)
        for inner in value.values() if isinstance(value, dict) else value:
            _check(inner, depth + 1)
