"""Whose is it? PyPI's and TestPyPI's are never mixed up silently, and nothing is taken twice (pypi-facts §0.7)."""

from datetime import date

import pytest
from msgspec import structs

from tests.core.vaults import NOW
from vault import edit, formats, intake, services
from vault.codes import FoundCodes
from vault.errors import BadImport, BadInput
from vault.formats import Found
from vault.intake import Placed, Target
from vault.model import Account, Seed, Vault

CODES = tuple(f"{place}123456789abcdef" for place in range(8))
NEWER = tuple(f"{place}fedcba987654321" for place in range(8))
GITHUB_HOST = ".".join(services.find("github").site)
FILE = "PyPI-Recovery-Codes-alice-2026-01-31T09_08_07.123456.txt"
SEED = Seed(type="totp", secret="GEZDGNBVGY3TQOJQ", issuer="PyPI", name="alice")
OTHER_SEED = structs.replace(SEED, secret="MFRGGZDFMZTWQ2LK")


def with_accounts(*titles: str) -> Vault:
    vault = Vault()
    for title in titles:
        vault = edit.add_account(vault, *title.split(":"), now=NOW)
    return vault


def account(vault: Vault, title: str) -> Account:
    found = vault.find(*title.split(":"))
    assert found is not None
    return found


def codes_from(*, file_name: str = "", heading: str = "", service_id: str = "", codes: tuple[str, ...] = CODES) -> FoundCodes:
    text = "\n".join((heading, *codes))
    entry = formats.read(text.encode(), file_name=file_name, service_id=service_id).entries[0]
    assert isinstance(entry, FoundCodes)
    return entry


def found(*entries: FoundCodes | Seed) -> Found:
    return Found("test", entries)


# By what a file says


@pytest.mark.parametrize("titles", [(), ("pypi:alice",), ("testpypi:alice",), ("pypi:alice", "testpypi:alice", "pypi:bob")])
def test_a_file_that_is_named_goes_to_the_account_that_it_names(titles: tuple[str, ...]) -> None:
    vault = with_accounts(*titles)
    assert intake.target(vault, codes_from(file_name=FILE)).title == "pypi:alice"
    assert intake.target(vault, codes_from(file_name=f"Test{FILE}")).title == "testpypi:alice"


def test_an_account_keeps_the_spelling_that_it_has_in_the_vault() -> None:
    assert intake.target(with_accounts("pypi:Alice"), codes_from(file_name=FILE)).title == "pypi:Alice"
    assert intake.target(with_accounts("pypi:Alice"), SEED).title == "pypi:Alice"


@pytest.mark.parametrize(
    ("file_name", "asked"),
    [
        (FILE, "testpypi:alice"),
        (f"Test{FILE}", "pypi:alice"),
        (FILE, "pypi:bob"),
        (FILE, "gitlab:alice"),
        (FILE, "example:bob"),
        ("PyPI-Recovery-Codes.txt", "testpypi:alice"),
        ("TestPyPI-Recovery-Codes.txt", "pypi:alice"),
    ],
)
def test_the_users_word_must_not_contradict_the_files_name(file_name: str, asked: str) -> None:
    to = Target(*asked.split(":"))
    for service_id in ("", to.service):
        entry = codes_from(file_name=file_name, service_id=service_id)
        with pytest.raises(BadImport, match=f"not of {asked}$") as refused:
            intake.target(with_accounts("pypi:alice", "testpypi:alice"), entry, to)
        assert "Rename the file" in refused.value.hint


@pytest.mark.parametrize(
    ("file_name", "asked"),
    [
        (FILE, "pypi:ALICE"),
        ("recovery-codes.txt", "pypi:bob"),
        ("", "testpypi:bob"),
        ("gitlab-recovery-codes.txt", "salsa:bob"),
    ],
)
def test_the_users_word_is_taken_where_nothing_contradicts_it(file_name: str, asked: str) -> None:
    entry = codes_from(file_name=file_name, service_id=asked.split(":", maxsplit=1)[0])
    assert intake.target(with_accounts("pypi:alice"), entry, Target(*asked.split(":"))).title == asked


# By what the vault has


def test_codes_that_do_not_tell_go_to_the_one_pypi_account() -> None:
    entry = codes_from(heading="PyPI recovery codes")
    assert intake.target(with_accounts("pypi:alice", "github:bob"), entry).title == "pypi:alice"


