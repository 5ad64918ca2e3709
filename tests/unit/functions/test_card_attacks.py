"""Cards attacked at stations: a PIN changed twice over, ID numbers tried, cards that were lost."""

from __future__ import annotations

from dataclasses import replace

from nongxin.accounts.number import account_number
from nongxin.kernel.errors import Busy
from nongxin.payments.check_pin import MOST_MISSES
from nongxin.payments.fields import Typed
from nongxin.payments.held_card import HeldCard
from tests.builders.books import check_books
from tests.builders.customers import an_id_no
from tests.builders.payers import Payer
from tests.builders.stations import FLOAT_FEN, PIN, WRONG_PIN, Till, code
from tests.fakes.gateway import Answer

# Of the town's second person, who is the farmer.
FARMERS_ID = an_id_no(area="610722", sequence=101)
NEW_PIN = "F0E1D2C3B4A59687"


class Module:
    """A security module that holds each card's PIN as it was changed."""

    def __init__(self) -> None:
        self.changed: dict[str, str] = {}
        self.pins: dict[str, str] = {}

    def is_right(self, card_no: str, pin: str, terminal_id: str) -> bool:
        return pin == self.pins.get(card_no, PIN)

    def change(self, typed: Typed, number: str) -> bool:
        card_no = typed.of("card_no")
        if number not in self.changed and typed.of("pin") == self.pins.get(card_no, PIN):
            self.changed[number] = self.pins[card_no] = typed.of("new_pin")
        return number in self.changed


def with_module(till: Till) -> Module:
    module = Module()
    made = replace(till.p.station_payments, pins=module)
    till.p.__dict__["station_payments"] = made
    return module


def care(till: Till, farmer: Payer, what: str, **told: str) -> Answer:
    return till.pay("A15", None, **till.card(farmer, id_no=FARMERS_ID, care=what) | told)


def test_a_pin_that_was_changed_before_the_books_failed_is_changed_once(
    till: Till, farmer: Payer
) -> None:
    module = with_module(till)
    till.p.memory.dynamo.failures = [Busy()]
    told = {"new_pin": NEW_PIN, "_trace": "000001"}
    assert care(till, farmer, "pin_change", **told).status == 503
    assert len(module.pins) == 1
    assert code(care(till, farmer, "pin_change", **told)) == (201, "done")
    assert list(module.pins.values()) == [NEW_PIN]
    assert code(till.pay("A03", 10_000, **till.card(farmer)))[1] == "pin-wrong"
    paid = till.pay("A03", 10_000, **till.card(farmer) | {"pin": NEW_PIN})
    assert code(paid) == (201, "done")


def test_an_id_number_is_not_learned_by_trying(till: Till, farmer: Payer) -> None:
    with_module(till)
    other = {"id_no": an_id_no(area="610722", sequence=100), "new_pin": NEW_PIN, "pin": WRONG_PIN}
    for _ in range(MOST_MISSES):
        assert code(care(till, farmer, "pin_change", **other))[1] == "id-number-not-the-owners"
    locked = (422, "pin-tries-used-up")
    assert code(care(till, farmer, "pin_change", **other)) == locked
    assert code(care(till, farmer, "lost")) == locked


def test_a_wrong_pin_changes_none_and_is_counted(till: Till, farmer: Payer) -> None:
    module = with_module(till)
    told = {"new_pin": NEW_PIN, "pin": WRONG_PIN}
    for left in range(MOST_MISSES, 0, -1):
        said = care(till, farmer, "pin_change", **told)
        assert (*code(said), said.body["facts"]) == (422, "pin-wrong", {"left": left - 1})
    assert care(till, farmer, "pin_change", **told).status == 422
    assert module.pins == {}


def test_a_card_that_a_rule_stopped_may_be_reported_lost(till: Till, farmer: Payer) -> None:
    """Else its release would give it to who found it."""
    now = till.p.fixed.now()
    held = HeldCard(farmer.account_id, "ST02", till.station_id, now)
    till.p.storage.commit(till.p.held_cards.save(held))
    assert code(care(till, farmer, "pin_change", new_pin=NEW_PIN))[1] == "card-held-at-stations"
    assert code(care(till, farmer, "lost")) == (201, "done")
    assert code(till.ask("A01", **till.card(farmer))) == (422, "card-reported-lost")


def test_what_was_done_with_a_card_before_it_was_lost_is_taken_back(
    till: Till, farmer: Payer
) -> None:
    assert code(till.pay("A03", 10_000, **till.card(farmer), _trace="000001")) == (201, "done")
    assert code(care(till, farmer, "lost")) == (201, "done")
    assert code(till.back("000001")) == (200, "reversed")
    assert (till.fen(), till.town.balance(farmer)) == (FLOAT_FEN, 1_000_000)
    check_books(till.p.memory)


def test_a_card_that_nobody_has_is_called_so(till: Till, farmer: Payer) -> None:
    nobodys = {"card_no": account_number("2758", "610722", 9_999_999), "pin": PIN}
    unknown = (404, "card-unknown")
    assert code(till.pay("A03", 10_000, **nobodys)) == unknown
    assert code(till.ask("A01", **nobodys)) == unknown
    told = {"dest_card_no": nobodys["card_no"], "dest_name": farmer.name}
    assert code(till.pay("A07", 10_000, **till.card(farmer, **told))) == unknown
