"""The one door for change: what each edit does, what it leaves alone, what it notes."""

from datetime import date, timedelta

import pytest
from msgspec import structs

from tests.core.vaults import CODES, NOW, SEED_SECRET, example_vault
from vault import codec, edit, undoing
from vault.errors import BadInput, NotThere
from vault.model import Account, Code, CodeSet, Email, Now, Printed, Seed, Sheet, Vault

LATER = Now(NOW.at + timedelta(days=1), "laptop")
MORE_CODES = tuple(f"{place:016x}" for place in range(0xB0, 0xB8))
SEED = Seed(type="totp", secret="MFRGGZDFMZTWQ2LK", issuer="PyPI", name="alice")
EXAMPLE = example_vault()
ALICE = EXAMPLE.accounts[0]


def alice(vault: Vault) -> Account:
    return vault.accounts[0]


def states(code_set: CodeSet) -> list[str]:
    return [code.state for code in code_set.codes]


def empty(service: str = "pypi") -> Vault:
    return edit.add_account(Vault(), service, "alice", now=NOW)


# Accounts


def test_an_account_is_added_with_nothing_in_it() -> None:
    vault = empty()
    account = alice(vault)
    assert account == Account(id=account.id, service="pypi", username="alice", created_at=NOW.at)
    event = vault.events[0]
    assert (event.kind, event.account_id, event.at, event.device) == ("account-added", account.id, NOW.at, "workbench")
    assert event.values == {"service": "pypi", "username": "alice"}


@pytest.mark.parametrize("username", ["alice", "ALICE"])
def test_an_account_that_is_there_is_not_added_again(username: str) -> None:
    with pytest.raises(BadInput, match="in the vault already"):
        edit.add_account(EXAMPLE, "pypi", username, now=NOW)
    assert len(edit.add_account(EXAMPLE, "testpypi", username, now=NOW).accounts) == 2


def test_a_deleted_account_is_out_of_sight_and_stays_in_the_file() -> None:
    vault = edit.delete_account(EXAMPLE, ALICE.id, now=LATER)
    assert vault.present == ()
    assert vault.find("pypi", "alice") is None
    assert structs.replace(alice(vault), deleted_at=None) == ALICE
    assert alice(vault).deleted_at == LATER.at
    again = edit.add_account(vault, "pypi", "alice", now=LATER)
    assert [account.id for account in again.present] != [ALICE.id]
    assert len(again.accounts) == 2


def test_a_note_is_kept_as_it_was_typed_but_for_what_cannot_be_stored() -> None:
    vault = edit.set_note(EXAMPLE, ALICE.id, "first line\nsecond \udcff line", now=NOW)
    assert alice(vault).note == "first line\nsecond ? line"
    assert vault.events[-1].values == {}
    assert codec.load(codec.dump(vault))[0] == vault


# E-mail


def test_the_first_address_is_the_primary_one() -> None:
    vault = empty()
    vault = edit.set_email(vault, alice(vault).id, " alice@example.com ", now=NOW)
    vault = edit.set_email(vault, alice(vault).id, "second@example.com", verified_on=date(2026, 1, 2), now=NOW)
    first, second = alice(vault).emails
    assert first == Email(id=first.id, address="alice@example.com", primary=True)
    assert second == Email(id=second.id, address="second@example.com", status="verified", verified_on=date(2026, 1, 2))


def test_an_address_that_is_there_is_found_whatever_its_case_and_keeps_its_spelling() -> None:
    vault = edit.set_email(EXAMPLE, ALICE.id, "ALICE@Example.com", verified_on=date(2026, 5, 6), now=NOW)
    assert [email.address for email in alice(vault).emails] == ["alice@example.com"]
    assert alice(vault).emails[0].verified_on == date(2026, 5, 6)
    assert (vault.events[-1].kind, vault.events[-1].values) == (
        "email-set",
        {"email": vault.accounts[0].emails[0].id, "verified_on": "2026-05-06"},
    )
    assert vault.events[-1].value == "alice@example.com"
    assert alice(edit.set_email(vault, ALICE.id, "alice@example.com", now=NOW)).emails == alice(vault).emails


@pytest.mark.parametrize(
    "address",
    ["", "alice", "alice@", "@example.com", "alice@localhost", "a b@example.com", "a\n@example.com", "a" * 250 + "@x.org"],
)
def test_what_is_no_address_is_refused(address: str) -> None:
    with pytest.raises(BadInput):
        edit.set_email(EXAMPLE, ALICE.id, address, now=NOW)