@pytest.mark.parametrize(
    "titles", [(), ("testpypi:alice",), ("pypi:alice", "testpypi:alice"), ("pypi:alice", "pypi:bob"), ("github:alice",)]
)
def test_codes_that_do_not_tell_are_asked_about_where_it_could_be_either(titles: tuple[str, ...]) -> None:
    with pytest.raises(BadImport, match="cannot be told whose codes these are: PyPI or TestPyPI") as refused:
        intake.target(with_accounts(*titles), codes_from(heading="PyPI recovery codes"))
    assert "--account pypi:NAME" in refused.value.hint


def test_codes_that_may_be_testpypis_never_replace_pypis_silently() -> None:
    vault = with_accounts("pypi:alice")
    vault = edit.add_codes(vault, vault.accounts[0].id, CODES, now=NOW)
    assert intake.target(vault, codes_from(heading="PyPI recovery codes")).title == "pypi:alice"
    with pytest.raises(BadImport, match="PyPI or TestPyPI"):
        intake.target(vault, codes_from(heading="PyPI recovery codes", codes=NEWER))
    assert intake.target(vault, codes_from(file_name=FILE, codes=NEWER)).title == "pypi:alice"


def test_a_seed_that_may_be_testpypis_never_replaces_pypis_silently() -> None:
    vault = intake.add(Vault(), SEED, Target("pypi", "alice"), now=NOW)
    assert intake.target(vault, SEED).title == "pypi:alice"
    with pytest.raises(BadImport, match="PyPI or TestPyPI") as refused:
        intake.target(vault, OTHER_SEED)
    assert "--account pypi:alice" in refused.value.hint
    assert intake.target(vault, structs.replace(OTHER_SEED, issuer="TestPyPI")).title == "testpypi:alice"


def test_codes_of_a_service_with_one_account_go_there() -> None:
    entry = codes_from(codes=tuple(f"{place}v4k-2g7h-9t0u-mnop" for place in range(10)))
    assert intake.target(with_accounts("hex:alice", "pypi:bob"), entry).title == "hex:alice"
    with pytest.raises(BadImport, match=r"whose codes these are$"):
        intake.target(with_accounts("hex:alice", "hex:bob"), entry)


@pytest.mark.parametrize(
    ("seed", "title"),
    [
        (SEED, "pypi:alice"),
        (structs.replace(SEED, issuer="TestPyPI"), "testpypi:alice"),
        (structs.replace(SEED, issuer=GITHUB_HOST), "github:alice"),
        (structs.replace(SEED, issuer="Air Canada"), "air-canada:alice"),
        (structs.replace(SEED, issuer="Air Canada", name=""), "air-canada:Air Canada"),
        (structs.replace(SEED, issuer=""), "other:alice"),
        (structs.replace(SEED, issuer="\u65e5\u672c"), "other:alice"),
        (structs.replace(SEED, issuer="x" * 99), f"{'x' * 64}:alice"),
    ],
)
def test_a_seed_tells_its_account_by_issuer_and_name(seed: Seed, title: str) -> None:
    assert intake.target(Vault(), seed).title == title


def test_a_seed_that_tells_nothing_is_asked_about() -> None:
    with pytest.raises(BadImport, match=r"authenticator codes these are$"):
        intake.target(with_accounts("pypi:alice"), structs.replace(SEED, issuer="", name=""))
    with pytest.raises(BadImport, match=r"authenticator codes these are$"):
        intake.target(Vault(), structs.replace(SEED, issuer="GitHub", name=""))


# Placing and adding


def placed(vault: Vault, *entries: FoundCodes | Seed, asked: Target | None = None) -> list[Placed]:
    return intake.place(vault, [found(*entries)], asked)


def test_what_is_found_is_placed_and_added() -> None:
    vault = with_accounts("github:bob")
    rows = placed(vault, codes_from(file_name=FILE), SEED)
    assert [(one.to, one.is_new, one.replaces) for one in rows] == [(Target("pypi", "alice"), True, False)] * 2
    vault = intake.add_all(vault, rows, now=NOW)
    alice = account(vault, "pypi:alice")
    assert alice.live_set is not None
    assert (alice.live_set.generated_on, alice.live_set.source) == (date(2026, 1, 31), FILE)
    assert alice.authenticator is not None
    assert alice.authenticator.secret == SEED.secret
    assert [event.kind for event in vault.events[1:]] == ["account-added", "codes-added", "authenticator-added"]


def test_what_is_in_the_vault_already_is_not_added_again() -> None:
    vault = intake.add_all(Vault(), placed(Vault(), codes_from(file_name=FILE), SEED), now=NOW)
    rows = placed(vault, codes_from(file_name=FILE), codes_from(file_name=FILE, codes=CODES[:5]), SEED)
    assert [(one.is_kept, one.is_new, one.replaces) for one in rows] == [(True, False, False)] * 3
    assert intake.add_all(vault, rows, now=NOW) == vault
    with pytest.raises(BadInput, match="in the vault already"):
        intake.add(vault, SEED, Target("pypi", "alice"), now=NOW)


