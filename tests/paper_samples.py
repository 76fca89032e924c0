"""Printouts to look at and to test: `python -m tests.paper_samples FOLDER` writes each kind at both paper sizes."""

import os
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from msgspec import structs

from vault import printouts
from vault.crypto import CHEAPEST
from vault.model import Account, Authenticator, Code, CodeSet, Email, Now, OtpType, Vault
from vault.paper.page import SIZES, PaperSize
from vault.printouts import Printout

NOW = Now(datetime(2026, 2, 3, 12, 30, tzinfo=UTC), "workbench")
PASSPHRASE = "harvest dining sniff kernel velvet order ambition trash"
SEED = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
LONG_NAMES = (
    "the-maintainer-of-everything-" * 6 + "end-of-this-very-long-name",
    "名前は非常に長いです" * 20,
    "שם משתמש ארוך מאוד " * 10,
    "👩‍🔬🔑" * 40,
    "ẍ̶́" * 60,
    "WWWWMMMM" * 25,
)


def code_set(codes: tuple[str, ...], *, used: int = 0, void: int = 0, number: int = 0) -> CodeSet:
    """Return a set of which the first ones are used and the last ones void."""
    states = ["used"] * used + ["unused"] * (len(codes) - used - void) + ["void"] * void
    return CodeSet(
        id=f"{number:016x}",
        added_at=NOW.at,
        generated_on=date(2026, 1, 31),
        codes=tuple(
            Code(secret=secret, state=state, used_at=NOW.at - timedelta(days=3 + place) if state == "used" else None)  # type: ignore[arg-type]
            for place, (secret, state) in enumerate(zip(codes, states, strict=True))
        ),
    )


def seed(kind: OtpType = "totp", secret: str = SEED, *, counter: int = 0, digits: int = 6) -> Authenticator:
    return Authenticator(
        id=f"seed-{kind}",
        added_at=NOW.at,
        type=kind,
        secret=secret,
        issuer="PyPI",
        name="alice",
        counter=counter,
        digits=digits,
    )


def account(
    service: str, username: str, codes: CodeSet | None = None, authenticator: Authenticator | None = None, email: str = ""
) -> Account:
    return Account(
        id=f"{service}/{username}"[:60],
        service=service,
        username=username,
        created_at=NOW.at,
        code_sets=(codes,) if codes else (),
        authenticators=(authenticator,) if authenticator else (),
        emails=(Email(id="m", address=email, primary=True),) if email else (),
    )


def hexes(count: int, digits: int, start: int = 1) -> tuple[str, ...]:
    """Return different codes that look random and are the same in each run."""
    return tuple(f"{pow(7, 40 * place + 301, 16**digits - 59):0{digits}x}" for place in range(start, start + count))


def dashed(count: int, start: int = 1) -> tuple[str, ...]:
    alphabet = "0123456789abcdefghijklmnopqrstuvwxyz"
    words = []
    for code in hexes(count, 20, start):
        letters = "".join(alphabet[int(code[place : place + 2], 16) % 36] for place in range(0, 20, 2))
        words.append(f"{letters[:5]}-{letters[5:]}")
    return tuple(words)


PYPI = account("pypi", "alice", code_set(hexes(8, 16), used=1), seed(), "alice@example.com")
GITHUB = account("github", "alice-maintains", code_set(dashed(16), used=2, void=1, number=2))
ORDINARY = (
    PYPI,
    account("testpypi", "alice", code_set(hexes(8, 16, 30), used=1, number=3), None, "alice@example.com"),
    GITHUB,
    account("gitlab", "alice", code_set(hexes(10, 32), number=4), seed("hotp", "JBSWY3DPEHPK3PXPJBSWY3DP", counter=5)),
    account("npm", "alice", code_set(hexes(5, 64), number=5)),
    account("rubygems", "alice", code_set(hexes(10, 12), number=6)),
    account("hex", "alice", code_set(tuple("-".join((c[:4], c[4:8], c[8:12], c[12:])) for c in hexes(10, 16, 77)), number=7)),
    account("packagist", "alice", code_set(hexes(1, 8), number=8)),
    account("readthedocs", "alice", code_set(tuple(f"{int(c, 16) % 10**8:08d}" for c in hexes(10, 9)), number=9)),
    account(
        "my.own-service", "alice", code_set(("Correct Horse Battery", "Il1O0oO-Il1|", "x"), number=10), seed("steam", digits=5)
    ),
    account("hex", "bob"),
    account("pypi", "all-used", code_set(hexes(8, 16, 50), used=8, number=11)),
)
HOSTILE = (
    *(account("pypi", name[:200], code_set(hexes(8, 16), number=20 + n), seed()) for n, name in enumerate(LONG_NAMES)),
    account(
        "a-custom-service-with-a-name-of-64-characters-that-goes-on-and-on", "x", code_set(hexes(3, 200), used=1, number=40)
    ),
    account("custom", "hundred", code_set(hexes(100, 16), used=9, number=41), seed(secret="ABCDEFGH" * 200)),
    account("custom", "hundred-dashed", code_set(dashed(100), number=42)),
    account("pypi", "only-totp", None, seed()),
    account("custom", "both", code_set(hexes(30, 70), number=43), seed(secret="ABCDEFGH" * 30)),
    *(account("pypi", f"nothing-{number}-{'x' * number}") for number in range(60)),
)
MANY = tuple(
    structs.replace(PYPI, id=f"many-{number}", username=f"maintainer-{number}", code_sets=(code_set(hexes(8, 16, number * 9)),))
    for number in range(100)
)


def printed(size: PaperSize) -> dict[str, Printout]:
    """Return one of each kind."""
    vault = Vault(accounts=ORDINARY)
    return {
        "one": printouts.codes([PYPI], now=NOW, size=size, with_totp=True),
        "codes": printouts.codes(ORDINARY, now=NOW, size=size, with_totp=True, place="In the blue folder, top drawer"),
        "hostile": printouts.codes(HOSTILE, now=NOW, size=size, with_totp=True, place="a very long place " * 30),
        "cards": printouts.codes(ORDINARY, now=NOW, size=size, as_cards=True),
        "hostile-cards": printouts.codes(HOSTILE, now=NOW, size=size, as_cards=True),
        "recovery": printouts.recovery("maintainer", now=NOW, size=size, place="Safe deposit box, town bank"),
        "shares": printouts.shares_of_key("maintainer", ["Bob Sample", "Carol", "Mother"], 2, now=NOW, size=size),
        "shares-many": printouts.shares_of_key("名前" * 60, [name[:200] for name in LONG_NAMES], 6, now=NOW, size=size),
        "backup": printouts.backup(vault, None, PASSPHRASE, vault_name="maintainer", now=NOW, size=size, cost=CHEAPEST),
        "backup-large": printouts.backup(
            Vault(accounts=MANY), None, PASSPHRASE, vault_name="maintainer", now=NOW, size=size, cost=CHEAPEST
        ),
    }


def main(folder: Path) -> None:
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtGui import QGuiApplication  # noqa: PLC0415

    from ui.desktop import printing  # noqa: PLC0415

    kept = QGuiApplication([])
    for size in SIZES:
        for name, printout in printed(size).items():
            (folder / f"{name}-{size}.pdf").write_bytes(printing.pdf(printout.document))
    del kept


if __name__ == "__main__":
    main(Path(sys.argv[1]))
