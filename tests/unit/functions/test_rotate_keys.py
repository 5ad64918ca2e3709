"""S14: a county's data key changes, everything stays readable, and the tables are sealed anew."""

from __future__ import annotations

import base64
from datetime import timedelta
from types import SimpleNamespace
from typing import Any, cast

import pytest

from job_rotate_keys import handler as job
from nongxin.customers.register_customer import register_customer
from nongxin.kernel import ciphers
from nongxin.kernel.keyring import LEASE_SECONDS, KmsKeyRing, NoGenerationLeft
from nongxin.kernel.privacy import Vault
from nongxin.kernel.records import replace
from nongxin.kernel.storage import Storage
from tests.builders.customers import LIQUAN, a_principal, a_registration, an_id_no
from tests.fakes.keys import MemoryDataKeys
from tests.fakes.parts import FakeParts

YEAR = timedelta(days=366)


class Keys:
    """The fake bank with real data keys; `warm` is another function that has been up for long."""

    def __init__(self, p: FakeParts) -> None:
        self.p, self.kms = p, MemoryDataKeys()
        put = cast(Any, p)
        put.keys = self.ring()
        put.vault = Vault(p.keys)
        self.warm = Vault(self.ring())

    def ring(self) -> KmsKeyRing:
        return KmsKeyRing(self.kms, "key", self.p.directory, self.p.storage)

    def run(self, milliseconds: int = 10**6, **event: Any) -> dict[str, Any]:
        context = SimpleNamespace(
            function_name="nongxin-test-job_rotate_keys",
            get_remaining_time_in_millis=lambda: milliseconds,
        )
        return job.handler(event, context)

    def later(self, span: timedelta) -> None:
        self.p.fixed.instant += span
        self.p.keys._current.clear()

    def register(self, number: int) -> str:
        made = a_registration(id_no=an_id_no(sequence=100 + number), phone=f"1381234{number:04d}")
        outcome = register_customer(made, a_principal(), self.p.registration)
        self.p.storage.commit(*outcome.writes)
        return str(outcome.answer["customer_id"])

    def heads(self) -> set[bytes]:
        """How the names of all persons were sealed: the texts' first two bytes, or one."""
        items = self.p.memory.items("customers")
        raw = [base64.b64decode(i["name"]["S"]) for i in items if "name" in i]
        return {text[:2] if text[0] & 0x80 else text[:1] for text in raw}


@pytest.fixture
def keys(p: FakeParts) -> Keys:
    return Keys(p)


def test_all_is_readable_before_during_and_after(keys: Keys) -> None:
    first = [keys.register(n) for n in range(5)]
    assert keys.heads() == {b"\x01"}
    assert keys.run(county=LIQUAN, change=True)["generation"] == 1
    second = [keys.register(n) for n in range(5, 8)]
    assert keys.heads() == {b"\x01", b"\x81\x01"}
    assert {keys.p.persons.get(i).name for i in first + second} == {"王小明"}
    keys.later(timedelta(seconds=2 * LEASE_SECONDS))
    before = keys.p.memory.published()
    assert keys.run(county=LIQUAN)["changed"] == 5
    assert keys.heads() == {b"\x81\x01"}
    assert {keys.p.persons.get(i).name for i in first + second} == {"王小明"}
    assert keys.p.memory.published() == before  # nothing is announced again
    assert keys.run(county=LIQUAN)["changed"] == 0
    assert keys.run(county=LIQUAN) == {"county": LIQUAN, "sealing": False}


def test_tables_wait_for_functions_that_have_not_heard(keys: Keys) -> None:
    keys.register(0)
    sealed = keys.warm.seal("王小明", LIQUAN, "customers/x/name")
    keys.run(county=LIQUAN, change=True)
    assert keys.run(county=LIQUAN) == {"county": LIQUAN, "sealing": False}
    late = keys.warm.seal("王小明", LIQUAN, "customers/x/name")  # still with the key before
    assert base64.b64decode(late)[:1] == b"\x01"
    for text in (sealed, late):
        assert keys.p.vault.open(text, LIQUAN, "customers/x/name") == "王小明"


