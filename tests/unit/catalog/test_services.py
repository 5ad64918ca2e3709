"""The rows of the station services: sound as shipped, and refused by file and line when not."""

from __future__ import annotations

from datetime import date, time
from pathlib import Path

import pytest

from nongxin.catalog import reading, services
from nongxin.catalog.payments import narrative
from nongxin.catalog.reading import CatalogError

TODAY = date(2026, 11, 25)


def test_there_are_forty_services_in_five_modules_and_five_extras() -> None:
    now = services.services(TODAY)
    modules = [each.module for each in now.values()]
    assert len(now) == 45
    assert {module: modules.count(module) for module in set(modules)} == {
        "BF": 15, "SS": 6, "MI": 4, "UP": 12, "GS": 3, "ES": 5,
    }  # fmt: skip


def test_a_figure_is_that_of_its_day() -> None:
    """银发〔2011〕177号: 1,000 yuan a card and day; 2,000 since September 2014."""
    before, now = services.services(date(2014, 8, 31))["A03"], services.services(TODAY)["A03"]
    assert (before.day_most_fen, now.day_most_fen) == (100_000, 200_000)
    assert "day_most_fen" in now.found
    assert now.step_fen == 1_000


@pytest.mark.parametrize(
    ("amount_fen", "fee_fen"), [(1_000, 5), (100_000, 500), (400_000, 2_000), (9_000_000, 2_000)]
)
def test_a_fee_is_a_share_between_its_bounds(amount_fen: int, fee_fen: int) -> None:
    assert services.services(TODAY)["A04"].fee.of(amount_fen) == fee_fen


def test_a_void_ends_before_the_partners_file() -> None:
    power = services.services(TODAY)["D01"]
    assert (power.reversal, power.until, power.partner) == ("V", time(22, 30), "power")


def test_secrets_are_known_as_such() -> None:
    guards = {each.name: each.guard for each in services.service_fields().values()}
    assert {name for name, guard in guards.items() if guard == "secret"} == {
        "auth_code", "biometric", "new_pin", "otp", "pin", "track",
    }  # fmt: skip


def test_statements_call_a_posting_by_its_service() -> None:
    assert narrative("STATION_D01") == "电费(国网/地电)"
    assert narrative("STATION_D01_BACK") == "电费(国网/地电)冲正"


@pytest.mark.parametrize(
    ("cell", "wrong", "why"),
    [
        ("withdraw,OUT,D,C", "withdraw,OUT,D,D", "float"),
        ("withdraw,OUT,D,C", "pay,OUT,D,C", "action"),
        ("pin id_shown,R,", "pin finger,R,", "auth"),
        ("pin id_shown,R,", "pin id_shown,V,", "cut-off"),
        ("card_no track? pin amount,1000", "card_no trace? pin amount,1000", "trace"),
        ("1000,1000,200000", "1000,1000,300000", "limit"),
        (",single_most_fen ", ",single_cny ", "found"),
        ("self,T0,0,0,0,", "self,T0,0,0,1,", "without a line"),
    ],
)
def test_a_wrong_cell_is_named_by_file_and_line(
    cell: str, wrong: str, why: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("services.csv", "service_fields.csv"):
        text = (Path(reading.DATA) / name).read_text("utf-8")
        lines = [
            line.replace(cell, wrong) if line.startswith("A03") and "2014-09-01" in line else line
            for line in text.splitlines()
        ]
        (tmp_path / name).write_text("\n".join(lines) + "\n", "utf-8")
    monkeypatch.setattr(reading, "_folder", str(tmp_path))
    services.every_service.cache_clear()
    with pytest.raises(CatalogError) as refused:
        services.every_service()
    services.every_service.cache_clear()
    assert (refused.value.file, refused.value.line) == ("services.csv", 5)
    assert why in refused.value.why
