"""Another password for a vault, and what a key costs."""

from pathlib import Path

import pytest
from msgspec import structs

from tests.core.vaults import EDITED, EXAMPLE, NEW_KEY, PASSWORD_KEY, assert_opens, password_changed
from vault import backups, container, crypto, keys, store
from vault.crypto import CHEAPEST
from vault.errors import (
    WrongKey,
)
from vault.store import Opened

pytestmark = pytest.mark.usefixtures("remembered_argon2")


def test_a_new_password_opens_the_vault_and_the_old_one_its_backups(path: Path, opened: Opened) -> None:
    changed = password_changed(opened, EDITED)
    assert_opens(path, NEW_KEY, EDITED)
    with pytest.raises(WrongKey):
        container.unlock(path.read_bytes(), PASSWORD_KEY)
    assert_opens(backups.paths(path)[0], PASSWORD_KEY, EXAMPLE)
    store.check_key(changed, NEW_KEY)
    with pytest.raises(WrongKey):
        store.check_key(changed, PASSWORD_KEY)
    old, new = opened.unlocked.slots[0], changed.unlocked.slots[0]
    assert len({old.salt, new.salt, old.slot_id, new.slot_id}) == 4
    assert changed.unlocked.secret == opened.unlocked.secret


def test_a_password_is_changed_by_who_knows_the_old_one(path: Path, opened: Opened) -> None:
    before = path.read_bytes()
    with pytest.raises(WrongKey):
        password_changed(opened, EDITED, NEW_KEY, NEW_KEY)
    assert path.read_bytes() == before


def test_only_the_slot_of_the_old_password_is_replaced(path: Path, opened: Opened) -> None:
    other = keys.password("another way in")
    unlocked = opened.unlocked
    slot = container.new_slot(other, CHEAPEST, vault_id=unlocked.vault_id, secret=unlocked.secret)
    both = structs.replace(opened, unlocked=structs.replace(unlocked, slots=(slot, *unlocked.slots)))
    password_changed(both, EXAMPLE)
    assert_opens(path, other, EXAMPLE)
    assert_opens(path, NEW_KEY, EXAMPLE)


@pytest.mark.parametrize(
    ("table", "cost"),
    [
        ("MemTotal: 9 kB\nMemAvailable:    1048576 kB\n", crypto.STANDARD),
        ("MemAvailable:    1048575 kB\n", crypto.SHORT_OF_MEMORY),
        ("MemTotal: 9 kB\n", crypto.STANDARD),
        (None, crypto.STANDARD),
    ],
)
def test_a_key_costs_less_only_where_memory_is_short(
    table: str | None, cost: crypto.Cost, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "_MEMORY", tmp_path / "meminfo")
    if table:
        (tmp_path / "meminfo").write_text(table)
    assert store.cost_here() == cost
