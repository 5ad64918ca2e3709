"""A person's copy of their data, and its deletion by the rules of retention."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from job_end_retentions import handler as job
from nongxin.access.credential import Credential
from nongxin.customers.register_customer import RegisterCustomer, register_customer
from nongxin.customers.subsidies.load_payouts import LoadPayouts, load_payouts
from nongxin.customers.subsidies.payment import Line
from nongxin.customers.view.view import Part
from nongxin.customers.view.view_store import CONTACT, ContactRecord
from nongxin.kernel.errors import Missing
from nongxin.kernel.identity import Role
from tests.builders.bank import key
from tests.builders.customers import an_id_no
from tests.builders.lending import COUNTY, ENTITY, an_officer
from tests.builders.payers import Payer, Town
from tests.builders.views import APPROVER, OFFICER, TELLER, an_event, asks, sees, tell
from tests.fakes.parts import FakeParts

TEN_YEARS = timedelta(days=3660)


@pytest.fixture
def who(p: FakeParts) -> Payer:
    made = Town(p).person(5_000)
    tell(*p.memory.published())
    contact = {"kind": "address", "value": "博望街道1号"}
    asks(TELLER, "POST", "/contacts", made.who.id, body=contact)
    asks(OFFICER, "PUT", "/tags", made.who.id, body={"tags": ["family_farm"]})
    return made


def erasure(who: Payer, named: str = "erase-0001") -> dict[str, Any]:
    answer = asks(who.who, "POST", "/me/erasures", "", named)
    assert answer.status == 201, answer.text
    return {each["category"]: each for each in answer.body["categories"]}


def closes(who: Payer) -> None:
    tell(an_event("AccountClosed", 60, account_id=who.account_id, entity=ENTITY, interest_fen=0))


def test_a_copy_holds_everything_in_clear_for_the_person_alone(who: Payer) -> None:
    answer = asks(who.who, "POST", "/me/exports")
    assert answer.status == 201
    told = answer.body
    assert (told["name"], told["id_no"]) == (who.name, an_id_no(area=COUNTY, sequence=100))
    assert told["view"]["contacts"][0]["value"] == "博望街道1号"
    assert who.account_id in told["view"]["parts"]["accounts"]["doc"]
    again = asks(who.who, "POST", "/me/exports")
    assert again.body["request_id"] == told["request_id"]
    assert asks(OFFICER, "POST", "/me/exports").status == 403


def test_what_no_law_keeps_is_gone_and_the_rest_says_until_when(p: FakeParts, who: Payer) -> None:
    fates = erasure(who)
    gone = {c for c, each in fates.items() if each["outcome"] == "erased"}
    assert gone == {"behaviour", "contacts", "relations", "tags"}
    assert {fates[c]["outcome"] for c in ("identity", "accounts", "loans")} == {"open"}
    view = sees(OFFICER, who.who.id)
    assert (view["contacts"], view["tags"], view["parts"]["behaviour"]["doc"]) == ([], [], {})
    assert who.account_id in view["parts"]["accounts"]["doc"]
    assert p.persons.get(who.who.id).name == who.name


def test_after_the_last_business_the_years_count(p: FakeParts, who: Payer) -> None:
    closes(who)
    fates = erasure(who)
    assert (fates["identity"]["outcome"], fates["identity"]["until"]) == ("kept", "2036-11-25")
    assert "反洗钱法" in fates["identity"]["law"]
    p.fixed.instant += TEN_YEARS
    fates = erasure(who, "erase-0002")
    assert {each["outcome"] for each in fates.values()} == {"erased"}
    with pytest.raises(Missing):
        p.persons.get(who.who.id)
    assert asks(OFFICER, "GET", "/view", who.who.id, query={"purpose": "loan"}).status == 404
    assert p.persons.id_by_id_no(an_id_no(area=COUNTY, sequence=100)) is None


def test_who_was_forgotten_signs_in_no_more(p: FakeParts, who: Payer) -> None:
    person_id, store = who.who.id, p.access_store
    phone = store.seal_phone("13900000000", person_id)
    way_in = Credential(person_id, Role.CUSTOMER, ENTITY, frozenset({COUNTY}), phone, "a hash")
    p.storage.commit(store.keep_credential(way_in))
    closes(who)
    erasure(who)
    assert store.credential(person_id) == replace(way_in, version=1)
    p.fixed.instant += TEN_YEARS
    assert ends(COUNTY)["erased"] == 1
    assert store.credential(person_id) is None
    left = store.any_credential(person_id)
    assert left is not None
    assert (store.open_phone(left.phone, person_id), left.password_hash) == ("", None)


def test_who_was_forgotten_may_come_again(p: FakeParts, who: Payer) -> None:
    closes(who)
    p.fixed.instant += TEN_YEARS
    erasure(who)
    by = an_officer(8, Role.TELLER)
    told = RegisterCustomer(COUNTY, who.name, an_id_no(area=COUNTY, sequence=100), "13900000000",
                            None)  # fmt: skip
    done = p.perform_in(
        "customers", key("again", by.id), lambda: register_customer(told, by, p.registration)
    )
    assert done.answer["customer_id"] != who.who.id


def test_events_that_come_late_do_not_bring_it_back_twice(p: FakeParts, who: Payer) -> None:
    erasure(who)
    tell(*p.memory.published())  # all of them again: each was counted
    assert sees(OFFICER, who.who.id)["parts"]["behaviour"]["doc"] == {}


def test_what_a_merged_id_brought_along_is_deleted_with_it(p: FakeParts) -> None:
    town = Town(p)
    who, twin = town.person(5_000), town.person(300)
    tell(*p.memory.published())
    contact = {"kind": "address", "value": "博望街道1号"}
    asks(TELLER, "POST", "/contacts", twin.who.id, body=contact)
    body = {"into": who.who.id, "reason": "同一人"}
    assert asks(APPROVER, "POST", "/merge", twin.who.id, body=body).status == 200
    assert len(sees(OFFICER, who.who.id)["contacts"]) == 1
    assert erasure(who)["contacts"]["outcome"] == "erased"
    for each in (who, twin):
        view = sees(OFFICER, each.who.id)
        assert (view["contacts"], view["parts"]["behaviour"]["doc"]) == ([], {})
    for each in (who, twin):
        closes(each)
    p.fixed.instant += TEN_YEARS
    assert erasure(who, "erase-0002")["identity"]["outcome"] == "erased"
    for each in (who, twin):
        with pytest.raises(Missing):
            p.persons.get(each.who.id)


def test_each_id_of_one_person_asks_for_all_of_them(p: FakeParts) -> None:
    """Signed in by the id that was merged away, the survivor's business is one's own."""
    town = Town(p)
    stays, gone = town.person(5_000), town.person(300)
    tell(*p.memory.published())
    body = {"into": stays.who.id, "reason": "同一人"}
    assert asks(APPROVER, "POST", "/merge", gone.who.id, body=body).status == 200
    closes(gone)
    assert {erasure(gone)[c]["outcome"] for c in ("identity", "accounts")} == {"open"}
    for each in (stays, gone):
        copy = asks(each.who, "POST", "/me/exports").body["view"]
        assert {stays.account_id, gone.account_id} == set(copy["parts"]["accounts"]["doc"])
    closes(stays)
    p.fixed.instant += TEN_YEARS
    assert erasure(gone, "erase-0002")["identity"]["outcome"] == "erased"
    for each in (stays, gone):
        with pytest.raises(Missing):
            p.persons.get(each.who.id)


def test_subsidies_of_one_person_are_those_of_all_their_ids(p: FakeParts) -> None:
    town = Town(p)
    stays, gone = town.person(5_000), town.person(300)
    for number, (who, day) in enumerate(((stays, "2025-06-15"), (gone, "2026-06-15"))):
        id_no = p.persons.get(who.who.id).id_no
        line = Line("SBA01", day[:7], day, who.name, id_no, 10_000 + number)
        load = LoadPayouts(COUNTY, f"f{number}.csv", 1, [line])
        load_payouts(load, OFFICER, p.loading_payouts)
    body = {"into": stays.who.id, "reason": "同一人"}
    assert asks(APPROVER, "POST", "/merge", gone.who.id, body=body).status == 200
    why = {"query": {"purpose": "loan"}}
    shown = [asks(OFFICER, "GET", "/subsidies", stays.who.id, **why)]
    shown += [asks(each.who, "GET", "/me/subsidies") for each in (stays, gone)]
    for answer in shown:
        paid = [(each["paid_on"], each["amount_fen"]) for each in answer.body["payments"]]
        assert paid == [("2026-06-15", 10_001), ("2025-06-15", 10_000)]
    alone = asks(OFFICER, "GET", "/subsidies", gone.who.id, **why).body["payments"]
    assert len(alone) == 1  # staff see no survivor, who may live elsewhere
    asks(APPROVER, "POST", "/unmerge", gone.who.id, "key-000002")
    assert len(asks(stays.who, "GET", "/me/subsidies").body["payments"]) == 1


def test_more_rows_than_a_transaction_takes_are_deleted(p: FakeParts, who: Payer) -> None:
    for n in range(130):
        contact = {"kind": "mobile", "value": f"138000{n:05d}"}
        kept = asks(TELLER, "POST", "/contacts", who.who.id, f"keep-{n:05d}", body=contact)
        path = {"contact_id": kept.body["contact_id"]}
        asks(TELLER, "POST", "/contacts/{contact_id}/end", who.who.id, f"end-{n:06d}", path=path)
    rows = [i for i in p.memory.items("customers") if i["sk"]["S"].startswith("CONTACT#")]
    assert len(rows) == 131
    assert erasure(who)["contacts"]["outcome"] == "erased"
    found = p.views.rows(who.who.id).of(ContactRecord, CONTACT)
    assert {p.views.contact(row).value for row in found} == {""}


def ends(county: str = "") -> dict[str, Any]:
    """The job, for all counties or for one."""
    context = SimpleNamespace(function_name="nongxin-test-job_end_retentions")
    return job.handler({"county": county} if county else {}, context)


def test_what_a_law_kept_goes_when_its_time_is_over(p: FakeParts, who: Payer) -> None:
    closes(who)
    fates = erasure(who)
    assert {c: fates[c]["until"] for c in ("subsidies", "identity")} == {
        "subsidies": "2029-11-25", "identity": "2036-11-25"
    }  # fmt: skip
    assert ends() == {"started": []}
    p.fixed.instant += timedelta(days=3 * 366)
    assert ends() == {"started": [COUNTY]}
    assert ends(COUNTY) == {"county": COUNTY, "erased": 1, "failed": 0}
    assert ends(COUNTY)["erased"] == 0
    assert p.persons.get(who.who.id).name == who.name
    contact = {"kind": "address", "value": "博望街道2号"}
    asks(TELLER, "POST", "/contacts", who.who.id, "key-000009", body=contact)
    p.fixed.instant += TEN_YEARS - timedelta(days=3 * 366)
    assert ends(COUNTY)["erased"] == 1
    with pytest.raises(Missing):
        p.persons.get(who.who.id)
    assert (ends(), ends(COUNTY)["erased"]) == ({"started": []}, 0)


def test_who_comes_back_to_the_bank_is_kept_while_they_stay(p: FakeParts, who: Payer) -> None:
    closes(who)
    erasure(who)
    tell(an_event("AccountOpened", 90, account_id=f"{who.account_id[:-1]}9", owner=who.who.id,
                  entity=ENTITY, kind="demand_1"))  # fmt: skip
    p.fixed.instant += TEN_YEARS
    assert ends(COUNTY) == {"county": COUNTY, "erased": 0, "failed": 0}
    assert ends() == {"started": []}
    assert p.persons.get(who.who.id).name == who.name


def test_a_live_archive_is_business_that_goes_on(p: FakeParts, who: Payer) -> None:
    closes(who)
    p.fixed.instant += TEN_YEARS
    for status, outcome in (("live", "open"), ("left", "erased")):
        told = Part({"status": status}, "2026-11-25", "2026-11-25")
        standing = p.views.part(who.who.id, "archive")
        p.views.commit(p.views.kept(who.who.id, "archive", standing, told))
        fates = erasure(who, f"erase-{status}")
        assert {fates[c]["outcome"] for c in ("archive", "identity")} == {outcome}
