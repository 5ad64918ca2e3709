"""Forget a person whose archives need not be kept any longer (个人信息保护法 art. 47).

In every archive that ever named them and is over for them, their row of section M becomes empty in
all its versions. Of a cancelled archive whose head they are everything goes, photos too: the head
answers for the household, and what others in it ask is their own row. Nothing is deleted, so
that versions keep their numbers; what is done twice is the same.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from nongxin.archives.household import Book, Status
from nongxin.archives.photos.check_photo import kept_key, thumbnail_key
from nongxin.archives.ports import ArchiveParts
from nongxin.catalog.places import counties

Row = dict[str, Any]


def is_in_archive(id_no: str, parts: ArchiveParts) -> bool:
    """Whether an archive that is not at its end, in force or in the making, has the person in it.

    Drafts that were never submitted name nobody yet.
    """
    return any(_has(book, id_no) for book in _naming(id_no, parts))


def forget_person(id_no: str, parts: ArchiveParts) -> None:
    """Raises StaleRecord where somebody writes meanwhile: ask again."""
    for book in _naming(id_no, parts):
        if _has(book, id_no):
            continue
        household_id, writes = book.head.id, []
        if _is_of(book, id_no):
            parts.households.sections.rewrite(household_id, lambda code, rows: [])
            _forget_photos(household_id, parts)
            writes.append(parts.households.change(replace(book.head, returned_because="")))
        else:
            parts.households.sections.rewrite(
                household_id, lambda code, rows: _without(id_no, rows) if code == "M" else rows
            )
        writes.append(parts.households.unnamed(book.head, id_no, parts.clock.now()))
        parts.storage.commit(*writes)


def _naming(id_no: str, parts: ArchiveParts) -> Iterator[Book]:
    """The archives of the province that ever named the person: people move."""
    for county in (c.code for c in counties(parts.clock.today())):
        for household_id in parts.households.naming(county, id_no):
            yield parts.households.book(household_id)


def _has(book: Book, id_no: str) -> bool:
    if book.head.status is Status.CANCELLED:
        return False
    return any(row["id_no"] == id_no for row in book.newest["M"].rows)


def _is_of(book: Book, id_no: str) -> bool:
    """Whether it is a cancelled archive with that person as its head."""
    if book.head.status is not Status.CANCELLED or not book.newest["H"].rows:
        return False
    head_no = book.newest["H"].rows[0]["head_member_no"]
    return any((r["member_no"], r["id_no"]) == (head_no, id_no) for r in book.newest["M"].rows)


def _without(id_no: str, rows: list[Row]) -> list[Row]:
    return [_blank(row) if row["id_no"] == id_no else row for row in rows]


def _blank(row: Row) -> Row:
    """A place in the family that was somebody's."""
    return {name: row[name] for name in ("member_no", "relation")} | {"name": "", "id_no": ""}


def _forget_photos(household_id: str, parts: ArchiveParts) -> None:
    for photo in parts.photos.of_household(household_id):
        parts.uploads.keep(kept_key(household_id, photo.file_id), b"", photo.type)
        if photo.has_thumbnail:
            parts.uploads.keep(thumbnail_key(household_id, photo.file_id), b"", "image/jpeg")
        gone = replace(photo, taken_at="", lng="", lat="")
        parts.storage.commit(*parts.photos.keep(household_id, gone))