# Codes


def test_new_codes_make_the_older_ones_void_but_for_the_used() -> None:
    vault = edit.add_codes(EXAMPLE, ALICE.id, MORE_CODES, generated_on=date(2026, 2, 1), source="pasted", now=LATER)
    old, new = alice(vault).code_sets
    assert (old.void_at, states(old)) == (LATER.at, ["used", *["void"] * 7])
    assert (new.void_at, states(new)) == (None, ["unused"] * 8)
    assert (new.generated_on, new.source, new.added_at) == (date(2026, 2, 1), "pasted", LATER.at)
    assert alice(vault).live_set == new
    assert vault.events[-1].values == {"count": "8", "code_set": new.id, "void": old.id}


@pytest.mark.parametrize(
    ("generated_on", "is_older", "is_live"),
    [
        (date(2026, 2, 1), None, True),
        (date(2026, 1, 31), None, True),
        (date(2026, 1, 30), None, False),
        (None, None, True),
        (date(2026, 1, 30), False, True),
        (date(2026, 2, 1), True, False),
    ],
)
def test_which_codes_are_the_newer_is_told_by_the_user_else_by_the_dates(
    generated_on: date | None, is_older: bool | None, is_live: bool
) -> None:
    vault = edit.add_codes(EXAMPLE, ALICE.id, MORE_CODES, generated_on=generated_on, is_older=is_older, now=LATER)
    old, added = alice(vault).code_sets
    assert alice(vault).live_set == (added if is_live else old)
    assert (added.void_at is None, old.void_at is None) == (is_live, not is_live)
    assert states(added if not is_live else old).count("unused") == 0
    assert vault.events[-1].values["void"] == (old if is_live else added).id


def test_a_set_that_is_void_already_keeps_its_time() -> None:
    vault = edit.add_codes(EXAMPLE, ALICE.id, MORE_CODES, now=LATER)
    much_later = Now(LATER.at + timedelta(days=9))
    vault = edit.add_codes(vault, ALICE.id, ("0123456789abcdef",), now=much_later)
    assert [code_set.void_at for code_set in alice(vault).code_sets] == [LATER.at, much_later.at, None]


def test_codes_that_are_there_are_not_added_again() -> None:
    with pytest.raises(BadInput, match="in the vault already"):
        edit.add_codes(EXAMPLE, ALICE.id, (*MORE_CODES, CODES[3]), now=NOW)


def test_a_code_is_marked_and_the_others_stay() -> None:
    code_set = ALICE.code_sets[0]
    vault = edit.mark_code(EXAMPLE, ALICE.id, code_set.id, 8, "used", note="new laptop", now=LATER)
    codes = alice(vault).code_sets[0].codes
    assert codes[7] == Code(secret=CODES[7], state="used", used_at=LATER.at, note="new laptop")
    assert codes[:7] == code_set.codes[:7]
    assert alice(vault).code_sets[0].next_unused == 2
    assert (vault.events[-1].kind, vault.events[-1].values) == ("code-used", {"code_set": code_set.id, "place": "8"})
    back = edit.mark_code(vault, ALICE.id, code_set.id, 8, "unused", now=LATER)
    assert alice(back).code_sets[0].codes[7] == Code(secret=CODES[7])


@pytest.mark.parametrize("place", [0, 9, -1])
def test_a_code_that_is_not_there_cannot_be_marked(place: int) -> None:
    with pytest.raises(NotThere):
        edit.mark_code(EXAMPLE, ALICE.id, ALICE.code_sets[0].id, place, "used", now=NOW)
    with pytest.raises(NotThere):
        edit.mark_code(EXAMPLE, ALICE.id, "another set", 1, "used", now=NOW)


def test_a_code_cannot_be_used_twice() -> None:
    with pytest.raises(BadInput, match="marked used already"):
        edit.mark_code(EXAMPLE, ALICE.id, ALICE.code_sets[0].id, 1, "used", now=NOW)


# Authenticators


def test_a_new_seed_replaces_the_old_one_where_the_service_allows_only_one() -> None:
    vault = edit.add_authenticator(EXAMPLE, ALICE.id, SEED, now=LATER)
    old, new = alice(vault).authenticators
    assert (old.void_at, new.void_at) == (LATER.at, None)
    assert alice(vault).authenticator == new
    assert {name: getattr(new, name) for name in SEED.__struct_fields__} == structs.asdict(SEED)
    assert vault.events[-1].values == {"authenticator": new.id, "added": new.id, "type": "totp", "void": old.id}


