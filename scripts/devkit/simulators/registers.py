"""Registers of the authorities: identity (联网核查), the poverty list (建档立卡), and other records.

    POST /identity/checks            {"name", "id_no", "request_id"} → 200 {"facts": {…}}
    GET  /poverty/households/{id_no} → 200 {"facts": {…}}
    POST /records/{source}           {"name", "id_no", "phone", "request_id"} → 200 {"facts": {…}}
    POST …/persons                   {"id_no", "facts"} sets a person's answer (simulator only)

`records` is the province's data exchange: courts, lists, telecom and the rest, one answer a source.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from devkit.simulators.records import RECORDS
from devkit.simulators.scenarios import IMPOSTOR, POOR, is_case, number
from devkit.simulators.service import NOT_FOUND, Asked, Persons, Told, only, text

Made = Callable[[str], Mapping[str, Any]]


class Identity:
    def __init__(self) -> None:
        self._persons = Persons()

    def __call__(self, asked: Asked) -> Told:
        if (asked.method, asked.rest) == ("POST", ("persons",)):
            return self._persons.put(asked.body)
        if (asked.method, asked.rest) != ("POST", ("checks",)):
            return NOT_FOUND
        only(asked.body, "name", "id_no", "request_id")
        text(asked.body, "name")
        id_no = text(asked.body, "id_no")
        matches = not is_case(id_no, IMPOSTOR)
        facts = {"nciic_match": matches, "member_match": matches}
        return Told(200, {"facts": facts | dict(self._persons.of(id_no))})


class Poverty:
    def __init__(self) -> None:
        self._persons = Persons()

    def __call__(self, asked: Asked) -> Told:
        if (asked.method, asked.rest) == ("POST", ("persons",)):
            return self._persons.put(asked.body)
        if asked.method != "GET" or len(asked.rest) != 2 or asked.rest[0] != "households":
            return NOT_FOUND
        id_no = asked.rest[1]
        facts: dict[str, Any] = {"poverty_list": False, "mutual_fund": False}
        if is_case(id_no, POOR):
            # The office keeps the village mutual funds (贫困村互助资金) too.
            is_member = number(id_no, "mutual fund", 0, 1) == 1
            facts = {"poverty_list": True, "poverty_cause": "skills", "mutual_fund": is_member}
        return Told(200, {"facts": facts | dict(self._persons.of(id_no))})


class Records:
    def __init__(self) -> None:
        self._persons = {source: Persons() for source in RECORDS}

    def __call__(self, asked: Asked) -> Told:
        source, *more = asked.rest or ("",)
        if asked.method != "POST" or source not in RECORDS:
            return NOT_FOUND
        if more == ["persons"]:
            return self._persons[source].put(asked.body)
        if more:
            return NOT_FOUND
        only(asked.body, "name", "id_no", "phone", "request_id")
        for name in ("name", "phone", "request_id"):
            text(asked.body, name)
        id_no = text(asked.body, "id_no")
        facts = dict(RECORDS[source](id_no)) | dict(self._persons[source].of(id_no))
        return Told(200, {"facts": facts})
