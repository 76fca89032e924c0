"""Vectors that open, and secrets that are typing errors before any file is looked at."""

import copy
import unicodedata
from collections.abc import Iterator
from typing import Any

from tests.vectors import sealing
from tests.vectors.sealing import Cost
from tests.vectors.vector import Vector, Way
from tests.vectors.workbench import (
    BY_FILE,
    BY_OTHER_PAPER,
    BY_PAPER,
    BY_PASSWORD,
    CONTENT,
    FILE,
    OTHER_PAPER,
    PAPER,
    PAPER_SECRET,
    PASSWORD,
    chance,
    foreign_slot,
    json_text,
    opens,
    slot,
    vault,
)


def vectors() -> Iterator[Vector]:
    yield from files()
    yield from passwords()
    yield from sizes()
    yield from members()
    yield from paper_keys()


def files() -> Iterator[Vector]:
    yield opens("opens-password", "One slot: a password.", vault(slot(PASSWORD)), BY_PASSWORD)
    yield opens("opens-password-and-file", "One slot: a password with a key file.", vault(slot(FILE)), BY_FILE)
    yield opens("opens-paper", "One slot: a paper key.", vault())
    every = (slot(PASSWORD), slot(FILE), slot(PAPER))
    for name, way in (("password", BY_PASSWORD), ("file", BY_FILE), ("paper", BY_PAPER)):
        yield opens(f"opens-three-by-{name}", "A slot of each type.", vault(*every), way)
    papers = [foreign_slot(sealing.PAPER, f"paper {number}", Cost(0, 0, 0)) for number in range(7)]
    yield opens("opens-eight-first", "Eight slots, the first one opens.", vault(slot(), *papers))
    yield opens("opens-eight-last", "Eight slots, the last one opens.", vault(*papers, slot()))
    mixed = (slot(PASSWORD), foreign_slot(1, "mixed", Cost(1 << 20, 4, 4)), slot(FILE), slot(), slot(OTHER_PAPER), *papers[:3])
    yield opens("opens-eight-mixed-paper", "Eight slots of all types, and a costly one that is not tried.", vault(*mixed))
    yield opens("opens-eight-mixed-other", "The same file with the other paper key.", vault(*mixed), BY_OTHER_PAPER)
    yield opens("opens-eight-mixed-file", "The same file with password and key file.", vault(*mixed), BY_FILE)
    for cost in (Cost(65536, 1, 1), Cost(65536, 1, 8), Cost(65536, 2, 3), Cost(65537, 1, 4), Cost(131072, 1, 2)):
        name = f"opens-argon2-{cost.memory}-{cost.passes}-{cost.lanes}"
        comment = f"Argon2id with {cost.memory} KiB, passes {cost.passes}, lanes {cost.lanes}."
        yield opens(name, comment, vault(slot(PASSWORD, cost=cost)), BY_PASSWORD)
    for generation in (0, 1 << 32, (1 << 64) - 1):
        comment = f"Generation {generation}: a reader takes any."
        yield opens(f"opens-generation-{generation}", comment, vault(generation=generation))
    same: dict[str, Any] = {"kdf_salt": chance("one for all", 16), "slot_id": chance("one for all", 16)}
    comment = "Two slots with the same salt and id, which no writer makes and a reader need not notice."
    yield opens("opens-same-salts", comment, vault(slot(OTHER_PAPER, **same), slot(PAPER, **same)))
    yield opens("opens-any-save-salt", "A save_salt that was not made as in §7: a reader takes any.", vault(salt=bytes(32)))


def passwords() -> Iterator[Vector]:
    """Yield passwords whose bytes are not obvious."""
    composed = "Grüße, Zoë Ångström 한글"
    different = {
        "nfc": (composed, composed, "A password in Unicode NFC."),
        "nfd": (composed, unicodedata.normalize("NFD", composed), "The same password typed in NFD: it is brought into NFC."),
        "compatibility": ("①ﬁ", "①ﬁ", "A circled digit and a ligature: NFC leaves them alone, NFKC would not."),
        "singleton": ("\u00c5\u03a9", "\u212b\u2126", "Ångström and ohm sign, which NFC turns into letters."),
        "astral": ("🔑🐎", "🔑🐎", "Characters beyond U+FFFF."),
        "blanks": ("  two blanks on each side  ", "  two blanks on each side  ", "Blanks are not trimmed."),
        "newline": ("a line feed\n", "a line feed\n", "Not even a line feed at the end is trimmed."),
        "nul": ("before\0after", "before\0after", "A zero byte within the password ends nothing."),
        "one-byte": ("x", "x", "The shortest password."),
        "1024-bytes": ("é" * 512, "e\u0301" * 512, "1,024 bytes in NFC, 1,536 as it was typed: just short enough."),
    }
    for name, (meant, typed, comment) in different.items():
        yield opens(f"opens-password-{name}", comment, vault(slot(sealing.password(meant))), Way(password=typed))
    empty = {
        "empty": ("", "An empty password."),
        "1025-bytes": ("x" * 1025, "A password of 1,025 bytes."),
        "surrogate": ("\ud800", "Half a character."),
    }
    for name, (typed, comment) in empty.items():
        yield unfit(f"key-password-{name}", f"{comment} No vault has it.", vault(slot(PASSWORD)), Way(password=typed))
    raw = bytes(range(256)) * 4
    way = Way(password="with a binary file", key_file=raw)
    yield opens(
        "opens-key-file-binary",
        "A key file of all bytes.",
        vault(slot(sealing.password_and_file("with a binary file", raw))),
        way,
    )


