"""The JSON shapes that scripts rely on: keys may be added, none may be renamed or change its kind."""

import re
from pathlib import Path
from typing import Any

import pytest

from tests.terminal import samples
from tests.terminal.shell import Shell

# A shape is a type, a set of allowed values, a pattern, a list of one shape, a dict of shapes, or a tuple of alternatives.
DAY = re.compile(r"\d{4}-\d\d-\d\d")
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|\+00:00)")

ROW = {
    "id": str,
    "service": str,
    "username": str,
    "codes": {"left": int, "used": int, "void": int, "total": int},
    "totp": bool,
    "next_due": (DAY, None),
}
CODE = {
    "value": (str, None),
    "state": {"unused", "used", "void"},
    "used_at": (MOMENT, None),
    "used_from": (str, None),
    "note": str,
}
AUTHENTICATOR = {
    "type": {"totp", "hotp", "steam"},
    "issuer": str,
    "name": str,
    "secret": (str, None),
    "algorithm": {"SHA1", "SHA256", "SHA512", "MD5"},
    "digits": int,
    "period": int,
    "counter": int,
}
EMAIL = {"address": str, "primary": bool, "status": {"verified", "unverified", "unknown"}, "verified_on": (DAY, None)}
ACCOUNT = ROW | {
    "note": str,
    "created_at": MOMENT,
    "emails": [EMAIL],
    "code_sets": [{"id": str, "generated_on": (DAY, None), "codes": [CODE]}],
    "authenticators": [AUTHENTICATOR],
}
FOUND = {"kind": str, "service": (str, None), "username": (str, None), "issuer": str, "name": str}
SHAPES: dict[str, Any] = {
    "list": {"accounts": [ROW]},
    "show": {"account": ACCOUNT},
    "add": {"id": str, "account": ACCOUNT},
    "import": {
        "format": str,
        "found": [FOUND],
        "problems": [{"where": str, "why": str}],
        "imported": int,
        "skipped": int,
    },
    "verify": {"ok": bool, "files": [{"path": str, "ok": bool, "why": (str, None), "generation": (int, None)}]},
    "keys": {"keys": [{"id": str, "type": str, "sheets": [str]}]},
    "sheets": {
        "sheets": [
            {
                "id": re.compile(r"[0-9A-Z]{4}-[0-9A-Z]{4}"),
                "kind": {"codes", "card", "recovery", "backup", "share"},
                "printed_on": DAY,
                "pages": int,
                "place": str,
                "holder": (str, None),
                "key": (str, None),
                "state": {"fresh", "stale", "destroyed"},
                "changes": [{"kind": str, "account": (str, None), "text": str}],
                "verified_on": (DAY, None),
            }
        ]
    },
    "readiness": {
        "lost": [str],
        "accounts": [
            {
                "account": str,
                "locked_out": bool,
                "ways_in": [{"way": str, "works": bool, "why_not": (str, None), "needs": [str]}],
                "single_losses": [{"lost": str, "consequence": str}],
                "findings": [{"kind": str, "severity": {"critical", "warning", "advice"}, "text": str, "fix": str}],
            }
        ],
    },
    "formats": {"formats": [{"name": str, "title": str, "how_to_export": str, "import": bool, "export": bool}]},
}


def misfit(value: Any, shape: Any, at: str = "") -> str:
    """Return where `value` has not this shape, or an empty text."""
    if isinstance(shape, tuple):
        return "" if any(not misfit(value, one) for one in shape) else at
    if isinstance(shape, dict):
        if not isinstance(value, dict):
            return at
        return next((bad for key in shape if (bad := misfit(value.get(key, misfit), shape[key], f"{at}.{key}"))), "")
    if isinstance(shape, list):
        if not isinstance(value, list):
            return at
        return next((bad for place, item in enumerate(value) if (bad := misfit(item, shape[0], f"{at}[{place}]"))), "")
    if isinstance(shape, re.Pattern):
        return "" if isinstance(value, str) and shape.fullmatch(value) else at
    if isinstance(shape, set):
        return "" if value in shape else at
    return "" if (value is None if shape is None else type(value) is shape) else at


@pytest.fixture
def full(shell: Shell) -> Shell:
    """A vault that has one of everything."""
    shell("keys", "add", "sheet", "--place", "drawer")
    shell("add", "pypi:mira", "--email", "mira@holt.example", "--email-verified", "2026-01-31")
    shell("add", "pypi:mira2", "--email", "mira2@holt.example")
    shell("import", "-", "--account", "pypi:mira", stdin=samples.saved("mira"))
    shell("import", "-", "--account", "pypi:mira", stdin=samples.uri("mira").encode())
    shell("code", "pypi:mira", "--use", "--note", "new laptop")
    shell("import", "-", "--account", "pypi:mira", stdin=samples.saved("mira again"))
    shell("import", "-", stdin=samples.uri("zoe", issuer="Forge", kind="hotp", more="&counter=3").encode())
    return shell


