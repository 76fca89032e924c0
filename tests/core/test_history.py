"""What happened, in words: every event that is made has its sentence, and none tells a secret."""

import ast
import csv
import io
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from msgspec import structs

from tests.core.vaults import CODES, EXAMPLE, SEED_SECRET
from vault import bin as waste
from vault import chores, edit, facts, history, key_notes, merge, undoing
from vault.model import Event, Now, Sheet, Vault

NOW = Now(datetime(2026, 3, 1, 8, tzinfo=UTC), "laptop")
ALICE = EXAMPLE.accounts[0]
SET = ALICE.code_sets[0]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda vault: edit.add_account(vault, "npm", "bob", now=NOW), "Account added"),
        (lambda vault: edit.mark_code(vault, ALICE.id, SET.id, 3, "used", now=NOW), "Code 3 used"),
        (
            lambda vault: edit.note_outcome(vault, ALICE.id, SET.id, 1, "mailed", now=NOW),
            "Code 1: the service asked for a mail",
        ),
        (lambda vault: edit.add_codes(vault, ALICE.id, ["ab" * 8], now=NOW), "1 recovery code added"),
        (lambda vault: edit.add_codes(vault, ALICE.id, ["ab" * 8, "cd" * 8], now=NOW), "2 recovery codes added"),
        (lambda vault: key_notes.backups_deleted(vault, 1, now=NOW), "1 older backup deleted"),
        (lambda vault: key_notes.backups_deleted(vault, 2, now=NOW), "2 older backups deleted"),
        (
            lambda vault: merge.noted_in(merge.merge(vault, edit.set_note(vault, ALICE.id, "x", now=NOW)), now=NOW),
            "Another copy of the vault taken in: 1 change",
        ),
        (
            lambda vault: edit.note_recovered(vault, ALICE.id, date(2026, 2, 1), now=NOW),
            "Let back in by the service's staff on 2026-02-01",
        ),
        (lambda vault: facts.set_password(vault, ALICE.id, "lost", now=NOW), "Noted: where the password is"),
        (
            lambda vault: edit.note_printed(vault, [Sheet(id="K7QM2VXR", kind="codes", printed_at=NOW.at)], now=NOW),
            "Sheet K7QM-2VXR printed",
        ),
        (lambda vault: chores.finish(vault, "signed-in", ALICE.id, "", on=NOW.at.date(), now=NOW), "Done: Sign in to"),
        (lambda vault: undoing.undo(edit.set_note(vault, ALICE.id, "x", now=NOW), vault, now=NOW), "Undone: note changed"),
        (lambda vault: undoing.undo(Vault(), vault, now=NOW), "Undone: a change"),
    ],
)
def test_an_event_is_told_in_a_sentence(change: Callable[[Vault], Vault], words: str) -> None:
    assert history.words(change(EXAMPLE).events[-1]) == words


def test_whose_it_is() -> None:
    assert history.title(EXAMPLE, EXAMPLE.events[-1]) == "pypi:alice"
    assert history.title(EXAMPLE, Event(id="x", kind="vault-placed", at=NOW.at)) == ""


def test_whose_it_is_is_told_of_one_event_as_of_all() -> None:
    vault = edit.add_account(EXAMPLE, "npm", "bob", now=NOW)
    bob = vault.accounts[-1]
    vault = waste.remove(edit.delete_account(vault, bob.id, now=NOW), [bob.id], now=NOW)
    unnamed = Event(id="x", kind="note-changed", account_id="0" * 16, at=NOW.at)
    nobodys = Event(id="y", kind="moon-phase", at=NOW.at, values={"service": "npm", "username": "eve"})
    vault = structs.replace(vault, events=(*vault.events, unnamed, nobodys))
    told = [(entry.title, history.title(vault, entry.event)) for entry in history.entries(vault)]
    assert told[:5] == [("", ""), ("", ""), *[("npm:bob", "npm:bob")] * 3]
    assert all(one == two for one, two in told)


