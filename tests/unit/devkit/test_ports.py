"""A taken port is named with a way out that is really open."""

from __future__ import annotations

import re
import socket
from collections.abc import Iterator

import pytest

from devkit import ports
from devkit.ports import CLOUD, HOST, PARTNERS
from devkit.trouble import PORT_TAKEN, Trouble


@pytest.fixture
def taken() -> Iterator[int]:
    with socket.create_server((HOST, 0)) as server:
        yield server.getsockname()[1]


def proposed(number: int) -> int:
    with pytest.raises(Trouble, match=f"has port {number} of {HOST}") as met:
        CLOUD.must_be_free(number)
    assert met.value.code == PORT_TAKEN
    found = re.search(r"NONGXIN_PORT=(\d+)", met.value.sentence)
    assert found, met.value.sentence
    return int(found[1])


def test_the_proposed_port_is_free(taken: int) -> None:
    assert ports.is_free(proposed(taken))


def test_a_port_of_the_other_program_is_not_proposed(
    taken: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(PARTNERS.variable, str(proposed(taken)))
    assert proposed(taken) != PARTNERS.wanted()


def test_a_taken_neighbour_is_not_proposed(taken: int) -> None:
    with socket.create_server((HOST, proposed(taken))) as neighbour:
        assert proposed(taken) != neighbour.getsockname()[1]


def test_a_free_port_is_nothing_to_speak_of() -> None:
    CLOUD.must_be_free(ports.free_port())


@pytest.mark.parametrize("text", ["four", "80", "70000", "-5", "４５６６"])
def test_what_is_no_port_is_said_to_be_none(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(CLOUD.variable, text)
    with pytest.raises(Trouble, match=f"NONGXIN_PORT={text} is no port"):
        CLOUD.wanted()


def test_nothing_said_means_the_usual_port(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(CLOUD.variable, raising=False)
    assert CLOUD.wanted() == CLOUD.usual
    monkeypatch.setenv(CLOUD.variable, "")
    assert CLOUD.wanted() == CLOUD.usual


def test_two_cannot_listen_on_one_port(taken: int) -> None:
    with pytest.raises(Trouble) as met:
        ports.listen(taken)
    assert met.value.code == PORT_TAKEN


def test_the_next_port_is_listened_on_where_one_is_taken(taken: int) -> None:
    other = ports.free_port()
    with ports.listen_on_one_of([taken, other]) as listening:
        assert listening.getsockname()[1] == other


def test_where_all_are_taken_any_port_does(taken: int) -> None:
    with ports.listen_on_one_of([taken]) as listening:
        assert listening.getsockname()[1] not in (0, taken)


def test_what_met_a_taken_port_is_started_again(taken: int) -> None:
    numbers = iter([taken, taken, ports.free_port()])
    with ports.on_a_free_port(lambda: ports.listen(next(numbers))) as listening:
        assert listening.getsockname()[1] != taken


def test_a_start_that_fails_for_another_reason_is_not_repeated() -> None:
    starts = []

    def start() -> None:
        starts.append(1)
        raise Trouble("it is broken")

    with pytest.raises(Trouble, match="it is broken"):
        ports.on_a_free_port(start)
    assert len(starts) == 1
