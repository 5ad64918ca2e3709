"""A partner's line: what each answer makes of it, and that nothing is lost, doubled or turned."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nongxin.catalog.webhooks import retry_seconds
from nongxin.partners.outbound.line import (
    MOST_AGAIN,
    REFUSED_MOST,
    Line,
    LineState,
    LineStateSame,
    TooManyAgain,
    settled,
)
from nongxin.partners.outbound.message import Message, State, Try

WAITS = retry_seconds()
PARTNER = "pt_610425_01JD0000000000000000000000"
NOW = 1_795_651_200


def a_message(sequence: int = 1) -> Message:
    return Message(PARTNER, sequence, f"msg_{sequence}", "loan.disbursed", "610425", "ln", "{}", "")


def answered(status: int, why: str = "") -> Try:
    return Try("2026-11-26T00:00:00.000Z", status, why)


def after(line: Line, message: Message, *statuses: int) -> tuple[Line, Message]:
    now = NOW
    for status in statuses:
        now = max(now, line.due_at)
        line, message = settled(line, message, answered(status), now, WAITS)
    return line, message


def test_it_is_tried_for_more_than_27_hours() -> None:
    assert 27 * 3600 <= sum(WAITS) <= 28 * 3600


def test_taken_at_once() -> None:
    line, message = after(Line(PARTNER), a_message(), 204)
    assert (line.sent, line.vain, message.state) == (1, 0, State.DELIVERED)


@pytest.mark.parametrize("status", [0, 301, 302, 307, 401, 404, 408, 429, 500, 503])
def test_a_partner_that_is_down_is_asked_on_the_days_of_the_catalogue(status: int) -> None:
    line, message, due = Line(PARTNER), a_message(), []
    for _ in WAITS:
        line, message = after(line, message, status)
        due.append(line.due_at)
        assert (line.sent, line.state, message.state) == (0, LineState.OPEN, State.WAITING)
    assert due == [NOW + sum(WAITS[: n + 1]) for n in range(len(WAITS))]
    line, message = after(line, message, status)
    assert (line.state, line.why, line.sent, line.dead) == (LineState.PAUSED, "down", 1, 1)
    assert message.state is State.DEAD


@pytest.mark.parametrize("status", [400, 409, 413, 415, 422])
def test_a_message_that_is_refused_holds_the_others_for_half_an_hour(status: int) -> None:
    line, message = after(Line(PARTNER), a_message(), *[status] * (REFUSED_MOST - 1))
    assert (line.sent, message.state) == (0, State.WAITING)
    line, message = after(line, message, status)
    assert (line.state, line.sent, line.dead) == (LineState.OPEN, 1, 1)
    assert message.state is State.DEAD
    assert sum(WAITS[: REFUSED_MOST - 1]) <= 40 * 60


def test_gone_is_believed_at_once_and_costs_no_message() -> None:
    line, message = after(Line(PARTNER), a_message(), 410)
    assert (line.state, line.why, line.sent) == (LineState.PAUSED, "gone", 0)
    assert message.state is State.WAITING
    opened = line.opened(NOW)
    assert opened.may_send(NOW) and opened.next == 1


def test_opened_before_its_time() -> None:
    line, _ = after(Line(PARTNER), a_message(), 503, 503, 503)
    assert not line.may_send(NOW)
    assert line.opened(NOW).may_send(NOW) and line.opened(NOW).vain == 0
    with pytest.raises(LineStateSame):
        Line(PARTNER).opened(NOW)
    with pytest.raises(LineStateSame):
        line.paused("ops").paused("ops")


def test_a_dead_message_that_is_taken_after_all() -> None:
    line, message = after(Line(PARTNER), a_message(), *[400] * REFUSED_MOST)
    again = line.with_again([1])
    assert (again.next, again.dead) == (1, 1)
    done, message = after(again, message, 200)
    assert (done.again, done.dead, done.next, message.state) == ((), 0, 2, State.DELIVERED)


def test_a_repeat_in_vain_takes_nothing_back() -> None:
    line, message = after(Line(PARTNER), a_message(), 200)
    line, message = after(line.with_again([1]), message, *[422] * REFUSED_MOST)
    assert (line.dead, line.again, message.state) == (0, (), State.DELIVERED)


def test_only_what_was_sent_is_sent_again() -> None:
    line = replace(Line(PARTNER), sent=500)
    assert line.with_again([7, 501, 7]).again == (7,)
    with pytest.raises(TooManyAgain):
        line.with_again(range(1, MOST_AGAIN + 2))


@given(st.lists(st.sampled_from([200, 0, 404, 422, 500]), max_size=80))
def test_first_deliveries_leave_in_order_and_each_is_accounted_for(answers: list[int]) -> None:
    line, now = Line(PARTNER), NOW
    messages = {n: a_message(n) for n in range(1, 6)}
    for status in answers:
        if line.state is LineState.PAUSED:
            line = line.opened(now)
        now = max(now, line.due_at)
        if line.next not in messages:
            break
        number = line.next
        line, messages[number] = settled(line, messages[number], answered(status), now, WAITS)
    states = [messages[n].state for n in sorted(messages)]
    assert all(state is not State.WAITING for state in states[: line.sent])
    assert all(state is State.WAITING for state in states[line.sent :])
    assert line.dead == states.count(State.DEAD)
