"""A bureau's payout file: checked as a whole and by line, released by two, paid once."""

from __future__ import annotations

from collections import Counter

import pytest

from nongxin.ledger.account import AccountState
from tests.builders.books import check_books
from tests.builders.payers import NORTH, Payer, Town
from tests.builders.subsidies import DAY, FUNDS_FEN, HEADER, Bureau, stranger
from tests.fakes.gateway import Answer
from tests.fakes.parts import FakeParts


@pytest.fixture
def bureau(p: FakeParts) -> Bureau:
    return Bureau(p, Town(p))


@pytest.fixture
def farmers(bureau: Bureau) -> list[Payer]:
    return [bureau.town.person(county=NORTH if nth == 2 else "610722") for nth in range(3)]


def told(answer: Answer) -> tuple[int, str]:
    return answer.status, answer.body.get("code", answer.body.get("status"))


def test_a_file_is_paid_and_the_bureau_pays_what_was_paid(
    bureau: Bureau, farmers: list[Payer]
) -> None:
    file_id = bureau.sent(bureau.lines(farmers), 60_000)
    checked = bureau.show(file_id).body
    assert (checked["status"], checked["good_lines"], checked["good_fen"]) == ("checked", 3, 60_000)
    assert bureau.balances(farmers) == [0, 0, 0]
    assert told(bureau.release(file_id)) == (200, "paying")
    assert (bureau.fen(), bureau.transit_fen()) == (FUNDS_FEN - 60_000, 60_000)
    assert bureau.run(file_id)
    paid = bureau.show(file_id).body
    assert (paid["status"], paid["paid_lines"], paid["paid_fen"]) == ("paid", 3, 60_000)
    assert bureau.balances(farmers) == [10_000, 20_000, 30_000]  # one of another legal entity
    assert (bureau.fen(), bureau.transit_fen()) == (FUNDS_FEN - 60_000, 0)
    check_books(bureau.p.memory)


def test_each_payees_history_tells_the_subsidy_once(bureau: Bureau, farmers: list[Payer]) -> None:
    file_id = bureau.sent(bureau.lines(farmers), 60_000)
    bureau.release(file_id)
    bureau.run(file_id)
    bureau.run(file_id)
    histories = bureau.p.subsidy_histories
    year = histories.years(farmers[1].who.id)[DAY[:4]]
    assert [v[:3] for v in histories.doc(year).values()] == [["SBA01", DAY, 20_000]]


def test_lines_that_cannot_be_paid_are_reported_and_the_others_paid(
    bureau: Bureau, farmers: list[Payer]
) -> None:
    one, two, three = farmers
    given = [
        bureau.line(1, one, 10_000),
        bureau.line(2, two, 10_000, item="SBX99"),
        bureau.line(3, two, 10_000, batch="b-3", name="别人"),
        bureau.line(4, two, 10_000, batch="b-4", account=one.number),
        bureau.line(5, two, 10_000, batch="b-5", account="1234567890123456789"),
        bureau.line(6, one, 10_000),
        bureau.line(7, three, 10_000, day="2026-11-24"),
        bureau.line(8, three, 10_000, id_no="610722198001011234"),
        bureau.line(9, three, 0),
        "10,SBA01,2026-06",
    ]
    file_id = bureau.sent(given, 80_000)
    assert bureau.show(file_id).body["good_lines"] == 1
    assert [(row[0], row[2]) for row in bureau.report(file_id)] == [
        ("2", "unknown-item"), ("3", "name-differs"), ("4", "not-the-owner"), ("5", "no-account"),
        ("6", "duplicate-line"), ("7", "other-day"), ("8", "bad-id"), ("9", "bad-amount"),
        ("10", "malformed"),
    ]  # fmt: skip
    bureau.release(file_id)
    bureau.run(file_id)
    assert bureau.balances(farmers) == [10_000, 0, 0]
    assert bureau.fen() == FUNDS_FEN - 10_000


