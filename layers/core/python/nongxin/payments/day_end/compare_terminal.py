"""Compare a terminal's day with our books: what it holds for done, and what they say of it now."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from nongxin.catalog.services import services
from nongxin.kernel.value import value
from nongxin.payments.day_end.difference import Found, Kind, Line, compare
from nongxin.payments.day_end.ports import DayEndParts
from nongxin.payments.payment import OPEN, PaymentStatus
from nongxin.payments.read_payment import answer_to, key_of

# What a terminal may not hold for done; of what is open it hears in the end.
_NOTHING = OPEN | {PaymentStatus.FAILED, PaymentStatus.REVERSED}


@value
class Totals:
    """Cash that went into the shop's till and out of it, in fen, fees apart."""

    payments: int
    cash_in_fen: int
    cash_out_fen: int


def compare_terminal(
    terminal: str, ours: Sequence[Line], theirs: Sequence[Line], parts: DayEndParts
) -> Iterator[Found]:
    """`ours` are the day's rows, which follow events and do not have other contexts' services: of
    what they do not say as the terminal does, the journal is asked.
    """
    for found in compare(ours, theirs):
        now = _standing(terminal, found, parts)
        if found.kind is Kind.ONLY_OURS and now is None:
            continue  # taken back, and the event has not come yet
        if found.kind is not Kind.ONLY_THEIRS or now is None:
            yield found
        elif now.amount_fen != found.theirs_fen:
            yield Found(Kind.AMOUNT, found.number, now.service, now.amount_fen, found.theirs_fen)


def totals(lines: Iterable[Line], found: Iterable[Found], on: date) -> Totals:
    """By our books: a terminal's lines, corrected by what differs."""
    standing = {each.number: each for each in lines}
    for each in found:
        standing.pop(each.number, None)
        if each.ours_fen is not None:
            standing[each.number] = Line(each.number, each.service, each.ours_fen)
    cash = {"IN": 0, "OUT": 0, "N": 0}
    for line in standing.values():
        cash[services(on)[line.service].cash] += line.amount_fen
    return Totals(len(standing), cash["IN"], cash["OUT"])


def is_undecided(terminal: str, found: Iterable[Found], parts: DayEndParts) -> bool:
    """Whether the terminal holds for done what its partner has not said a last word of."""
    theirs = (each.number for each in found if each.kind is Kind.ONLY_THEIRS)
    for answer in (answer_to(terminal, number, parts.books) for number in theirs):
        payment_id = str(answer.get("payment_id", ""))
        if payment_id and parts.payments.get(payment_id).status in OPEN:
            return True
    return False


def _standing(terminal: str, found: Found, parts: DayEndParts) -> Line | None:
    """What stands under a number by the journal, and by the payment's record with a partner."""
    answer = answer_to(terminal, found.number, parts.books)
    if not answer or "refused" in answer:
        return None
    if "payment_id" in answer:
        payment = parts.payments.get(str(answer["payment_id"]))
        is_back, amount_fen = payment.status in _NOTHING, payment.amount_fen
    else:
        key = key_of(terminal, found.number)
        is_back = parts.books.accounts.is_reversed(key.county, key.digest)
        amount_fen = int(answer["amount_fen"])
    return None if is_back else Line(found.number, str(answer["service"]), amount_fen)
