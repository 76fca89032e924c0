"""The values themselves: what they tell of themselves, and that none shows a secret."""

import importlib
import pkgutil
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import Struct, structs

import vault
from tests.core.strategies import accounts
from tests.core.vaults import CODES, NOW, SEED_SECRET, example_vault
from vault import model, services
from vault.codes import FoundCodes
from vault.model import Account, Code, CodeSet, Event, Vault

EXAMPLE = example_vault()
ALICE = EXAMPLE.accounts[0]
SET = ALICE.code_sets[0]


def every_struct() -> list[type[Struct]]:
    """Return all classes of values in the core."""
    for module in pkgutil.walk_packages(vault.__path__, "vault."):
        importlib.import_module(module.name)
    found, queue = [], [Struct]
    while queue:
        for cls in queue.pop().__subclasses__():
            queue.append(cls)
            found.append(cls)
    return [cls for cls in found if cls.__module__.startswith("vault.")]


def test_every_value_is_frozen() -> None:
    inner = {"_Document", "_Version"}  # the codec's own, alive for a moment
    assert [cls.__name__ for cls in every_struct() if not cls.__struct_config__.frozen and cls.__name__ not in inner] == []


def test_every_value_that_holds_a_secret_hides_it() -> None:
    marked = "correct-horse-battery"
    holders = [cls for cls in every_struct() if {"secret", "secrets"} & set(cls.__struct_fields__)]
    assert {"Code", "Seed", "Authenticator", "FoundCodes", "Key", "Unlocked"} <= {cls.__name__ for cls in holders}
    for cls in holders:
        value = cls(**{field.name: stand_in(cls, field.name, marked) for field in structs.fields(cls)})
        assert marked not in repr(value), cls.__name__
        assert cls.__name__ in repr(value) or cls.__name__.startswith("_")


def stand_in(cls: type[Struct], name: str, marked: str) -> Any:
    if name == "secret":
        return marked.encode() if cls.__annotations__.get(name) is bytes else marked
    examples = {"secrets": (marked,), "service": services.find("pypi"), "vault_id": bytes(16), "generation": 1}
    return examples.get(name, ())


def test_nothing_that_a_vault_holds_shows_in_its_repr() -> None:
    whole = structs.replace(EXAMPLE, unknown={"future": SEED_SECRET})
    for value in (whole, ALICE, SET, SET.codes, ALICE.authenticators, whole.events, [whole]):
        shown = f"{value!r} {value}"
        assert SEED_SECRET not in shown
        assert not any(code in shown for code in CODES)
    assert repr(whole) == "Vault(1 accounts, 6 events)"
    assert repr(SET.codes[0]) == "Code(used)"
    assert repr(ALICE.authenticators[0]) == f"Authenticator(totp, {ALICE.authenticators[0].id})"


def test_codes_found_show_how_many_they_are() -> None:
    assert repr(FoundCodes(secrets=CODES, candidates=("pypi",))) == "FoundCodes(8, ('pypi',))"


def test_a_code_set_counts_its_codes_and_names_the_next() -> None:
    assert [SET.count(state) for state in ("unused", "used", "void")] == [7, 1, 0]
    assert SET.next_unused == 2
    used_up = structs.replace(SET, codes=(Code(secret="x", state="used"), Code(secret="y", state="void")))
    assert used_up.next_unused is None


def test_the_live_set_and_the_authenticator_are_the_newest_that_were_not_replaced() -> None:
    assert ALICE.live_set == SET
    assert ALICE.authenticator == ALICE.authenticators[0]
    old = structs.replace(SET, id="old")
    gone = structs.replace(SET, id="gone", void_at=NOW.at)
    assert structs.replace(ALICE, code_sets=(old, SET, gone)).live_set == SET
    assert structs.replace(ALICE, code_sets=(gone,), authenticators=()).live_set is None
    assert structs.replace(ALICE, code_sets=(), authenticators=()).authenticator is None


def test_an_account_has_a_title_and_is_found_whatever_the_case() -> None:
    assert ALICE.title == "pypi:alice"
    assert EXAMPLE.find("pypi", "ALICE") is ALICE
    assert EXAMPLE.find("testpypi", "alice") is None
    assert Vault(accounts=(structs.replace(ALICE, deleted_at=NOW.at),)).find("pypi", "alice") is None


@given(accounts)
def test_every_account_tells_its_live_parts(account: Account) -> None:
    assert account.live_set is None or account.live_set.void_at is None
    assert account.authenticator is None or account.authenticator.void_at is None
    assert all(0 <= code_set.count("unused") <= len(code_set.codes) for code_set in account.code_sets)


def test_ids_are_random_lower_case_hex() -> None:
    ids = {model.new_id() for _ in range(100)}
    assert len(ids) == 100
    assert all(len(id_) == 16 and set(id_) <= set("0123456789abcdef") for id_ in ids)


@given(st.text(st.characters(codec=None)))
def test_a_foreign_text_is_made_printable(text: str) -> None:
    shown = model.printable(text)
    assert shown.isprintable() or not shown
    assert shown.encode().decode() == shown
    assert model.printable(shown) == shown
    if text.isprintable():
        assert shown == text


@pytest.mark.parametrize("text", ["a\x1b[31mb", "a\x00b\x7f", "a\u202eb", "a\udcffb"])
def test_what_steers_a_terminal_is_dropped(text: str) -> None:
    assert model.printable(text).replace("[31m", "") == "ab"
    assert model.printable("a\tb\u00a0c\nd") == "a b c d"


def test_an_event_has_words_only() -> None:
    event = Event(id="e", kind="note-changed", at=datetime(2026, 1, 1, tzinfo=UTC))
    assert (event.account_id, event.device, event.values) == ("", "", {})
    assert isinstance(SET, CodeSet)
