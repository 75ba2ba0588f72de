"""Free ports are chosen, former ones kept, pinned ones honoured or refused."""

import socket
from collections.abc import Iterator

import pytest

from localcloud.supervisor.errors import PortTakenError
from localcloud.supervisor.ports import choose, is_free


@pytest.fixture
def taken() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


@pytest.fixture
def free() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def test_a_port_with_a_listener_is_not_free(taken: int) -> None:
    assert not is_free(taken)


def test_every_name_gets_a_free_port_of_its_own() -> None:
    chosen = choose(["a", "b", "c"], pinned={}, former={}, ours=())
    assert len(set(chosen.values())) == 3
    assert all(is_free(port) for port in chosen.values())


def test_a_former_port_is_kept_where_it_is_still_free(free: int) -> None:
    assert choose(["a"], pinned={}, former={"a": free}, ours=()) == {"a": free}


def test_a_former_port_that_another_program_took_is_given_up(taken: int) -> None:
    assert choose(["a"], pinned={}, former={"a": taken}, ours=())["a"] != taken


def test_a_former_port_is_kept_while_our_own_process_holds_it(taken: int) -> None:
    assert choose(["a"], pinned={}, former={"a": taken}, ours={"a"}) == {"a": taken}


def test_a_pinned_port_wins_over_the_former_one(free: int, taken: int) -> None:
    assert choose(["a"], pinned={"a": free}, former={"a": taken}, ours={"a"}) == {"a": free}


def test_a_pinned_port_of_another_program_is_refused(taken: int) -> None:
    with pytest.raises(PortTakenError, match=str(taken)):
        choose(["a"], pinned={"a": taken}, former={}, ours=())
