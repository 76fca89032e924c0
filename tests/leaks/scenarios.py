"""What a person does with `sparekey`, well and badly, with secrets that are looked for everywhere afterwards.

Each scenario says where a secret is meant to be: all else is a leak.
"""

import base64
import re
import threading
from collections.abc import Callable
from pathlib import Path

from tests.core import migration
from tests.leaks import canaries
from tests.leaks.canaries import (
    CODES,
    IN_VAULT,
    KEY_FILE,
    NEW_PASSWORD,
    OTHER_CODES,
    OTHER_SEED,
    PASSPHRASE,
    PASSWORD,
    SEED,
    SEEDS,
    WRONG_PASSWORD,
)
from tests.leaks.world import MIRA, ZOE, World, empty_vault
from tests.terminal import samples
from tests.terminal.shell import DONE, REFUSED, WRONG_KEY, program
from vault import crockford, keys, pdf, qr, restore
from vault.restore import Gathered

Scenario = Callable[[World], None]
SCENARIOS: dict[str, Scenario] = {}
URI = f"otpauth://totp/PyPI:mira?digits=6&secret={SEED}&algorithm=SHA1&issuer=PyPI&period=30"
OTHER_URI = URI.replace("mira", "zoe").replace(SEED, OTHER_SEED)
LATER = "2027-06-01"
_READING = threading.Lock()  # scenarios are played two at a time, and PDFium dies of two threads
PAPER_KEY = re.compile(r"(?:[0-9A-HJKMNP-TV-Z]{4}-){8}[0-9A-HJKMNP-TV-Z]{4}")


def scenario(act: Scenario) -> Scenario:
    SCENARIOS[act.__name__.replace("_", " ")] = act
    return act


def text_of(codes: tuple[str, ...]) -> bytes:
    return "\n".join(["PyPI recovery codes", *codes]).encode()


def google(secret: bytes, name: str = "mira") -> str:
    return migration.uri(migration.payload([migration.entry(secret, name)]))


def pages(path: Path) -> bytes:
    """Return what can be read off the pages of a PDF: its texts, and those of its QR codes."""
    with _READING:
        seen = [
            (page.text, *qr.texts_of(page.picture(200), is_enough=lambda _: False)) for page in pdf.pages(path.read_bytes())
        ]
    return "\n".join(text for texts in seen for text in texts).encode()


def on_paper(path: Path) -> Gathered:
    """Return what the program itself reads off printed sheets."""
    with _READING:
        return restore.take(restore.EMPTY, path.read_bytes(), path.name)


# The usual day


@scenario
def a_vault_is_made(world: World) -> None:
    assert world.run("init", start=program()).code == DONE
    assert world.run("init").code == REFUSED
    assert world.run("add", MIRA, "--email", "mira@holt.example").code == DONE


@scenario
def codes_are_imported(world: World) -> None:
    world.have_vault(empty_vault())
    file = world.give(samples.saved_as("mira"), text_of(CODES))
    may_print = [*IN_VAULT]
    assert world.run("import", file, "--dry-run", "--reveal", may_print=may_print).code == DONE
    assert world.run("import", file).code == DONE
    assert world.run("import", "-", "--account", ZOE, "--burned", "2", stdin=text_of(OTHER_CODES)).code == DONE


@scenario
def otpauth_texts_are_imported(world: World) -> None:
    world.have_vault(empty_vault())
    assert world.run("import", world.give("texts.txt", f"{URI}\n{OTHER_URI}\n".encode()), "--json").code == DONE


@scenario
def a_picture_is_imported(world: World) -> None:
    world.have_vault(empty_vault())
    assert world.run("import", world.give("qr.png", samples.qr_picture(URI))).code == DONE


@scenario
def a_google_export_is_imported(world: World) -> None:
    world.have_vault(empty_vault())
    page = world.give("page.txt", google(canaries.RAW_SEED).encode())
    picture = world.give("page.png", samples.qr_picture(google(base64.b32decode(OTHER_SEED), "zoe")))
    assert world.run("import", page, picture).code == DONE


@scenario
def an_account_is_looked_at(world: World) -> None:
    world.have_vault()
    for command in (["list"], ["show", MIRA], ["show", MIRA, "--json"], ["totp", MIRA], ["compare", MIRA, "--unused", "8"]):
        assert world.run(*command).code == DONE, command


@scenario
def an_account_is_shown_in_the_clear(world: World) -> None:
    world.have_vault()
    assert world.run("show", MIRA, "--reveal", may_print=[*IN_VAULT, *SEEDS, "kept password"]).code == DONE


