"""司法冻结, 轮候, 续冻, 解冻 and 扣划: ordered by a document, decided by two, never beyond."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from nongxin.accounts.measures.decide_measure import DecideMeasure, decide_measure
from nongxin.accounts.measures.measure import (
    Action,
    Document,
    DocumentInvalid,
    MeasureDecided,
    MeasureFourEyes,
    MeasureIncomplete,
    NotAFreeze,
    NotEmpowered,
    OfficersMissing,
    OtherAuthority,
    TermInvalid,
    UnknownAuthority,
)
from nongxin.accounts.measures.propose_measure import ProposeMeasure, propose_measure
from nongxin.kernel.commands import Done
from nongxin.kernel.dates import add_months
from nongxin.kernel.errors import Missing, Problem
from nongxin.kernel.identity import Role
from nongxin.ledger.account import AccountNotOpen, InsufficientFunds
from nongxin.ledger.holds import HoldExceeded, HoldNotActive
from nongxin.ledger.place_hold import HoldOver
from nongxin.ledger.posting import BadAmount
from tests.builders.books import check_books
from tests.builders.counter import Counter, at_once
from tests.builders.lending import an_officer

TODAY = date(2026, 11, 25)
DAY = timedelta(days=1)
UNTIL = date(2027, 5, 25)
MAKER, CHECKER = an_officer(1, Role.COUNTY_APPROVER), an_officer(2, Role.COUNTY_APPROVER)


class Desk:
    """One account with 1,000 fen on it, and the measures on it."""

    def __init__(self) -> None:
        self.counter = Counter(TODAY)
        self.account = self.counter.open()
        self.counter.deposit(self.account, 1_000)

    def propose(self, action: str, authority: str = "court", **more: Any) -> str:
        document = Document(authority, "（2026）陕0722执12号", TODAY, ("张法官1", "李法官2"))
        told = {"document": document} | more
        command = ProposeMeasure(self.account, Action(action), **told)
        p, key = self.counter.p, self.counter.key()
        done = p.perform_in("accounts", key, lambda: propose_measure(command, MAKER, p.measuring))
        return str(done.answer["measure_id"])

    def decide(
        self, measure: str, approves: bool = True, name: str = "", by: Any = CHECKER
    ) -> Done:
        command = DecideMeasure(self.account, measure, approves)
        parts = self.counter.p.measuring
        return self.counter.money(lambda key: decide_measure(command, by, key, parts), name)

    def do(self, action: str, authority: str = "court", **more: Any) -> str:
        measure = self.propose(action, authority, **more)
        self.decide(measure)
        return measure

    def freeze(self, amount_fen: int | None, authority: str = "court", until: date = UNTIL) -> str:
        return self.do("freeze", authority, amount_fen=amount_fen, until=until)

    def deduct(self, freeze: str, amount_fen: int) -> str:
        return self.do("deduct", amount_fen=amount_fen, freeze_id=freeze)

    @property
    def available(self) -> int:
        account = self.counter.account(self.account)
        return account.available_fen(self.counter.p.clock.now())


@pytest.fixture
def desk() -> Desk:
    return Desk()


def test_a_part_is_frozen_and_the_rest_is_free(desk: Desk) -> None:
    desk.freeze(700)
    assert desk.available == 300
    with pytest.raises(InsufficientFunds):
        desk.counter.withdraw(desk.account, 301)
    desk.counter.withdraw(desk.account, 300)
    desk.counter.deposit(desk.account, 50)
    assert desk.available == 50
    told = desk.counter.p.memory.published("MeasureExecuted")
    assert [(e.data["action"], e.data["amount_fen"]) for e in told] == [("freeze", 700)]


def test_the_whole_account_is_frozen_with_what_comes_in(desk: Desk) -> None:
    freeze = desk.freeze(None)
    desk.counter.deposit(desk.account, 500)
    with pytest.raises(InsufficientFunds):
        desk.counter.withdraw(desk.account, 1)
    desk.deduct(freeze, 1_500)
    assert desk.counter.balance(desk.account) == 0
    desk.counter.deposit(desk.account, 5)
    assert desk.available < 0


def test_nothing_happens_before_somebody_else_has_decided(desk: Desk) -> None:
    measure = desk.propose("freeze", amount_fen=700, until=UNTIL)
    assert desk.available == 1_000
    with pytest.raises(MeasureFourEyes):
        desk.decide(measure, by=MAKER)
    desk.decide(measure, approves=False)
    with pytest.raises(MeasureDecided):
        desk.decide(measure)
    assert desk.available == 1_000
    with pytest.raises(NotAFreeze):
        desk.propose("lift", freeze_id=measure)


def test_a_freeze_ends_by_the_clock(desk: Desk) -> None:
    freeze = desk.freeze(700, until=TODAY + DAY)
    desk.counter.at(TODAY + DAY)
    assert desk.available == 300
    desk.counter.at(TODAY + 2 * DAY)
    assert desk.available == 1_000
    with pytest.raises(HoldNotActive):
        desk.deduct(freeze, 1)
    with pytest.raises(HoldNotActive):
        desk.do("renew", until=UNTIL, freeze_id=freeze)


def test_the_queue_is_first_come_first_served(desk: Desk) -> None:
    """轮候冻结: the second waits for what the first leaves, and moves up when the first ends."""
    first, second = desk.freeze(800), desk.freeze(600, "tax")
    assert desk.available == -400
    with pytest.raises(InsufficientFunds):
        desk.do("deduct", "tax", amount_fen=201, freeze_id=second)
    desk.do("deduct", "tax", amount_fen=200, freeze_id=second)
    desk.deduct(first, 300)
    desk.do("lift", freeze_id=first)
    desk.do("deduct", "tax", amount_fen=400, freeze_id=second)
    assert desk.counter.balance(desk.account) == 100
    check_books(desk.counter.p.memory)


def test_a_renewal_keeps_its_place_in_the_queue(desk: Desk) -> None:
    first = desk.freeze(1_000, until=TODAY + DAY)
    second = desk.freeze(1_000, "tax")
    desk.do("renew", until=UNTIL, freeze_id=first)
    desk.counter.at(TODAY + 9 * DAY)
    with pytest.raises(InsufficientFunds):
        desk.do("deduct", "tax", amount_fen=1, freeze_id=second)
    desk.deduct(first, 1_000)


def test_no_more_is_deducted_than_is_frozen(desk: Desk) -> None:
    freeze = desk.freeze(700)
    with pytest.raises(HoldExceeded):
        desk.deduct(freeze, 701)
    desk.deduct(freeze, 500)
    with pytest.raises(HoldExceeded):
        desk.deduct(freeze, 201)
    desk.deduct(freeze, 200)
    assert desk.counter.balance(desk.account) == 300
    with pytest.raises(HoldNotActive):
        desk.deduct(freeze, 1)
    assert desk.counter.texts(desk.account)[1:] == [("DEDUCTION", 500), ("DEDUCTION", 200)]


def test_a_deduction_decided_by_five_at_once_is_done_once(desk: Desk) -> None:
    freeze = desk.freeze(700)
    measure = desk.propose("deduct", amount_fen=300, freeze_id=freeze)
    told = at_once([lambda: desk.decide(measure)] * 5)
    assert told == ["done"] + ["measure-decided"] * 4
    assert desk.counter.balance(desk.account) == 700
    again = [desk.decide(desk.propose("deduct", amount_fen=100, freeze_id=freeze), name="one")]
    assert desk.counter.balance(desk.account) == 600 and not again[0].replayed


def test_a_withdrawal_and_a_freeze_at_once_do_not_both_have_the_money(desk: Desk) -> None:
    measure = desk.propose("freeze", amount_fen=1_000, until=UNTIL)
    race: Any = desk.counter.p.memory.dynamo
    race.before_write = lambda: desk.decide(measure)
    with pytest.raises(InsufficientFunds):
        desk.counter.withdraw(desk.account, 1)
    assert desk.counter.balance(desk.account) == 1_000


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        (UnknownAuthority, {"document": Document("king", "1", TODAY, ("a1", "b2"))}),
        (DocumentInvalid, {"document": Document("court", "", TODAY, ("a1", "b2"))}),
        (DocumentInvalid, {"document": Document("court", "1", TODAY + DAY, ("a1", "b2"))}),
        (OfficersMissing, {"document": Document("court", "1", TODAY, ("a1", "a1"))}),
        (TermInvalid, {"until": TODAY}),
        (TermInvalid, {"until": date(2027, 11, 26)}),
        (TermInvalid, {"authority": "public_security", "until": date(2027, 5, 26)}),
        (MeasureIncomplete, {"until": None}),
        (MeasureIncomplete, {"action": "renew"}),
        (MeasureIncomplete, {"action": "lift"}),
        (MeasureIncomplete, {"action": "deduct", "freeze_id": "x"}),
        (NotEmpowered, {"action": "deduct", "authority": "public_security", "amount_fen": 1}),
        (NotAFreeze, {"action": "lift", "freeze_id": "fm_610722_01JDHX3Q8Z6V7K2M5N9P4R1S0T"}),
    ],
)  # fmt: skip
def test_what_no_document_can_order(desk: Desk, wrong: type[Problem], told: dict[str, Any]) -> None:
    with pytest.raises(wrong):
        desk.propose(**({"action": "freeze", "until": UNTIL} | told))
    assert desk.counter.p.measuring.measures.of_account(desk.account) == []


@pytest.mark.parametrize("amount_fen", [0, -1, True, "5", 10**20])
def test_an_amount_is_whole_fen(desk: Desk, amount_fen: Any) -> None:
    with pytest.raises(BadAmount):
        desk.propose("freeze", amount_fen=amount_fen, until=UNTIL)


def test_another_authority_cannot_touch_a_freeze(desk: Desk) -> None:
    freeze = desk.freeze(500)
    for action, more in (("lift", {}), ("deduct", {"amount_fen": 1}), ("renew", {"until": UNTIL})):
        with pytest.raises(OtherAuthority):
            desk.propose(action, "tax", freeze_id=freeze, **more)


def test_a_freeze_on_what_is_not_there(desk: Desk) -> None:
    with pytest.raises(Missing):
        desk.decide("fm_610722_01JDHX3Q8Z6V7K2M5N9P4R1S0T")
    closed = desk.propose("freeze", amount_fen=1, until=UNTIL)
    desk.counter.withdraw(desk.account, 1_000)
    close(desk)
    with pytest.raises(AccountNotOpen):
        desk.decide(closed)


def test_officers_names_are_sealed(desk: Desk) -> None:
    desk.freeze(1)
    stored = str(desk.counter.p.memory.items("accounts"))
    assert "张法官" not in stored
    ((measure, _),) = desk.counter.p.measuring.measures.of_account(desk.account)
    assert measure.document.officers == ("张法官1", "李法官2")


def close(desk: Desk) -> None:
    from nongxin.accounts.close_account import CloseAccount, close_account

    parts = desk.counter.p.closing(lambda _: False)
    desk.counter.money(lambda key: close_account(CloseAccount(desk.account), key, parts))


@pytest.mark.parametrize(
    ("day", "months", "then"),
    [
        ("2026-08-31", 6, "2027-02-28"),
        ("2027-11-30", 3, "2028-02-29"),
        ("2026-12-01", 1, "2027-01-01"),
    ],
)
def test_months_end_on_their_last_day(day: str, months: int, then: str) -> None:
    assert add_months(date.fromisoformat(day), months) == date.fromisoformat(then)


def test_a_measure_decided_too_late_freezes_nothing(desk: Desk) -> None:
    measure = desk.propose("freeze", amount_fen=1, until=TODAY + DAY)
    desk.counter.at(TODAY + 3 * DAY)
    with pytest.raises((TermInvalid, HoldOver)):
        desk.decide(measure)
