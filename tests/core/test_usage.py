"""Where codes were used, as the events tell it."""

from datetime import timedelta

from msgspec import structs

from tests.core.vaults import NOW
from vault import edit, undoing, usage
from vault.model import Now, Vault

CODES = ("0a83fe2954d8f190", "1a83fe2954d8f191", "2a83fe2954d8f192")
LATER = Now(NOW.at + timedelta(days=1), "laptop")


def kept() -> Vault:
    vault = edit.add_account(Vault(), "pypi", "alice", now=NOW)
    return edit.add_codes(vault, vault.accounts[0].id, CODES, now=NOW)


def marked(vault: Vault, place: int, state: str, now: Now) -> Vault:
    account = vault.accounts[0]
    return edit.mark_code(vault, account.id, account.code_sets[0].id, place, state, now=now)  # type: ignore[arg-type]


def told(vault: Vault) -> dict[int, str]:
    """Return the devices by place."""
    account = vault.accounts[0]
    return {place: device for (_, place), device in usage.devices(account, vault.events).items()}


def test_a_used_code_tells_on_which_device() -> None:
    vault = marked(marked(kept(), 3, "used", NOW), 1, "used", LATER)
    assert told(vault) == {3: NOW.device, 1: "laptop"}


def test_unused_codes_tell_nothing() -> None:
    vault = marked(marked(kept(), 1, "used", NOW), 1, "unused", LATER)
    assert not told(kept())
    assert not told(vault)
    assert told(marked(vault, 1, "used", LATER)) == {1: "laptop"}


def test_a_mark_that_was_undone_does_not_hide_the_one_before() -> None:
    used = marked(kept(), 1, "used", NOW)
    again = marked(marked(used, 1, "unused", LATER), 1, "used", LATER)
    assert told(undoing.undo(again, used, now=LATER)) == {1: NOW.device}


def test_replaced_sets_keep_what_they_tell_and_others_say_nothing() -> None:
    vault = marked(kept(), 2, "used", NOW)
    account = vault.accounts[0]
    vault = edit.add_codes(vault, account.id, [code[::-1] for code in CODES], now=LATER)
    assert told(vault) == {2: NOW.device}
    assert not usage.devices(structs.replace(account, id="another"), vault.events)


def test_a_device_without_a_name_or_an_event_is_left_out() -> None:
    vault = marked(marked(kept(), 1, "used", Now(NOW.at)), 2, "used", LATER)
    assert told(vault) == {2: "laptop"}
    assert not told(structs.replace(vault, events=()))
