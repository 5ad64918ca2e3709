"""Facts are gathered side by side: who is late or fails is left out, and nobody waits for them."""

from __future__ import annotations

import time
from collections.abc import Mapping
from contextvars import ContextVar
from datetime import timedelta
from threading import Event
from typing import Any

import pytest

from nongxin.kernel.errors import Busy, Missing
from nongxin.lending.applications.application import Application
from nongxin.lending.applications.consent import CREDIT_QUERY, CURRENT_TEXT, credit_consent
from nongxin.lending.approval.gather_facts import Source, gather_facts
from nongxin.lending.approval.own_books import Flows, flows_of, own_book_facts
from nongxin.lending.loans.loan import Loan
from nongxin.lending.loans.read_loan import loans_of
from tests.builders.books import LedgerWorld, Move
from tests.builders.lending import (
    BORROWER,
    LENT_FEN,
    LendingWorld,
    a_giver,
    a_signed,
    a_submitted,
)  # fmt: skip
from tests.fakes.parts import MORNING
from tests.fakes.storage import MemoryStorage

TODAY = "2026-11-25"
colour: ContextVar[str] = ContextVar("colour", default="none")


def a_world(*, consents: bool = True) -> tuple[LendingWorld, Application]:
    world = LendingWorld()
    application = world.lay(a_submitted())
    if consents:
        consent = credit_consent(True, CURRENT_TEXT, MORNING, a_giver())
        world.storage.commit(world.consents.add(application, consent))
    return world, application


def gathered(sources: list[Source], *, consents: bool = True) -> dict[str, Any]:
    world, application = a_world(consents=consents)
    facts = gather_facts(world.consents.papers(application, CREDIT_QUERY).consent, sources, TODAY)
    return {name: (fact.value, fact.source) for name, fact in facts.by_name.items()}


def source(name: str, **values: Any) -> Source:
    return Source(name, lambda: values)


def failing(name: str, error: Exception) -> Source:
    def ask() -> Mapping[str, Any]:
        raise error

    return Source(name, ask)


def test_every_fact_has_its_source() -> None:
    found = gathered([source("archive", arable_mu="9.5"), source("bureau", cur_overdue=0)])
    assert found == {
        "consent_valid": (True, "lending"),
        "arable_mu": ("9.5", "archive"),
        "cur_overdue": (0, "bureau"),
    }


def test_no_credit_data_is_asked_for_without_consent() -> None:
    asked = failing("bureau", AssertionError("asked all the same"))
    assert gathered([source("archive", a=1), asked], consents=False) == {
        "consent_valid": (False, "lending"),
        "a": (1, "archive"),
    }


@pytest.mark.parametrize("error", [Busy(), Missing(), ValueError("bad"), TimeoutError()])
def test_a_source_that_fails_leaves_its_facts_out(error: Exception) -> None:
    found = gathered([failing("core", error), source("archive", a=1)])
    assert set(found) == {"consent_valid", "a"}


def test_nobody_waits_for_a_source_that_is_late(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("nongxin.lending.approval.gather_facts.SOURCE_SECONDS", 0.05)
    release, began = Event(), time.monotonic()

    def late() -> Mapping[str, Any]:
        release.wait(10)
        return {"late": 1}

    try:
        found = gathered([Source("core", late), source("archive", a=1)])
        assert time.monotonic() - began < 5
    finally:
        release.set()
    assert set(found) == {"consent_valid", "a"}


def test_sources_are_asked_in_the_callers_context() -> None:
    token = colour.set("red")
    found = gathered([Source("archive", lambda: {"colour": colour.get()})])
    colour.reset(token)
    assert found["colour"] == ("red", "archive")


def test_flows_leave_loans_out_and_weigh_balances_by_days() -> None:
    books = LedgerWorld(MemoryStorage(), 1)
    from tests.builders.books import TODAY as LATEST
    from tests.builders.books import account_id

    books.move(Move(None, 0, 900), "key-00001")
    books.move(Move(0, None, 300), "key-00002")
    flows = flows_of([account_id(0)], books.ledger, LATEST + timedelta(days=10))
    assert flows == Flows(accounts=1, inflow_fen=900, average_fen=600, payees_after_loan=0)
    later = flows_of([account_id(0)], books.ledger, LATEST + timedelta(days=400))
    assert (later.inflow_fen, later.average_fen) == (0, 0)
    assert flows_of([], books.ledger, LATEST) == Flows(0, 0, 0, 0)


def own_facts(world: LendingWorld, *, days: int, income_fen: Any = None) -> dict[str, Any]:
    asked = a_submitted(9, submitted_at=MORNING + timedelta(days=days))
    flows = Flows(1, 30_000, 500, 0)
    archive = {"annual_income": income_fen}
    return own_book_facts(asked, archive, flows, earlier(world, asked))


def earlier(world: LendingWorld, asked: Application) -> list[Loan]:
    return loans_of(world.consents.papers(asked, CREDIT_QUERY).others, world.loans)


def a_lent_world() -> LendingWorld:
    world = LendingWorld()
    application = world.lay(a_signed())
    world.storage.commit(world.applications.claim(None, application))
    world.disburse()
    return world


def test_own_books_of_somebody_new() -> None:
    facts = own_facts(LendingWorld(), days=0, income_fen=60_000)
    assert (facts["own_account"], facts["loan_history"], facts["own_npl"]) == (True, "none", 0)
    assert (facts["acct_flow_12m_ratio"], facts["income_flow_gap"]) == ("0.50", "50.0")


@pytest.mark.parametrize("income_fen", [None, 0, -1, "60000"])
def test_no_income_no_ratio(income_fen: Any) -> None:
    assert "acct_flow_12m_ratio" not in own_facts(LendingWorld(), days=0, income_fen=income_fen)


@pytest.mark.parametrize(
    ("days", "history", "bad_fen"),
    [(20, "none", 0), (40, "dpd_30", 0), (80, "dpd_90", 0), (200, "dpd_over_90", LENT_FEN)],
)
def test_own_books_know_how_late_a_loan_is(days: int, history: str, bad_fen: int) -> None:
    facts = own_facts(a_lent_world(), days=days)
    assert (facts["loan_history"], facts["own_npl"]) == (history, bad_fen)
    assert (facts["household_active_loans"], facts["household_debt"]) == (1, LENT_FEN)


def test_lateness_is_of_the_day_in_shaanxi() -> None:
    """The first interest is due on 2026-12-25; two in the morning of the 26th is the
    25th in UTC.
    """
    world = a_lent_world()
    due_on = world.loans.get("ln" + a_signed().id[2:]).dues[0].row.due_on
    early = MORNING.replace(year=due_on.year, month=due_on.month, day=due_on.day, hour=18)
    asked = a_submitted(9, submitted_at=early)
    facts = own_book_facts(asked, {}, Flows(0, 0, 0, 0), earlier(world, asked))
    assert facts["loan_history"] == "dpd_30"


def test_whose_books() -> None:
    assert a_submitted().parties.borrower_id == BORROWER