def test_events_of_another_version_are_told_as_far_as_they_can_be() -> None:
    assert history.words(Event(id="x", kind="moon-phase", at=NOW.at)) == "A change by another version of Sparekey"
    assert history.words(Event(id="x", kind="code-used", at=NOW.at)) == "Code ? used"
    assert history.words(Event(id="x", kind="chore-done", at=NOW.at, values={"chore": "moon-phase"})) == "Done: a reminder"
    assert history.words(Event(id="x", kind="fact-noted", at=NOW.at, values={"fact": "moon"})) == "Noted: a fact"


def test_every_kind_of_event_that_the_core_makes_has_words() -> None:
    made = set()
    for path in Path(history.__file__).parent.glob("*.py"):
        for call in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(call, ast.Call) and ast.unparse(call.func) in {"noted", "_change", "_change_sheet", "_taken_to"}:
                made |= {one.value for one in call.args[1:4] if isinstance(one, ast.Constant) and one.value}
    assert {"account-added", "sheet-placed", "chore-done", "fact-noted", "merged", "undone"} <= made
    assert {"request-sent", "request-step"} <= made
    assert made <= history.KINDS


def test_no_secret_is_told() -> None:
    told = " ".join(map(history.words, EXAMPLE.events))
    assert not [secret for secret in (*CODES, SEED_SECRET) if secret in told]


# The whole of it


def test_entries_tell_the_last_first_with_what_was_undone() -> None:
    noted = edit.set_note(EXAMPLE, ALICE.id, "x", now=NOW)
    vault = edit.mark_code(noted, ALICE.id, SET.id, 3, "used", now=NOW)
    vault = undoing.undo(vault, noted, now=NOW)
    vault = undoing.redo(vault, vault, events=vault.events[-2:-1], now=NOW)
    vault = undoing.undo(vault, noted, events=vault.events[-3:-2], now=NOW)
    told = history.entries(vault)
    assert [(one.text, one.is_undone) for one in told[:5]] == [
        ("Undone: code 3 used", False),
        ("Made again: code 3 used", False),
        ("Undone: code 3 used", False),
        ("Code 3 used", True),
        ("Note changed", False),
    ]
    assert {one.title for one in told[:5]} == {"pypi:alice"}
    assert history.entries(undoing.undo(Vault(), Vault(), now=NOW))[0].text == "Undone: a change"


def test_a_search_wants_every_word_somewhere() -> None:
    vault = edit.set_note(edit.add_account(EXAMPLE, "npm", "bob", now=NOW), ALICE.id, "Hidden Treasure", now=NOW)
    told = history.entries(vault)
    for text in ("treasure", "ALICE hidden", "laptop 2026-03-01 hidden"):
        assert [one.text for one in history.search(told, text)] == ["Note changed"], text
    assert history.search(told, "treasure bob") == []
    assert history.search(told, " ") == told


def test_a_table_has_no_formulas_and_no_broken_lines() -> None:
    vault = edit.set_note(EXAMPLE, ALICE.id, '=1+1, "quoted"\nsecond line', now=NOW)
    table = history.as_csv(history.entries(vault)[:1])
    assert table.splitlines()[0] == "at,account,what,set to,device,undone"
    assert '"\'=1+1, ""quoted""\nsecond line"' in table
    rows = list(csv.reader(io.StringIO(table)))
    assert rows[1] == ["2026-03-01T08:00:00+00:00", "pypi:alice", "Note changed", '\'=1+1, "quoted"\nsecond line', "laptop", ""]


def test_an_account_that_is_gone_keeps_its_name() -> None:
    vault = edit.delete_account(edit.add_account(EXAMPLE, "npm", "bob", now=NOW), EXAMPLE.accounts[0].id, now=NOW)
    bob = vault.accounts[-1]
    vault = waste.remove(edit.delete_account(vault, bob.id, now=NOW), [bob.id], now=NOW)
    assert history.entries(vault)[0].title == "npm:bob"
