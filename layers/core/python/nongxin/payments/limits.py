"""Limits of a service: of a single payment, and of a card (or customer), service and day.

A day's sum of one of our accounts is not counted anywhere: its own entries tell it, and the number
of the next entry is free only if none came meanwhile. So it is exact over all terminals, and costs
nothing to write.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from nongxin.catalog.services import BACK, Service
from nongxin.kernel.clock import SHANGHAI, parse_stamp
from nongxin.kernel.value import value
from nongxin.ledger.line import Line
from nongxin.payments.problems import AboveDay, AboveSingle, AmountNotMultiple, AmountTooSmall


def check_amount_of(service: Service, amount_fen: int, most_fen: int = 0) -> None:
    """`most_fen` is the station's (or the channel's) own limit, 0: none.

    Raises AmountTooSmall, AmountNotMultiple, AboveSingle.
    """
    if service.least_fen and amount_fen < service.least_fen:
        raise AmountTooSmall(least_fen=service.least_fen)
    if service.step_fen and amount_fen % service.step_fen:
        raise AmountNotMultiple(step_fen=service.step_fen)
    limits = [fen for fen in (service.single_most_fen, most_fen) if fen]
    if limits and amount_fen > min(limits):
        raise AboveSingle(limit_fen=min(limits))


@value
class Spent:
    """What an account's entries were read for: the number of the latest one (-1: none was), those
    of the day, newest first, and the day of the one before them.
    """

    seen: int = -1
    lines: tuple[Line, ...] = ()
    last_used: date | None = None


def day_of(line: Line) -> date:
    """By Shaanxi's calendar."""
    return parse_stamp(line.at).astimezone(SHANGHAI).date()


def spent_of(day: date, seen: int, lines: Iterable[Line]) -> Spent:
    """`lines` newest first; they are read as far as the first one before the day."""
    found: list[Line] = []
    for line in lines:
        if day_of(line) < day:
            return Spent(seen, tuple(found), day_of(line))
        found.append(line)
    return Spent(seen, tuple(found))


def check_day(service: Service, spent_fen: int, amount_fen: int) -> None:
    """Raises AboveDay."""
    most = service.day_most_fen
    if most is not None and spent_fen + amount_fen > most:
        raise AboveDay(limit_fen=most, left_fen=max(most - spent_fen, 0))


def spent_on(lines: Iterable[Line], service: Service) -> int:
    """What an account's lines of a day say of a service, in fen: less what was taken back."""
    total_fen = 0
    for line in lines:
        if line.text == service.text:
            total_fen += line.amount_fen
        elif line.text == service.text + BACK:
            total_fen -= line.amount_fen
    return total_fen


@value
class SubjectUse:
    """Of somebody who has no account with us (`subject` is a blind index): what a day moved."""

    subject: str
    service: str
    day: date
    sum_fen: int = 0
    version: int = 0

    def with_payment(self, amount_fen: int, service: Service) -> SubjectUse:
        """Raises AboveDay."""
        check_day(service, self.sum_fen, amount_fen)
        return replace(self, sum_fen=self.sum_fen + amount_fen)


# Whom the day's limit of a service counts for where no account of ours pays or is paid.
SUBJECTS = ("bank_card_no", "insured_id", "household_code", "customer_no", "phone")


def subject_of(names: Iterable[str]) -> str:
    """The field that names the subject."""
    found = set(names)
    return next((name for name in SUBJECTS if name in found), "")
