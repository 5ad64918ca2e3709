"""Posting as one would write it first. It exists so that the test of the test has something to
find.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any
from uuid import uuid4

from nongxin.kernel.commands import CommandKey, Done, Outcome, perform
from nongxin.kernel.records import StaleRecord, Write, put
from nongxin.ledger.line import Entry
from nongxin.ledger.store import JournalRecord, LedgerAccounts
from tests.faults.history import History

Change = Callable[[History], None]


def without_the_journals_condition(history: History) -> None:
    """The journal row is written beside the entries, under no condition: a repeat posts again."""
    _spoil(history, lambda act, key: _post(act, key, history))


def looking_first(history: History) -> None:
    """It looks for the key, then posts: between the two a late request arrives."""

    def send(act: Callable[[], Outcome], key: CommandKey) -> Done:
        row = history.storage.get(JournalRecord, f"{key.county}#K#{key.digest}", "KEY")
        return (
            perform(act, key, JournalRecord, history.storage) if row else _post(act, key, history)
        )

    _spoil(history, send)


def refusing_from_memory(history: History) -> None:
    """What others paid in meanwhile is not looked for: no condition stands behind a refusal."""
    for books in history.world.processes:
        books.accounts.doubt = lambda _: False  # type: ignore[method-assign]


def remembering_too_soon(history: History) -> None:
    """What is about to be written is remembered as if it were: a lost write leaves a gap."""
    for books in history.world.processes:
        books.accounts.add = _too_soon(books.accounts)  # type: ignore[method-assign]


def _too_soon(accounts: LedgerAccounts) -> Callable[[Entry], Write]:
    add = accounts.add

    def remember(entry: Entry) -> Write:
        accounts._known.keep(entry.after)
        return add(entry)

    return remember


def _spoil(history: History, send: Callable[[Callable[[], Outcome], CommandKey], Done]) -> None:
    world: Any = history.world
    for books in world.processes:  # between look and post there are the reads of the accounts
        books.accounts._known.keep = lambda _: None
    booked = world._booked
    # Entries under a number of their own, as they have where nobody thought of a key.
    world._booked = lambda posting, key: booked(posting, replace(key, client_key=uuid4().hex))
    world.do = lambda key, act: send(act, key)


def _post(act: Callable[[], Outcome], key: CommandKey, history: History) -> Done:
    while True:
        outcome = act()
        row = outcome.key_row or JournalRecord()
        row.pk, row.sk = f"{key.county}#K#{key.digest}", "KEY"
        row.fingerprint, row.answer = key.fingerprint, json.dumps(outcome.answer)
        try:
            history.storage.commit(put(row), *outcome.writes)
        except StaleRecord:
            continue
        return Done(outcome.answer, replayed=False)
