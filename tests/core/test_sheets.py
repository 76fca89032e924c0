"""The register of sheets: what is on one, what has changed since, how it is known again."""

from datetime import timedelta

import pytest
from msgspec import structs

from tests.core.vaults import CODES, EXAMPLE, NOW
from vault import crockford, edit, sheets
from vault.errors import BadInput
from vault.model import Now, Printed, Proof, Seed, Sheet, Vault

LATER = Now(NOW.at + timedelta(days=1))
ALICE = EXAMPLE.accounts[0]
SET = ALICE.code_sets[0]


def sheet(*, vault: Vault = EXAMPLE, kind: str = "codes", **members: object) -> Sheet:
    printed = Sheet(id="7KQ2M4XA", kind="codes", printed_at=NOW.at, contents=sheets.contents_of(vault.present))
    return structs.replace(printed, kind=kind, **members)


def changed(vault: Vault, one: Sheet) -> list[tuple[str, int]]:
    return [(change.kind, change.place) for change in sheets.changes(vault, one, ())]


def test_a_number_is_eight_symbols() -> None:
    made = sheets.new_id()
    assert len(made) == sheets.ID_SYMBOLS
    assert crockford.is_clean(made)
    assert made != sheets.new_id()
    assert sheets.shown_id("7KQ2M4XA") == "7KQ2-M4XA"
    assert sheets.scan_text("7KQ2M4XA") == "SPAREKEY1:SHEET:7KQ2M4XA"


def test_a_sheet_shows_what_can_be_used() -> None:
    codes, seed = sheets.contents_of([ALICE])
    assert codes == Printed(account_id=ALICE.id, code_set_id=SET.id, unused=tuple(range(2, 9)))
    assert seed == Printed(account_id=ALICE.id, authenticator_id=ALICE.authenticators[0].id)
    assert sheets.contents_of(edit.add_account(Vault(), "pypi", "bob", now=NOW).accounts) == ()


def test_a_fresh_sheet_has_no_changes() -> None:
    for kind in ("codes", "backup"):
        assert changed(EXAMPLE, sheet(kind=kind, is_whole=True)) == []


def test_a_code_that_was_used_or_is_void_is_named() -> None:
    vault = edit.mark_code(EXAMPLE, ALICE.id, SET.id, 3, "used", now=LATER)
    vault = edit.mark_code(vault, ALICE.id, SET.id, 5, "void", now=LATER)
    assert changed(vault, sheet()) == [("code-used", 3), ("code-void", 5)]


def test_a_set_or_authenticator_that_was_replaced_is_named() -> None:
    vault = edit.add_codes(EXAMPLE, ALICE.id, ("0123456789abcdef",), now=LATER)
    vault = edit.add_authenticator(vault, ALICE.id, Seed(type="totp", secret="MZXW6"), now=LATER)
    for kind in ("codes", "backup"):
        assert changed(vault, sheet(kind=kind)) == [("set-replaced", 0), ("authenticator-replaced", 0)]
    gone = structs.replace(EXAMPLE, accounts=(structs.replace(ALICE, code_sets=(), authenticators=()),))
    assert changed(gone, sheet()) == [("set-replaced", 0), ("authenticator-replaced", 0)]


def test_an_account_that_was_deleted_is_named() -> None:
    (change,) = sheets.changes(edit.delete_account(EXAMPLE, ALICE.id, now=LATER), sheet(), ())
    assert (change.kind, change.account.id if change.account else "") == ("account-deleted", ALICE.id)
    assert changed(Vault(), sheet()) == []