@scenario
def codes_are_used(world: World) -> None:
    """One code is printed for one that was asked for."""
    world.have_vault()
    assert world.run("code", MIRA, may_print=["code 1"]).code == DONE
    assert world.run("code", MIRA, "--use", "--note", "new laptop", may_print=["code 1"]).code == DONE
    assert world.run("outcome", MIRA, "worked").code == DONE
    assert world.run("code", MIRA, "--use", "--place", "5", may_print=["code 5"]).code == DONE


@scenario
def facts_are_noted(world: World) -> None:
    world.have_vault()
    said = world.run("set", MIRA, "password=home safe", "totp-on=phone", "codes-at=drawer", "key=Yubi@desk", "note=hello")
    assert said.code == DONE, said
    assert world.run("readiness", "--lose", "phone").code == DONE
    assert world.run("request", MIRA, "-o", world.out / "request.md").code == DONE


@scenario
def the_vault_is_verified_and_its_backups_lie_beside_it(world: World) -> None:
    world.have_vault()
    world.run("add", ZOE)
    world.run("code", MIRA, "--use", may_print=["code 1"])
    assert world.run("verify", "--json").code == DONE
    assert [path for path in world.home.rglob("*") if "backup" in str(path)]


@scenario
def reminders_are_asked_for(world: World) -> None:
    world.have_vault()
    world.run("set", MIRA, "token=release:all:2026-01-31", "password=safe")
    world.run("remind", "--today", LATER)
    world.run("remind", "--today", LATER, "--vault-open", "--ics", world.out / "due.ics")
    world.run("remind", "--install")


@scenario
def the_past_is_looked_at_and_gone_back_to(world: World) -> None:
    world.have_vault()
    world.run("code", MIRA, "--use", "--note", "new laptop", may_print=["code 1"])
    assert world.run("history", "--search", "code", "-o", world.out / "history.csv").code == DONE
    assert world.run("history", MIRA, "--json").code == DONE
    assert world.run("delete", MIRA).code == DONE
    assert world.run("bin", "--json").code == DONE
    assert world.run("bin", "empty").code == DONE
    for action in ("compare", "restore"):
        assert world.run("backups", action, "newest").code == DONE
    assert world.run("backups", "--json").code == DONE


@scenario
def folders_are_swept(world: World) -> None:
    world.have_vault()
    downloads = world.home / "Downloads"
    world.give(samples.saved_as("mira"), text_of(CODES), folder=downloads)
    world.give("notes.txt", f"{URI}\n".encode() + text_of(OTHER_CODES), folder=downloads)
    for how in ([], ["--json"]):
        said = world.run("sweep", downloads, *how)
        assert "notes.txt" in said.out, said


@scenario
def links_are_checked(world: World) -> None:
    """A mail that was pasted whole may have anything in it."""
    mail = f"https://pypi.example/?token={CODES[0]} {URI} {PASSWORD}".encode()
    world.run("link", "-", secrets=[], stdin=mail)


# Paper


@scenario
def codes_are_printed(world: World) -> None:
    world.have_vault()
    world.declare(f"written to {world.out}", *IN_VAULT, *SEEDS)
    world.declare(f"file {world.out}", *IN_VAULT, *SEEDS)
    assert world.run("print", "-o", world.out / "codes.pdf", "--totp").code == DONE
    assert world.run("sheets").code == DONE


@scenario
def an_encrypted_backup_is_printed_and_restored(world: World) -> None:
    """Nothing of the vault is on its pages, nor in the pictures and texts that are made of them."""
    world.have_vault()
    file = world.out / "backup.pdf"
    assert world.run("print", "--encrypted", "-o", file, secrets=[PASSWORD, PASSPHRASE]).code == DONE
    world.take(pages(file), "the pages of the backup")
    vault = world.home / "new.sparekey"
    assert world.run("restore", file, "-o", vault, secrets=[WRONG_PASSWORD, NEW_PASSWORD]).code == WRONG_KEY
    assert world.run("restore", file, "-o", vault, secrets=[PASSPHRASE, NEW_PASSWORD]).code == DONE


@scenario
def a_passphrase_is_made_and_shown_once(world: World) -> None:
    world.have_vault()
    said = world.run("print", "--encrypted", "-o", world.out / "backup.pdf", secrets=[PASSWORD, ""])
    assert said.code == DONE
    world.search.add({"made passphrase": said.out.strip().encode()})
    assert len(said.out.split()) == 8
    assert said.out.strip() not in said.err
    world.take(pages(world.out / "backup.pdf"), "the pages of the backup")


