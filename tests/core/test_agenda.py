"""What may be known while a vault is locked: the agenda gives nothing away, is whole or not there, and is cheap to read."""

import contextlib
import os
import re
import stat
import subprocess
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from types import SimpleNamespace

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from tests.core.remembering import START, at
from tests.core.vaults import PASSWORD_KEY, with_token
from vault import agenda, chores, container, edit, files, reminders, store
from vault.agenda import Agenda, Entry
from vault.crypto import CHEAPEST
from vault.errors import BadInput, NewerFormat, NotThere, VaultError
from vault.model import Seed, Sheet, Vault
from vault.rules import RULES

TODAY = date(2026, 8, 5)
NO_CHANCE = SimpleNamespace(urandom=bytes)  # instead of random ids zeros
VAULT_ID = "00112233445566778899aabbccddeeff"
FOLDER = agenda.folder  # itself, which the fixture puts something else in the place of
SECRETS = tuple(f"{place:08x}{place * 7919:08x}" for place in range(0x9B0000, 0x9B0008))


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "state" / "agenda"
    monkeypatch.setattr(agenda, "folder", lambda: path)
    return path


def path_in(folder: Path) -> Path:
    return folder / f"{VAULT_ID}.json"


def full_vault(*, accounts: int = 1) -> Vault:
    """Return a vault with something of every kind, and a word in every place where a user can write one."""
    vault = Vault()
    for number in range(accounts):
        vault = edit.add_account(vault, "pypi", f"maintainer-{number}", now=at(START))
        account_id = vault.accounts[-1].id
        vault = edit.set_note(vault, account_id, "Grandmother's birthday", now=at(START))
        vault = edit.set_email(vault, account_id, f"zelda{number}@hyrule.example", verified_on=START, now=at(START))
        vault = edit.set_renewal(vault, account_id, vault.accounts[-1].emails[0].id, date(2026, 12, 1), now=at(START))
        vault = with_token(vault, account_id, "wheelwright", scope="gearbox", created_on=START, now=at(START))
        secrets = [f"{secret[:12]}{number:04x}" for secret in SECRETS]
        vault = edit.add_codes(vault, account_id, secrets, source="bottom drawer", now=at(START))
        seed = Seed(type="totp", secret="MFRGGZDFMZTWQ2LK", issuer="Bazaar", name="zelda")
        vault = edit.add_authenticator(vault, account_id, seed, now=at(START))
        for place in range(1, 8):
            set_id = vault.accounts[-1].code_sets[0].id
            vault = edit.mark_code(vault, account_id, set_id, place, "used", note="lost bag", now=at(START))
        vault = chores.snooze(vault, "signed-in", account_id, "", until=date(2026, 9, 9), now=at(START))
    sheet = Sheet(
        id="7K3MQ9XA",
        kind="recovery",
        printed_at=at(START).at,
        place="piano stool",
        holder="Uncle Ganon",
        key_id="89abcdef",
    )
    return edit.note_printed(vault, [sheet], now=at(START))


def texts_in(value: object) -> Iterator[str]:
    """Yield every text that a vault holds but for the words of Sparekey itself: names, addresses, secrets, notes, ids."""
    own = {"kind", "state", "status", "type", "algorithm", "outcome", "values"}
    if isinstance(value, str):
        yield value
    elif isinstance(value, list | tuple):
        for one in value:
            yield from texts_in(one)
    elif isinstance(value, dict):
        for name, one in value.items():
            if name not in own and not name.endswith(("_at", "_on")) and name != "at":
                yield from texts_in(one)


def parts_of(vault: Vault) -> set[str]:
    """Return every four characters that stand in a row in any of those texts."""
    found = {text for text in texts_in(msgspec.to_builtins(vault)) if len(text) >= 4}
    return {text[start : start + 4].casefold() for text in found for start in range(len(text) - 3)}


