"""The bin: deleted accounts stay for 90 days, come back whole, and go for good."""

from datetime import timedelta

import pytest
from msgspec import structs

from tests.core.vaults import EXAMPLE, NOW
from vault import bin as waste
from vault import chores, edit, going_back, merge, undoing
from vault.errors import BadInput, NotThere
from vault.model import Now

ALICE = EXAMPLE.accounts[0]
DELETED = edit.delete_account(EXAMPLE, ALICE.id, now=NOW)


def after(days: float) -> Now:
    return structs.replace(NOW, at=NOW.at + timedelta(days=days))


def test_what_was_deleted_last_comes_first() -> None:
    vault = edit.add_account(EXAMPLE, "npm", "bob", now=NOW)
    bob = vault.accounts[-1]
    vault = edit.delete_account(vault, bob.id, now=after(2))
    vault = edit.delete_account(vault, ALICE.id, now=after(1))
    assert [account.id for account in waste.content(vault)] == [bob.id, ALICE.id]
    assert waste.goes_at(bob) is None
    assert waste.goes_at(waste.content(vault)[0]) == after(92).at


def test_an_account_comes_back_as_it_was() -> None:
    vault = waste.restore(DELETED, ALICE.id, now=after(89))
    assert vault.accounts == EXAMPLE.accounts
    assert waste.content(vault) == []
    assert (vault.events[-1].kind, vault.events[-1].account_id) == ("account-restored", ALICE.id)


def test_a_name_that_is_in_use_again_keeps_the_old_one_in_the_bin() -> None:
    vault = edit.add_account(DELETED, ALICE.service, ALICE.username.upper(), now=after(1))
    with pytest.raises(BadInput, match=r"There is another pypi:alice in the vault by now"):
        waste.restore(vault, ALICE.id, now=after(2))


@pytest.mark.parametrize("act", [waste.restore, lambda vault, account, now: waste.remove(vault, [account], now=now)])
def test_only_what_is_in_the_bin_leaves_it(act: object) -> None:
    with pytest.raises(BadInput, match="pypi:alice is not in the bin"):
        act(EXAMPLE, ALICE.id, now=NOW)  # type: ignore[operator]
    with pytest.raises(NotThere):
        act(EXAMPLE, "0" * 16, now=NOW)  # type: ignore[operator]


def test_what_is_removed_is_gone_with_its_reminders_but_not_from_history() -> None:
    vault = chores.finish(EXAMPLE, "signed-in", ALICE.id, "", on=NOW.at.date(), now=NOW)
    vault = edit.delete_account(vault, ALICE.id, now=NOW)
    removed = waste.remove(vault, [ALICE.id], now=after(1))
    assert ALICE.id not in {account.id for account in removed.accounts}
    assert ALICE.id not in {chore.account_id for chore in removed.chores}
    known = str(sum(event.account_id == ALICE.id for event in vault.events))
    assert removed.events[-1].values == {"removed": ALICE.id, "service": "pypi", "username": "alice", "events": known}


def test_ninety_days_later_it_is_time() -> None:
    assert waste.without_expired(DELETED, now=after(89.9)) is DELETED
    assert waste.without_expired(EXAMPLE, now=after(90)) is EXAMPLE
    gone = waste.without_expired(DELETED, now=after(90))
    assert ALICE.id not in {account.id for account in gone.accounts}
    assert gone.events[-1].kind == "account-removed"


def test_what_a_change_brings_back_into_the_bin_stays_until_the_next_one() -> None:
    removed = waste.remove(DELETED, [ALICE.id], now=after(90))
    back = going_back.go_back(removed, DELETED, generation=1, now=after(91))
    assert waste.without_expired(back, before=removed, now=after(91)) is back
    assert waste.content(back)
    changed = edit.add_account(back, "npm", "bob", now=after(91))
    assert waste.content(waste.without_expired(changed, before=back, now=after(91))) == []


def test_another_copy_does_not_bring_a_removed_account_back() -> None:
    removed = waste.remove(DELETED, [ALICE.id], now=after(1))
    other = edit.add_account(EXAMPLE, "npm", "bob", now=after(2))
    for one, two in ((removed, other), (other, removed)):
        assert ALICE.id not in {account.id for account in merge.merge(one, two).vault.accounts}


def test_what_somebody_changed_who_did_not_know_of_the_removal_stays() -> None:
    removed = waste.remove(DELETED, [ALICE.id], now=after(3))
    noted = edit.set_note(EXAMPLE, ALICE.id, "changed elsewhere", now=after(1))
    restored = edit.add_codes(waste.restore(DELETED, ALICE.id, now=after(1)), ALICE.id, ["ab" * 8], now=after(2))
    for other, is_binned in ((noted, True), (restored, False)):
        for one, two in ((removed, other), (other, removed)):
            account = edit.account_of(merge.merge(one, two).vault, ALICE.id)
            assert (account.deleted_at is not None) == is_binned
            assert len(account.code_sets) == len(edit.account_of(other, ALICE.id).code_sets)


def test_the_later_word_of_two_copies_counts_for_the_bin_too() -> None:
    back = waste.restore(DELETED, ALICE.id, now=after(2))
    noted = edit.set_note(DELETED, ALICE.id, "x", now=after(1))
    for one, two in ((back, noted), (noted, back)):
        account = edit.account_of(merge.merge(one, two).vault, ALICE.id)
        assert (account.deleted_at, account.note) == (None, "x")


def test_emptying_can_be_undone_for_good() -> None:
    removed = waste.remove(DELETED, [ALICE.id], now=after(1))
    undone = undoing.undo(removed, DELETED, now=after(1))
    assert undone.accounts == DELETED.accounts
    assert merge.merge(undone, removed).vault.accounts == DELETED.accounts