def test_a_pass_without_time_goes_on_where_it_was(
    keys: Keys, monkeypatch: pytest.MonkeyPatch
) -> None:
    for n in range(5):
        keys.register(n)
    keys.run(county=LIQUAN, change=True)
    keys.later(timedelta(seconds=2 * LEASE_SECONDS))
    whole = Storage.sweep
    monkeypatch.setattr(
        Storage, "sweep", lambda self, context, county, after=None: whole(
            self, context, county, after, 2
        )
    )  # fmt: skip
    told, calls = keys.run(1, county=LIQUAN), 1
    while told["goes_on"]:
        ((_, event),) = keys.p.services.functions.called
        keys.p.services.functions.called.clear()
        told, calls = keys.run(1, **event), calls + 1
    assert calls > 2 and told["changed"] == 5
    assert keys.heads() == {b"\x81\x01"}


def test_somebody_who_writes_meanwhile_is_not_overwritten(keys: Keys) -> None:
    person_id = keys.register(0)
    keys.run(county=LIQUAN, change=True)
    keys.later(timedelta(seconds=2 * LEASE_SECONDS))
    ((table, rows),) = (
        (name, items) for name, items in keys.p.memory.dynamo.tables.items() if "customers" in name
    )
    key = next(k for k in rows if person_id in k[0])

    def another() -> None:
        rows[key] = rows[key] | {"version": {"N": "2"}, "kyc": {"S": "verified"}}

    keys.p.memory.dynamo.before_write = another
    assert keys.run(county=LIQUAN)["changed"] == 1  # passed over, so the pass was not clean
    assert keys.p.persons.get(person_id).kyc == "verified"
    keys.run(county=LIQUAN)
    assert keys.heads() == {b"\x81\x01"}, table


def test_the_clock_changes_keys_that_have_served_a_year(keys: Keys) -> None:
    keys.register(0)
    assert keys.run() == {"started": []}  # counted from now on
    keys.later(YEAR)
    assert keys.run() == {"started": [LIQUAN]}
    assert keys.run(county=LIQUAN)["generation"] == 1
    assert keys.run() == {"started": []}


def test_keys_of_256_generations_are_refused(keys: Keys) -> None:
    keys.register(0)
    row = keys.p.directory.sealed_key_row(f"county-{LIQUAN}")
    assert row is not None
    row.generation = 255
    keys.p.storage.commit(replace(row))
    with pytest.raises(NoGenerationLeft):
        keys.p.rotation.change(LIQUAN)


def test_sm4_is_a_setting_and_both_stay_readable(keys: Keys) -> None:
    aes, sm4 = keys.p.vault, Vault(keys.p.keys, ciphers.SM4_GCM)
    for seals, opens, byte in ((aes, sm4, 1), (sm4, aes, 2)):
        sealed = seals.seal_bytes("王小明".encode(), LIQUAN, "customers/x/name")
        assert sealed[0] == byte
        assert opens.open_bytes(sealed, LIQUAN, "customers/x/name").decode() == "王小明"
    assert not aes.is_current(sm4.seal_bytes(b"x", LIQUAN, "p"), LIQUAN)


@pytest.mark.parametrize("cipher", [ciphers.AES_256_GCM, ciphers.SM4_GCM])
def test_one_flipped_bit_or_another_place_is_found(keys: Keys, cipher: str) -> None:
    from cryptography.exceptions import InvalidTag

    vault = Vault(keys.p.keys, cipher)
    sealed = vault.seal_bytes(b"text", LIQUAN, "customers/x/name")
    for at in range(1, len(sealed)):
        broken = bytearray(sealed)
        broken[at] ^= 1
        with pytest.raises(InvalidTag):
            vault.open_bytes(bytes(broken), LIQUAN, "customers/x/name")
    for place, county in (("customers/y/name", LIQUAN), ("customers/x/name", "610727")):
        with pytest.raises(InvalidTag):
            vault.open_bytes(sealed, county, place)
    with pytest.raises(InvalidTag):
        vault.open_bytes(sealed[:14], LIQUAN, "customers/x/name")
