"""The trail's nouns: a reading, and the chain that readings form (审计留痕).

Readings of a county's persons lie in four lanes. Each has a number, and a mark over its content and
the mark before it, made with a key that the tables do not hold. The lane's head names the last
number and mark, under a mark of its own. So a changed byte, a lost row, a lost end and a made-up
row all show.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import astuple
from typing import Protocol

from nongxin.kernel.value import value

LANES = 4
START = "0" * 40


class Marks(Protocol):
    """Keyed hashes; the vault is one."""

    def blind(self, kind: str, value: str) -> str: ...


@value
class Reading:
    """`subject` is a person's or a household's id, `what` the part of them that was read."""

    at: str
    by: str
    role: str
    purpose: str
    subject: str
    what: str
    correlation: str


@value
class Link:
    """A reading in its lane: the `number`-th, from 1 on."""

    lane: str
    number: int
    reading: Reading
    mark: str


@value
class Head:
    """The end of a lane: its last number and mark."""

    lane: str
    number: int
    mark: str
    own_mark: str


@value
class Broken:
    """What verification found: `what` is changed, lost, end or sealed."""

    lane: str
    number: int
    what: str


def lane_of(subject: str) -> str:
    """`<county>#A#<lane>`: the same subject is always in the same one."""
    return f"{subject[3:9]}#A#{ord(subject[-1]) % LANES}"


def lanes_of(county: str) -> list[str]:
    return [f"{county}#A#{lane}" for lane in range(LANES)]


def linked(reading: Reading, after: Head | None, marks: Marks) -> tuple[Link, Head]:
    """The reading as the next of its lane, and the lane's new head."""
    lane = lane_of(reading.subject)
    number, before = (after.number, after.mark) if after else (0, START)
    link = Link(lane, number + 1, reading, _mark(lane, number + 1, reading, before, marks))
    return link, headed(link, marks)


def headed(link: Link, marks: Marks) -> Head:
    return Head(
        link.lane, link.number, link.mark, _head_mark(link.lane, link.number, link.mark, marks)
    )


def broken(
    lane: str, links: Iterable[Link], head: Head | None, marks: Marks, sealed: dict[int, str]
) -> Iterator[Broken]:
    """Everything that is wrong with a lane. `sealed`: marks by number that were kept elsewhere."""
    number, before = 0, START
    missing = dict(sealed)
    for link in links:
        if link.number != number + 1:
            yield Broken(lane, number + 1, "lost")
            before = ""  # what stood before is not known: only the row itself can be judged
        number = link.number
        if before and link.mark != _mark(lane, number, link.reading, before, marks):
            yield Broken(lane, number, "changed")
        if missing.pop(number, link.mark) != link.mark:
            yield Broken(lane, number, "sealed")
        before = link.mark
    yield from (Broken(lane, lost, "lost") for lost in sorted(missing))
    if not _ends(lane, head, number, before, marks):
        yield Broken(lane, number, "end")


def _ends(lane: str, head: Head | None, number: int, mark: str, marks: Marks) -> bool:
    if head is None:
        return number == 0
    genuine = head.own_mark == _head_mark(lane, head.number, head.mark, marks)
    return genuine and (head.number, head.mark) == (number, mark)


def _mark(lane: str, number: int, reading: Reading, before: str, marks: Marks) -> str:
    content = json.dumps([lane, number, before, *astuple(reading)], ensure_ascii=False)
    return marks.blind("audit", content)


def _head_mark(lane: str, number: int, mark: str, marks: Marks) -> str:
    return marks.blind("audit-head", json.dumps([lane, number, mark]))
