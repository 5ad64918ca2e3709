"""Paper archives from files: every line is checked first, and one that is wrong stops them all."""

from __future__ import annotations

import csv
import io
import zipfile
from hashlib import sha256
from typing import Any
from xml.sax.saxutils import escape

import pytest

from nongxin.archives.files.export_archives import ExportPage, export_archives
from nongxin.archives.files.import_archives import ImportArchives, Imported, _key, import_archives
from nongxin.archives.files.paper import cell_of, paper_of
from nongxin.archives.files.workbook import LARGEST_BYTES, lines
from nongxin.archives.open_household import NotYourCounty
from nongxin.archives.refusals import BadFile, FileFaulty
from nongxin.archives.search_archives import Wanted, search_archives
from nongxin.kernel.errors import Missing
from tests.builders.archives import APPROVER, OFFICER, ArchivesWorld, a_draft, sections_of
from tests.builders.customers import LIQUAN, LUEYANG, a_principal

VILLAGE = a_draft().village
# Archetypes of one village: every so many numbers lie in the same one.
DRAFTS = [d for n in range(1, 1200) if (d := a_draft(number=n)).village == VILLAGE][:3]
_NS = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


@pytest.fixture
def world() -> ArchivesWorld:
    return ArchivesWorld()


def papers() -> list[dict[str, str]]:
    found = []
    for number, draft in enumerate(DRAFTS, start=1):
        for code, rows in sections_of(draft).items():
            for row in rows or [{}]:
                cells = {name: cell_of(value) for name, value in row.items()}
                found.append({"household": f"P-{number}", "section": code} | cells)
    return found


def as_csv(rows: list[dict[str, str]], encoding: str = "utf-8") -> bytes:
    told = io.StringIO()
    columns = list(dict.fromkeys(name for row in rows for name in row))
    writer = csv.DictWriter(told, columns)
    writer.writeheader()
    writer.writerows(rows)
    return told.getvalue().encode(encoding)


def as_xlsx(rows: list[dict[str, str]], shared: str = "") -> bytes:
    """A sheet for each section; cells as inline texts."""
    by_sheet: dict[str, list[dict[str, str]]] = {}
    for row in rows:
        by_sheet.setdefault(row["section"], []).append(row)
    told = io.BytesIO()
    with zipfile.ZipFile(told, "w", zipfile.ZIP_DEFLATED) as packed:
        names = list(by_sheet)
        sheets = "".join(
            f'<sheet name="{n}" sheetId="{i}" r:id="r{i}"/>' for i, n in enumerate(names, start=1)
        )
        packed.writestr(
            "xl/workbook.xml",
            f'<workbook {_NS} xmlns:r="{_R}"><sheets>{sheets}</sheets></workbook>',
        )
        rels = "".join(
            f'<Relationship Id="r{i}" Target="worksheets/sheet{i}.xml"/>'
            for i in range(1, len(names) + 1)
        )
        packed.writestr("xl/_rels/workbook.xml.rels", f"<Relationships>{rels}</Relationships>")
        for i, name in enumerate(names, start=1):
            packed.writestr(f"xl/worksheets/sheet{i}.xml", _sheet(by_sheet[name]))
        if shared:
            packed.writestr("xl/sharedStrings.xml", shared)
    return told.getvalue()


def _sheet(rows: list[dict[str, str]]) -> str:
    columns = [n for n in dict.fromkeys(c for r in rows for c in r) if n != "section"]
    body = [columns, *([row.get(c, "") for c in columns] for row in rows)]
    told = "".join(
        "<row>"
        + "".join(f'<c t="inlineStr"><is><t>{escape(c)}</t></is></c>' for c in row)
        + "</row>"
        for row in body
    )
    return f"<worksheet {_NS}><sheetData>{told}</sheetData></worksheet>"


def imported(world: ArchivesWorld, data: bytes, village: str = VILLAGE) -> Imported:
    command = ImportArchives(village, sha256(data).hexdigest())
    world.s3.objects["uploads", _key(command)] = data
    return import_archives(command, OFFICER, world.parts)


@pytest.mark.parametrize(
    "data",
    [
        as_csv(papers()),
        as_csv(papers(), "utf-8-sig"),
        as_csv(papers(), "gb18030"),
        as_xlsx(papers()),
    ],
    ids=["csv", "csv-bom", "csv-gb18030", "xlsx"],
)
def test_a_village_comes_in_whole_and_once(world: ArchivesWorld, data: bytes) -> None:
    assert imported(world, data) == Imported(VILLAGE, len(DRAFTS), 0)
    assert not any(world.s3.objects.values())  # what names people does not stay in the bucket
    listed = search_archives(Wanted(VILLAGE), OFFICER, world.parts)
    assert len(listed) == len(DRAFTS)
    told = [world.households.dossier(row.household_id).rows("M") for row in listed]
    assert told == [sections_of(draft)["M"] for draft in DRAFTS]
    before = world.storage.items("archives")
    assert imported(world, data) == Imported(VILLAGE, len(DRAFTS), 0)
    assert world.storage.items("archives") == before


def test_one_wrong_line_and_nothing_comes_in(world: ArchivesWorld) -> None:
    rows = papers()
    place = next(n for n, row in enumerate(rows) if row["section"] == "M")
    rows[place] = rows[place] | {"id_no": "610425198103040001", "name": "<b>"}
    rows.append({"household": "P-9", "section": "G", "area_mu": "1"})
    rows.append({"household": "P-1", "section": "ZZ"})
    before = world.storage.items("archives")
    with pytest.raises(FileFaulty) as refused:
        imported(world, as_csv(rows))
    told = {(f["line"], f["at"], f["code"]) for f in refused.value.facts["faults"]}
    assert (str(place + 2), "M.1.id_no", "id-number") in told
    assert (str(place + 2), "M.1.name", "forbidden-character") in told
    assert ("0", "H", "section-missing") in told
    assert (str(len(rows) + 1), "section", "not-a-code") in told
    assert world.storage.items("archives") == before


