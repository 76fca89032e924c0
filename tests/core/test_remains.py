"""What remains of the vault file, of its keys and of its sheets when things are lost."""

from datetime import UTC, date, datetime

import pytest
from msgspec import structs

from tests.core.owners import (
    LONG_AGO,
    NOW,
    account,
    at,
    codes,
    codes_on_paper,
    on_paper,
    printed_codes,
    ready,
    seed,
    share,
    sheet,
    vault_of,
)
from vault.model import Account, Copy, Sheet, SheetKind, Vault

LATER = datetime(2026, 3, 10, 18, tzinfo=UTC)


def is_there(vault: Vault, *lost: str, since: datetime = LONG_AGO) -> bool:
    """Tell whether what came into the vault at a time can be had."""
    return bool(ready(vault, *lost).world.vault_with(since) & 1)


def has_codes(vault: Vault, one: Account, *lost: str) -> bool:
    assert one.live_set
    return bool(ready(vault, *lost).world.codes_on_paper(one.live_set.id) & 1)


# The vault file


def test_a_vault_of_which_nothing_is_said_goes_with_this_laptop() -> None:
    assert is_there(Vault())
    assert not is_there(Vault(), "laptop")
    assert not is_there(Vault(), "bag")


def test_any_copy_of_the_file_will_do() -> None:
    vault = Vault(kept_at=at("this laptop", "cloud"))
    assert is_there(vault, "laptop")
    assert is_there(vault, "cloud")
    assert not is_there(vault, "laptop", "cloud")


def test_a_copy_does_not_hold_what_came_after_it() -> None:
    vault = Vault(kept_at=(*at("this laptop"), *at("usb", on=date(2026, 1, 1))))
    assert is_there(vault, "laptop", since=LONG_AGO)
    assert not is_there(vault, "laptop", since=LATER)
    assert is_there(vault, since=LATER)


def test_a_file_without_its_password_opens_nothing() -> None:
    vault = Vault(password_at=at("notebook"))
    assert is_there(vault)
    assert not is_there(vault, "notebook")
    assert is_there(Vault(password_at=at("notebook", "head")), "notebook")


# Keys on paper


def locked(*sheets: Sheet) -> Vault:
    """Return a vault whose password is on this laptop too, with a copy of it in the cloud."""
    return Vault(kept_at=at("this laptop", "cloud"), password_at=at("this laptop"), sheets=sheets)


def test_a_recovery_sheet_opens_a_copy_of_the_file_but_is_none() -> None:
    assert not is_there(locked(), "laptop")
    assert is_there(locked(sheet("recovery", "bank")), "laptop")
    assert not is_there(locked(sheet("recovery", "bank")), "laptop", "bank")
    assert not is_there(locked(sheet("recovery", "bank")), "laptop", "cloud")


def test_a_sheet_counts_only_if_somebody_knows_where_it_is() -> None:
    assert not is_there(locked(sheet("recovery")), "laptop")
    assert not is_there(locked(sheet("recovery", "bank", destroyed_at=NOW.at)), "laptop")


def test_a_sheet_whose_key_was_removed_opens_nothing() -> None:
    vault = locked(sheet("recovery", "bank", key_id="k9"), share("Octavia", 1, 1, key_id="k8"))
    assert ready(vault, "laptop", key_ids=["k9"]).world.vault_with(LONG_AGO) & 1
    assert ready(vault, "laptop", key_ids=["k8"]).world.vault_with(LONG_AGO) & 1
    assert not ready(vault, "laptop", key_ids=["k1"]).world.vault_with(LONG_AGO) & 1


def test_a_copy_that_is_older_than_a_sheet_does_not_know_its_key() -> None:
    vault = locked(sheet("recovery", "bank", printed_at=LATER))
    old = structs.replace(vault, kept_at=(*at("this laptop"), *at("cloud", on=date(2026, 1, 1))))
    assert is_there(vault, "laptop")
    assert not is_there(old, "laptop")
    assert not is_there(structs.replace(old, password_at=at("notebook")), "laptop", "notebook")


@pytest.mark.parametrize(
    ("lost", "opens"),
    [
        ((), True),
        (("Octavia",), True),
        (("Octavia", "Bob"), False),
        (("Octavia", "Bob", "Carol"), False),
        (("office",), True),
        (("office", "Bob"), False),
    ],
)
def test_shares_open_the_vault_while_enough_of_them_are_left(lost: tuple[str, ...], opens: bool) -> None:
    several = (share("Octavia", 1, 2), share("Bob", 2, 2), share("Carol", 3, 2, place="office"))
    assert is_there(locked(*several), "laptop", *lost) is opens


