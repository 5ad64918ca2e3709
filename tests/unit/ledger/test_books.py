"""Postings against a plain model of the accounts: hypothesis plays, the journal is compared."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from random import Random
from threading import Barrier
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from nongxin.kernel.errors import KeyReused, Missing
from nongxin.ledger.account import Account, InsufficientFunds
from nongxin.ledger.post import opening
from nongxin.ledger.store import AlreadyOpened, LedgerAccounts
from tests.builders.books import (
    OWNER,
    LedgerWorld,
    Move,
    account_id,
    check_books,
    journal,
)  # fmt: skip
from tests.fakes.faults import conflict
from tests.fakes.storage import MemoryStorage

ACCOUNTS, WRITERS = 4, 64
NUMBERS = st.integers(0, ACCOUNTS - 1)
AMOUNTS = st.integers(1, 500)


class PostingsMachine(RuleBasedStateMachine):
    """The model is a list of balances and a dict of the keys that were used."""

    def __init__(self) -> None:
        super().__init__()
        self.books = LedgerWorld(MemoryStorage(), ACCOUNTS)
        self.balances = [0] * ACCOUNTS
        self.counts = [0] * ACCOUNTS
        self.done: dict[str, Move] = {}

    @rule(target_account=NUMBERS, amount_fen=AMOUNTS)
    def pay_in(self, target_account: int, amount_fen: int) -> None:
        self._post(Move(None, target_account, amount_fen))

    @rule(source=NUMBERS, amount_fen=AMOUNTS)
    def pay_out(self, source: int, amount_fen: int) -> None:
        self._post(Move(source, None, amount_fen))

    @rule(source=NUMBERS, by=st.integers(1, ACCOUNTS - 1), amount_fen=AMOUNTS)
    def transfer(self, source: int, by: int, amount_fen: int) -> None:
        self._post(Move(source, (source + by) % ACCOUNTS, amount_fen))

    @rule(data=st.data())
    def repeat(self, data: st.DataObject) -> None:
        if not self.done:
            return
        key = data.draw(st.sampled_from(sorted(self.done)))
        done = self.books.move(self.done[key], key)
        assert done.replayed
        assert done.answer == {"moved_fen": self.done[key].amount_fen}

    @rule(data=st.data())
    def reuse(self, data: st.DataObject) -> None:
        if not self.done:
            return
        key = data.draw(st.sampled_from(sorted(self.done)))
        move = self.done[key]
        with pytest.raises(KeyReused):
            self.books.move(Move(move.source, move.target, move.amount_fen + 1), key)

    def _post(self, move: Move) -> None:
        key = f"key-{len(self.done):05d}"
        if move.source is not None and self.balances[move.source] < move.amount_fen:
            with pytest.raises(InsufficientFunds):
                self.books.move(move, key)
            return
        assert not self.books.move(move, key).replayed
        self.done[key] = move
        for number, sign in ((move.source, -1), (move.target, 1)):
            if number is not None:
                self.balances[number] += sign * move.amount_fen
                self.counts[number] += 1

    @invariant()
    def balances_are_the_models(self) -> None:
        assert [self.books.balance(n) for n in range(ACCOUNTS)] == self.balances

    @invariant()
    def the_journal_is_the_models(self) -> None:
        assert len(journal(self.books.storage)) == len(self.done)
        check_books(self.books.storage)

    def teardown(self) -> None:
        for number in range(ACCOUNTS):
            assert len(self.books.entries_of(number)) == self.counts[number]


TestPostings = PostingsMachine.TestCase
TestPostings.settings = settings(max_examples=60, stateful_step_count=25, deadline=None)


class _Contended:
    """Every third write finds a conflict, whoever sends it."""

    def __init__(self, storage: MemoryStorage) -> None:
        self._real = storage.dynamo.transact_write_items
        self._random = Random(14)
        storage.dynamo.transact_write_items = self  # type: ignore[method-assign, assignment]

    def __call__(self, **ask: Any) -> Any:
        if self._random.random() < 1 / 3:
            raise conflict(ask)
        return self._real(**ask)


def test_64_writers_on_one_account_all_succeed_once() -> None:
    books, start = LedgerWorld(MemoryStorage(), 1), Barrier(WRITERS)
    _Contended(books.storage)

    def pay_in(number: int) -> bool:
        start.wait()
        return books.move(Move(None, 0, number + 1), f"key-{number:05d}").replayed

    with ThreadPoolExecutor(WRITERS) as pool:
        assert not any(pool.map(pay_in, range(WRITERS)))
    assert books.balance(0) == sum(range(1, WRITERS + 1))
    assert len(books.entries_of(0)) == WRITERS
    check_books(books.storage)


def test_of_many_who_spend_the_same_money_one_succeeds() -> None:
    books, start = LedgerWorld(MemoryStorage(), 1), Barrier(16)
    books.move(Move(None, 0, 100), "key-00000")

    def pay_out(number: int) -> int:
        start.wait()
        try:
            books.move(Move(0, None, 100), f"out-{number:05d}")
        except InsufficientFunds:
            return 0
        return 1

    with ThreadPoolExecutor(16) as pool:
        assert sum(pool.map(pay_out, range(16))) == 1
    assert books.balance(0) == 0


def test_an_account_nobody_opened_is_missing() -> None:
    ledger = LedgerAccounts(MemoryStorage())
    with pytest.raises(Missing):
        ledger.get(account_id(1))
    with pytest.raises(Missing):
        ledger.get("no account")


def test_an_account_is_opened_once() -> None:
    books = LedgerWorld(MemoryStorage(), 1)
    again = Account(account_id(0), "demand_deposit", "2758", OWNER, limit_fen=1)
    with pytest.raises(AlreadyOpened):
        books.storage.commit(opening(again, books.books))


def test_a_statement_is_newest_first_over_pages() -> None:
    books = LedgerWorld(MemoryStorage(), 1)
    for number in range(1, 8):
        books.move(Move(None, 0, number), f"key-{number:05d}")
    page = books.ledger.statement(account_id(0), 3, None)
    rest = books.ledger.statement(account_id(0), 100, page.last_key)
    amounts = [int(item["amount_fen"]["N"]) for item in page.items + rest.items]
    assert amounts == [7, 6, 5, 4, 3, 2, 1, 0]