def test_seeds_stand_side_by_side_where_the_service_allows_several() -> None:
    vault = empty("github")
    vault = edit.add_authenticator(vault, alice(vault).id, SEED, now=NOW)
    vault = edit.add_authenticator(vault, alice(vault).id, structs.replace(SEED, secret="MZXW6"), now=NOW)
    assert [one.void_at for one in alice(vault).authenticators] == [None, None]
    added = alice(vault).authenticators[1].id
    assert vault.events[-1].values == {"authenticator": added, "added": added, "type": "totp"}


def test_a_seed_that_is_there_is_not_added_again_but_a_void_one_may_come_back() -> None:
    with pytest.raises(BadInput, match="in the vault already"):
        edit.add_authenticator(EXAMPLE, ALICE.id, structs.replace(SEED, secret=SEED_SECRET), now=NOW)
    vault = edit.add_authenticator(EXAMPLE, ALICE.id, SEED, now=NOW)
    vault = edit.add_authenticator(vault, ALICE.id, structs.replace(SEED, secret=SEED_SECRET), now=NOW)
    assert [one.void_at is None for one in alice(vault).authenticators] == [False, False, True]


def test_a_counter_goes_up_by_one_and_only_its_own() -> None:
    vault = empty("github")
    for secret in ("MZXW6", "MFRGG"):
        vault = edit.add_authenticator(vault, alice(vault).id, Seed(type="hotp", secret=secret, counter=7), now=NOW)
    second = alice(vault).authenticators[1]
    counted = edit.advance_counter(vault, alice(vault).id, second.id, now=NOW)
    assert [one.counter for one in alice(counted).authenticators] == [7, 8]
    with pytest.raises(NotThere):
        edit.advance_counter(vault, alice(vault).id, "another", now=NOW)


# Sheets

SHEET = Sheet(id="7KQ2M4XA", kind="codes", printed_at=NOW.at, contents=(Printed(account_id=ALICE.id),))
BACKUP = Sheet(id="0000000A", kind="backup", printed_at=NOW.at)


def test_a_printout_is_noted_with_all_of_its_sheets() -> None:
    vault = edit.note_printed(EXAMPLE, [SHEET], now=LATER)
    assert vault.sheets == (SHEET,)
    event = vault.events[-1]
    assert (event.kind, event.account_id, event.values) == ("sheet-printed", ALICE.id, {"sheets": "7KQ2M4XA", "sheet": "codes"})
    vault = edit.note_printed(vault, [BACKUP, BACKUP], now=LATER)
    assert vault.sheets == (SHEET, BACKUP, BACKUP)
    assert vault.events[-1].account_id == ""
    assert vault.events[-1].values["sheets"] == "0000000A 0000000A"
    assert codec.load(codec.dump(vault))[0] == vault


def test_what_becomes_of_a_sheet_is_noted_and_the_others_stay() -> None:
    vault = edit.note_printed(EXAMPLE, [SHEET, BACKUP], now=NOW)
    placed = edit.place_sheet(vault, SHEET.id, " the safe \udcff", now=LATER)
    assert placed.sheets == (structs.replace(SHEET, place="the safe ?"), BACKUP)
    verified = edit.note_sheet_verified(vault, SHEET.id, passed=True, now=LATER)
    assert verified.sheets == (structs.replace(SHEET, verified_on=LATER.at.date()), BACKUP)
    failed = edit.note_sheet_verified(vault, SHEET.id, passed=False, now=LATER)
    assert failed.sheets == vault.sheets
    destroyed = edit.destroy_sheet(vault, BACKUP.id, now=LATER)
    assert destroyed.sheets == (SHEET, structs.replace(BACKUP, destroyed_at=LATER.at))
    kinds = [one.events[-1].kind for one in (placed, verified, failed, destroyed)]
    assert kinds == ["sheet-placed", "sheet-verified", "sheet-not-verified", "sheet-destroyed"]
    assert {one.events[-1].values["sheets"] for one in (placed, verified, failed)} == {SHEET.id}
    with pytest.raises(NotThere):
        edit.place_sheet(vault, "ZZZZZZZZ", "the safe", now=LATER)


def test_undo_takes_a_change_of_the_register_back() -> None:
    vault = edit.note_printed(EXAMPLE, [SHEET], now=NOW)
    assert undoing.undo(edit.destroy_sheet(vault, SHEET.id, now=LATER), vault, now=LATER).sheets == (SHEET,)
