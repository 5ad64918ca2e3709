"""Days of the simulated terminal at our doors: however bad, all sides agree in the end."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from devkit.terminal.agreement import differences
from devkit.terminal.faults import PowerCut
from devkit.terminal.journal import OPEN, Entry
from devkit.terminal.line import Json
from devkit.terminal.machine import Terminal
from nongxin.payments.day_end.day_store import lines_of
from tests.fakes.parts import FakeParts
from tests.faults.insisting import Wrong, impatient
from tests.faults.station_days import StationDay

OPERATIONS = 200


def play(day: StationDay) -> None:
    with impatient(Random(day.seed)):
        day.play(OPERATIONS)
        day.check()


@pytest.mark.parametrize("seed", range(2))
def test_after_a_bad_day_terminal_ledger_and_partners_agree(
    p: FakeParts, tmp_path: Path, seed: int
) -> None:
    day = StationDay(p, seed, tmp_path)
    play(day)
    assert day.done["done"] > OPERATIONS / 3
    befell = day.terminal.faults.told
    assert {"answer lost", "power cut", "clock drifts", "comes late"} <= set(befell)
    assert day.told["workers died"] and day.terminal.told["clock set"]


def test_on_a_good_day_each_service_is_done_that_is_offered(p: FakeParts, tmp_path: Path) -> None:
    """Without a fault nothing is asked twice: what is refused is refused by a rule."""
    day = StationDay(p, 1, tmp_path, lost=0.0, share=0.0)
    play(day)
    refused = {e.reason for e in day.terminal.journal.entries.values() if e.state == "refused"}
    assert refused <= {"intake-stands", "above-single-limit", "pin-wrong",
                       "insufficient-funds", "account-not-open", "above-day-limit",
                       "payment-stopped", "card-held-at-stations"}  # fmt: skip
    assert not {"voided", "exception", "open", "offline"} & set(day.done)


def test_a_days_report_that_is_not_heard_is_sent_again_and_is_one(
    p: FakeParts, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The power goes after the bank has taken the first, and most answers are lost."""
    day = StationDay(p, 6, tmp_path, lost=0.0, share=0.0)
    with impatient(Random(6)):
        day.play(60)
    cuts = iter((True,))
    monkeypatch.setattr(day.terminal.faults, "may_cut", lambda: _cut(next(cuts, False)))
    day.terminal.faults.share, told = 0.8, ["not closed yet"]
    while told:
        try:
            told = day.close()
        except PowerCut:
            day.terminal.power_up()
    report = p.payment_days.report(day.till.county, day.till.device.terminal_id, p.fixed.today())
    assert report is not None and int(report.version) == 1
    assert len(lines_of(report)) == day.done["done"]
    assert day.terminal.faults.told["answer lost"] and next(cuts, None) is None


def _cut(now: bool) -> None:
    if now:
        raise PowerCut()


class Careless(Terminal):
    """Hears nothing, and sends the same again under a new number."""

    def _in_the_dark(self, entry: Entry, order: Json) -> None:
        again = self._kept(order, is_offline=False)
        self._note(again, self._insist("POST", "/v1/payments", order))
        entry.state = "refused"  # as it believes
        self.journal.write(entry)


class Forgetful(Terminal):
    """Does not write down what it sends: a power cut leaves nothing to ask for."""

    def power_up(self) -> None:
        for entry in self.journal.unended():
            del self.journal.entries[entry.number]


@pytest.mark.parametrize("kind", [Careless, Forgetful])
def test_a_terminal_that_does_not_keep_to_its_numbers_is_found_out(
    p: FakeParts, tmp_path: Path, kind: type[Terminal]
) -> None:
    day = StationDay(p, 5, tmp_path)
    day.terminal.__class__ = kind
    with pytest.raises(Wrong):
        play(day)


def test_after_a_power_cut_only_the_journal_is_left(p: FakeParts, tmp_path: Path) -> None:
    day = StationDay(p, 3, tmp_path, lost=0.0, share=0.0)
    journal = day.terminal.journal
    entry = Entry("20261125-000001", {"service": "A03", "fields": {}})
    journal.write(entry)  # written down, and the power went before it was sent
    day.terminal.power_up()
    assert day.terminal.journal.entries[entry.number].state == "voided"
    assert day.terminal.journal.next_trace("20261125") == "000002"
    assert differences(day.terminal) == []
    assert entry.state == OPEN  # what was in memory is gone


def test_secrets_are_not_written_down(p: FakeParts, tmp_path: Path) -> None:
    day = StationDay(p, 4, tmp_path, lost=0.0, share=0.0)
    with impatient(Random(4)):
        day.play(60)
    told = day.terminal.journal.file.read_text("utf-8")
    assert '"card_no"' in told
    assert '"pin"' not in told and "A1B2C3" not in told
