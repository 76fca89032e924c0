"""Older content made new, with a made-up chain: version 1 had "users", version 2 "people", version 3 "accounts"."""

from typing import cast

import pytest

from tests.core.vaults import NOW
from vault import codec, migrations
from vault.errors import Damaged, NewerFormat
from vault.migrations import Plain


def name_them_people(plain: Plain) -> None:
    plain["people"] = plain.pop("users")


def make_them_accounts(plain: Plain) -> None:
    names = cast("list[str]", plain.pop("people"))
    plain["accounts"] = [{"id": name, "service": "pypi", "username": name, "created_at": NOW.at.isoformat()} for name in names]


CHAIN = (name_them_people, make_them_accounts)


@pytest.fixture
def _third_version(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let today's version be the third one."""
    monkeypatch.setattr(migrations.current, "__defaults__", (CHAIN,))
    monkeypatch.setattr(migrations.apply, "__defaults__", (CHAIN,))


def test_the_version_is_one_more_than_there_are_migrations() -> None:
    assert migrations.current(()) == 1
    assert migrations.current(CHAIN) == 3


@pytest.mark.parametrize(
    ("plain", "version"),
    [({"users": ["alice"]}, 1), ({"people": ["alice"]}, 2)],
)
def test_only_the_migrations_that_are_missing_run(plain: Plain, version: int) -> None:
    done = migrations.apply(plain | {"version": version, "kept": 1}, version, CHAIN)
    assert [one["username"] for one in cast("list[dict[str, str]]", done["accounts"])] == ["alice"]
    assert (done["version"], done["kept"]) == (3, 1)
    assert set(done) == {"version", "kept", "accounts"}


def test_todays_content_is_left_as_it_is() -> None:
    assert migrations.apply({"version": 3, "accounts": []}, 3, CHAIN) == {"version": 3, "accounts": []}


def test_content_of_tomorrow_is_refused() -> None:
    with pytest.raises(NewerFormat):
        migrations.apply({"version": 4}, 4, CHAIN)


@pytest.mark.usefixtures("_third_version")
def test_an_old_vault_opens_and_is_written_as_a_new_one() -> None:
    vault, may_write = codec.load(b'{"version":1,"users":["alice"],"future":{"kept":true}}')
    assert may_write
    assert vault.accounts[0].title == "pypi:alice"
    assert codec.dump(vault).startswith(b'{"version":3,')
    assert codec.dump(vault).endswith(b'"future":{"kept":true}}')
    assert codec.load(codec.dump(vault)) == (vault, True)


@pytest.mark.usefixtures("_third_version")
@pytest.mark.parametrize("text", [b'{"version":1}', b'{"version":1,"users":5}', b'{"version":2,"people":[{}]}'])
def test_old_content_that_no_migration_understands_is_damage(text: bytes) -> None:
    with pytest.raises(Damaged):
        codec.load(text)