def test_what_fails_while_paying_goes_back_to_the_bureau(
    bureau: Bureau, farmers: list[Payer]
) -> None:
    file_id = bureau.sent(bureau.lines(farmers), 60_000)
    bureau.turn(farmers[1], AccountState.FROZEN)
    bureau.release(file_id)
    bureau.run(file_id)
    assert bureau.report(file_id)[0][:3] == ["2", "200.00", "payee-cannot-receive"]
    assert bureau.balances(farmers) == [10_000, 0, 30_000]
    assert (bureau.fen(), bureau.transit_fen()) == (FUNDS_FEN - 40_000, 0)
    (event,) = bureau.p.memory.published("SubsidiesPaid")
    assert (event.data["failed_lines"], event.data["returned_fen"]) == (1, 20_000)
    check_books(bureau.p.memory)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("{header}\n{line}\nTOTAL,1,100.01\n", "control-totals"),
        ("{header}\n{line}\nTOTAL,2,100.00\n", "control-totals"),
        ("{header}\n{line}\n", "control-totals"),
        ("item,{header}\n{line}\nTOTAL,1,100.00\n", "header"),
        ("{header}\n2{line}\nTOTAL,1,100.00\n", "line-numbers"),
        ("{header}\nnobody\n{line}\nTOTAL,1,100.00\n", "line-numbers"),
        ("", "header"),
        ("{header}\n{line}\n2{line}\nTOTAL,2,200.00\n", "line-numbers"),
    ],
)
def test_a_file_that_is_not_in_order_is_refused_as_a_whole(
    bureau: Bureau, farmers: list[Payer], content: str, reason: str
) -> None:
    line = bureau.line(1, farmers[0], 10_000)
    raw = content.format(header=HEADER, line=line).encode() or b"\n"
    file_id = bureau.sent([line], 10_000, content=raw)
    shown = bureau.show(file_id).body
    assert (shown["status"], shown["reason"]) == ("refused", reason)
    assert shown["reason_zh"]
    assert told(bureau.release(file_id)) == (409, "subsidy-file-state")


def test_totals_other_than_the_letters_and_other_content_are_refused(
    bureau: Bureau, farmers: list[Payer]
) -> None:
    given = bureau.lines(farmers)
    less = bureau.sent(given, 60_000, amount_fen=59_999, file_no="F-1")
    assert bureau.show(less).body["reason"] == "announced-totals"
    made = bureau.announce(bureau.file(given, 60_000), 3, 60_000, file_no="F-2")
    file_id = made.body["file_id"]
    bureau.content += b"\n"
    bureau.upload(file_id)
    bureau.about(file_id, "/check")
    bureau.run(file_id)
    assert bureau.show(file_id).body["reason"] == "other-content"


def test_a_file_comes_once_by_number_by_content_and_by_line(
    bureau: Bureau, farmers: list[Payer]
) -> None:
    given = bureau.lines(farmers)
    first = bureau.sent(given, 60_000)
    again = bureau.announce(bureau.file(given, 60_000), 3, 60_000)
    assert told(again) == (409, "subsidy-file-number-used")
    twin = bureau.sent(given, 60_000, file_no="F-2")  # checked before the first one was paid
    bureau.release(first)
    bureau.run(first)
    assert told(bureau.release(twin)) == (409, "subsidy-file-paid-before")
    late = bureau.sent(given, 60_000, file_no="F-3")
    assert bureau.show(late).body["reason"] == "known-file"
    other = [*given[:2], bureau.line(3, farmers[2], 40_000)]
    changed = bureau.sent(other, 70_000, file_no="F-4")
    bureau.release(changed)
    bureau.run(changed)
    assert Counter(row[2] for row in bureau.report(changed)) == {"paid-before": 2}
    assert bureau.balances(farmers) == [10_000, 20_000, 70_000]
    assert bureau.fen() == FUNDS_FEN - 100_000


def test_two_people_release_a_file_and_nobody_else_sees_it(
    bureau: Bureau, farmers: list[Payer]
) -> None:
    file_id = bureau.sent(bureau.lines(farmers), 60_000)
    assert told(bureau.release(file_id, by=bureau.maker)) == (403, "denied")
    assert told(bureau.release(file_id, by=stranger())) == (404, "not-found")
    assert bureau.show(file_id, by=stranger()).status == 404
    assert told(bureau.release(file_id, approves=False)) == (200, "refused")
    assert told(bureau.release(file_id)) == (409, "subsidy-file-state")
    assert bureau.fen() == FUNDS_FEN


def test_a_bureau_without_enough_money_waits(bureau: Bureau, farmers: list[Payer]) -> None:
    fen = FUNDS_FEN + 100
    file_id = bureau.sent([bureau.line(1, farmers[0], fen)], fen)
    assert told(bureau.release(file_id)) == (422, "insufficient-funds")
    assert bureau.show(file_id).body["status"] == "checked"
    assert told(bureau.fund("V-1", FUNDS_FEN)) == (201, None)  # the voucher of before: no more
    assert told(bureau.fund("V-1", 100)) == (422, "idempotency-key-reused")
    assert bureau.fund("V-2", 100).status == 201
    assert told(bureau.release(file_id)) == (200, "paying")


def test_nothing_is_checked_before_it_is_there_nor_paid_before_its_day(
    bureau: Bureau, farmers: list[Payer]
) -> None:
    made = bureau.announce(bureau.file(bureau.lines(farmers), 60_000), 3, 60_000)
    there = bureau.about(made.body["file_id"], "/check")
    assert told(there) == (409, "subsidy-file-not-there")
    tomorrow = "2026-11-26"
    given = [bureau.line(1, farmers[0], 10_000, day=tomorrow)]
    file_id = bureau.sent(given, 10_000, file_no="F-2", pays_on=tomorrow)
    early = bureau.release(file_id)
    assert told(early) == (422, "subsidy-file-too-early")
