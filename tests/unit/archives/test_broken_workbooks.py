"""Workbooks that are cut off, forged or make no sense: refused by name, however they are broken."""

from __future__ import annotations

import io
import random
import zipfile

import pytest

from nongxin.archives.files.paper import paper_of
from nongxin.archives.files.workbook import lines
from nongxin.archives.refusals import BadFile

_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_RELATIONS = '<Rs><Relationship Id="r1" Target="worksheets/s.xml"/></Rs>'
_BOOK = f'<workbook xmlns:r="{_R}"><sheets><sheet name="H" r:id="r1"/></sheets></workbook>'
_RIGHT = '<w><row r="1"><c r="A1" t="inlineStr"><is><t>household</t></is></c></row></w>'


def a_book(sheet: str, texts: str = "<sst><si><t>a</t></si></sst>", book: str = _BOOK) -> bytes:
    told = io.BytesIO()
    with zipfile.ZipFile(told, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/_rels/workbook.xml.rels", _RELATIONS)
        packed.writestr("xl/workbook.xml", book)
        packed.writestr("xl/worksheets/s.xml", sheet)
        packed.writestr("xl/sharedStrings.xml", texts)
    return told.getvalue()


def a_shared(place: str) -> str:
    return f'<w><row r="1"><c r="A1" t="s"><v>{place}</v></c></row></w>'


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (a_book('<w><row r="abc"><c r="A1"><v>1</v></c></row></w>'), "type"),
        (a_book(f'<w><row r="{"9" * 5_000}"/></w>'), "type"),
        (a_book('<w><c r="A1"><v>1</v></c></w>'), "type"),  # a cell outside of every row
        (a_book(a_shared("²")), "type"),
        (a_book(a_shared("9" * 5_000)), "type"),
        (a_book(a_shared("0"), texts="<sst><t>a</t></sst>"), "type"),
        (a_book('<?xml version="1.0" encoding="klingon"?><w/>'), "type"),
        (a_book('<?xml version="1.0" encoding="utf-7"?><w/>'), "type"),
        (a_book("<w/>", book="<workbook><sheets><sheet/></sheets></workbook>"), "type"),
        (a_book(_RIGHT)[:-30], "type"),
        (a_book(f'<w><row r="1"><c><v>{chr(10) * 2_000_000}</v></c></row></w>'), "bomb"),
        (a_book("<w/>", texts=f"<sst><si><t>{'永' * 40_000}</t></si></sst>"), "bomb"),
    ],
)
def test_what_makes_no_sense_is_refused(data: bytes, reason: str) -> None:
    with pytest.raises(BadFile) as refused:
        paper_of(lines(data))
    assert refused.value.facts == {"why": reason}


def test_flipped_bytes_are_read_or_refused() -> None:
    draw, whole = random.Random(7), a_book(_RIGHT)
    refused = 0
    for _ in range(2_000):
        data = bytearray(whole)
        for _ in range(draw.randint(1, 4)):
            data[draw.randrange(len(data))] = draw.randrange(256)
        try:
            paper_of(lines(bytes(data)))
        except BadFile:
            refused += 1
    assert refused > 1_000


@pytest.mark.parametrize("text", ["--5", "-", "5-", "٣", "9" * 18])
def test_what_is_no_whole_number_stays_a_text_to_be_refused(text: str) -> None:
    told = f"household,section,member_no\n1,M,{text}\n2,M,-5\n3,M,5.0\n"
    rows = [paper["M"][0] for paper in paper_of(lines(told.encode())).households.values()]
    assert [row["member_no"] for row in rows] == [text, -5, 5]
