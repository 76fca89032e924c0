"""Undo and redo, as the history and other copies of the vault see them."""

from tests.core.vaults import EXAMPLE, NOW
from vault import edit, merge, undoing

ALICE = EXAMPLE.accounts[0]
ADDED = edit.add_account(EXAMPLE, "npm", "bob", now=NOW)
UNDONE = undoing.undo(ADDED, EXAMPLE, now=NOW)
REDONE = undoing.redo(UNDONE, ADDED, events=ADDED.events[-1:], now=NOW)


def test_what_is_made_again_is_not_undone_any_more() -> None:
    added = ADDED.events[-1]
    assert undoing.undone(UNDONE.events) == {added.id}
    assert undoing.undone(REDONE.events) == frozenset()
    assert REDONE.accounts == ADDED.accounts
    assert REDONE.events[-1].kind == "redone"
    assert REDONE.events[-1].values == {"change": "account-added", "event": added.id}


def test_another_copy_keeps_what_was_made_again() -> None:
    elsewhere = edit.set_note(EXAMPLE, ALICE.id, "elsewhere", now=NOW)
    for one, two in ((REDONE, elsewhere), (elsewhere, REDONE)):
        assert {account.username for account in merge.merge(one, two).vault.accounts} == {"alice", "bob"}
    for one, two in ((UNDONE, elsewhere), (elsewhere, UNDONE)):
        assert [account.username for account in merge.merge(one, two).vault.accounts] == ["alice"]


def test_steps_are_named_one_by_one() -> None:
    noted = edit.set_note(ADDED, ALICE.id, "x", now=NOW)
    first = undoing.undo(noted, ADDED, events=noted.events[-1:], now=NOW)
    second = undoing.undo(first, EXAMPLE, events=ADDED.events[-1:], now=NOW)
    assert [event.values["change"] for event in second.events[-2:]] == ["note-changed", "account-added"]
    assert undoing.undone(second.events) == {noted.events[-1].id, ADDED.events[-1].id}