def test_what_came_after_a_backup_is_named() -> None:
    empty = edit.add_account(Vault(), "pypi", "alice", now=NOW)
    alice = empty.accounts[0].id
    whole = sheet(vault=empty, kind="backup", is_whole=True)
    vault = edit.add_codes(empty, alice, CODES, now=LATER)
    vault = edit.add_authenticator(vault, alice, Seed(type="totp", secret="MZXW6"), now=LATER)
    vault = edit.add_account(vault, "github", "alice", now=LATER)
    assert changed(vault, whole) == [("set-added", 0), ("authenticator-added", 0), ("account-added", 0)]
    assert changed(vault, structs.replace(whole, is_whole=False)) == []
    only_codes = structs.replace(whole, is_whole=False, contents=sheets.contents_of(vault.accounts)[:1])
    assert changed(vault, only_codes) == [("authenticator-added", 0)]
    only_seed = structs.replace(whole, is_whole=False, contents=sheets.contents_of(vault.accounts)[1:])
    assert changed(vault, only_seed) == [("set-added", 0)]


def test_a_recovery_sheet_is_stale_when_its_key_is_gone() -> None:
    one = Sheet(id="7KQ2M4XA", kind="recovery", printed_at=NOW.at, key_id="0123abcd")
    assert sheets.changes(EXAMPLE, one, ["0123abcd"]) == ()
    (change,) = sheets.changes(EXAMPLE, one, [])
    assert (change.kind, change.account) == ("key-removed", None)


def test_a_destroyed_sheet_is_no_more() -> None:
    assert sheets.is_live(sheet())
    assert not sheets.is_live(sheet(destroyed_at=NOW.at))


# Is it the sheet?


def test_the_holder_of_a_sheet_of_codes_is_asked_for_the_beginning_of_a_code() -> None:
    asked = sheets.questions(EXAMPLE, sheet())
    assert [one.where for one in asked] == [f"code {place} of pypi:alice" for place in range(2, 9)]
    assert asked[0].secret == CODES[1][:4]
    assert sheets.questions(Vault(), sheet()) == ()


def test_the_holder_of_a_secret_sheet_is_asked_for_groups_of_it() -> None:
    proofs = sheets.proofs_of("ABCDEFGHJKMN", (1, 3))
    assert [(one.where, one.secret) for one in proofs] == [("group 1", "ABCD"), ("group 3", "JKMN")]
    assert sheets.questions(EXAMPLE, sheet(proofs=proofs)) == proofs
    assert repr(proofs[0]) == "Proof(group 1)"


@pytest.mark.parametrize(
    ("secret", "typed", "is_right"),
    [
        *(("A0B1", one, True) for one in ("A0B1", " a-o-b-l ", "aobi", "A0B1-ZZZZ")),
        *(("A0B1", one, False) for one in ("", "A0B", "A0B2", "xA0B1")),
        *(("ab-c", one, True) for one in ("ab-c", "abc", "ab-cd", "abcdef")),
        ("--", "", False),
    ],
)
def test_an_answer_is_taken_as_people_type_it(secret: str, typed: str, is_right: bool) -> None:
    assert sheets.is_answer(Proof(where="group 1", secret=secret), typed) == is_right


def test_a_register_that_names_places_which_are_not_there_breaks_nothing() -> None:
    odd = sheet(contents=(Printed(account_id=ALICE.id, code_set_id=SET.id, unused=(-1, 0, 2, 9, 99)),))
    assert changed(EXAMPLE, odd) == []
    assert [one.where for one in sheets.questions(EXAMPLE, odd)] == ["code 2 of pypi:alice"]


def test_a_scanned_sheet_is_found_by_its_number() -> None:
    vault = structs.replace(EXAMPLE, sheets=(sheet(id="00000000"), sheet()))
    assert sheets.find_scanned(vault, ["otpauth://x", "SPAREKEY1:SHEET:7KQ2M4XA"]) == sheet()
    with pytest.raises(BadInput, match="no QR code of a sheet"):
        sheets.find_scanned(vault, ["otpauth://x"])
    with pytest.raises(BadInput, match="not from this vault"):
        sheets.find_scanned(vault, ["SPAREKEY1:SHEET:ZZZZZZZZ"])
