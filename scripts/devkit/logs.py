"""What the local cloud has said: functions' logs and the files of cloud and simulators, by time.

The functions write to CloudWatch Logs, which only a running cloud can be asked for.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from devkit import paths, say

if TYPE_CHECKING:
    from devkit.cloud import LocalCloud

_LOOK_EVERY_S = 1.0
_SLACK_MS = 5_000  # a line may come in later than its time says
# What Lambda writes around every call says nothing that the call's own line does not.
_AROUND = ("START RequestId", "END RequestId", "REPORT RequestId")
_SHOWN_APART = ("level", "message", "timestamp", "service", "location")


@dataclass(frozen=True, order=True)
class Line:
    at_ms: int
    who: str
    said: str
    key: str = field(default="", repr=False)


def show(cloud: LocalCloud, count: int, follow: bool) -> None:
    """Prints the last `count` lines, and with `follow` what comes after them until Ctrl-C."""
    files = [cloud.log, cloud.home / "partners.log"]
    for file in files:
        _tail(file, count)
    lines = sorted(functions_said(cloud, 0)) if cloud.running() else []
    for line in lines[-count:] if count > 0 else []:
        say.note(shown(line))
    if not lines:
        say.note(_why_nothing(cloud))
    if follow:
        _follow(cloud, {line.key for line in lines}, files)


def functions_said(cloud: LocalCloud, since_ms: int) -> Iterator[Line]:
    """The lines of every function from `since_ms` (epoch) on, group by group."""
    client = cloud.client("logs")
    for page in client.get_paginator("describe_log_groups").paginate():
        for group in page["logGroups"]:
            name = group["logGroupName"]
            told = client.get_paginator("filter_log_events")
            for events in told.paginate(logGroupName=name, startTime=since_ms):
                yield from _lines(name, events["events"])


def shown(line: Line) -> str:
    """`22:39:40.545 api_accounts  INFO call door=accounts …`; what is no JSON as it is."""
    at = datetime.fromtimestamp(line.at_ms / 1000, UTC).astimezone()
    return f"{at:%H:%M:%S}.{line.at_ms % 1000:03d} {line.who:<24} {_words(line.said)}"


def _words(said: str) -> str:
    try:
        told = json.loads(said)
    except ValueError:
        return said
    if not isinstance(told, dict) or "message" not in told:
        return said
    more = [f"{k}={v}" for k, v in told.items() if k not in _SHOWN_APART and v not in ("", None)]
    return " ".join([str(told.get("level", "")), str(told["message"]), *more])


def _lines(group: str, events: list[dict[str, Any]]) -> Iterator[Line]:
    who = group.rpartition("/")[2].removeprefix("nongxin-local-")
    for event in events:
        said = event["message"].rstrip()
        if said and not said.startswith(_AROUND):
            key = f"{event['logStreamName']} {event['timestamp']} {said}"
            yield Line(event["timestamp"], who, said, key)


def _tail(file: Path, count: int) -> None:
    lines = file.read_text(errors="replace").splitlines() if file.exists() else []
    for line in lines[-count:] if count > 0 else []:
        say.note(f"{file.stem}: {line}")


def _why_nothing(cloud: LocalCloud) -> str:
    if not cloud.running():
        return (
            f"The local cloud does not run, so only its own files are shown "
            f"({paths.shown(cloud.log)}); functions' logs come after scripts/local start."
        )
    if not cloud.outputs():
        return "No function has said anything yet: nothing is deployed (scripts/local deploy)."
    return "No function has said anything yet; scripts/demo makes them work."


def _follow(cloud: LocalCloud, seen: set[str], files: list[Path]) -> None:
    read = {file: _size(file) for file in files}
    since_ms = int(time.time() * 1000) - _SLACK_MS
    while cloud.running():
        begun_ms = int(time.time() * 1000) - _SLACK_MS
        new = [line for line in sorted(functions_said(cloud, since_ms)) if line.key not in seen]
        seen.update(line.key for line in new)
        for line in new:
            say.note(shown(line))
        for file in files:
            read[file] = _said_since(file, read[file])
        since_ms = begun_ms
        time.sleep(_LOOK_EVERY_S)
    say.note("The local cloud has ended.")


def _said_since(file: Path, offset: int) -> int:
    if _size(file) <= offset:
        return offset
    with file.open(errors="replace") as lines:
        lines.seek(offset)
        for line in lines:
            say.note(f"{file.stem}: {line.rstrip()}")
        return lines.tell()


def _size(file: Path) -> int:
    return file.stat().st_size if file.exists() else 0
