"""Look for a payee that a person names; each wrong name or number is one of ten a day."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

from nongxin.accounts.ports import PayingParts
from nongxin.accounts.transfers.guess import Guesses
from nongxin.accounts.transfers.match_payee import match_payee
from nongxin.accounts.transfers.transfer import Payee, PayeeNotMatched, TooManyMisses
from nongxin.kernel import deadline
from nongxin.kernel.records import StaleRecord


def guess_payee(person_id: str, number: str, name: str, parts: PayingParts) -> Payee:
    """Raises NumberInvalid (no guess: such a number cannot be), PayeeNotMatched, TooManyMisses,
    Busy.
    """
    _move(person_id, parts, _taken(parts))
    is_right = True
    try:
        return match_payee(number, name, parts)
    except PayeeNotMatched:
        is_right = False
        raise
    finally:
        _move(person_id, parts, lambda guesses: guesses.told(right=is_right))


def _taken(parts: PayingParts) -> Callable[[Guesses], Guesses | None]:
    def take(guesses: Guesses) -> Guesses | None:
        now = parts.calendar.clock.now()
        today = guesses.settled(now)
        if today.used_up:
            raise TooManyMisses()
        return None if today.must_wait else today.taken(now)

    return take


def _move(person_id: str, parts: PayingParts, change: Callable[[Guesses], Guesses | None]) -> None:
    """Under the row's version; None: what others are looking at has to be known first."""
    today = parts.calendar.clock.today()
    with deadline.bounded():
        for _ in deadline.tries():
            after = change(parts.payments.guesses(person_id, today))
            if after is None:
                continue
            with suppress(StaleRecord):  # another guess of the same person
                parts.payments.save_guesses(after)
                return
