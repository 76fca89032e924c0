"""Two copies of a vault become one: nothing is lost, and it does not matter which of them is called ours."""

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from tests.core.vaults import EXAMPLE, with_token
from vault import bin as waste
from vault import chores, edit, facts, merge, otp, recovery, undoing
from vault.model import Account, Code, Event, Now, Package, Password, Place, Request, Sheet, Step, Token, Vault, new_id

START = datetime(2026, 3, 1, 8, tzinfo=UTC)
ALICE = EXAMPLE.accounts[0]
SET = ALICE.code_sets[0]


def at(hours: int, device: str = "laptop") -> Now:
    return Now(START + timedelta(hours=hours), device)


HERE, THERE = at(1), at(2, "desk")
BASE = edit.note_printed(
    with_token(EXAMPLE, ALICE.id, "release", now=at(0)),
    [Sheet(id="K7QM2VXR", kind="codes", printed_at=START)],
    now=at(0),
)


def alice(vault: Vault) -> Account:
    return edit.account_of(vault, ALICE.id)


def joined(one: Vault, two: Vault) -> Vault:
    """Merge two copies both ways: they come to the same."""
    vault = merge.merge(one, two).vault
    assert merge.merge(two, one).vault == vault
    assert merge.merge(vault, one).vault == vault
    assert merge.merge(vault, two).vault == vault
    assert merge.merge(vault, vault) == merge.Merged(vault)
    return vault


def test_a_copy_that_knows_all_of_the_other_is_the_result() -> None:
    later = edit.set_note(BASE, ALICE.id, "later", now=HERE)
    assert merge.merge(BASE, later) == merge.Merged(later, (later.events[-1],))
    assert merge.merge(later, BASE) == merge.Merged(later)
    earlier_by_the_clock = edit.set_note(later, ALICE.id, "clock set back", now=at(-5))
    assert joined(later, earlier_by_the_clock) == earlier_by_the_clock


def test_a_used_code_stays_used() -> None:
    one = edit.mark_code(BASE, ALICE.id, SET.id, 2, "used", note="train", now=HERE)
    two = edit.mark_code(BASE, ALICE.id, SET.id, 3, "void", now=THERE)
    again = edit.mark_code(two, ALICE.id, SET.id, 2, "void", now=THERE)
    assert [code.state for code in alice(joined(one, again)).code_sets[0].codes[:4]] == ["used", "used", "void", "unused"]
    assert alice(joined(one, again)).code_sets[0].codes[1].note == "train"


def test_a_code_used_on_both_is_used_once_and_told() -> None:
    one = edit.mark_code(BASE, ALICE.id, SET.id, 2, "used", note="here", now=HERE)
    two = edit.mark_code(BASE, ALICE.id, SET.id, 2, "used", note="there", now=THERE)
    vault = joined(one, two)
    assert alice(vault).code_sets[0].codes[1].note == "there"
    assert [event.kind for event in vault.events[-2:]] == ["code-used", "code-used"]


def test_of_a_value_the_later_one_counts_and_the_other_stays_in_the_history() -> None:
    one = edit.set_note(BASE, ALICE.id, "from the laptop", now=HERE)
    two = edit.set_note(BASE, ALICE.id, "from the desk", now=THERE)
    found = merge.merge(one, two)
    assert alice(joined(one, two)).note == "from the desk"
    assert found.conflicts == (ALICE.id,)
    assert [event.value for event in found.vault.events[-2:]] == ["from the laptop", "from the desk"]


def test_changes_to_different_things_are_all_kept_without_a_conflict() -> None:
    one = edit.set_note(BASE, ALICE.id, "a note", now=HERE)
    one = facts.set_password(one, ALICE.id, "kept", at=["safe"], now=HERE)
    one = edit.add_account(one, "github", "alice", now=HERE)
    two = edit.set_email(BASE, ALICE.id, "spare@example.org", now=THERE)
    two = facts.set_copies(two, ALICE.id, "totp_at", ["phone"], now=THERE)
    two = edit.add_authenticator(two, ALICE.id, otp.new_seed("MZXW6YTBMZXW6YTB"), now=THERE)
    two = facts.set_package(two, ALICE.id, Package(id=new_id(), name="otters"), now=THERE)
    found = merge.merge(one, two)
    vault = joined(one, two)
    assert (alice(vault).note, alice(vault).password.state, alice(vault).totp_at[0].place) == ("a note", "kept", "phone")
    assert sorted(email.address for email in alice(vault).emails) == ["alice@example.com", "spare@example.org"]
    assert len(alice(vault).authenticators) == 2
    assert [package.name for package in alice(vault).packages] == ["otters"]
    assert [account.title for account in vault.accounts] == ["pypi:alice", "github:alice"]
    assert found.conflicts == ()
    assert len(found.added) == 4