@pytest.mark.parametrize(
    "arguments",
    [
        ["list", "--json"],
        ["show", "pypi:mira", "--json"],
        ["show", "pypi:mira", "--json", "--reveal"],
        ["show", "forge:zoe", "--json"],
        ["show", "pypi:mira2", "--json"],
        ["add", "github:mira", "--email", "mira@holt.example", "--json"],
        ["import", "-", "--account", "pypi:mira", "--json"],
        ["import", "-", "--json"],
        ["import", "-", "--dry-run", "--json"],
        ["verify", "--json"],
        ["keys", "list", "--json"],
        ["sheets", "--json"],
        ["sheets", "list", "--json"],
        ["readiness", "--json"],
        ["readiness", "pypi:mira", "--lose", "phone", "--json"],
        ["formats", "--json"],
    ],
    ids=" ".join,
)
def test_stdout_is_one_document_of_the_promised_shape(full: Shell, arguments: list[str]) -> None:
    secrets = [] if arguments[0] == "formats" else [samples.PASSWORD]
    texts = f"{samples.uri('new', issuer='Forge')}\n{samples.uri('pia')}\nnot one\n"
    answer = full(*arguments, secrets=secrets, stdin=texts.encode())
    assert answer.code == 0
    assert not misfit(answer.json, SHAPES[arguments[0]])


def test_list_counts_the_codes_of_all_sets(full: Shell) -> None:
    rows = {f"{row['service']}:{row['username']}": row for row in full("list", "--json").json["accounts"]}
    assert list(rows) == ["forge:zoe", "pypi:mira", "pypi:mira2"]
    assert rows["pypi:mira"]["codes"] == {"left": 8, "used": 1, "void": 7, "total": 16}
    assert rows["pypi:mira"]["totp"] is True
    assert rows["pypi:mira2"]["codes"] == {"left": 0, "used": 0, "void": 0, "total": 0}
    assert rows["pypi:mira2"]["totp"] is False


def test_show_has_no_secret_unless_it_is_asked_for(full: Shell) -> None:
    answer = full("show", "pypi:mira", "--json")
    account = answer.json["account"]
    assert {code["value"] for code_set in account["code_sets"] for code in code_set["codes"]} == {None}
    assert account["authenticators"][0]["secret"] is None
    assert not [secret for secret in samples.all_secrets("mira", "mira again") if secret in answer.out]


def test_show_reveals_all_secrets_in_their_order(full: Shell) -> None:
    account = full("show", "pypi:mira", "--json", "--reveal").json["account"]
    old, new = account["code_sets"]
    assert [code["value"] for code in old["codes"]] == samples.codes("mira")
    assert [code["value"] for code in new["codes"]] == samples.codes("mira again")
    assert [code["state"] for code in old["codes"]] == ["used", *["void"] * 7]
    assert [code["state"] for code in new["codes"]] == ["unused"] * 8
    assert old["codes"][0]["note"] == "new laptop"
    assert account["authenticators"][0]["secret"] == samples.seed("mira")
    (email,) = account["emails"]
    assert (email["address"], email["primary"]) == ("mira@holt.example", True)
    assert (email["status"], email["verified_on"]) == ("verified", "2026-01-31")


def test_import_tells_what_was_found_and_what_was_odd(shell: Shell) -> None:
    texts = [samples.uri("mira"), samples.uri("zoe", issuer="Forge", kind="hotp", more="&counter=3&digits=8"), "nothing"]
    done = shell("import", "-", "--json", stdin="\n".join(texts).encode()).json
    assert done["format"] == "otpauth"
    assert [(one["kind"], one["service"], one["username"], one["issuer"], one["name"]) for one in done["found"]] == [
        ("totp", "pypi", "mira", "PyPI", "mira"),
        ("hotp", "forge", "zoe", "Forge", "zoe"),
    ]
    assert [(one["digits"], one["period"], one["counter"], one["algorithm"]) for one in done["found"]] == [
        (6, 30, 0, "SHA1"),
        (8, 30, 3, "SHA1"),
    ]
    assert [problem["where"] for problem in done["problems"]] == ["line 3"]
    assert (done["imported"], done["skipped"]) == (2, 0)


@pytest.mark.parametrize("reveal", [False, True])
def test_a_dry_run_carries_secrets_only_if_they_are_asked_for(shell: Shell, vault_file: Path, reveal: bool) -> None:
    before = vault_file.read_bytes()
    options = ["--dry-run", "--json", *(["--reveal"] if reveal else [])]
    codes = shell("import", "-", *options, "--account", "pypi:mira", stdin=samples.saved("mira"))
    seed = shell("import", "-", *options, stdin=samples.uri("mira").encode())
    assert codes.json["found"][0].get("codes") == (samples.codes("mira") if reveal else None)
    assert seed.json["found"][0].get("secret") == (samples.seed("mira") if reveal else None)
    assert codes.json["found"][0]["count"] == 8
    assert codes.json["imported"] == seed.json["imported"] == 0
    shown = [secret for secret in samples.all_secrets("mira") if secret in codes.out + seed.out]
    assert bool(shown) == reveal
    assert vault_file.read_bytes() == before


def test_json_is_plain_ascii_whatever_it_says(shell: Shell) -> None:
    shell("add", "pypi:Zoë")
    answer = shell("list", "--json")
    assert answer.out.isascii()
    assert answer.json["accounts"][0]["username"] == "Zoë"