@scenario
def a_paper_key_is_shown_once_and_opens_the_vault(world: World) -> None:
    world.have_vault()
    said = world.run("keys", "add", "sheet")
    assert (said.code, bool(PAPER_KEY.search(said.out))) == (DONE, True)
    key = said.out.strip()
    world.search.add({"paper key": key.encode()})
    assert world.run("list", secrets=[key]).code == DONE
    slipped = key[5:9] + key[4:5] + key[:4] + key[9:]
    world.search.add({"slipped paper key": slipped.encode()})
    assert world.run("list", secrets=[slipped]).code == WRONG_KEY
    assert world.run("keys", "change-password", secrets=[key, NEW_PASSWORD]).code == DONE


@scenario
def a_recovery_sheet_is_printed_and_restored_from(world: World) -> None:
    world.have_vault()
    file = world.out / "key.pdf"
    assert world.run("keys", "add", "sheet", "-o", file).code == DONE
    (key,) = on_paper(file).keys
    shown = crockford.grouped(keys.paper_symbols(key))
    world.search.add({"paper key": shown.encode(), "raw paper key": key.secret})
    typed = world.give("typed.txt", shown.encode())
    answer = world.run("restore", world.vault, typed, "-o", world.home / "new.sparekey", secrets=[NEW_PASSWORD])
    assert answer.code == DONE, answer


@scenario
def shares_are_printed_and_one_alone_restores_nothing(world: World) -> None:
    world.have_vault()
    file = world.out / "shares.pdf"
    assert world.run("keys", "add", "shares", "--holder", "Ann", "Bo", "--threshold", "2", "-o", file).code == DONE
    share = on_paper(file).shares[0]
    world.search.add({"share": share.encode()})
    typed = world.give("share.txt", share.encode())
    broken = world.give("broken.txt", share.replace(share.split()[-1], "acid").encode())
    for files in ([world.vault, typed], [world.vault, broken], [broken]):
        said = world.run("restore", *files, "-o", world.home / "new.sparekey", secrets=[NEW_PASSWORD])
        assert said.code in (REFUSED, WRONG_KEY), said


# Keys


@scenario
def the_password_is_changed(world: World) -> None:
    world.have_vault()
    assert world.run("keys", "change-password", secrets=[PASSWORD, NEW_PASSWORD]).code == DONE
    assert world.run("list").code == WRONG_KEY
    assert world.run("keys", "rotate", secrets=[NEW_PASSWORD, ""]).code == DONE


@scenario
def passwords_and_key_files_are_added_and_removed(world: World) -> None:
    world.have_vault()
    key_file = world.give("vault.key", KEY_FILE)
    assert world.run("keys", "add", "password", secrets=[PASSWORD, NEW_PASSWORD]).code == DONE
    assert world.run("keys", "add", "file", key_file, secrets=[PASSWORD, PASSPHRASE]).code == DONE
    assert world.run("--key-file", key_file, "list", secrets=[PASSPHRASE]).code == DONE
    rows = world.run("keys", "list", "--json")
    assert world.run("keys", "remove", re.findall(r'"id": "(\w+)"', rows.out)[0]).code == DONE


@scenario
def another_copy_is_merged(world: World) -> None:
    world.have_vault()
    other = world.home / "copy.sparekey"
    other.write_bytes(world.vault.read_bytes())
    here, world.vault = world.vault, other
    assert world.run("code", MIRA, "--use", may_print=["code 1"]).code == DONE
    assert world.run("import", "-", "--account", ZOE, stdin=text_of(OTHER_CODES)).code == DONE
    assert world.run("keys", "change-password", secrets=[PASSWORD, NEW_PASSWORD]).code == DONE
    world.vault = here
    before = here.read_bytes()
    assert world.run("merge", other, secrets=[PASSWORD]).code == DONE
    here.write_bytes(before)
    assert world.run("merge", other, "--json", secrets=[PASSWORD]).code == DONE
    stranger = world.vault = world.home / "stranger.sparekey"
    assert world.run("init", secrets=[NEW_PASSWORD]).code == DONE
    world.vault = here
    assert world.run("merge", stranger, secrets=[PASSWORD, NEW_PASSWORD]).code == DONE
    assert world.run("merge", stranger, secrets=[PASSWORD, WRONG_PASSWORD]).code == WRONG_KEY