def test_too_few_shares_or_the_same_one_twice_open_nothing() -> None:
    assert not is_there(locked(share("Octavia", 1, 2)), "laptop")
    assert not is_there(locked(share("Octavia", 1, 2), share("Bob", 1, 2)), "laptop")
    assert not is_there(locked(share("Octavia", 1, 2), share("Bob", 2, 2, key_id="k2")), "laptop")
    assert not is_there(locked(share("Octavia", 1, 2), share("", 2, 2)), "laptop")


def test_shares_of_which_nobody_knows_how_many_it_takes_open_nothing() -> None:
    assert not is_there(locked(share("Octavia", 1, 0)), "laptop")
    assert not is_there(locked(share("Octavia", 1, 1 << 40)), "laptop"), "what a file says is no reason to take all memory"


def test_a_share_is_lost_with_its_place_and_with_its_holder() -> None:
    one, two = share("Octavia", 1, 2, place="bank"), share("Bob", 2, 2, place="")
    assert is_there(locked(one, two), "laptop")
    for lost in ("bank", "Octavia", "Bob"):
        assert not is_there(locked(one, two), "laptop", lost)


# Codes and seeds on paper


def test_codes_lie_where_their_sheet_lies() -> None:
    one = account(code_sets=(codes(),))
    vault = vault_of(one, sheets=(on_paper(one, "home safe"), on_paper(one, "bank", kind="card")))
    assert has_codes(vault, one)
    assert has_codes(vault, one, "home")
    assert not has_codes(vault, one, "home", "bank")


@pytest.mark.parametrize(
    "paper",
    [
        {"place": ""},
        {"place": "home safe", "destroyed_at": NOW.at},
        {"place": "home safe", "kind": "backup"},
    ],
)
def test_a_sheet_is_not_counted_on_without_a_place_destroyed_or_locked(paper: dict[str, object]) -> None:
    one = account(code_sets=(codes(),))
    assert not has_codes(vault_of(one, sheets=(on_paper(one, **paper),)), one)  # type: ignore[arg-type]


def test_a_sheet_of_a_replaced_set_opens_nothing() -> None:
    old = account(code_sets=(codes(),))
    one = structs.replace(old, code_sets=(codes("void", void_at=LATER), codes(added_at=LATER)))
    assert not has_codes(vault_of(one, sheets=(on_paper(old, "home safe"),)), one)


def test_a_sheet_of_a_deleted_account_opens_nothing() -> None:
    one = account(code_sets=(codes(),), deleted_at=NOW.at)
    assert not has_codes(vault_of(one, sheets=(on_paper(one, "home safe"),)), one)


@pytest.mark.parametrize(
    ("printed", "is_burned_known", "counts"),
    [
        ((1, 2), True, True),
        ((3,), True, True),
        ((1,), True, False),
        ((3,), False, False),
        ((2, 3), False, True),
        ((9,), True, False),
    ],
)
def test_a_sheet_counts_while_a_code_on_it_can_be_used_for_sure(
    printed: tuple[int, ...], is_burned_known: bool, counts: bool
) -> None:
    live = codes("used", "unused", "unused", is_burned_known=is_burned_known)
    one = account(code_sets=(live,))
    vault = vault_of(one, sheets=(sheet("codes", "home safe", contents=(printed_codes(live, *printed),)),))
    assert has_codes(vault, one) is counts


@pytest.mark.parametrize("kind", ["codes", "card"])
def test_a_seed_lies_where_its_sheet_lies(kind: SheetKind) -> None:
    live = seed()
    one = account(authenticators=(live,), code_sets=(codes(),))
    vault = vault_of(one, sheets=(on_paper(one, "home safe", kind), on_paper(one, "bank", kind), codes_on_paper(one, "office")))
    assert ready(vault, "home").world.seed_on_paper(live.id) & 1
    assert not ready(vault, "home", "bank").world.seed_on_paper(live.id) & 1


def test_places_are_left_unless_they_are_lost_and_the_head_always_is() -> None:
    world = ready(vault_of(account(totp_at=at("phone"))), "phone").world
    assert not world.at("My Phone") & 1
    assert world.at("in my head") & 1
    assert world.of_copies([Copy(place="phone"), Copy(place="office")]) & 1
    assert not world.of_copies([]) & 1
