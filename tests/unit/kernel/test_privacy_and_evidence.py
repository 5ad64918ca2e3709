from __future__ import annotations

import base64
import zlib

import pytest
from cryptography.exceptions import InvalidTag

from nongxin.kernel.errors import Missing
from nongxin.kernel.evidence import Evidence
from nongxin.kernel.privacy import FixedKeys, Vault, masked, masked_name
from tests.fakes.aws import MemoryS3

COUNTY, PLACE = "610722", "customers/pn_1/name"
vault = Vault(FixedKeys())


def test_a_sealed_text_opens_in_its_place_only() -> None:
    sealed = vault.seal("王小明", COUNTY, PLACE)
    assert vault.open(sealed, COUNTY, PLACE) == "王小明"
    for county, place in ((COUNTY, "customers/pn_2/name"), ("610425", PLACE), (COUNTY, "")):
        with pytest.raises(InvalidTag):
            vault.open(sealed, county, place)


def test_the_same_text_is_never_sealed_alike() -> None:
    assert vault.seal("王小明", COUNTY, PLACE) != vault.seal("王小明", COUNTY, PLACE)


@pytest.mark.parametrize("at", [1, 12, 13, -1])
def test_one_flipped_bit_is_found(at: int) -> None:
    raw = bytearray(base64.b64decode(vault.seal("王小明", COUNTY, PLACE)))
    raw[at] ^= 1
    with pytest.raises(InvalidTag):
        vault.open_bytes(bytes(raw), COUNTY, PLACE)


@pytest.mark.parametrize("head", [b"", b"\x00", b"\x03"])
def test_an_unknown_algorithm_is_told_so(head: bytes) -> None:
    sealed = vault.seal_bytes(b"text", COUNTY, PLACE)
    with pytest.raises(ValueError, match="algorithm"):
        vault.open_bytes(head and head + sealed[1:], COUNTY, PLACE)


def test_a_blind_index_tells_kinds_apart_and_nothing_else() -> None:
    blind = vault.blind("phone", "13812345678")
    assert blind == vault.blind("phone", "13812345678") != vault.blind("id", "13812345678")
    assert "138" not in blind


def test_masks() -> None:
    assert (masked_name("王小明"), masked_name("王"), masked_name("")) == ("王**", "王*", "*")
    assert (masked("13812345678"), masked("1234567")) == ("138****5678", "*******")


def evidence() -> tuple[Evidence, MemoryS3]:
    s3 = MemoryS3()
    return Evidence(s3, "evidence", vault), s3


def test_evidence_is_found_by_its_hash_and_kept_once() -> None:
    kept, s3 = evidence()
    digest = kept.keep("contracts", COUNTY, "借款合同")
    assert kept.keep("contracts", COUNTY, "借款合同") == digest
    assert kept.read("contracts", COUNTY, digest) == "借款合同"
    assert len(s3.objects) == 1
    assert "借款".encode() not in next(iter(s3.objects.values()))


def test_evidence_that_is_not_there_or_elsewhere_is_missing() -> None:
    kept, _ = evidence()
    digest = kept.keep("contracts", COUNTY, "借款合同")
    for kind, county, ref in (
        ("contracts", COUNTY, "0" * 64), ("facts", COUNTY, digest), ("contracts", "610425", digest)
    ):  # fmt: skip
        with pytest.raises(Missing):
            kept.read(kind, county, ref)


def test_evidence_under_a_foreign_name_is_found_out() -> None:
    kept, s3 = evidence()
    digest = kept.keep("contracts", COUNTY, "借款合同")
    (place,) = s3.objects
    other = zlib.compress("别的合同".encode())
    s3.objects[place] = vault.seal_bytes(other, COUNTY, place[1])
    with pytest.raises(ValueError, match="does not hold"):
        kept.read("contracts", COUNTY, digest)


def test_evidence_moved_from_another_name_does_not_open() -> None:
    kept, s3 = evidence()
    one, other = (kept.keep("contracts", COUNTY, text) for text in ("一", "二"))
    s3.objects["evidence", f"contracts/{COUNTY}/{one}"] = s3.objects[
        "evidence", f"contracts/{COUNTY}/{other}"
    ]
    with pytest.raises(InvalidTag):
        kept.read("contracts", COUNTY, one)