def sizes() -> Iterator[Vector]:
    """Yield texts of lengths at the steps of §6."""
    for size in (4096, 4097, 8192, 65536, 65537):
        frame = len(json_text(CONTENT | {"filler": ""}))
        text = json_text(CONTENT | {"filler": "x" * (size - 8 - frame)})
        data = vault(text=text)
        padded = len(data) - 84 - 128 - 32 - 32 - 16
        yield opens(f"opens-length-{size}", f"L is {size}, the plaintext {padded} bytes.", data, payload=text)


def strange(plain: Any) -> Any:
    """Put members into every object that no version knows."""
    if isinstance(plain, list):
        return [strange(item) for item in plain]
    if isinstance(plain, dict):
        return {name: strange(value) for name, value in plain.items()} | {"unknown": {"list": [None, 1.5, "ü"]}, "null": None}
    return plain


def nested(levels: int) -> Any:
    inner: Any = None
    for _ in range(levels):
        inner = [inner]
    return inner


def members() -> Iterator[Vector]:
    texts = {
        "empty": ("The least content that there may be.", b'{"version":1}'),
        "unknown-members": ("Members that no version knows, at every level: they are kept.", json_text(strange(CONTENT))),
        "white-space": (
            "White space between all tokens, and members in another order.",
            b'\n{ "accounts" : [ ] ,\r\n\t"version" : 1 }\n',
        ),
        "escapes": ("Escapes, a pair of surrogates among them.", b'{"version":1,"x":"\\u00e4\\ud83d\\udd11\\/\\n\\u0000"}'),
        "numbers": ("Numbers of all forms.", b'{"version":1,"x":[-0,1.5e-7,1E3,123456789012345678901234567890]}'),
        "nested-64": ("A member that nobody knows, of 64 lists in each other.", json_text({"version": 1, "x": nested(64)})),
        "unknown-kinds": (
            "Kinds of events and chores that nobody knows: they are kept.",
            json_text(
                CONTENT
                | {
                    "events": [{"id": "3d4e5f60710a1b2c", "kind": "from-the-future", "at": "2026-01-31T09:08:07Z"}],
                    "chores": [{"kind": "from-the-future"}],
                }
            ),
        ),
        "zone": ("A time with another zone than UTC.", json_text(zoned())),
    }
    for name, (comment, text) in texts.items():
        yield opens(f"opens-text-{name}", comment, vault(text=text), payload=text)


def zoned() -> dict[str, Any]:
    content = copy.deepcopy(CONTENT)
    content["accounts"][0]["created_at"] = "2026-01-31T14:38:07.250+05:30"
    return content


def unfit(name: str, comment: str, data: bytes, way: Way) -> Vector:
    return Vector(name, "BadKey", "secret", comment, way, data)


def paper_keys() -> Iterator[Vector]:
    printed = sealing.paper_text(PAPER_SECRET)
    symbols = printed.replace("-", "")
    folded = printed.lower().replace("0", "o").replace("1", "l")
    typed = {
        "bare": ("The paper key without dashes.", symbols),
        "lower-case": ("The paper key in lower case, o for 0 and l for 1.", folded),
        "capital-i": ("The paper key with O for 0 and I for 1.", printed.replace("0", "O").replace("1", "I")),
        "white-space": (
            "Blanks, tabs, line feeds and no-break spaces anywhere.",
            "\t ".join(symbols[:20]) + "\n\u00a0\u2003" + symbols[20:] + " \n",
        ),
        "dashes": (
            "Dashes of all kinds.",
            printed.replace("-", "\u2010", 2).replace("-", "\u2013", 2).replace("-", "\u2014", 2) + "\u2015",
        ),
    }
    for name, (comment, text) in typed.items():
        yield opens(f"key-paper-{name}", comment, vault(), Way(paper=text))
    other = "2" if symbols[7] != "2" else "3"
    errors = {
        "one-symbol": ("One symbol is wrong.", symbols[:7] + other + symbols[8:]),
        "last-symbol": ("The last check symbol is wrong.", symbols[:-1] + ("2" if symbols[-1] != "2" else "3")),
        "exchanged": ("Two neighbours changed places.", exchanged(symbols)),
        "short": ("A symbol is missing.", symbols[:-1]),
        "long": ("A symbol too many.", symbols + "0"),
        "empty": ("Nothing was typed.", ""),
        "letter-u": ("There is no letter U.", "U" + symbols[1:]),
        "minus": ("A minus sign (U+2212) is no dash.", printed.replace("-", "\u2212")),
        "zero-width": ("A zero width space (U+200B) is no white space.", printed + "\u200b"),
    }
    for name, (comment, text) in errors.items():
        yield unfit(
            f"key-paper-{name}", f"{comment} A typing error, told before anything is derived.", vault(), Way(paper=text)
        )


def exchanged(symbols: str) -> str:
    place = next(place for place in range(31) if symbols[place] != symbols[place + 1])
    return symbols[:place] + symbols[place + 1] + symbols[place] + symbols[place + 2 :]
