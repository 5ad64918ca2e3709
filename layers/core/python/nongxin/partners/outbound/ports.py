"""What the use cases of news are given."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from nongxin.kernel.callback import Answer
from nongxin.kernel.clock import Clock
from nongxin.kernel.commands import CommandKey, Done, Outcome
from nongxin.kernel.value import value
from nongxin.partners.outbound.line_store import Lines
from nongxin.partners.outbound.link_store import Links
from nongxin.partners.partner_store import Partners


class Post(Protocol):
    def post(self, url: str, headers: Mapping[str, str], body: bytes) -> Answer:
        """Never raises for what the other side does."""
        ...


@value
class NewsParts:
    """`waits`: the seconds between attempts; `act` makes a command happen once."""

    partners: Partners
    links: Links
    lines: Lines
    callback: Post
    clock: Clock
    waits: Sequence[int]
    act: Callable[[CommandKey, Callable[[], Outcome]], Done]
    loopback: bool = False

    def second(self) -> int:
        return unix(self.clock.now())


def unix(at: datetime) -> int:
    return int(at.timestamp())
