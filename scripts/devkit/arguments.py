"""What a word of a command line may be: where it is not, argparse says why in a sentence."""

from __future__ import annotations

from argparse import ArgumentTypeError
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path


def count(text: str) -> int:
    """A whole number above 0."""
    if not (text.isascii() and text.isdigit()) or int(text) == 0:
        raise ArgumentTypeError(f"{text} is no whole number above 0")
    return int(text)


def percent(text: str) -> int:
    """A whole number from 1 to 100."""
    if not (text.isascii() and text.isdigit()) or not 0 < int(text) <= 100:
        raise ArgumentTypeError(f"{text} is no whole number from 1 to 100")
    return int(text)


def minutes(text: str) -> float:
    """A number above 0, such as 5 or 0.5."""
    return float(_number(text, f"{text} is no number of minutes above 0, such as 5"))


def share(text: str) -> float:
    """Between 0 and 1, such as 0.03."""
    why = f"{text} is no share between 0 and 1, such as 0.03"
    found = _number(text, why)
    if found >= 1:
        raise ArgumentTypeError(why)
    return float(found)


def day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(f"{text} is no day like 2026-11-25") from None


def folder(text: str) -> Path:
    """One that is there."""
    if not Path(text).is_dir():
        raise ArgumentTypeError(f"{text} is no folder")
    return Path(text)


def file(text: str) -> Path:
    """One that is there."""
    if not Path(text).is_file():
        raise ArgumentTypeError(f"there is no file {text}")
    return Path(text)


def _number(text: str, why: str) -> Decimal:
    try:
        found = Decimal(text)
    except InvalidOperation:
        raise ArgumentTypeError(why) from None
    if not found.is_finite() or found <= 0:
        raise ArgumentTypeError(why)
    return found
