"""A station is closed by two, when none of its money is under way; its deposit goes back once."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from nongxin.catalog.payments import narrative
from tests.builders.books import check_books
from tests.builders.day_ends import Evening
from tests.builders.payers import Payer, Town
from tests.builders.stations import FLOAT_FEN, MARGIN_FEN, code
from tests.fakes.parts import FakeParts

OUT, FEN = "A03", 10_000


@pytest.fixture
def till(p: FakeParts) -> Evening:
    return Evening(p, Town(p))


def served(till: Evening, farmer: Payer, trace: str = "000001") -> None:
    assert till.pay(OUT, FEN, **till.card(farmer), _trace=trace).body["status"] == "done"
    till.note()


def test_the_deposit_goes_back_to_the_owner_once(till: Evening) -> None:
    till.empty()
    closed = till.close()
    assert (closed.status, closed.body["status"]) == (200, "closed")
    assert closed.body["returned_fen"] == MARGIN_FEN
    again = till.close()
    assert (again.body, again.headers["Idempotent-Replayed"]) == (closed.body, "true")
    assert code(till.close("closing-2")) == (409, "station-status-not-allowed")
    assert till.town.balance(till.owner) == 2_000_000
    assert (till.fen(), till.fen(till.margin_account)) == (0, 0)
    (event,) = [e for e in till.p.memory.published("StationTurned") if e.data["status"] == "closed"]
    assert event.data["by"] == till.approver.id
    assert narrative("STATION_CLOSED") == "金融e站撤站退还保证金"
    check_books(till.p.memory)


def test_who_suspended_it_does_not_close_it(till: Evening) -> None:
    assert code(till.close("closing-0")) == (409, "station-status-not-allowed")
    till.empty()
    assert code(till.close(by=till.officer)) == (403, "station-four-eyes")
    assert till.fen(till.margin_account) == MARGIN_FEN
    other = replace(till.officer, id=till.officer.id.replace("901", "903"))
    assert till.close("closing-2", by=other).status == 200


def test_a_float_that_is_not_empty_holds_it(till: Evening) -> None:
    assert till.turn("suspended", "turn-0001").status == 200
    refused = till.close()
    assert code(refused) == (409, "station-float-left")
    assert "5000.00" in refused.text.replace(",", "")
    assert till.town.balance(till.owner) == 2_000_000 - FLOAT_FEN - MARGIN_FEN


def test_the_deposit_goes_to_an_account_of_the_owner_alone(till: Evening, farmer: Payer) -> None:
    till.empty()
    invalid = (422, "station-payee-invalid")
    assert code(till.close("closing-0", account_id=None)) == invalid
    assert code(till.close("closing-1", account_id=farmer.account_id)) == invalid
    assert code(till.close("closing-2", account_id=till.float_account)) == invalid
    assert code(till.close("closing-3", account_id="ac_nowhere"))[0] == 404
    assert till.p.stations.get(till.station_id).status.value == "suspended"
    assert till.close("closing-4").status == 200


def test_a_day_that_is_not_matched_holds_it(till: Evening, farmer: Payer) -> None:
    served(till, farmer)
    till.empty()
    held = (409, "station-unsettled")
    assert code(till.close("closing-0")) == held
    till.report([("000001", OUT, FEN)])
    assert code(till.close("closing-1")) == held
    till.night()
    assert till.close("closing-2").status == 200
    check_books(till.p.memory)


def test_a_terminal_that_never_reports_holds_it_as_long_as_nights_look_back(
    till: Evening, farmer: Payer
) -> None:
    served(till, farmer)
    till.empty()
    till.p.fixed.pass_time(timedelta(days=5))
    assert code(till.close("closing-0")) == (409, "station-unsettled")
    till.p.fixed.pass_time(timedelta(days=1))
    assert till.close("closing-1").status == 200


def test_a_difference_holds_it_until_it_is_settled(till: Evening, farmer: Payer) -> None:
    served(till, farmer)
    till.report([])  # the terminal has forgotten it
    till.empty()
    till.night()
    assert [each["kind"] for each in till.differences()] == ["only_ours"]
    till.p.fixed.pass_time(timedelta(days=30))
    assert code(till.close()) == (409, "station-unsettled")


def test_a_commission_that_comes_later_is_the_owners_to_take(till: Evening, farmer: Payer) -> None:
    served(till, farmer)
    till.report([("000001", OUT, FEN)])
    till.empty()
    till.night()
    assert till.close().status == 200
    till.night(12)
    earned = till.fen()
    assert earned > 0
    out = {"account_id": till.owner.account_id, "amount_fen": earned, "direction": "take_out"}
    assert till.staff("POST", "/float", out, by=till.owner.who, key="float-09").status == 201
    check_books(till.p.memory)
