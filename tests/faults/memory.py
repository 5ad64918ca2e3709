"""A seeded fault hook over DynamoDB in memory."""

from __future__ import annotations

from contextlib import suppress
from random import Random
from typing import Any

from botocore.exceptions import ClientError, ConnectTimeoutError, ReadTimeoutError

from tests.fakes.dynamo import MemoryDynamo
from tests.fakes.storage import MemoryStorage
from tests.faults.ways import ANSWER_LOST, DOUBLED, LATE, REQUEST_LOST, answer, ways


class Faulty:
    """Passes calls on, `share` of them disturbed in one of the ways a network and a
    service have.
    """

    def __init__(self, dynamo: MemoryDynamo, random: Random, share: float) -> None:
        self._dynamo = dynamo
        self._random = random
        self.share = share
        self.faults: dict[str, int] = {}
        self._late: list[tuple[Any, dict[str, Any]]] = []

    def __getattr__(self, operation: str) -> Any:
        real = getattr(self._dynamo, operation)

        def call(**ask: Any) -> Any:
            self.let_arrive(0.5)
            if self._random.random() >= self.share:
                return real(**ask)
            way = self._random.choice(ways(operation))
            self.faults[way] = self.faults.get(way, 0) + 1
            return self._disturbed(way, real, ask)

        return call

    def let_arrive(self, chance: float = 1.0) -> None:
        """Requests given up long ago may reach the table after all, when nobody listens."""
        while self._late and self._random.random() < chance:
            real, ask = self._late.pop(self._random.randrange(len(self._late)))
            with suppress(ClientError):
                real(**ask)

    def _disturbed(self, way: str, real: Any, ask: dict[str, Any]) -> Any:
        told = answer(way, ask)
        if told is not None:
            raise told
        if way == REQUEST_LOST:
            raise ConnectTimeoutError(endpoint_url="memory")
        if way == DOUBLED:
            with suppress(ClientError):
                real(**ask)
            return real(**ask)  # the second answer is the one that is heard
        if way == LATE:
            self._late.append((real, ask))
        elif way == ANSWER_LOST:
            real(**ask)
        raise ReadTimeoutError(endpoint_url="memory")


class FaultyStorage(MemoryStorage):
    def __init__(self, seed: int, share: float) -> None:
        super().__init__()
        self.hook = Faulty(self.dynamo, Random(seed), share)
        self._aws = Through(self.hook)  # type: ignore[assignment]


class Through:
    """`Aws`, as far as storage needs it, over one table service."""

    def __init__(self, dynamo: Any) -> None:
        self._dynamo = dynamo

    def dynamodb(self, _: str) -> Any:
        return self._dynamo
