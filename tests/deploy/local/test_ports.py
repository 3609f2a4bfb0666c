"""Choosing ports."""

import socket
import subprocess
import sys

from deploy.local import ports


def test_the_first_free_port_is_taken() -> None:
    with socket.create_server((ports.HOST, 0)) as taken:
        busy = taken.getsockname()[1]
        free = ports.choose()
        assert not ports.is_free(busy)
        assert ports.choose(None, busy, free) == free


def test_any_port_serves_when_all_preferred_are_taken() -> None:
    with socket.create_server((ports.HOST, 0)) as taken:
        busy = taken.getsockname()[1]
        chosen = ports.choose(busy)
        assert chosen != busy
        assert ports.is_free(chosen)


def test_a_port_that_somebody_serves_on_every_address_is_not_free() -> None:
    with socket.create_server(("0.0.0.0", 0)) as taken:
        assert not ports.is_free(taken.getsockname()[1])


def test_a_port_that_another_system_is_about_to_use_is_not_chosen() -> None:
    wanted = ports.choose()
    code = f"from deploy.local import ports; print(ports.choose({wanted}))"
    command = [sys.executable, "-c", code]

    other = subprocess.run(command, check=True, capture_output=True, text=True).stdout

    assert int(other) != wanted
    assert ports.choose(wanted) == wanted