def test_what_was_removed_stays_removed() -> None:
    one = edit.remove_token(BASE, ALICE.id, alice(BASE).tokens[0].id, now=HERE)
    one = facts.remove_email(one, ALICE.id, alice(one).emails[0].id, now=HERE)
    two = edit.set_note(BASE, ALICE.id, "meanwhile", now=THERE)
    vault = joined(one, two)
    assert (alice(vault).tokens, alice(vault).emails) == ((), ())
    undone = undoing.undo(one, edit.remove_token(BASE, ALICE.id, alice(BASE).tokens[0].id, now=HERE), now=at(3))
    assert [email.address for email in alice(joined(undone, two)).emails] == ["alice@example.com"]


def test_a_deleted_account_stays_deleted() -> None:
    one = edit.delete_account(BASE, ALICE.id, now=HERE)
    two = edit.set_note(BASE, ALICE.id, "still here", now=THERE)
    assert joined(one, two).present == ()


@pytest.mark.parametrize(
    "add",
    [
        lambda vault: edit.add_account(vault, "github", "bob", now=HERE),
        lambda vault: edit.add_codes(vault, ALICE.id, ["ab" * 8], now=HERE),
        lambda vault: facts.add_evidence(vault, ALICE.id, "other", "a mail", now=HERE),
        lambda vault: edit.set_email(vault, ALICE.id, "spare@example.org", now=HERE),
        lambda vault: edit.add_authenticator(vault, ALICE.id, otp.new_seed("MZXW6YTBMZXW6YTB"), now=HERE),
        lambda vault: facts.set_token(vault, ALICE.id, Token(id=new_id(), name="ci"), now=HERE),
        lambda vault: with_token(vault, ALICE.id, "ci", now=HERE),
    ],
)
def test_what_was_added_and_taken_back_does_not_come_back(add: Callable[[Vault], Vault]) -> None:
    added = add(BASE)
    undone = undoing.undo(added, BASE, now=at(3))
    other = edit.set_note(added, ALICE.id, "the copy was made in between", now=THERE)
    vault = joined(undone, other)
    assert [account.title for account in vault.accounts] == ["pypi:alice"]
    assert (len(alice(vault).code_sets), alice(vault).evidence) == (1, ())
    assert (len(alice(vault).emails), len(alice(vault).authenticators), len(alice(vault).tokens)) == (1, 1, 1)


def test_a_counter_and_days_only_move_forward() -> None:
    base = edit.add_authenticator(BASE, ALICE.id, otp.parse("otpauth://hotp/A:b?secret=MZXW6YTBMZXW6YTB&counter=3"), now=at(0))
    seed = alice(base).authenticator
    assert seed
    one = edit.advance_counter(edit.advance_counter(base, ALICE.id, seed.id, now=HERE), ALICE.id, seed.id, now=HERE)
    two = edit.advance_counter(base, ALICE.id, seed.id, now=THERE)
    two = edit.note_checked(two, ALICE.id, SET.id, now=THERE)
    one = edit.note_tested(one, ALICE.id, SET.id, passed=True, now=HERE)
    merged = alice(joined(one, two))
    assert merged.authenticator
    assert merged.authenticator.counter == 5
    assert (merged.code_sets[0].checked_on, merged.code_sets[0].tested_on) == (THERE.at.date(), HERE.at.date())


