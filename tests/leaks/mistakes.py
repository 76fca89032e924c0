"""What goes wrong for a person with `sparekey`, and on the machine: no error, no remains and no defect may tell a secret."""

import os
import pty
import select
import subprocess
import sys
from pathlib import Path

from tests.leaks import desk_story
from tests.leaks.canaries import (
    CODES,
    EVERYTHING,
    KEPT_PASSWORD,
    NEW_PASSWORD,
    OTHER_CODES,
    OTHER_SEED,
    PASSWORD,
    RAW_SEED,
    SEED,
    WRONG_PASSWORD,
)
from tests.leaks.scenarios import SCENARIOS, URI, Scenario, google, scenario, text_of
from tests.leaks.trace import TRACED
from tests.leaks.world import MIRA, SECONDS, ZOE, Sampler, World, empty_vault
from tests.terminal import samples
from tests.terminal.shell import DONE, REFUSED, WRONG_KEY, program


@scenario
def wrong_passwords_are_typed(world: World) -> None:
    world.have_vault()
    for command in (["list"], ["code", MIRA, "--use"], ["keys", "change-password"]):
        assert world.run(*command, secrets=[WRONG_PASSWORD, NEW_PASSWORD]).code == WRONG_KEY


@scenario
def secrets_are_pasted_where_they_do_not_belong(world: World) -> None:
    """Whoever types a secret as an argument has shown it already; the program must not say it again, nor keep it."""
    world.have_vault()
    world.declare("argv and environment", *EVERYTHING)
    world.declare("/proc/PID/cmdline", *EVERYTHING)
    for command in (["totp", MIRA, "--at", SEED], ["code", MIRA, "--place", CODES[0]], ["sheets", "destroyed", SEED]):
        assert world.run(*command).code != DONE


BROKEN = {
    "codes": text_of(CODES[:5]) + b"\xff\xfe\n" + text_of(CODES[5:]),
    "codes that are cut off": b"PyPI recovery codes\n" + CODES[0][:11].encode() + b"\n" + CODES[1][:10].encode(),
    "otpauth that is not base32": f"otpauth://totp/PyPI:mira?secret={SEED}1&issuer=PyPI".encode(),
    "otpauth with an odd period": f"otpauth://totp/PyPI:mira?secret={SEED}&period={CODES[0]}".encode(),
    "otpauth with two seeds": f"{URI}&secret={OTHER_SEED}".encode(),
    "otpauth of another kind": f"otpauth://{CODES[0]}/x?secret={SEED}".encode(),
    "google that is cut off": google(RAW_SEED)[:-9].encode(),
    "google that is no base64": google(RAW_SEED).replace("data=", "data=!!").encode(),
    "a picture of a broken text": samples.qr_picture(f"otpauth://totp/PyPI:mira?secret={SEED}1"),
    "a picture of something else": samples.qr_picture(f"WIFI:S:home;P:{PASSWORD};;"),
    "a picture that is cut off": samples.qr_picture(URI)[:90] + SEED.encode(),
    "an export that is not known": f'{{"entries": [{{"secret": "{SEED}", "note": "{CODES[0]}"}}]}}'.encode(),
    "a JSON that is broken": f'{{"secret": "{SEED}", '.encode(),
}


def broken(name: str) -> Scenario:
    def act(world: World) -> None:
        world.have_vault(empty_vault())
        said = world.run("import", world.give("file", BROKEN[name]), "--account", MIRA)
        assert said.code in (DONE, REFUSED), said

    return act


SCENARIOS |= {f"what is imported is broken: {name}": broken(name) for name in BROKEN}


@scenario
def what_is_imported_is_far_too_much(world: World) -> None:
    world.have_vault(empty_vault())
    huge = world.give("huge.txt", (text_of(CODES) + b"\n") * 20_000)
    assert world.run("import", huge, "--account", MIRA).code == REFUSED
    assert world.run("import", "-", "--account", MIRA, stdin=f"{SEED}\n".encode() * 1_100_000).code == REFUSED


@scenario
def the_vault_is_damaged(world: World) -> None:
    world.have_vault()
    data = bytearray(world.vault.read_bytes())
    data[-40] ^= 1
    world.have_vault(bytes(data))
    assert world.run("list").code == REFUSED
    assert world.run("verify").code == REFUSED


# The system fails


IMPORT = ("import", "-", "--account", ZOE)
FAULTS = {  # for strace: which calls, and what becomes of them
    "the disk is full": "fsync,fdatasync:error=ENOSPC",
    "the disk breaks when the file gets its name": "rename,renameat,renameat2:error=EIO",
    "the folder is read-only": "link,linkat,mkdir,mkdirat,rename,renameat,renameat2:error=EROFS",
    "nothing can be written": "pwrite64,writev,fsync,fdatasync,rename,link:error=EDQUOT",
    "it is stopped with Ctrl+C in the middle of a save": "fsync,fdatasync:signal=SIGINT:when=1",
    "it is killed before the file gets its name": "rename,renameat,renameat2:signal=SIGKILL:when=1",
    "it is killed when the file is half on disk": "fsync,fdatasync:signal=SIGKILL:when=1",
}


