"""No test can reach a network: the filter of tests/conftest.py is in force here, and in all that is started from here.

That the program does not try to either is seen by strace, in every scenario of test_commands.py and test_window.py.
"""

import socket
import subprocess
import sys
import threading

import pytest

from tests.leaks import seccomp

NETWORKS = [socket.AF_INET, socket.AF_INET6]
pytestmark = [
    pytest.mark.tedious,
    pytest.mark.skipif(not seccomp.can_forbid(), reason="the filter is for Linux on x86-64 and aarch64"),
]


def is_refused(family: int) -> bool:
    try:
        socket.socket(family, socket.SOCK_DGRAM).close()
    except OSError:
        return True
    return False


@pytest.mark.parametrize("family", NETWORKS)
def test_this_run_opens_no_socket_of_a_network(family: socket.AddressFamily) -> None:
    assert is_refused(family)
    seen: list[bool] = []
    thread = threading.Thread(target=lambda: seen.append(is_refused(family)))
    thread.start()
    thread.join()
    assert seen == [True]


@pytest.mark.parametrize("family", NETWORKS)
def test_neither_does_what_it_starts(family: socket.AddressFamily) -> None:
    code = f"import socket; socket.socket({int(family)})"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "OSError" in done.stderr


def test_sockets_within_this_machine_work() -> None:
    one, other = socket.socketpair()
    one.send(b"hello")
    assert other.recv(5) == b"hello"
    one.close()
    other.close()