def test_one_person_is_in_one_household_of_a_file(world: ArchivesWorld) -> None:
    rows = papers()
    twice = next(row for row in rows if row["section"] == "M")
    rows.append(twice | {"household": "P-2", "member_no": "9", "relation": "99"})
    with pytest.raises(FileFaulty) as refused:
        imported(world, as_csv(rows))
    assert refused.value.facts["faults"][0]["code"] == "not-unique"


def test_spreadsheets_habits_are_understood() -> None:
    rows = [
        {"household": "1", "section": "G", "地块号": "1.0", "land_class": "11", "面积": "3.50",
         "tenure": "承包", "lease_from": "2026/1/5", "lease_to": "46027"},
        {"household": "1", "section": "X", "large_flag": "是"},
    ]  # fmt: skip
    paper = paper_of(lines(as_csv(rows)))
    (parcel,) = paper.households["1"]["G"]
    assert parcel == {
        "parcel_no": 1,
        "land_class": "011",
        "area_mu": "3.50",
        "tenure": "1",
        "lease_from": "2026-01-05",
        "lease_to": "2026-01-05",
    }
    assert paper.households["1"]["X"] == [{"large_flag": True}]


def _bomb() -> bytes:
    told = io.BytesIO()
    with zipfile.ZipFile(told, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/_rels/workbook.xml.rels", " " * 70_000_000)
        packed.writestr("xl/workbook.xml", "")
    return told.getvalue()


def _entities() -> bytes:
    laughs = (
        '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]><sst><si><t>&b;</t></si></sst>'
    )
    return as_xlsx(papers(), shared=laughs)


def _lying_size() -> bytes:
    """A directory that tells a small size of a large member."""
    data = bytearray(_bomb())
    at = data.rindex(b"PK\x01\x02", 0, data.rindex(b"PK\x01\x02"))
    data[at + 24 : at + 28] = (100).to_bytes(4, "little")
    return bytes(data)


def _said_of_itself(field: int, value: int) -> bytes:
    """A workbook whose members say something else of themselves, here and in the directory."""
    data = bytearray(as_xlsx(papers()))
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.find(mark)
        while at >= 0:
            data[at + place + field] = value
            at = data.find(mark, at + 1)
    return bytes(data)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (_said_of_itself(0, 1), "type"),  # locked by a password
        (_said_of_itself(2, 97), "type"),  # packed in a way that nobody knows
        (b"PK\x03\x04" + bytes(100), "type"),
        (b"\xff\xfe\x00\x01\x80\x81", "type"),
        (b'household,section\n"x', "type"),
        (b"a,b\n", "households"),
        (b"household,section\n" + b"x,G\n" * 30_001, "rows"),
        (b"x," * 500, "rows"),
        (bytes(LARGEST_BYTES + 1), "bytes"),
        (_bomb(), "bomb"),
        (_entities(), "type"),
    ],
)
def test_files_that_are_no_archives(world: ArchivesWorld, data: bytes, reason: str) -> None:
    before = world.storage.items("archives")
    with pytest.raises(BadFile) as refused:
        imported(world, data)
    assert refused.value.facts == {"why": reason}
    assert world.storage.items("archives") == before


def test_a_size_that_lies_helps_no_bomb(world: ArchivesWorld) -> None:
    with pytest.raises(BadFile):
        imported(world, _lying_size())


def test_only_into_ones_own_county(world: ArchivesWorld) -> None:
    data = as_csv(papers())
    with pytest.raises(NotYourCounty):
        imported(world, data, a_draft(county=LUEYANG).village)
    with pytest.raises(Missing):
        import_archives(ImportArchives(VILLAGE, "0" * 64), OFFICER, world.parts)


def test_what_a_county_exports_can_be_imported(world: ArchivesWorld) -> None:
    first, second = world.live(DRAFTS[0]), world.live(DRAFTS[1])
    told, after = "", None
    while True:
        page = ExportPage(LIQUAN, 1, after, is_masked=False)
        text, households, after = export_archives(page, APPROVER, world.parts)
        told += text
        assert len(households) <= 1
        if after is None:
            break
    fresh = ArchivesWorld()
    # The households have the numbers of their old archives; the village is the same.
    rows = list(csv.DictReader(io.StringIO(told.removeprefix("\ufeff"))))
    kept = ("household_id", "entity_code", "village_code")
    clean = [{k: v for k, v in row.items() if k not in kept} for row in rows]
    assert imported(fresh, as_csv(clean)).households == 2
    for row, old in zip(
        search_archives(Wanted(VILLAGE), OFFICER, fresh.parts), (first, second), strict=True
    ):
        for code in sections_of(DRAFTS[0]):
            if code != "H":
                theirs = world.households.dossier(old).rows(code)
                assert fresh.households.dossier(row.household_id).rows(code) == theirs


def test_an_export_for_auditors_is_masked(world: ArchivesWorld) -> None:
    world.live(DRAFTS[0])
    page: Any = ExportPage(LIQUAN, 10, None, is_masked=True)
    text, _, _ = export_archives(page, APPROVER, world.parts)
    assert DRAFTS[0].head.id_no not in text
    assert DRAFTS[0].head.phone not in text
    assert DRAFTS[0].head.name not in text
    assert text.count("\r\n") == 1 + sum(len(r) or 1 for r in sections_of(DRAFTS[0]).values())
    with pytest.raises(Missing):
        export_archives(page, a_principal(county=LUEYANG), world.parts)