def test_chores_sheets_places_and_copies() -> None:
    day = date(2026, 3, 1)
    one = chores.finish(BASE, "signed-in", ALICE.id, "", on=day, now=HERE)
    one = chores.choose(one, "history-read", ALICE.id, every=30, now=HERE)
    one = edit.place_sheet(one, "K7QM2VXR", "safe", now=HERE)
    one = facts.set_place(one, "Phone", within="bag", now=HERE)
    one = facts.set_vault_places(one, kept_at=["cloud"], on=None, now=HERE)
    two = chores.finish(BASE, "signed-in", ALICE.id, "", on=day + timedelta(1), now=THERE)
    two = chores.choose(two, "history-read", ALICE.id, every=60, now=THERE)
    two = edit.destroy_sheet(two, "K7QM2VXR", now=THERE)
    two = facts.set_place(two, "my phone", within="car", now=THERE)
    vault = joined(one, two)
    assert {(chore.kind, chore.done_on, chore.every) for chore in vault.chores} == {
        ("signed-in", day + timedelta(1), 0),
        ("history-read", None, 60),
    }
    (sheet,) = vault.sheets
    assert sheet.destroyed_at == THERE.at
    assert vault.places == (Place(name="my phone", within="car"),)
    assert [copy.place for copy in vault.kept_at] == ["cloud"]


def test_the_steps_of_a_recovery_are_those_of_both() -> None:
    sent, answered, closed = (Step(kind=kind, on=START.date()) for kind in ("sent", "answered", "closed"))

    def with_steps(vault: Vault, *several: Step) -> Vault:
        account = structs.replace(alice(vault), requests=(Request(id="r", steps=several),))
        return structs.replace(vault, accounts=(account,))

    one = with_steps(edit.set_note(BASE, ALICE.id, "one", now=HERE), sent, answered)
    two = with_steps(edit.set_note(BASE, ALICE.id, "two", now=THERE), sent, closed)
    assert set(alice(joined(one, two)).requests[0].steps) == {sent, answered, closed}


def test_the_same_thing_noted_on_both_is_there_once() -> None:
    one = edit.set_email(BASE, ALICE.id, "Spare@example.org", now=HERE)
    one = facts.add_security_key(one, ALICE.id, "blue", "car", now=HERE)
    one = edit.set_primary(one, ALICE.id, "spare@example.org", now=HERE)
    two = edit.set_email(BASE, ALICE.id, "spare@example.org", verified_on=date(2026, 3, 1), now=THERE)
    two = facts.add_security_key(two, ALICE.id, "Blue", "bank", now=THERE)
    merged = alice(joined(one, two))
    assert len(merged.emails) == 2
    assert sum(email.primary for email in merged.emails) == 1
    assert [key.copy.place for key in merged.security_keys] == ["bank"]


def test_two_code_sets_brought_in_on_two_machines_are_both_kept() -> None:
    one = edit.add_codes(BASE, ALICE.id, ["a" * 16, "b" * 16], now=HERE)
    two = edit.add_codes(BASE, ALICE.id, ["c" * 16], now=THERE)
    merged = alice(joined(one, two))
    assert [len(code_set.codes) for code_set in merged.code_sets] == [8, 2, 1]
    assert merged.code_sets[0].void_at == HERE.at
    assert merged.live_set == merged.code_sets[2]


def test_sets_of_another_length_lose_no_code() -> None:
    longer = structs.replace(SET, codes=(*SET.codes, Code(secret="f" * 16)))
    grown = structs.replace(BASE, accounts=(structs.replace(alice(BASE), code_sets=(longer,)),))
    one = edit.set_note(grown, ALICE.id, "one", now=HERE)
    two = edit.set_note(BASE, ALICE.id, "two", now=THERE)
    assert len(alice(joined(one, two)).code_sets[0].codes) == 9


def test_members_of_a_newer_version_are_kept_from_both() -> None:
    one = structs.replace(edit.set_note(BASE, ALICE.id, "one", now=HERE), unknown={"accounts": {ALICE.id: {"x": 1}}, "y": 1})
    two = structs.replace(edit.set_note(BASE, ALICE.id, "two", now=THERE), unknown={"accounts": {ALICE.id: {"z": 2}}, "y": 2})
    assert joined(one, two).unknown == {"accounts": {ALICE.id: {"x": 1, "z": 2}}, "y": 2}


