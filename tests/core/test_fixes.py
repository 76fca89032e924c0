"""What would help most: each remedy counted by the cases of loss that it opens, and the fewest that open one."""

from collections.abc import Sequence

import pytest
from hypothesis import given, settings

from tests.core import small_vaults
from tests.core.owners import (
    KNOWN,
    LOST,
    account,
    at,
    codes,
    kept,
    key,
    mail,
    ready,
    seed,
    vault_of,
)
from vault import fixes
from vault.fixes import WORDS, Remedy
from vault.model import Account, Place, Vault
from vault.readiness import Loss, Readiness

READ = mail(reaches="yes")


def remedies(vault: Vault, *lost: str) -> dict[Remedy, int]:
    """Return the remedies in their order, and in how many cases each helps."""
    found = ready(vault, *lost)
    return {fix.remedy: fix.saves for fix in fixes.fixes(found, vault.present[0])}


def loss_of(found: Readiness, one: Account, name: str) -> Loss:
    return next(loss for loss in found.verdict(one).single_losses if loss.lost[0].name == name)


def together(vault: Vault, name: str) -> Sequence[Remedy]:
    found = ready(vault)
    return fixes.together(found, vault.present[0], loss_of(found, vault.present[0], name))


@pytest.mark.parametrize(
    ("one", "remedy"),
    [
        (account(emails=(mail(status="unverified", reaches="unknown"),), password=KNOWN, totp_at=at("phone")), "verify-email"),
        (account(emails=(READ,), password=LOST, security_keys=(key("bank"),)), "spare-email"),
        (account(emails=(mail(opened_at=at("phone")),), password=KNOWN, totp_at=at("bank")), "mailbox"),
        (account(emails=(mail(reaches="no"),), password=KNOWN, totp_at=at("phone")), "security-key"),
        (account(emails=(READ,), password=KNOWN, totp_at=at("phone")), "codes-elsewhere"),
        (account(emails=(READ,), password=KNOWN, codes_at=at("home")), "authenticator-elsewhere"),
        (account("github:a", password=kept("phone"), security_keys=(key("bank"),)), "password-elsewhere"),
        (account(emails=(READ,), password=KNOWN, authenticators=(seed(),)), "vault-copy"),
    ],
)
def test_each_remedy_helps_where_it_is_needed(one: Account, remedy: Remedy) -> None:
    assert remedies(vault_of(one)).get(remedy, 0) > 0


def test_a_recovery_sheet_helps_where_the_vault_hangs_on_its_password() -> None:
    one = account(emails=(READ,), password=KNOWN, authenticators=(seed(),))
    vault = vault_of(one, kept_at=at("this laptop", "cloud"), password_at=at("this laptop"))
    assert remedies(vault)["recovery-sheet"] > 0
    assert "vault-copy" not in remedies(vault)


def test_what_saves_most_for_what_it_asks_comes_first() -> None:
    one = account(emails=(mail(opened_at=at("phone", "home")),), password=KNOWN, totp_at=at("phone"))
    found = remedies(vault_of(one))
    worth = [saves / fixes._COST[remedy] for remedy, saves in found.items()]
    assert worth == sorted(worth, reverse=True)
    assert next(iter(found)) == "codes-elsewhere"
    assert fixes.Fix("codes-elsewhere", 1).words == WORDS["codes-elsewhere"]


def test_against_one_loss_only_what_helps_there_is_told() -> None:
    one = account(emails=(mail(opened_at=at("phone", "home")),), password=KNOWN, totp_at=at("phone"))
    found = ready(vault_of(one))
    against = fixes.fixes(found, one, against=loss_of(found, one, "phone"))
    assert {fix.remedy: fix.saves for fix in against} == {
        "codes-elsewhere": 1,
        "authenticator-elsewhere": 1,
        "security-key": 1,
    }


def test_what_hangs_on_nothing_needs_nothing() -> None:
    one = account("github:a", password=KNOWN, security_keys=(key("head"),))
    assert remedies(vault_of(one)) == {}


@pytest.mark.parametrize(
    ("one", "remedy"),
    [
        (account(emails=(mail(status="unverified", reaches="no"),), password=KNOWN, security_keys=(key("a"),)), "verify-email"),
        (account(password=KNOWN, security_keys=(key("a"),)), "verify-email"),
        (account(emails=(READ,), password=KNOWN, code_sets=(codes("used"),)), "codes-elsewhere"),
        (account("github:a", password=LOST, security_keys=(key("a"),)), "password-elsewhere"),
        (account("github:a", password=KNOWN, security_keys=(key("a"),)), "password-elsewhere"),
    ],
)
def test_what_cannot_help_is_not_offered(one: Account, remedy: Remedy) -> None:
    assert remedy not in remedies(vault_of(one))


def test_what_was_replaced_does_not_hide_that_a_new_copy_helps() -> None:
    sets = (codes("void", void_at=account().created_at), codes())
    one = account(emails=(READ,), password=KNOWN, code_sets=sets)
    assert remedies(vault_of(one))["codes-elsewhere"] > 0


def test_somewhere_else_is_no_place_of_the_users() -> None:
    one = account(emails=(READ,), password=KNOWN, totp_at=at("somewhere else", "elsewhere"))
    vault = vault_of(one, places=(Place(name="somewhere else", within="elsewhere"),))
    assert together(vault, "elsewhere") == ("codes-elsewhere",)


# Several at once


def test_one_remedy_is_named_where_one_will_do() -> None:
    one = account(emails=(READ,), password=KNOWN, totp_at=at("phone"))
    assert together(vault_of(one), "phone") == ("codes-elsewhere",)
    assert together(vault_of(one), "alice@example.com") == ("security-key",)


def test_of_several_that_will_do_together_the_cheapest_are_named() -> None:
    own = mail("alice@own.example", is_own_domain=True, opened_at=at("phone"))
    one = account(emails=(own,), password=kept("phone"), totp_at=at("phone"))
    assert together(vault_of(one), "phone") == ("mailbox", "codes-elsewhere")
    assert together(vault_of(one), "own.example") == ("spare-email", "security-key")


def test_the_vaults_own_remedies_are_tried_too() -> None:
    one = account(emails=(READ,), password=KNOWN, code_sets=(codes(),))
    vault = vault_of(one, password_at=at("this laptop"))
    found = ready(vault)
    both = fixes._after(found, one, "vault-copy", "recovery-sheet")
    laptop = 1 << found.number(loss_of(found, one, "this laptop"))
    assert both & laptop
    assert not fixes._after(found, one, "vault-copy") & laptop
    assert not fixes._after(found, one, "recovery-sheet") & laptop


def test_a_second_address_and_a_security_key_are_always_enough() -> None:
    dead = mail(status="unverified", reaches="no", opened_at=at("bag"))
    one = account(emails=(dead,), password=LOST, has_second_factor="no", codes_at=at("bag"))
    assert together(vault_of(one), "bag") == ("spare-email", "security-key")


@pytest.mark.tedious
@given(small_vaults.vaults())
@settings(max_examples=40)
def test_what_is_offered_opens_what_it_says(vault: Vault) -> None:
    found = Readiness(vault, small_vaults.TODAY)
    for one in vault.present:
        closed = found.cases.every & ~found.reach(one)
        for fix in fixes.fixes(found, one):
            assert 0 < fix.saves <= closed.bit_count()
        for loss in found.verdict(one).threads[:2]:
            several = fixes.together(found, one, loss)
            case = 1 << found.number(loss)
            assert fixes._after(found, one, *several) & case
            assert not any(
                fixes._after(found, one, *several[:place], *several[place + 1 :]) & case for place in range(len(several))
            )
