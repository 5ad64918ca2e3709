"""Every field of every service, wrong in turn: generated from the rows, so a new row is covered."""

from __future__ import annotations

from datetime import date

import pytest

from nongxin.accounts.number import account_number
from nongxin.catalog.services import Service, every_service, service_fields, services
from nongxin.kernel.numbers import luhn
from nongxin.payments.fields import read_fields
from nongxin.payments.problems import FieldWrong
from tests.builders.customers import an_id_no

TODAY = date(2026, 11, 25)
OWN, CARD = account_number("2758", "610722", 7), "622202123456789"
IDS = [an_id_no(area="610722", sequence=number) for number in (701, 703)]
# A good text of each type, and of each field that has a pattern.
OF_TYPE = {
    "words": "王小明", "day": "2026-11-01", "month": "2026-11", "account": OWN,
    "card": CARD + luhn(CARD), "id_no": IDS[0], "id_list": ",".join(IDS), "phone": "13800000001",
    "hash": "ab" * 32, "opaque": "QUJDREVGRw==",
}  # fmt: skip
OF_FIELD = {
    "account_no": "0291234567", "area_code": "0916", "auth_code": "134567890123456789",
    "base_level": "12", "care": "lost", "carrier": "CMCC", "claim_no": "BX20260001",
    "contract_no": "HT-0001", "count": "3",
    "crop": "apple", "customer_no": "6100000001", "decision_no": "610722000000001",
    "dest_bank_cnaps": "102100099996", "household_code": "6107220001", "household_id": "hh_0001",
    "item_code": "SBA01", "level_code": "5", "license_no": "610722000001",
    "loan_no": "ln_610722_01JDHX3Q8Z6V7K2M5N9P4R1S0T", "meter_card_no": "10000001", "months": "12",
    "mu": "3.5", "order_no": "DD-000001", "otp": "123456", "policy_no": "BD000001",
    "price": "700", "product": "YND", "qty": "2", "renew_flag": "Y", "school_code": "6107220001",
    "sku": "apple-80", "smartcard_no": "1234567890123456", "student_no": "G61072200",
    "sub_acct": "ac_610722_01JDHX3Q8Z6V7K2M5N9P4R1S0T", "term": "1Y",
    "village_code": "610722100200", "waybill": "SF00000001", "weight": "500", "write_flag": "Y",
    "year": "2026",
}  # fmt: skip
# Texts that no field takes, and those that only a field of free words does.
WRONG = ("", " ", "\x00", "x" * 3000, "a\nb", "\ud800")
ONLY_WORDS = ("１２３４５６７８９０", "'; --")


def typed(service: Service) -> dict[str, str]:
    """What fits, in every field, the optional ones too."""
    fields = [asked.field for asked in service.fields if asked.field.type != "fen"]
    return {f.name: OF_FIELD.get(f.name) or OF_TYPE[f.type] for f in fields}


def refused(service: Service, told: dict[str, str]) -> tuple[str, str]:
    with pytest.raises(FieldWrong) as wrong:
        read_fields(service, told, TODAY)
    return str(wrong.value.facts["field"]), str(wrong.value.facts["why"])


ALL = sorted(services(TODAY).values(), key=lambda service: service.code)
CELLS = [
    pytest.param(service, asked.field.name, id=f"{service.code}-{asked.field.name}")
    for service in ALL
    for asked in service.fields
    if asked.field.type != "fen"
]


@pytest.mark.parametrize("service", ALL, ids=lambda service: service.code)
def test_what_fits_is_taken_and_secrets_stand_apart(service: Service) -> None:
    told = typed(service)
    read = read_fields(service, told, TODAY)
    assert {**read.told, **read.secret} == told
    assert {service_fields()[name].guard for name in read.secret} <= {"secret"}
    assert refused(service, told | {"colour": "red"}) == ("colour", "unknown")
    assert refused(service, told | {"amount": "12.345"}) == ("amount", "unknown")


@pytest.mark.parametrize(("service", "name"), CELLS)
def test_each_field_wrong_in_turn_is_named(service: Service, name: str) -> None:
    told = typed(service)
    is_free = service_fields()[name].type == "words"
    for wrong in WRONG if is_free else WRONG + ONLY_WORDS:
        assert refused(service, told | {name: wrong}) == (name, "shape"), wrong
    without = {other: text for other, text in told.items() if other != name}
    if next(asked.is_needed for asked in service.fields if asked.field.name == name):
        assert refused(service, without) == (name, "missing")
    else:
        read_fields(service, without, TODAY)


def test_an_end_before_its_beginning_is_named() -> None:
    history = services(TODAY)["A02"]
    told = typed(history) | {"date_from": "2026-11-02", "date_to": "2026-11-01"}
    assert refused(history, told) == ("date_to", "order")


def test_no_service_has_a_field_without_a_good_text() -> None:
    """So that the cells above are all there are."""
    for service in every_service():
        assert set(typed(service)) | {"amount"} >= service.names


def test_a_field_is_called_what_people_call_it() -> None:
    told = FieldWrong(field="customer_no", why="shape")
    assert told.sentence("zh") == "“户号”有误：格式不符"
    assert told.sentence("en").startswith("Field customer_no does not fit")
    assert FieldWrong(field="taken_at", why="shape").sentence("zh") == "“受理时间”有误：格式不符"
    assert FieldWrong(field="nonsense", why="unknown").sentence("zh").startswith("“nonsense”")
