"""Going back to an earlier state of the whole vault."""

import pytest
from msgspec import structs

from tests.core.vaults import EXAMPLE, NOW, SEED_SECRET
from vault import bin as waste
from vault import edit, facts, going_back, key_notes, merge, undoing
from vault.errors import BadInput
from vault.model import Seed, Sheet

ALICE = EXAMPLE.accounts[0]
SET = ALICE.code_sets[0]
SHEET = Sheet(id="K7QM2VXR", kind="codes", printed_at=NOW.at)


def test_everything_since_is_taken_back_and_told_before() -> None:
    vault = facts.set_password(edit.set_note(EXAMPLE, ALICE.id, "x", now=NOW), ALICE.id, "lost", now=NOW)
    vault = edit.delete_account(edit.add_account(vault, "npm", "bob", now=NOW), ALICE.id, now=NOW)
    lost = going_back.difference(vault, EXAMPLE).lost
    assert [event.kind for event in lost] == ["note-changed", "fact-noted", "account-added", "account-deleted"]
    back = going_back.go_back(vault, EXAMPLE, generation=7, now=NOW)
    assert back.accounts == EXAMPLE.accounts
    assert back.events[:-1] == vault.events
    assert back.events[-1].values == {"generation": "7", "event": " ".join(event.id for event in lost)}
    assert undoing.undone(back.events) == {event.id for event in lost}


def test_what_is_used_up_stays_used_up() -> None:
    before = edit.add_authenticator(EXAMPLE, ALICE.id, Seed(type="hotp", secret=SEED_SECRET[::-1] + "A"), now=NOW)
    counted = before.accounts[0].authenticators[-1]
    vault = edit.mark_code(before, ALICE.id, SET.id, 4, "used", now=NOW)
    vault = edit.advance_counter(vault, ALICE.id, counted.id, now=NOW)
    vault = edit.set_note(vault, ALICE.id, "x", now=NOW)
    back = going_back.go_back(vault, before, generation=1, now=NOW).accounts[0]
    assert back.note == ALICE.note
    assert back.code_sets == vault.accounts[0].code_sets
    assert back.authenticators[-1].counter == counted.counter + 1


def test_how_a_code_was_used_stays_known() -> None:
    before = edit.mark_code(EXAMPLE, ALICE.id, SET.id, 4, "used", now=NOW)
    vault = edit.note_outcome(before, ALICE.id, SET.id, 4, "refused", now=NOW)
    vault = edit.set_note(vault, ALICE.id, "x", now=NOW)
    back = going_back.go_back(vault, before, generation=1, now=NOW)
    assert back.accounts[0].code_sets[0].codes[3].outcome == "refused"


def test_what_is_of_the_file_stays() -> None:
    vault = key_notes.removed(key_notes.changed(EXAMPLE, "1a2b3c4d", now=NOW), "5e6f7a8b", now=NOW)
    vault = edit.noted(vault, "put-back", "", NOW, generation="5")
    with pytest.raises(BadInput, match="Nothing was changed since"):
        going_back.go_back(vault, EXAMPLE, generation=1, now=NOW)
    noted = edit.set_note(vault, ALICE.id, "x", now=NOW)
    assert [event.kind for event in going_back.difference(noted, EXAMPLE).lost] == ["note-changed"]


def test_a_set_that_came_later_goes_and_the_older_one_is_in_force_again() -> None:
    vault = edit.add_codes(EXAMPLE, ALICE.id, ["ab" * 8], now=NOW)
    assert going_back.go_back(vault, EXAMPLE, generation=1, now=NOW).accounts[0].live_set == SET


def test_an_account_that_is_gone_for_good_comes_back() -> None:
    gone = structs.replace(edit.set_note(EXAMPLE, ALICE.id, "x", now=NOW), accounts=())
    assert going_back.go_back(gone, EXAMPLE, generation=1, now=NOW).accounts == EXAMPLE.accounts


def test_paper_stays_in_the_register() -> None:
    printed = edit.note_printed(EXAMPLE, [SHEET], now=NOW)
    with pytest.raises(BadInput, match="Nothing was changed since"):
        going_back.go_back(printed, EXAMPLE, generation=1, now=NOW)
    noted = edit.set_note(printed, ALICE.id, "x", now=NOW)
    back = going_back.go_back(noted, EXAMPLE, generation=1, now=NOW)
    assert back.sheets == (SHEET,)
    assert printed.events[-1].id not in back.events[-1].values["event"]


