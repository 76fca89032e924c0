"""What holds for every edit: nothing else is lost, nothing secret is noted, all can be undone."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from tests.core.strategies import vaults
from tests.core.vaults import CODES, NOW, SEED_SECRET, example_vault
from vault import codec, edit, undoing
from vault.errors import NotThere, VaultError
from vault.model import Account, CodeSet, Now, Seed, Vault

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


def test_undo_goes_back_and_keeps_the_history() -> None:
    changed = edit.set_note(EXAMPLE, ALICE.id, "changed", now=NOW)
    undone = undoing.undo(changed, EXAMPLE, now=LATER)
    assert undone.accounts == EXAMPLE.accounts
    assert undone.events[:-1] == changed.events
    event = undone.events[-1]
    assert (event.kind, event.account_id) == ("undone", ALICE.id)
    assert event.values == {"change": "note-changed", "event": changed.events[-1].id}
    assert undoing.undo(Vault(), Vault(), now=NOW).events[0].account_id == ""


EDITS: dict[str, Callable[[Vault, str, Any], Vault]] = {
    "delete": lambda vault, id_, _: edit.delete_account(vault, id_, now=LATER),
    "note": lambda vault, id_, draw: edit.set_note(vault, id_, draw(st.text()), now=LATER),
    "email": lambda vault, id_, _: edit.set_email(vault, id_, "new@example.com", now=LATER),
    "codes": lambda vault, id_, draw: edit.add_codes(vault, id_, draw(st.lists(st.text(), unique=True)), now=LATER),
    "seed": lambda vault, id_, _: edit.add_authenticator(vault, id_, SEED, now=LATER),
    "mark": lambda vault, id_, draw: edit.mark_code(
        vault,
        id_,
        draw(set_ids(vault, id_)),
        draw(st.integers(0, 3)),
        draw(st.sampled_from(["unused", "used", "void"])),
        now=LATER,
    ),
    "count": lambda vault, id_, draw: edit.advance_counter(vault, id_, draw(seed_ids(vault, id_)), now=LATER),
}


def account_of(vault: Vault, account_id: str) -> Account:
    return next(account for account in vault.accounts if account.id == account_id)


def set_ids(vault: Vault, account_id: str) -> st.SearchStrategy[str]:
    return st.sampled_from(["none", *(one.id for one in account_of(vault, account_id).code_sets)])


def seed_ids(vault: Vault, account_id: str) -> st.SearchStrategy[str]:
    return st.sampled_from(["none", *(one.id for one in account_of(vault, account_id).authenticators)])


def secrets_of(vault: Vault) -> list[str]:
    codes = [code.secret for account in vault.accounts for code_set in account.code_sets for code in code_set.codes]
    return codes + [one.secret for account in vault.accounts for one in account.authenticators]


def has_own_ids(vault: Vault) -> bool:
    ids = [account.id for account in vault.accounts]
    return len(ids) == len(set(ids)) > 0


@pytest.mark.tedious
@given(vaults.filter(has_own_ids), st.sampled_from(sorted(EDITS)), st.data())
def test_no_edit_loses_another_record(vault: Vault, name: str, data: st.DataObject) -> None:
    before = codec.dump(vault)
    account_id = data.draw(st.sampled_from([account.id for account in vault.accounts]))
    try:
        changed = EDITS[name](vault, account_id, data.draw)
    except VaultError:
        assert codec.dump(vault) == before
        return
    assert codec.dump(vault) == before
    assert changed.events[:-1] == vault.events
    assert changed.events[-1].account_id == account_id
    assert [one.id for one in changed.accounts] == [one.id for one in vault.accounts]
    for old, new in zip(vault.accounts, changed.accounts, strict=True):
        assert new == old or old.id == account_id
        assert [one.id for one in new.code_sets][: len(old.code_sets)] == [one.id for one in old.code_sets]
        assert [one.id for one in new.authenticators][: len(old.authenticators)] == [one.id for one in old.authenticators]
        assert {one.id for one in old.emails} <= {one.id for one in new.emails}
    kept = secrets_of(changed)
    assert all(kept.count(secret) >= secrets_of(vault).count(secret) for secret in secrets_of(vault))
    assert undoing.undo(changed, vault, now=LATER).accounts == vault.accounts


def test_an_account_that_is_not_there_is_never_changed() -> None:
    set_id, seed_id = ALICE.code_sets[0].id, ALICE.authenticators[0].id
    arguments: dict[str, tuple[Any, ...]] = {
        "delete_account": (),
        "set_note": ("x",),
        "set_email": ("a@example.com",),
        "add_codes": (MORE_CODES,),
        "mark_code": (set_id, 1, "used"),
        "note_outcome": (set_id, 1, "worked"),
        "note_checked": (set_id,),
        "note_tested": (set_id,),
        "add_authenticator": (SEED,),
        "advance_counter": (seed_id,),
    }
    for name, values in arguments.items():
        more = {"passed": True} if name == "note_tested" else {}
        with pytest.raises(NotThere):
            getattr(edit, name)(EXAMPLE, "nobody", *values, now=NOW, **more)


def test_no_event_holds_a_secret() -> None:
    vault = edit.add_codes(EXAMPLE, ALICE.id, MORE_CODES, now=LATER)
    vault = edit.add_authenticator(vault, ALICE.id, SEED, now=LATER)
    vault = edit.set_note(vault, ALICE.id, "a secret note", now=LATER)
    vault = edit.mark_code(vault, ALICE.id, alice(vault).code_sets[1].id, 1, "used", note="a secret note", now=LATER)
    events = undoing.undo(vault, EXAMPLE, now=LATER).events
    told = json.dumps([structs.asdict(event) for event in events], default=str)
    assert not [secret for secret in (*CODES, *MORE_CODES, SEED.secret, SEED_SECRET) if secret in told]
    shown = json.dumps([event.values for event in events]) + repr(events)
    assert not [private for private in ("a secret note", "alice@example.com") if private in shown]
