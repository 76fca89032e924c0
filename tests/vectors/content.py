"""Vectors for the JSON text: whether it is one, which version it has, and whether its members are those of §10."""

import copy
from collections.abc import Callable, Iterator
from typing import Any

from tests.vectors.vector import Vector
from tests.vectors.workbench import CONTENT, TEXT, json_text, opens, refused, vault


def vectors() -> Iterator[Vector]:
    yield from texts()
    yield from versions()
    yield from shapes()


def texts() -> Iterator[Vector]:
    half = TEXT[: len(TEXT) // 2]
    bad = {
        "empty": ("The text is empty.", b""),
        "cut": ("The text is cut off.", half),
        "not-utf-8": ("A string has the byte FF.", TEXT.replace(b"alice", b"ali\xffe")),
        "latin-1": ("A string is Latin-1, not UTF-8.", TEXT.replace(b"alice", b"\xe4lice")),
        "overlong": ("A slash is encoded as two bytes.", TEXT.replace(b"alice", b"\xc0\xaflice")),
        "surrogate-bytes": ("Half a character is encoded as three bytes.", TEXT.replace(b"alice", b"\xed\xa0\x80lice")),
        "surrogate-escape": ("Half a character is escaped.", TEXT.replace(b"alice", b"\\ud800lice")),
        "utf-16": ("The text is UTF-16.", TEXT.decode().encode("utf-16")),
        "bom": ("A byte order mark stands in front.", b"\xef\xbb\xbf" + TEXT),
        "nul": ("A zero byte stands behind the text and is counted with it.", TEXT + b"\0"),
        "twice": ("The text stands there twice.", TEXT + TEXT),
        "comma": ("A comma stands behind the last member.", b'{"version":1,}'),
        "comment": ("There is a comment, which JSON does not have.", b'{"version":1/* as always */}'),
        "single-quotes": ("Strings are in single quotes.", b"{'version':1}"),
        "control": ("A string has a line feed that is not escaped.", b'{"version":1,"x":"\n"}'),
        "leading-zero": ("A number begins with 0.", b'{"version":1,"x":01}'),
        "nan": ("A member is NaN.", b'{"version":1,"x":NaN}'),
        "infinity": ("A member is Infinity.", b'{"version":1,"x":Infinity}'),
        "huge-number": ("A member is 1e400, which no double is.", b'{"version":1,"x":1e400}'),
        "array": ("The text is an array.", b"[" + TEXT + b"]"),
        "string": ("The text is a string.", b'"version"'),
        "number": ("The text is a number.", b"1"),
        "null": ("The text is null.", b"null"),
        "no-version": ("There is no version.", b'{"accounts":[]}'),
        "version-in-capitals": ("The version's name has a capital.", b'{"Version":1}'),
        "version-null": ("The version is null.", b'{"version":null}'),
        "version-true": ("The version is true.", b'{"version":true}'),
        "version-text": ("The version is a string.", b'{"version":"1"}'),
        "version-fraction": ("The version is 1.5.", b'{"version":1.5}'),
        "version-0": ("The version is 0.", b'{"version":0}'),
        "version-negative": ("The version is -1.", b'{"version":-1}'),
    }
    for name, (comment, text) in bad.items():
        yield refused(f"payload-{name}", "text", comment, vault(text=text), payload=text)


def versions() -> Iterator[Vector]:
    newer = {
        "2": ("Version 2; all the rest is as in version 1.", json_text(CONTENT | {"version": 2})),
        "2-other-shape": ("Version 2, whose accounts are no list.", b'{"version":2,"accounts":{"alice":{}}}'),
        "2-53": ("Version 2^53+1, which is no double.", b'{"version":9007199254740993}'),
        "2-64": ("Version 2^64, which is more than 64 bits.", b'{"version":18446744073709551616}'),
        "last": ("Version 2 stands behind all other members.", TEXT[:-1].replace(b'"version":1,', b"") + b',"version":2}'),
    }
    for name, (comment, text) in newer.items():
        yield refused(f"version-{name}", "content-version", comment, vault(text=text), payload=text)
    minor = json_text(CONTENT | {"minor": 1})
    yield opens(
        "version-minor-1", "Minor version 1: to be read, not to be written.", vault(text=minor), payload=minor, write=False
    )
    high = json_text(CONTENT | {"minor": 65536, "from_the_future": [{"x": None}]})
    comment = "Minor version 65536 with a member that nobody knows: to be read, not to be written."
    yield opens("version-minor-high", comment, vault(text=high), payload=high, write=False)
    zero = json_text(CONTENT | {"minor": 0})
    yield opens("version-minor-0", "Minor version 0, which is the default.", vault(text=zero), payload=zero)
    twice = b'{"version":2,"version":1}'
    yield opens("version-twice", "The version stands there twice: the last one counts.", vault(text=twice), payload=twice)


def shapes() -> Iterator[Vector]:
    """Yield texts that are JSON objects of version 1, but not those of §10."""

    def account(change: Callable[[dict[str, Any]], object]) -> dict[str, Any]:
        content = copy.deepcopy(CONTENT)
        change(content["accounts"][0])
        return content

    def code(change: dict[str, Any]) -> dict[str, Any]:
        return account(lambda one: one["code_sets"][0]["codes"][0].update(change))

    def seed(change: dict[str, Any]) -> dict[str, Any]:
        whole = {"id": "2c3d4e5f60710a1b", "type": "totp", "secret": "MZXW6", "added_at": "2026-01-31T09:08:07Z"}
        return account(lambda one: one.update(authenticators=[whole | change]))

    bad: dict[str, tuple[str, object]] = {
        "accounts-null": ("accounts is null.", CONTENT | {"accounts": None}),
        "accounts-object": ("accounts is an object.", CONTENT | {"accounts": {}}),
        "accounts-numbers": ("An account is a number.", CONTENT | {"accounts": [1]}),
        "minor-text": ("minor is a string.", CONTENT | {"minor": "0"}),
        "account-without-id": ("An account has no id.", account(lambda one: one.pop("id"))),
        "account-without-service": ("An account has no service.", account(lambda one: one.pop("service"))),
        "username-number": ("A user name is a number.", account(lambda one: one.update(username=7))),
        "note-null": ("A note is null.", account(lambda one: one.update(note=None))),
        "date": ("The 13th month.", account(lambda one: one.update(created_at="2026-13-31T09:08:07Z"))),
        "time-without-zone": ("A time without its zone.", account(lambda one: one.update(created_at="2026-01-31T09:08:07"))),
        "code-without-secret": (
            "A code has no secret.",
            account(lambda one: one["code_sets"][0]["codes"].append({"state": "used"})),
        ),
        "code-state": ("A code is in a state that there is not.", code({"state": "lost"})),
        "code-number": ("A code is a number, and its zeros in front are gone.", code({"secret": 12345678})),
        "seed-type": ("An authenticator of a type that there is not.", seed({"type": "motp"})),
        "seed-algorithm": ("An authenticator with an algorithm that there is not.", seed({"algorithm": "MD5"})),
        "seed-digits-11": ("An authenticator with eleven digits.", seed({"digits": 11})),
        "seed-period-0": ("An authenticator with a period of no seconds.", seed({"period": 0})),
        "seed-counter-negative": ("An authenticator with a counter below 0.", seed({"counter": -1, "type": "hotp"})),
        "event-empty": ("An event has no members.", CONTENT | {"events": [{}]}),
        "chore-every-3661": ("A chore every 3661 days.", CONTENT | {"chores": [{"kind": "email", "every": 3661}]}),
    }
    for name, (comment, content) in bad.items():
        text = json_text(content)
        yield refused(f"shape-{name}", "shape", comment, vault(text=text), payload=text)
