"""A test vector as a value and as a file: README.md describes the form."""

import base64
import hashlib
import json
from dataclasses import dataclass, field
from pathlib import Path

FOLDER = Path(__file__).parent / "files"


@dataclass(frozen=True)
class Way:
    """What its user holds: a password, with the bytes of a key file or without, or a paper key."""

    password: str | None = None
    key_file: bytes | None = None
    paper: str | None = None


@dataclass(frozen=True)
class Vector:
    """`step` names the check of §8 that fails, or is empty. `payload` is the SHA-256 of the text, where a text comes out."""

    name: str
    expect: str
    step: str
    comment: str
    way: Way
    data: bytes = field(repr=False)
    payload: str = ""
    write: bool = True
    zeros: int = 0  # zero bytes that follow `data` in the file, and are not in the vector

    @property
    def area(self) -> str:
        return self.name.partition("-")[0]

    @property
    def file(self) -> bytes:
        """The vault file."""
        return self.data + bytes(self.zeros)


def digest(text: bytes) -> str:
    return hashlib.sha256(text).hexdigest()


def dump(vector: Vector) -> str:
    way = vector.way
    kind = "paper" if way.paper is not None else "password" if way.key_file is None else "password+file"
    lines = {
        "expect": vector.expect,
        "step": vector.step,
        "key": kind,
        "password": "" if way.password is None else json.dumps(way.password),
        "key-file": "" if way.key_file is None else way.key_file.hex(),
        "paper-key": "" if way.paper is None else json.dumps(way.paper),
        "payload-sha256": vector.payload,
        "write": "" if vector.write else "no",
        "zeros": str(vector.zeros or ""),
        "comment": vector.comment,
    }
    header = "".join(f"{name}: {value}\n" for name, value in lines.items() if value)
    encoded = base64.b64encode(vector.data).decode()
    return f"{header}\n" + "".join(f"{encoded[start : start + 76]}\n" for start in range(0, len(encoded), 76))


def load(name: str, text: str) -> Vector:
    header, _, encoded = text.partition("\n\n")
    lines = dict(line.split(": ", 1) for line in header.splitlines())
    key_file = bytes.fromhex(lines["key-file"]) if "key-file" in lines else None
    paper = json.loads(lines["paper-key"]) if "paper-key" in lines else None
    way = Way(json.loads(lines["password"]) if "password" in lines else None, key_file, paper)
    return Vector(
        name,
        lines["expect"],
        lines.get("step", ""),
        lines["comment"],
        way,
        base64.b64decode(encoded),
        payload=lines.get("payload-sha256", ""),
        write=lines.get("write") != "no",
        zeros=int(lines.get("zeros", "0")),
    )


def on_disk(folder: Path = FOLDER) -> list[Vector]:
    paths = sorted(folder.glob("*.vec"), key=lambda path: path.stem)
    return [load(path.stem, path.read_text("utf-8")) for path in paths]
