"""DynamoDB's condition expressions, for the in-memory table: parsed and judged as the service does.

Reserved words, unused names and unused values are refused here too, since only the real service
would find them otherwise.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from functools import lru_cache
from importlib import resources
from typing import Any

Item = dict[str, Any]
Judge = Callable[[Item], bool]

_TOKEN = re.compile(r"\s*(<>|<=|>=|[=<>(),]|[#:]?[A-Za-z_][A-Za-z0-9_.]*)")
_COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "=": lambda a, b: a == b,
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
}


class BadExpression(Exception):
    """What DynamoDB would refuse with ValidationException."""


@lru_cache(maxsize=1)
def _reserved() -> frozenset[str]:
    text = resources.files("moto").joinpath("dynamodb/parsing/reserved_keywords.txt").read_text()
    return frozenset(text.split())


def holds(condition: str, names: dict[str, str], values: dict[str, Any], item: Item | None) -> bool:
    """Whether the item that stands there (None: nothing) fulfils the condition."""
    return _Reader(condition, names, values).read()(item or {})


def plain(value: dict[str, Any]) -> tuple[str, Any]:
    """An attribute value as something that compares: numbers as Decimal, sets as sets."""
    ((kind, content),) = value.items()
    if kind == "N":
        return kind, Decimal(content)
    if kind in ("SS", "NS"):
        return kind, frozenset(content)
    return kind, content


class _Reader:
    """Recursive descent over one expression."""

    def __init__(self, text: str, names: dict[str, str], values: dict[str, Any]) -> None:
        self._tokens = _tokens(text)
        self._names = names
        self._values = values
        self._used: set[str] = set()

    def read(self) -> Judge:
        judge = self._either()
        if self._tokens:
            raise BadExpression(f"left over: {self._tokens}")
        unused = (set(self._names) | set(self._values)) - self._used
        if unused:
            raise BadExpression(f"unused: {sorted(unused)}")
        return judge

    def _either(self) -> Judge:
        left = self._both()
        while self._take("OR"):
            left = _any(left, self._both())
        return left

    def _both(self) -> Judge:
        left = self._one()
        while self._take("AND"):
            left = _all(left, self._one())
        return left

    def _one(self) -> Judge:
        if self._take("NOT"):
            inner = self._one()
            return lambda item: not inner(item)
        if self._take("("):
            inner = self._either()
            self._need(")")
            return inner
        if len(self._tokens) > 1 and self._tokens[1] == "(":
            return self._function()
        return self._comparison()

    def _function(self) -> Judge:
        name = self._tokens.pop(0)
        self._need("(")
        arguments = [self._operand()]
        while self._take(","):
            arguments.append(self._operand())
        self._need(")")
        if name == "attribute_exists":
            return lambda item: arguments[0](item) is not None
        if name == "attribute_not_exists":
            return lambda item: arguments[0](item) is None
        if name == "begins_with":
            return lambda item: _begins(arguments[0](item), arguments[1](item))
        raise BadExpression(f"function {name} is not known to this fake")

    def _comparison(self) -> Judge:
        left = self._operand()
        if self._take("BETWEEN"):
            low = self._operand()
            self._need("AND")
            high = self._operand()
            return lambda item: (
                _compared("<=", low(item), left(item)) and _compared("<=", left(item), high(item))
            )
        operator = self._tokens.pop(0)
        right = self._operand()
        if operator == "<>":
            return lambda item: left(item) != right(item)
        return lambda item: _compared(operator, left(item), right(item))

    def _operand(self) -> Callable[[Item], tuple[str, Any] | None]:
        token = self._tokens.pop(0)
        if token.startswith(":"):
            self._used.add(token)
            value = plain(self._values[token])
            return lambda _: value
        name = token
        if token.startswith("#"):
            self._used.add(token)
            name = self._names[token]
        elif token.upper() in _reserved():
            raise BadExpression(f"{token} is a reserved word")
        return lambda item: plain(item[name]) if name in item else None

    def _take(self, word: str) -> bool:
        if self._tokens and self._tokens[0].upper() == word:
            self._tokens.pop(0)
            return True
        return False

    def _need(self, word: str) -> None:
        if not self._take(word):
            raise BadExpression(f"{word} expected before {self._tokens}")


def _tokens(text: str) -> list[str]:
    found, at = [], 0
    while at < len(text.rstrip()):
        match = _TOKEN.match(text, at)
        if match is None:
            raise BadExpression(f"cannot read {text[at:]!r}")
        found.append(match[1])
        at = match.end()
    return found


def _any(left: Judge, right: Judge) -> Judge:
    return lambda item: left(item) or right(item)


def _all(left: Judge, right: Judge) -> Judge:
    return lambda item: left(item) and right(item)


def _begins(value: Any, prefix: Any) -> bool:
    return value is not None and value[0] == prefix[0] and value[1].startswith(prefix[1])


def _compared(operator: str, left: Any, right: Any) -> bool:
    if left is None or right is None or left[0] != right[0]:
        return False
    return _COMPARE[operator](left[1], right[1])