def test_taking_a_copy_in_is_a_change_of_its_own_and_nothing_where_nothing_is_new() -> None:
    one, two = edit.set_note(BASE, ALICE.id, "one", now=HERE), edit.set_note(BASE, ALICE.id, "two", now=THERE)
    vault = merge.take_in(one, two, now=at(5))
    assert (vault.events[-1].kind, vault.events[-1].values) == ("merged", {"changes": "1", "conflicts": "1"})
    assert vault.accounts == merge.merge(one, two).vault.accounts
    assert merge.take_in(vault, two, now=at(6)) is vault


def test_a_kept_password_is_lost_only_where_it_was_forgotten() -> None:
    kept = facts.keep_password(BASE, ALICE.id, "correct horse", now=at(1))
    said = facts.set_password(BASE, ALICE.id, "kept", at=["safe"], now=at(2, "there"))
    password = alice(joined(kept, said)).password
    assert (password.secret, password.copies[0].place) == ("correct horse", "safe")
    forgotten = facts.keep_password(kept, ALICE.id, "", now=at(3))
    assert alice(joined(forgotten, said)).password.secret == ""
    lost = facts.set_password(kept, ALICE.id, "lost", now=at(3))
    noted = edit.set_note(kept, ALICE.id, "there", now=at(4, "there"))
    assert alice(joined(lost, noted)).password == Password(state="lost")


def test_a_set_whose_replacement_was_taken_back_is_in_force_again() -> None:
    added = edit.add_codes(BASE, ALICE.id, ["ab" * 8], now=at(1))
    undone = undoing.undo(added, BASE, now=at(2))
    used = edit.mark_code(undone, ALICE.id, SET.id, 7, "used", now=at(3))
    there = edit.set_note(added, ALICE.id, "there", now=at(4, "there"))
    for ours in (undone, used):
        account = alice(joined(ours, there))
        assert account.live_set
        assert account.live_set.codes == alice(ours).live_set.codes  # type: ignore[union-attr]
    later = edit.add_codes(undone, ALICE.id, ["cd" * 8], now=at(5))
    voided = alice(joined(later, there))
    assert [one.void_at is None for one in voided.code_sets] == [False, True]


def test_codes_that_the_staff_made_void_do_not_come_back_into_force() -> None:
    undone = undoing.undo(edit.add_codes(BASE, ALICE.id, ["ab" * 8], now=at(1)), BASE, now=at(2))
    asked = recovery.open_request(undone, ALICE.id, on=at(3).at.date(), now=at(3))
    request = alice(asked).requests[-1]
    reset = recovery.close(asked, ALICE.id, request.id, "reset", on=at(4).at.date(), now=at(4))
    account = alice(joined(reset, edit.set_note(undone, ALICE.id, "there", now=at(5, "there"))))
    assert account.live_set is None
    assert {code.state for code in account.code_sets[0].codes} <= {"used", "void"}


def test_a_code_that_was_marked_as_void_stays_so_in_a_set_that_is_in_force_again() -> None:
    void = edit.mark_code(BASE, ALICE.id, SET.id, 7, "void", now=at(1))
    void = edit.mark_code(void, ALICE.id, SET.id, 6, "void", now=at(1))
    void = edit.mark_code(void, ALICE.id, SET.id, 6, "unused", now=at(1))
    undone = undoing.undo(edit.add_codes(void, ALICE.id, ["ab" * 8], now=at(2)), void, now=at(3))
    there = edit.set_note(edit.add_codes(void, ALICE.id, ["cd" * 8], now=at(2)), ALICE.id, "there", now=at(4, "there"))
    there = undoing.undo(there, void, now=at(5, "there"))
    live = alice(joined(undone, there)).live_set
    assert live
    assert [live.codes[place - 1].state for place in (6, 7)] == ["unused", "void"]


def test_an_event_about_what_no_history_has_is_kept() -> None:
    odd = Event(id=new_id(), kind="undone", at=at(2).at, values={"event": "f" * 16})
    noted = edit.set_note(BASE, ALICE.id, "here", now=at(1))
    ours = structs.replace(noted, events=(*noted.events, odd))
    both = joined(ours, edit.add_account(BASE, "npm", "bob", now=at(3, "there")))
    assert odd in both.events
    assert alice(both).note == "here"