@pytest.mark.parametrize("hide_kinds", [False, True])
def test_an_agenda_holds_nothing_of_what_is_in_the_vault(
    hide_kinds: bool, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    vault = full_vault(accounts=2)
    parts = parts_of(vault)
    assert len(parts) > 300
    assert {"zeld", "hyru", "gran", "9b00", "mfrg", "pypi", "pian", "whee", vault.accounts[0].id[:4]} <= parts
    # Random ids have the same alphabet as secrets, and would share four characters with one now and then.
    monkeypatch.setattr("vault.agenda.os", NO_CHANCE)
    reminders.write_agenda(vault, VAULT_ID, TODAY, hide_kinds=hide_kinds)
    written = path_in(folder).read_bytes()
    coarse = {rule.coarse for rule in RULES.values()}
    kinds = {entry.kind for entry in agenda.read(VAULT_ID).entries}
    assert kinds == ({agenda.HIDDEN} if hide_kinds else coarse)
    # What is its own: names of members and kinds, ids, dates.
    own = rb'"(version|entries|id|kind|due_on|shows_on|something|email|codes|paper|tokens|account|vault|0{16})"|\d{4}-\d\d-\d\d'
    rest = re.sub(own, b"", written).decode().casefold()
    assert not [part for part in parts if part in rest]
    assert re.fullmatch(r'[{}\[\]:,"1]*', rest), "nothing but the frame is left"
    own_words = {"zeld", "hyru", "9b00", "mfrg", "pypi", "pian", "whee", "gano", "lost", "draw"}
    assert not [part for part in own_words if part in written.decode().casefold()]


def test_ids_are_random_and_no_two_saves_share_one() -> None:
    seen: set[str] = set()
    for _ in range(5):
        reminders.write_agenda(full_vault(), VAULT_ID, TODAY, hide_kinds=False)
        ids = {entry.id for entry in agenda.read(VAULT_ID).entries}
        assert not ids & seen
        assert all(re.fullmatch(r"[0-9a-f]{16}", one) for one in ids)
        seen |= ids


def told(vault: Vault, *, hide_kinds: bool = False) -> list[tuple[str, date, date]]:
    reminders.write_agenda(vault, VAULT_ID, TODAY, hide_kinds=hide_kinds)
    return [(entry.kind, entry.due_on, entry.shows_on) for entry in agenda.read(VAULT_ID).entries]


@pytest.mark.parametrize("hide_kinds", [False, True])
def test_it_does_not_tell_how_many_there_are(hide_kinds: bool, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert told(full_vault(accounts=1), hide_kinds=hide_kinds) == told(full_vault(accounts=9), hide_kinds=hide_kinds)
    monkeypatch.setattr("vault.agenda.os", NO_CHANCE)
    told(full_vault(accounts=1))
    one = path_in(folder).read_bytes()
    told(full_vault(accounts=9))
    assert path_in(folder).read_bytes() == one


def test_of_what_shows_already_there_is_one_entry_of_each_kind() -> None:
    entries = told(full_vault())
    shown = [kind for kind, _, shows_on in entries if shows_on <= TODAY]
    assert sorted(shown) == sorted(set(shown))
    first = min(one.due_on for one in reminders.upcoming(full_vault(), TODAY) if one.rule.coarse == "codes")
    assert ("codes", first, first) in entries


def test_hidden_kinds_cannot_be_told_by_their_lead_times() -> None:
    entries = told(full_vault(), hide_kinds=True)
    assert all((kind, due_on) == (agenda.HIDDEN, shows_on) for kind, due_on, shows_on in entries)
    assert len(entries) == len(set(entries))


DAYS = st.dates(date(2026, 1, 1), date(2027, 12, 31))


@given(st.lists(st.tuples(st.sampled_from(sorted(agenda.WORDS)), DAYS, st.integers(0, 45)), max_size=30), DAYS, st.booleans())
def test_it_tells_on_which_day_what_begins_to_show(items: list[tuple[str, date, int]], today: date, hide_kinds: bool) -> None:
    days = [(kind, due_on, due_on - timedelta(lead)) for kind, due_on, lead in items]
    made = agenda.make(days, today, hide_kinds=hide_kinds)
    for later in range(0, 800, 9):
        day = today + timedelta(later)
        kinds = {agenda.HIDDEN if hide_kinds else kind for kind, _, shows_on in days if shows_on <= day}
        assert {entry.kind for entry in made.due(day)} == kinds
        assert made.next_on(day) == min((shows_on for _, _, shows_on in days if shows_on > day), default=None)
    turned = agenda.make(days[::-1], today, hide_kinds=hide_kinds)
    assert [structs.astuple(entry)[1:] for entry in turned.entries] == [structs.astuple(entry)[1:] for entry in made.entries]
    assert [entry.due_on for entry in made.entries] == sorted(entry.due_on for entry in made.entries)
    assert len({structs.astuple(entry)[1:] for entry in made.entries}) == len(made.entries)


def test_it_looks_ahead_as_far_as_it_must() -> None:
    vault = full_vault()
    last = max(shows_on for _, _, shows_on in told(vault))
    assert last <= TODAY + timedelta(agenda.HORIZON)
    assert any(kind == "codes" for kind, _, _ in told(vault))


def test_with_a_clock_that_is_behind_it_still_tells_what_comes_when_it_is_right_again() -> None:
    vault = full_vault()
    reminders.write_agenda(vault, VAULT_ID, date(2000, 1, 1), hide_kinds=False)
    found = agenda.read(VAULT_ID)
    assert found.due(date(2000, 1, 1)) == ()
    assert {entry.kind for entry in found.due(date(2027, 1, 1))} == {rule.coarse for rule in RULES.values()}


# The file


def test_it_is_for_its_owner_only_and_replaced_as_a_whole(folder: Path) -> None:
    reminders.write_agenda(full_vault(), VAULT_ID, TODAY, hide_kinds=False)
    path = path_in(folder)
    assert [item.name for item in folder.iterdir()] == [path.name]
    if os.name == "posix":
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    before = path.stat().st_ino
    with path.open("rb") as reader:
        old = path.read_bytes()
        reminders.write_agenda(full_vault(), VAULT_ID, TODAY + timedelta(99), hide_kinds=False)
        assert reader.read() == old, "whoever reads it at that moment reads the old one to its end"
    assert path.stat().st_ino != before
    assert [item.name for item in folder.iterdir()] == [path.name]


def test_where_it_cannot_be_written_the_save_goes_on_and_the_old_one_stays(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reminders.write_agenda(full_vault(), VAULT_ID, TODAY, hide_kinds=False)
    before = path_in(folder).read_bytes()

    def refuse(*_: object) -> None:
        raise OSError(28, "full")

    monkeypatch.setattr(files.Disk, "replace", refuse)
    reminders.write_agenda(full_vault(), VAULT_ID, TODAY + timedelta(99), hide_kinds=True)
    assert path_in(folder).read_bytes() == before
    assert [item.name for item in folder.iterdir()] == [path_in(folder).name]


@pytest.mark.skipif(sys.platform != "linux", reason="asks for the folder where Linux has it")
def test_it_lies_where_programs_keep_their_state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    assert FOLDER() == tmp_path / "sparekey" / "agenda"


def test_without_a_save_nothing_is_due() -> None:
    found = agenda.read(VAULT_ID)
    assert found == Agenda(1, ())
    assert (found.due(TODAY), found.next_on(TODAY)) == ((), None)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{",
        b"[]",
        b'{"version":1}',
        b'{"version":1,"entries":[{"id":"","kind":"codes","due_on":"2026-02-30","shows_on":"2026-01-01"}]}',
        b'{"version":1,"entries":[1]}',
        b'{"version":"1","entries":[]}',
        b"\xff\xfe",
        b"[" * 100_000,
        b'{"version":1,"entries":' + b"[" * 100_000,
    ],
)
def test_a_damaged_one_is_told_of_in_one_sentence(data: bytes, folder: Path) -> None:
    folder.mkdir(parents=True)
    path_in(folder).write_bytes(data)
    with pytest.raises(BadInput) as refused:
        agenda.read(VAULT_ID)
    assert str(refused.value) == "The list of what is due cannot be read"
    assert refused.value.hint
    assert refused.value.__cause__ is None
    assert refused.value.__suppress_context__
    reminders.write_agenda(full_vault(), VAULT_ID, TODAY, hide_kinds=False)
    assert agenda.read(VAULT_ID).entries, "the next save writes it anew"


@given(st.binary(max_size=200))
def test_any_bytes_are_an_agenda_or_our_error(data: bytes) -> None:
    path = path_in(agenda.folder())
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    with contextlib.suppress(VaultError):
        assert isinstance(agenda.read(VAULT_ID), Agenda)


def test_one_of_a_newer_version_or_far_too_large_is_refused(folder: Path) -> None:
    folder.mkdir(parents=True)
    path_in(folder).write_bytes(b'{"version":2,"entries":[]}')
    with pytest.raises(NewerFormat):
        agenda.read(VAULT_ID)
    path_in(folder).write_bytes(b" " * ((1 << 20) + 1))
    with pytest.raises(BadInput, match="larger than 1 MB"):
        agenda.read(VAULT_ID)


def test_the_agenda_of_ten_thousand_accounts_can_be_read_again() -> None:
    days = [
        (rule.coarse, TODAY + timedelta(day), TODAY + timedelta(day - rule.lead))
        for rule in RULES.values()
        for day in range(-4000, agenda.HORIZON + rule.lead)
    ]
    agenda.write(VAULT_ID, agenda.make(days, TODAY, hide_kinds=False))
    assert len(agenda.read(VAULT_ID).entries) > (agenda.HORIZON - 1) * len(
        {(rule.coarse, rule.lead) for rule in RULES.values()}
    )


def test_each_kind_has_its_words() -> None:
    assert set(agenda.WORDS) == {rule.coarse for rule in RULES.values()} | {agenda.HIDDEN}
    made = Entry("", "codes", TODAY, TODAY)
    assert made.words == "Recovery codes are to be looked at"
    assert structs.replace(made, kind="of a later version").words == "Something is due"


# Whose it is


def test_a_vault_is_known_by_the_id_in_its_file(tmp_path: Path) -> None:
    path = tmp_path / "vault.sparekey"
    opened = store.create(path, full_vault(), PASSWORD_KEY, cost=CHEAPEST)
    store.close(opened)
    assert agenda.vault_id(path) == opened.unlocked.vault_id.hex()
    assert agenda._MAGIC == container.MAGIC


@pytest.mark.parametrize("data", [b"", b"\x89SKV\r\n\x1a\n", b"x" * 100])
def test_what_is_no_vault_has_no_id(data: bytes, tmp_path: Path) -> None:
    path = tmp_path / "vault.sparekey"
    path.write_bytes(data)
    with pytest.raises(BadInput, match="is not a Sparekey vault"):
        agenda.vault_id(path)


def test_a_vault_that_is_not_there_or_cannot_be_read_has_no_id(tmp_path: Path) -> None:
    with pytest.raises(NotThere) as refused:
        agenda.vault_id(tmp_path / "none.sparekey")
    assert refused.value.hint
    with pytest.raises(BadInput, match="cannot be read"):
        agenda.vault_id(tmp_path)


# What it costs


LOADS = """
import sys
from datetime import date
from vault import agenda
found = agenda.read("00112233445566778899aabbccddeeff")
found.due(date(2026, 1, 1)), found.next_on(date(2026, 1, 1))
print(" ".join(sorted(sys.modules)))
"""


def test_reading_it_loads_neither_windows_nor_cryptography_nor_the_network() -> None:
    env = os.environ | {"XDG_STATE_HOME": "/nowhere", "PYTHONPATH": str(Path(__file__).parents[2])}
    command = [sys.executable, "-P", "-c", LOADS]
    loaded = set(subprocess.run(command, env=env, capture_output=True, text=True, check=True).stdout.split())
    tops = {name.partition(".")[0] for name in loaded}
    assert {"vault", "msgspec"} <= tops
    assert not tops & {"PySide6", "shiboken6", "argon2", "cryptography", "_argon2_cffi_bindings", "cffi", "_cffi_backend"}
    assert not tops & {"PIL", "zxcvbn", "pyotp", "qrcode", "ssl", "_ssl", "socket", "asyncio"}
    ours = {name for name in loaded if name.startswith("vault.")}
    assert not ours & {f"vault.{name}" for name in ("crypto", "keys", "container", "codec", "store", "reminders", "rules")}
