"""What strace saw: everything that a program and its children wrote, executed, named and connected to."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

WRITING = ("write", "pwrite64", "writev", "pwritev", "pwritev2", "sendto", "sendmsg", "sendmmsg")
NAMING = (
    "execve,rename,renameat,renameat2,link,linkat,symlink,symlinkat,mkdir,mkdirat,mknod,mknodat,unlink,unlinkat"
    ",bind,connect,memfd_create,prctl,setxattr,fsetxattr"
)
SOCKETS = "socket,io_uring_setup"
TRACED = f"{','.join(WRITING)},{NAMING},{SOCKETS}"
_CALL = re.compile(rb"^(\d+) +(?:<\.\.\. )?(\w+)(?:\((\d+)?(?:<((?:\\x[0-9a-f]{2}|[^>])*)>)?)?")
_TEXT = re.compile(rb'"((?:\\x[0-9a-f]{2})*)"')
_HEX = re.compile(rb"(?:\\x[0-9a-f]{2})+")
_FAMILY = re.compile(rb"socket\((AF_\w+)")


class Act(NamedTuple):
    """One system call: its name, the file that it wrote to, and all texts among its arguments."""

    call: str
    handle: str
    path: str
    data: bytes


def command(file: Path, *more: str, traced: str = TRACED) -> list[str]:
    """Return the beginning of a command line that runs a program under strace."""
    if not shutil.which("strace"):
        pytest.fail("The test needs strace: install the Debian package strace.", pytrace=False)
    how = ["-f", "-y", "-xx", "-v", "-q", "-s", str(1 << 24)]
    if not any(":signal=" in word for word in more):  # strace 6.1 sends none where the kernel chooses the calls
        how.append("--seccomp-bpf")
    return ["strace", *how, "-o", str(file), "-e", f"trace={traced}", *more, "--"]


def acts(file: Path) -> Iterator[Act]:
    """Yield what was done, in its order."""
    for line in file.read_bytes().splitlines():
        match = _CALL.match(line)
        if match is None or match[2] in (b"exited", b"resumed"):
            continue
        data = b"\n".join(bytes.fromhex(text.replace(b"\\x", b"").decode()) for text in _TEXT.findall(line))
        path = bytes.fromhex(match[4].replace(b"\\x", b"").decode()) if _HEX.fullmatch(match[4] or b"") else match[4] or b""
        yield Act(match[2].decode(), (match[3] or b"").decode(), path.decode(errors="replace"), data)


def place_of(act: Act) -> str:
    """Name where the texts of a call went."""
    if act.call == "execve":
        return "argv and environment"
    if act.call in WRITING:
        return {"1": "stdout", "2": "stderr"}.get(act.handle, f"written to {act.path}")
    return f"arguments of {act.call}"


def families(file: Path) -> set[str]:
    """Return the families of all sockets that were opened, and io_uring where that was."""
    text = file.read_bytes()
    return {found.decode() for found in _FAMILY.findall(text)} | ({"io_uring"} if b"io_uring_setup(" in text else set())
