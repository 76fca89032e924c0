"""What happened, in words: every event that is made has its sentence, and none tells a secret."""

import ast
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from tests.core.vaults import CODES, EXAMPLE, SEED_SECRET
from vault import chores, edit, facts, history, undoing
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
        (lambda vault: edit.add_codes(vault, ALICE.id, ["ab" * 8], now=NOW), "1 recovery codes added"),
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