def test_an_account_that_was_removed_after_all_stays_removed() -> None:
    added = edit.add_account(BASE, "npm", "bob", now=at(1))
    binned = edit.delete_account(added, added.accounts[-1].id, now=at(2))
    gone = waste.remove(binned, [added.accounts[-1].id], now=at(3))
    events = gone.events[-1:]
    again = undoing.redo(undoing.undo(gone, binned, events=events, now=at(4)), gone, events=events, now=at(5))
    there = edit.set_note(binned, ALICE.id, "there", now=at(6, "there"))
    assert [one.title for one in joined(again, there).accounts] == [one.title for one in BASE.accounts]


def test_an_account_taken_back_stays_where_somebody_else_changed_it() -> None:
    added = edit.add_account(BASE, "npm", "bob", now=at(1))
    undone = undoing.undo(added, BASE, now=at(2))
    there = edit.set_note(added, added.accounts[-1].id, "there", now=at(3, "there"))
    assert [one.username for one in joined(undone, there).accounts if one.username == "bob"] == ["bob"]


# Laws

Change = Callable[[Vault, Now], Vault]


def _use_one(vault: Vault, now: Now) -> Vault:
    live = alice(vault).live_set
    if live is None or live.next_unused is None:
        return vault
    return edit.mark_code(vault, ALICE.id, live.id, live.next_unused, "used", note=now.device, now=now)


def _is_free(vault: Vault, place: int) -> bool:
    return alice(vault).code_sets[0].codes[place - 1].state == "unused"


def _drop_token(vault: Vault, now: Now) -> Vault:
    tokens = alice(vault).tokens
    return edit.remove_token(vault, ALICE.id, tokens[0].id, now=now) if tokens else vault


def _drop_account(vault: Vault, now: Now) -> Vault:
    """Delete an account and remove it for good, but the one that all these tests look at."""
    other = next((account for account in vault.present if account.id != ALICE.id), None)
    return waste.remove(edit.delete_account(vault, other.id, now=now), [other.id], now=now) if other else vault


def and_back(change: Change) -> Change:
    """Return the change, made and taken back."""

    def both(vault: Vault, now: Now) -> Vault:
        changed = change(vault, now)
        return undoing.undo(changed, vault, events=undoing.noted_between(vault, changed), now=now)

    return both


def _reset(vault: Vault, now: Now) -> Vault:
    vault = recovery.open_request(vault, ALICE.id, on=now.at.date(), now=now)
    return recovery.close(vault, ALICE.id, alice(vault).requests[-1].id, "reset", on=now.at.date(), now=now)


