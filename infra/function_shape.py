"""What a deployed function is: what sets it off, what it may do, its size."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto

# A read is 2 s and tried three times; a Lambda outlives four of those (promises: R-settings).
DOOR_S = 25
WORKER_S = 30
STEP_S = 60
LONGEST_S = 900


class Trigger(Enum):
    HTTP = auto()  # the gateway, under /v1/<door>
    AUTHORIZER = auto()
    STREAM = auto()
    QUEUE = auto()
    TASK = auto()  # a state of LoanApproval
    CLOCK = auto()  # every so many minutes, and ops by hand
    HAND = auto()  # ops


class May(Enum):
    """What a function may do besides reading and writing tables; `blocks/grants.py` spells it."""

    SIGN_TOKENS = auto()
    CHECK_TOKENS = auto()
    OPEN_PERSONAL_DATA = auto()
    KEEP_EVIDENCE = auto()
    READ_EVIDENCE = auto()
    KEEP_UPLOADS = auto()
    PUBLISH_EVENTS = auto()
    LOG_EVENTS = auto()
    READ_EVENT_LOG = auto()
    REPORT_FAILURES = auto()
    READ_STREAMS = auto()
    START_APPROVAL = auto()
    LIST_APPROVALS = auto()
    ANSWER_APPROVAL = auto()
    START_SUBSIDIES = auto()
    CALL_ITSELF = auto()
    READ_WHOLE_TABLES = auto()
    TELL_METRICS = auto()


PERSONAL = May.OPEN_PERSONAL_DATA
# Evidence is sealed like a personal field, so who reads or keeps it opens data keys.
SEALED_EVIDENCE = (PERSONAL, May.KEEP_EVIDENCE, May.READ_EVIDENCE)


@dataclass(frozen=True)
class Function:
    """`reads` and `writes` name contexts; what is written may also be read. Memory in MB, time in
    s.
    """

    folder: str
    trigger: Trigger
    reads: tuple[str, ...] = ()
    writes: tuple[str, ...] = ()
    may: tuple[May, ...] = ()
    memory_mb: int = 512
    timeout_s: int = WORKER_S
    # QUEUE: the events that it takes, and how many copies may work at once.
    events: tuple[str, ...] = ()
    at_once: int = 10
    # QUEUE: so many seconds it may wait for more messages, where a view may lag as long.
    gather_s: int = 0
    # CLOCK
    every_minutes: int = 0

    @property
    def door(self) -> str:
        return self.folder.removeprefix("api_")