def test_the_same_codes_in_two_files_are_added_once() -> None:
    copy = codes_from(file_name=FILE.replace(".txt", " (1).txt"))
    rows = intake.place(Vault(), [found(codes_from(file_name=FILE)), found(copy, SEED), found(SEED)])
    assert [one.is_new for one in rows] == [True, False, True, False]
    vault = intake.add_all(Vault(), rows, now=NOW)
    alice = account(vault, "pypi:alice")
    assert (len(alice.code_sets), len(alice.authenticators)) == (1, 1)


def test_the_same_secret_of_two_accounts_is_added_to_both() -> None:
    rows = placed(Vault(), SEED, structs.replace(SEED, name="bob"))
    assert [one.is_new for one in rows] == [True, True]


def test_what_would_become_void_is_told_before() -> None:
    vault = intake.add_all(Vault(), placed(Vault(), codes_from(file_name=FILE), SEED), now=NOW)
    newer = codes_from(file_name=FILE, codes=NEWER)
    rows = placed(vault, newer, OTHER_SEED, asked=Target("pypi", "alice"))
    assert [(one.is_new, one.replaces) for one in rows] == [(True, True), (True, True)]
    assert rows[0].present == account(vault, "pypi:alice").live_set
    github = structs.replace(SEED, issuer="GitHub")
    vault = intake.add_all(vault, placed(vault, github), now=NOW)
    assert not placed(vault, structs.replace(github, secret=OTHER_SEED.secret))[0].replaces


def test_what_cannot_be_told_is_left_out_and_said() -> None:
    rows = placed(with_accounts("pypi:alice", "testpypi:alice"), codes_from(), structs.replace(SEED, issuer="GitHub"))
    assert [one.to for one in rows] == [None, Target("github", "alice")]
    assert rows[0].why_not.startswith("It cannot be told")
    assert "--account" in f"{rows[0].why_not} {rows[0].hint}"
    assert [one.title for one in intake.add_all(Vault(), rows, now=NOW).accounts] == ["github:alice"]


def test_several_authenticators_go_where_they_say_and_the_rest_to_the_account_that_is_asked_for() -> None:
    nameless = Seed(type="totp", secret=OTHER_SEED.secret)
    rows = placed(Vault(), structs.replace(SEED, issuer="GitHub"), nameless, asked=Target("pypi", "bob"))
    assert [one.to.title for one in rows if one.to] == ["github:alice", "pypi:bob"]


@pytest.mark.parametrize(("issuer", "asked"), [("GitHub", "pypi"), ("TestPyPI", "pypi"), ("PyPI", "github")])
def test_a_seed_of_another_service_is_not_taken_for_the_account_that_is_asked_for(issuer: str, asked: str) -> None:
    row = placed(Vault(), structs.replace(SEED, issuer=issuer), asked=Target(asked, "bob"))[0]
    assert row.to is None
    assert row.why_not.startswith("This authenticator is of ")
    assert row.hint


@pytest.mark.parametrize(
    ("issuer", "asked"), [("PyPI", "testpypi"), ("GitLab", "gitlab-at-work"), ("Acme", "pypi"), ("", "pypi")]
)
def test_a_seed_that_may_be_of_the_account_that_is_asked_for_is_taken(issuer: str, asked: str) -> None:
    assert placed(Vault(), structs.replace(SEED, issuer=issuer), asked=Target(asked, "bob"))[0].to == Target(asked, "bob")


def test_the_code_that_was_burned_at_set_up_is_marked_in_the_set_that_was_added() -> None:
    rows = placed(Vault(), codes_from(file_name=FILE), SEED)
    vault = intake.add_all(Vault(), rows, burned=3, now=NOW)
    states = [code.state for code in account(vault, "pypi:alice").code_sets[0].codes]
    assert states == ["unused", "unused", "used", *["unused"] * 5]
    older = codes_from(file_name=FILE.replace("2026", "2025"), codes=NEWER)
    vault = intake.add_all(vault, placed(vault, older), burned=1, now=NOW)
    live, old = account(vault, "pypi:alice").code_sets
    assert [code.state for code in live.codes] == states
    assert (old.codes[0].state, old.codes[0].note) == ("used", edit.BURNED_NOTE)


def test_nothing_found_or_placed_shows_its_secrets() -> None:
    rows = placed(Vault(), codes_from(file_name=FILE), SEED)
    assert CODES[0] not in repr(rows)
    assert SEED.secret not in repr(rows)
