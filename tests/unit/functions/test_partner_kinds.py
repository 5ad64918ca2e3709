"""What else goes on with partners: money from them, reports, final top-ups, meter cards."""

from __future__ import annotations

from nongxin.ledger.posting import general
from tests.builders.books import check_books
from tests.builders.customers import an_id_no
from tests.builders.payers import Payer
from tests.builders.stations import FLOAT_FEN, Till, code
from tests.fakes.gateway import Answer

METER = "6100000001"
CARD = "6222021234567894"  # of another bank, with a Luhn digit


def settled_fen(till: Till) -> int:
    """What the books owe to partners."""
    account = general(till.county, till.entity, "biller_settlement")
    return sum(
        int(item["amount_fen"]["N"]) * (1 if item["side"]["S"] == "credit" else -1)
        for item in till.p.memory.items("ledger")
        if item.get("account", {}).get("S") == account
    )


def test_a_top_up_is_final(till: Till) -> None:
    told = {"phone": "13800000001", "carrier": "CMCC"}
    due = till.ask("D04", **told).body
    paid = till.pay("D04", 5_000, **told, _bill_no=due["bill_no"], _trace="000001")
    assert code(paid) == (201, "done")
    assert code(till.back("000001", how="void")) == (422, "payment-not-reversible")


def test_a_meter_card_waits_for_its_writing(till: Till) -> None:
    told = {"meter_card_no": "10000001", "card_data": "QUJDREVGRw==", "write_flag": "Y"}
    due = till.ask("D03", **told).body
    for trace, written, status in (("000001", True, "done"), ("000002", False, "exception")):
        paid = till.pay("D03", 12_000, **told, _bill_no=due["bill_no"], _trace=trace)
        assert code(paid) == (201, "to_confirm")
        for _ in range(2):
            said = till.about("POST", "/confirmation", trace, {"written": written})
            assert code(said) == (200, status)
        other = till.about("POST", "/confirmation", trace, {"written": not written})
        assert code(other) == (409, "payment-moved-on")


def test_cash_on_another_banks_card_is_the_partners_first(till: Till) -> None:
    told = {"bank_card_no": CARD, "pin": "A1B2C3D4E5F60718"}
    till.billers.outcome("unionpay", CARD, "done")
    paid = till.pay("A04", 100_000, **told, _trace="000001")
    assert (code(paid), paid.body["fee_fen"]) == ((201, "done"), 500)
    assert (till.fen(), settled_fen(till)) == (FLOAT_FEN + 100_000, -100_500)
    assert code(till.back("000001")) == (200, "reversed")
    assert (till.fen(), settled_fen(till)) == (FLOAT_FEN, 0)
    check_books(till.p.memory)


def test_a_lost_order_with_a_pin_is_taken_back_not_sent_again(till: Till) -> None:
    told = {"bank_card_no": CARD, "pin": "A1B2C3D4E5F60718"}
    till.billers.modes["unionpay"] = "error"
    assert till.pay("A04", 100_000, **told, _trace="000001").body["status"] == "unknown"
    till.billers.modes.clear()
    assert till.resolve() == {"failed": 1}
    assert till.fen() == FLOAT_FEN
    check_books(till.p.memory)


def test_another_banks_card_has_a_days_limit_over_all_terminals(till: Till) -> None:
    other = Till(till.p, till.town, number=1, billers=till.billers)
    told = {"bank_card_no": CARD, "pin": "A1B2C3D4E5F60718"}
    till.billers.outcome("unionpay", CARD, "done")
    said: list[Answer] = []

    def race() -> None:
        said.append(other.pay("A04", 150_000, **told))

    till.p.memory.dynamo.before_write = race
    first = till.pay("A04", 150_000, **told)
    assert [code(said[0]), code(first)] == [(201, "done"), (422, "above-day-limit")]


def test_produce_is_paid_onto_the_farmers_card(till: Till, farmer: Payer) -> None:
    told = {"contract_no": "HT-0001", "sku": "apple-80", "weight": "500", "price": "700",
            "payee_card": farmer.number}  # fmt: skip
    due = till.ask("X03", **told).body
    assert code(till.pay("X03", 350_000, **told, _bill_no=due["bill_no"])) == (201, "done")
    assert till.town.balance(farmer) == 1_350_000
    check_books(till.p.memory)


def test_a_sale_is_the_shops_less_its_fee(till: Till) -> None:
    told = {"sku": "salt-1", "auth_code": "134567890123456789"}
    paid = till.pay("X05", 10_000, **told)
    assert (code(paid), paid.body["fee_fen"]) == ((201, "done"), 38)
    assert till.fen() == FLOAT_FEN + 9_962
    check_books(till.p.memory)


def test_a_report_moves_nothing_and_its_secret_is_not_kept(till: Till) -> None:
    told = {"insured_id": an_id_no(area="610722", sequence=777), "photo": "a" * 64,
            "biometric": "RkFDRV9URU1QTEFURQ=="}  # fmt: skip
    assert code(till.pay("B05", None, **told)) == (201, "done")
    assert (till.fen(), settled_fen(till)) == (FLOAT_FEN, 0)
    assert "RkFDRV9URU1QTEFURQ" not in str(till.p.memory.dynamo.tables)