def test_it_can_itself_be_undone_and_other_copies_follow() -> None:
    vault = edit.add_account(edit.set_note(EXAMPLE, ALICE.id, "x", now=NOW), "npm", "bob", now=NOW)
    back = going_back.go_back(vault, EXAMPLE, generation=1, now=NOW)
    elsewhere = edit.add_account(vault, "hex", "carol", now=NOW)
    for one, two in ((back, elsewhere), (elsewhere, back)):
        both = merge.merge(one, two).vault
        assert {account.username: account.note for account in both.accounts} == {"alice": ALICE.note, "carol": ""}
    undone = undoing.undo(back, vault, now=NOW)
    assert undone.accounts == vault.accounts
    assert undoing.undone(undone.events) == {back.events[-1].id}
    again = undoing.redo(undone, back, events=back.events[-1:], now=NOW)
    assert undoing.undone(again.events) == {event.id for event in vault.events[-2:]}
    for one, two in ((undone, elsewhere), (elsewhere, undone)):
        notes = {account.username: account.note for account in merge.merge(one, two).vault.accounts}
        assert notes == {"alice": "x", "bob": "", "carol": ""}


def test_going_back_further_takes_back_only_what_is_still_in_force() -> None:
    one = edit.set_note(EXAMPLE, ALICE.id, "one", now=NOW)
    two = edit.set_note(one, ALICE.id, "two", now=NOW)
    back = going_back.go_back(two, one, generation=2, now=NOW)
    with pytest.raises(BadInput, match="Nothing was changed since"):
        going_back.go_back(back, one, generation=2, now=NOW)
    assert going_back.difference(back, EXAMPLE).lost == one.events[-1:]
    assert going_back.go_back(back, EXAMPLE, generation=1, now=NOW).accounts == EXAMPLE.accounts


def test_going_forward_again_makes_again_what_was_taken_back() -> None:
    one = edit.set_note(EXAMPLE, ALICE.id, "one", now=NOW)
    two = edit.add_account(one, "npm", "bob", now=NOW)
    back = going_back.go_back(two, EXAMPLE, generation=1, now=NOW)
    between = going_back.difference(back, two)
    assert (between.lost, between.regained) == ((), two.events[-2:])
    forth = going_back.go_back(back, two, generation=3, now=NOW)
    assert forth.accounts == two.accounts
    assert undoing.undone(forth.events) == frozenset()
    assert not going_back.difference(forth, two)
    elsewhere = edit.add_account(two, "hex", "carol", now=NOW)
    for here, there in ((forth, elsewhere), (elsewhere, forth)):
        both = merge.merge(here, there).vault
        assert {account.username: account.note for account in both.accounts} == {"alice": "one", "bob": "", "carol": ""}
    assert undoing.undone(undoing.undo(forth, back, events=forth.events[-1:], now=NOW).events) == {
        forth.events[-1].id,
        *(event.id for event in two.events[-2:]),
    }


def test_what_was_used_stays_used_though_its_account_was_gone_in_between() -> None:
    seed = Seed(type="hotp", secret=SEED_SECRET[::-1] + "A")
    full = edit.add_authenticator(EXAMPLE, ALICE.id, seed, now=NOW)
    used = edit.mark_code(full, ALICE.id, SET.id, 4, "used", now=NOW)
    used = edit.mark_code(used, ALICE.id, SET.id, 5, "used", now=NOW)
    used = edit.mark_code(used, ALICE.id, SET.id, 5, "unused", now=NOW)
    used = edit.advance_counter(used, ALICE.id, full.accounts[0].authenticators[-1].id, now=NOW)
    taken_back = edit.mark_code(used, ALICE.id, SET.id, 6, "used", now=NOW)
    used = undoing.undo(taken_back, used, now=NOW)
    deleted = edit.delete_account(used, ALICE.id, now=NOW)
    gone = waste.remove(deleted, [ALICE.id], now=NOW)
    back = going_back.go_back(gone, full, generation=1, now=NOW).accounts[0]
    assert [code.state for code in back.code_sets[0].codes[3:6]] == ["used", "unused", "unused"]
    assert back.code_sets[0].codes[3].used_at == NOW.at
    assert back.authenticators[-1].counter == full.accounts[0].authenticators[-1].counter + 1


def test_a_backup_that_has_more_says_so() -> None:
    more = edit.add_account(EXAMPLE, "npm", "bob", now=NOW)
    between = going_back.difference(EXAMPLE, more)
    assert (between.lost, between.regained) == ((), more.events[-1:])
    assert going_back.go_back(EXAMPLE, more, generation=4, now=NOW).accounts == more.accounts


def test_undoing_it_takes_back_only_itself_where_two_histories_were_put_together() -> None:
    newer = edit.add_account(EXAMPLE, "npm", "bob", now=NOW)
    ours = edit.add_account(EXAMPLE, "github", "mira", now=NOW)  # after an older state was put in place
    back = going_back.go_back(ours, newer, generation=4, now=NOW)
    undone = undoing.undo(back, ours, events=undoing.noted_between(ours, back)[-1:], now=NOW)
    assert ours.events[-1].id not in undoing.undone(undone.events)
    elsewhere = edit.set_note(ours, ALICE.id, "elsewhere", now=NOW)
    for one, two in ((undone, elsewhere), (elsewhere, undone)):
        assert "mira" in {account.username for account in merge.merge(one, two).vault.accounts}
