"""The search finds what is planted, in every form and every place: a search that finds nothing must be able to."""

import base64
import os
import sys
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import pytest

from tests.leaks import canaries, trace
from tests.leaks.canaries import CODES, EVERYTHING, PASSWORD, RAW_SEED, SEED, Search
from tests.leaks.world import World

pytestmark = pytest.mark.tedious

Form = Callable[[bytes], bytes]


def based(coding: Form, before: int) -> Form:
    return lambda secret: coding(b"xyz"[:before] + secret + b"q")


FORMS: dict[str, Form] = {
    "as it is": lambda secret: secret,
    "in capitals": lambda secret: secret.upper(),
    "in small letters": lambda secret: secret.lower(),
    "utf-16-le": lambda secret: secret.decode().encode("utf-16-le"),
    "utf-16-be": lambda secret: secret.decode().encode("utf-16-be"),
    "utf-32": lambda secret: secret.decode().encode("utf-32"),
    "hex": lambda secret: secret.hex().encode(),
    "hex in capitals and groups": lambda secret: secret.hex(" ", 2).upper().encode(),
    "hex with marks": lambda secret: b"".join(b"\\x%02x" % byte for byte in secret),
    "percent-encoded": lambda secret: b"".join(b"%%%02X" % byte for byte in secret),
    "in an address": lambda secret: b"https://x/?a=" + quote(secret.decode()).encode(),
    "groups of four": lambda secret: b"-".join(secret[at : at + 4] for at in range(0, len(secret), 4)),
    "a letter a line": lambda secret: b"\r\n".join(secret[at : at + 1] for at in range(len(secret))),
    "only its beginning": lambda secret: secret[: canaries.PIECE],
    "only its end": lambda secret: secret[-canaries.PIECE :],
}
BASES: dict[str, Form] = {"any": base64.b64encode, "URLs": base64.urlsafe_b64encode, "mails": base64.encodebytes}
FORMS |= {
    f"base64 of {name}, after {count} bytes": based(coding, count) for name, coding in BASES.items() for count in range(3)
}
FORMS["base64 of utf-16"] = lambda secret: base64.b64encode(b"k\0e\0y\0" + secret.decode().encode("utf-16-le"))


@pytest.mark.parametrize("form", FORMS)
def test_a_secret_is_found(form: str) -> None:
    search = Search(EVERYTHING)
    for name, secret in EVERYTHING.items():
        if "raw" not in name:
            found = search.look(b"before it \xff\0" + FORMS[form](secret) + b"\x80 after it", "here")
            assert name in {one.secret for one in found}, name


@pytest.mark.parametrize("form", ["as it is", "hex", "hex with marks", "base64 of any, after 1 bytes", "percent-encoded"])
def test_a_raw_seed_is_found(form: str) -> None:
    assert {one.secret for one in Search(EVERYTHING).look(b"\1" + FORMS[form](RAW_SEED) + b"\2", "")} == {"raw seed"}


def test_what_is_no_secret_is_not_found() -> None:
    noise = os.urandom(1 << 20) + Path(__file__).read_bytes() + b"facade SPARE wyvern quartz " * 1000
    assert Search(EVERYTHING).look(noise, "") == []


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


LEAKS = {  # by the beginning of the place that is named
    "stdout": "print(SEED)",
    "stderr": "print(SEED, file=sys.stderr)",
    "file": "open('left.txt', 'w').write(SEED)",
    "written to": "open('gone.txt', 'w').write(SEED); os.remove('gone.txt')",
    "written to /dev/shm": "open('/dev/shm/sparekey-gone', 'w').write(SEED); os.remove('/dev/shm/sparekey-gone')",
    "the name": "open(SEED + '-kept', 'w').close()",
    "argv and environment": "subprocess.run(['true', SEED])",
    "/proc/PID/cmdline": "subprocess.run([sys.executable, '-c', 'import time; time.sleep(0.3)', SEED])",
    "/proc/PID/environ": "subprocess.run(['sleep', '0.3'], env={'PATH': os.environ['PATH'], 'X': SEED})",
    "arguments of rename": "open('a', 'w').close(); os.rename('a', SEED); os.remove(SEED)",
    "arguments of bind": "s = socket.socket(socket.AF_UNIX); s.bind(SEED); os.remove(SEED)",
}


@pytest.fixture(scope="module")
def leaking(tmp_path_factory: pytest.TempPathFactory) -> World:
    """A world in which a program has leaked in all these ways."""
    world = World(tmp_path_factory.mktemp("leaking"))
    hidden = SEED.encode().hex()[::-1]
    leaks = "\n".join(LEAKS.values())
    code = f"import os, socket, subprocess, sys; SEED = bytes.fromhex('{hidden}'[::-1]).decode()\n{leaks}"
    world.run(start=[sys.executable, "-c", code], secrets=[])
    world.take_files()
    return world


@pytest.mark.parametrize("place", LEAKS)
def test_a_leak_of_a_program_is_found(leaking: World, place: str) -> None:
    assert [one for one in leaking.findings if one.place.startswith(place) and one.secret == "seed"], leaking.findings


def test_where_a_secret_is_meant_to_be_it_is_no_leak(world: World) -> None:
    world.give("theirs.txt", SEED.encode(), folder=world.home)
    world.declare("stdout", "seed")
    world.take(SEED.encode(), "stdout")
    world.take_files()
    assert world.findings == []
    world.take(PASSWORD.encode(), "stdout")
    world.take(SEED.encode(), "stderr")
    (world.home / "theirs.txt").write_text(f"{SEED}\n{CODES[0]}")
    world.take_files()
    assert {(one.secret, one.place.split()[0]) for one in world.findings} == {
        ("password", "stdout"),
        ("seed", "stderr"),
        ("seed", "file"),
        ("code 1", "file"),
    }


def test_a_network_socket_is_noticed(world: World) -> None:
    code = "import ctypes; [ctypes.CDLL(None).socket(family, 1, 0) for family in (1, 2, 10)]"
    world.run(start=[sys.executable, "-c", code], secrets=[])
    assert world.families == {"AF_UNIX", "AF_INET", "AF_INET6"}
    assert "socket" in trace.TRACED
