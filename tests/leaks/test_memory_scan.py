"""The scan of a process's memory finds what is there: in this very process, and in another one."""

import subprocess
import sys

import pytest

from tests.leaks import memory
from tests.leaks.canaries import MARKS

pytestmark = pytest.mark.tedious


@pytest.mark.parametrize("stride", memory.STRIDES)
def test_letters_that_far_apart_are_found(stride: int) -> None:
    spread = b"".join(bytes([letter]) + b"~" * (stride - 1) for letter in MARKS["code"])
    noise = b"ffffffacadefacade5fa" * 500
    assert memory.strides(noise + spread + noise, MARKS["code"]) == {stride}


def test_letters_that_are_only_nearly_there_are_not_found() -> None:
    assert memory.strides(b"facade5 7f.a.c.a.d.e.5. 7" * 1000, b"facade57") == set()


HOLDER = """
import sys
mark = bytes.fromhex(sys.stdin.readline())
held = [mark, mark.decode() + "\\u03b1", mark.decode() + "\\U0001f511", b"".join(bytes([one]) + bytes(15) for one in mark)]
del mark
print("held", flush=True)
sys.stdin.read()
"""


def test_what_another_process_holds_is_found() -> None:
    mark = MARKS["seed"]
    with subprocess.Popen([sys.executable, "-c", HOLDER], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdin
        assert process.stdout
        process.stdin.write(mark.hex().encode() + b"\n")
        process.stdin.flush()
        assert process.stdout.readline() == b"held\n"
        found, size = memory.scan(process.pid, MARKS)
        process.stdin.close()
    assert {memory.Hit("seed", stride) for stride in (1, 2, 4, 16)} <= found
    assert {one.secret for one in found} == {"seed"}
    assert size > 1 << 20