def failing(fault: str) -> Scenario:
    def act(world: World) -> None:
        world.have_vault()
        calls = fault.partition(":")[0]
        strace = ["-e", f"trace={TRACED},{calls}", "-e", f"inject={fault}"]
        said = world.run(*IMPORT, stdin=text_of(OTHER_CODES), strace=strace)
        assert said.code != DONE, said
        assert world.run("code", MIRA, may_print=["code 1"]).code == DONE

    return act


SCENARIOS |= {name: failing(fault) for name, fault in FAULTS.items()}


@scenario
def what_is_printed_does_not_arrive(world: World) -> None:
    world.have_vault()
    with open("/dev/full", "wb") as full:  # noqa: PTH123
        assert world.run("show", MIRA, "--reveal", stdout=full, may_print=[*EVERYTHING]).code == REFUSED
    closing = [sys.executable, "-c", "import os, sys; os.close(1); os.execv(sys.argv[1], sys.argv[1:])", *program()]
    assert world.run("code", MIRA, "--use", start=closing).code == REFUSED


@scenario
def secrets_are_typed_on_a_terminal(world: World) -> None:
    """What is typed is not shown, also where it is stopped with Ctrl+C in the middle of the new password."""
    world.have_vault()
    ours, theirs = pty.openpty()
    world.commands += 1
    here = "import fcntl, os, sys, termios; fcntl.ioctl(0, termios.TIOCSCTTY, 0); os.execv(sys.argv[1], sys.argv[1:])"
    with (
        subprocess.Popen(
            [sys.executable, "-c", here, *program(), "--vault", str(world.vault), "keys", "change-password"],
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            env=world.environment,
            start_new_session=True,
            cwd=world.home,
        ) as process,
        Sampler(process.pid) as sampler,
    ):
        os.close(theirs)
        seen = b""
        for typed in (f"{PASSWORD}\n", f"{NEW_PASSWORD}\n", "\x03"):
            seen += until(ours, b": ")
            os.write(ours, typed.encode())
        seen += until(ours, b"")
        assert process.wait(SECONDS) != DONE
    os.close(ours)
    assert b"once more" in seen
    world.take_samples(sampler)
    world.take(seen, "the terminal")


def until(terminal: int, end: bytes) -> bytes:
    """Return what the terminal shows until a prompt ends so; without an end, all that is left."""
    seen = b""
    while not end or not seen.endswith(end):
        assert select.select([terminal], [], [], SECONDS)[0], seen
        try:
            more = os.read(terminal, 4096)
        except OSError:  # the program has ended
            break
        seen += more
    return seen


# Defects: an exception that nobody expected, with a secret in its text

DEFECTS = {
    "in a command": "store.save = fail",
    "while the vault is read": "codec.load = fail",
    "with the text in an attribute": "codec.load = lambda text: json.loads(bytes(text[:-1]))",
    "in an unknown letter": "codec.load = lambda text: (bytes(text) + bytes([255])).decode()",
    "in a thread": "store.save = lambda *_: (thread := threading.Thread(target=fail), thread.start(), thread.join())",
    "in what is only noted": "store.save = lambda *_: Odd()",
}
PREPARED = """
import json, sys, threading
from vault import codec, edit, store
from ui.terminal import main
SECRETS = {secrets!r}
def fail(*_, **__):
    plain = SECRETS
    try:
        raise KeyError(plain)
    except KeyError as error:
        raise ValueError(*plain) from error
class Odd:
    def __del__(self):
        fail()
{defect}
main.run()
"""


def defective(defect: str) -> Scenario:
    def act(world: World) -> None:
        world.have_vault()
        world.declare("argv and environment", *EVERYTHING)  # this test gives them to the defect that way
        world.declare("/proc/PID/cmdline", *EVERYTHING)
        code = PREPARED.format(secrets=[PASSWORD, CODES[0], SEED, KEPT_PASSWORD], defect=defect)
        said = world.run("add", ZOE, start=[sys.executable, "-c", code])
        assert "a defect" in said.err, said

    return act


SCENARIOS |= {f"there is a defect {where}": defective(defect) for where, defect in DEFECTS.items()}


# The window's rooms, without a screen


def room(name: str) -> Scenario:
    def act(world: World) -> None:
        world.search.add(desk_story.ITS_OWN)
        world.declare(f"written to {world.out}/.codes.pdf", *desk_story.ITS_OWN)
        world.declare(f"file {world.out}/codes.pdf", *desk_story.ITS_OWN)
        start = [sys.executable, "-m", "tests.leaks.desk_story", name, str(world.out)]
        environment = {"QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(Path(__file__).parents[2])}
        said = world.run(start=start, secrets=[], environment=environment)
        assert (said.code, said.err.count("a defect")) == (DONE, 3 if name == "stumble" else 0), said

    return act


SCENARIOS |= {f"the window's rooms are gone through: {name}": room(name) for name in ("keep", "paper", "stumble")}