CHANGES: Sequence[Change] = (
    _drop_account,
    _reset,
    and_back(_reset),
    and_back(lambda vault, now: edit.add_codes(vault, ALICE.id, [new_id()], now=now)),
    and_back(lambda vault, now: edit.destroy_sheet(vault, "K7QM2VXR", now=now)),
    and_back(lambda vault, now: edit.note_burned(vault, ALICE.id, SET.id, place=None, now=now)),
    and_back(lambda vault, now: edit.note_tested(vault, ALICE.id, SET.id, passed=True, now=now)),
    and_back(lambda vault, now: facts.set_place(vault, "phone", within=f"{now.device} {now.at:%H}", now=now)),
    and_back(lambda vault, now: chores.finish(vault, "signed-in", ALICE.id, "", on=now.at.date(), now=now)),
    and_back(lambda vault, now: chores.snooze(vault, "signed-in", ALICE.id, "", until=now.at.date(), now=now)),
    lambda vault, now: chores.snooze(vault, "signed-in", ALICE.id, "", until=now.at.date(), now=now),
    lambda vault, now: chores.choose(vault, "signed-in", ALICE.id, every=now.at.hour + 1, now=now),
    lambda vault, now: chores.choose(vault, "signed-in", ALICE.id, is_off=True, now=now),
    lambda vault, now: facts.leave_open(vault, ALICE.id, "mailbox", now=now),
    lambda vault, now: facts.set_second_factor(vault, ALICE.id, "yes", now=now),
    lambda vault, now: facts.leave_open(vault, ALICE.id, "second-factor", now=now),
    lambda vault, now: edit.mark_code(vault, ALICE.id, SET.id, 5, "void", now=now) if _is_free(vault, 5) else vault,
    and_back(lambda vault, now: edit.mark_code(vault, ALICE.id, SET.id, 6, "void", now=now) if _is_free(vault, 6) else vault),
    lambda vault, now: edit.set_note(vault, ALICE.id, now.at.isoformat(), now=now),
    lambda vault, now: edit.set_email(vault, ALICE.id, f"a{now.at:%H}@example.org", verified_on=now.at.date(), now=now),
    lambda vault, now: edit.add_account(vault, "npm", now.device + new_id(), now=now),
    lambda vault, now: edit.add_codes(vault, ALICE.id, [new_id(), new_id()], now=now),
    _use_one,
    lambda vault, now: edit.note_checked(vault, ALICE.id, SET.id, now=now),
    lambda vault, now: with_token(vault, ALICE.id, new_id(), now=now),
    _drop_token,
    lambda vault, now: facts.set_password(vault, ALICE.id, "kept", at=[now.device, f"{now.at:%H}"], now=now),
    lambda vault, now: facts.set_password(vault, ALICE.id, "lost", now=now),
    lambda vault, now: facts.keep_password(vault, ALICE.id, f"{now.device} {now.at:%H}", now=now),
    lambda vault, now: facts.keep_password(vault, ALICE.id, "", now=now),
    lambda vault, now: facts.add_security_key(vault, ALICE.id, "blue", f"{now.device} {now.at:%H}", now=now),
    lambda vault, now: facts.set_place(vault, "phone", within=f"{now.device} {now.at:%H}", now=now),
    lambda vault, now: facts.set_vault_places(vault, kept_at=[now.device], on=None, now=now),
    lambda vault, now: chores.finish(vault, "signed-in", ALICE.id, "", on=now.at.date(), now=now),
    lambda vault, now: edit.place_sheet(vault, "K7QM2VXR", f"{now.device} {now.at:%H}", now=now),
    lambda vault, now: edit.delete_account(vault, ALICE.id, now=now),
    lambda vault, now: undoing.undo(edit.set_note(vault, ALICE.id, "x", now=now), vault, now=now),
)


steps = st.lists(st.tuples(st.sampled_from(CHANGES), st.integers(1, 40)), max_size=6)


def grown(vault: Vault, several: Sequence[tuple[Change, int]], device: str) -> Vault:
    for step, hours in sorted(several, key=lambda pair: pair[1]):
        vault = step(vault, at(hours, device))
    return vault


def content(vault: Vault) -> Vault:
    """A vault but for the order of its events: where clocks agree to the microsecond, there is no right one."""
    return structs.replace(vault, events=tuple(sorted(vault.events, key=lambda event: event.id)))


@given(steps, steps)
def test_it_does_not_matter_which_copy_is_ours(one: Sequence[tuple[Change, int]], two: Sequence[tuple[Change, int]]) -> None:
    joined(grown(BASE, one, "one"), grown(BASE, two, "two"))


@pytest.mark.tedious
@given(steps, steps, steps)
def test_nor_in_which_order_three_copies_meet(
    one: Sequence[tuple[Change, int]], two: Sequence[tuple[Change, int]], three: Sequence[tuple[Change, int]]
) -> None:
    a, b, c = grown(BASE, one, "one"), grown(BASE, two, "two"), grown(BASE, three, "three")
    left = merge.merge(merge.merge(a, b).vault, c).vault
    right = merge.merge(a, merge.merge(b, c).vault).vault
    assert content(left) == content(right)


@given(steps, steps)
def test_no_event_code_or_account_is_lost(one: Sequence[tuple[Change, int]], two: Sequence[tuple[Change, int]]) -> None:
    ours, theirs = grown(BASE, one, "one"), grown(BASE, two, "two")
    vault = merge.merge(ours, theirs).vault
    assert {event.id for event in vault.events} == {event.id for event in (*ours.events, *theirs.events)}
    for copy in (ours, theirs):
        assert {account.id for account in copy.accounts} <= {account.id for account in vault.accounts}
        merged = {code.secret: code.state for code_set in alice(vault).code_sets for code in code_set.codes}
        for code_set in alice(copy).code_sets:
            for code in code_set.codes:
                assert code.secret in merged
                assert merged[code.secret] == "used" or code.state != "used"
