"""init, add, list, show, totp and code: what a person at the terminal sees."""

import io
import platform
import random
import sys
from datetime import UTC, datetime
from pathlib import Path

import pyotp
import pytest

from tests.terminal import samples
from tests.terminal.samples import PASSWORD
from tests.terminal.shell import Shell, assert_refused
from ui.terminal import main
from vault import edit, keys, store
from vault.model import Now, Vault


@pytest.fixture
def mira(shell: Shell) -> Shell:
    """A vault with eight codes and a seed of pypi:mira."""
    assert shell("import", "-", "--account", "pypi:mira", stdin=samples.saved("mira")).code == 0
    assert shell("import", "-", "--account", "pypi:mira", stdin=samples.uri("mira").encode()).code == 0
    return shell


def on_disk(path: Path) -> Vault:
    opened, vault = store.unlock(path, keys.password(PASSWORD), now=datetime.now(UTC), write=False)
    store.close(opened)
    return vault


def states(path: Path) -> list[str]:
    return [code.state for code in on_disk(path).accounts[0].code_sets[0].codes]


# init


def test_init_makes_a_vault_that_its_password_opens(new_shell: Shell, vault_file: Path) -> None:
    answer = new_shell("init")
    assert answer.code == 0
    assert str(vault_file) in answer.out
    assert "Nobody can reset" in answer.out
    assert on_disk(vault_file) == Vault()


def test_init_makes_the_folders_that_are_missing(home: Path, new_shell: Shell) -> None:
    deep = home / "a" / "b" / "vault.sparekey"
    assert new_shell("--vault", str(deep), "init").code == 0
    assert deep.is_file()
    assert deep.parent.stat().st_mode & 0o777 == 0o700


def test_init_without_a_path_uses_the_default_place(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"eight letters\n")))
    assert main.main(["--password-stdin", "init"]) == 0
    made = Path(capsys.readouterr().out.splitlines()[0].removeprefix("Created "))
    assert made.is_file()
    assert made.is_relative_to(home)


def test_a_vault_that_was_chosen_in_the_window_is_the_default(home: Path, shell: Shell, vault_file: Path) -> None:
    settings = home / ".config" / "sparekey" / "settings.json"
    settings.parent.mkdir(parents=True)
    settings.write_text(f'{{"vault":"{vault_file}"}}')
    sys.stdin = io.TextIOWrapper(io.BytesIO(f"{PASSWORD}\n".encode()))
    assert main.main(["--password-stdin", "list"]) == 0


def test_init_never_replaces_a_file(shell: Shell, vault_file: Path) -> None:
    before = vault_file.read_bytes()
    assert_refused(shell("init", secrets=["another password"]), "exists already")
    assert vault_file.read_bytes() == before


def test_init_refuses_an_empty_password(new_shell: Shell, vault_file: Path) -> None:
    assert_refused(new_shell("init", secrets=[""]), "The password is empty")
    assert not vault_file.exists()


# add, list


def test_add_puts_an_account_into_the_list(shell: Shell) -> None:
    assert shell("add", "PyPI:mira-holt", "--email", "mira@holt.example", "--email-verified", "2026-01-31").out == (
        "Added pypi:mira-holt\n"
    )
    assert shell("list").out.splitlines()[1].split()[:3] == ["pypi:mira-holt", "-", "no"]


def test_an_empty_vault_says_how_to_go_on(shell: Shell) -> None:
    assert "sparekey add" in shell("list").out


def test_the_same_account_is_added_once(shell: Shell, vault_file: Path) -> None:
    shell("add", "pypi:mira")
    before = vault_file.read_bytes()
    assert_refused(shell("add", "pypi:Mira"), "in the vault already")
    assert vault_file.read_bytes() == before


def test_a_bad_address_adds_nothing(shell: Shell, vault_file: Path) -> None:
    before = vault_file.read_bytes()
    assert_refused(shell("add", "pypi:mira", "--email", "mira"), "not an e-mail address")
    assert vault_file.read_bytes() == before


def test_accounts_are_listed_by_name(shell: Shell) -> None:
    for title in ("testpypi:mira", "github:Mira", "pypi:zoe", "pypi:Anna"):
        shell("add", title)
    listed = [line.split()[0] for line in shell("list").out.splitlines()[1:]]
    assert listed == ["github:Mira", "pypi:Anna", "pypi:zoe", "testpypi:mira"]


def test_a_service_that_sparekey_does_not_know_stands_for_itself(shell: Shell) -> None:
    shell("add", "my-forge.example:mira")
    assert shell("show", "my-forge.example:mira").out == "my-forge.example:mira  (my-forge.example)\n"


# show


def test_show_hides_secrets(mira: Shell) -> None:
    out = mira("show", "pypi:mira").out
    assert "8 of 8 left" in out
    assert not [secret for secret in samples.all_secrets("mira") if secret in out]


def test_show_reveals_secrets_when_asked(mira: Shell) -> None:
    out = mira("show", "pypi:mira", "--reveal").out
    assert all(code in out for code in samples.codes("mira"))
    assert f"secret={samples.seed('mira')}" in out


def test_show_tells_everything_that_is_known(mira: Shell, vault_file: Path) -> None:
    mira("add", "pypi:zoe", "--email", "zoe@holt.example", "--email-verified", "2026-01-31")
    assert "zoe@holt.example, primary, verified 2026-01-31" in mira("show", "pypi:zoe").out
    mira("code", "pypi:mira", "--use", "--note", "new laptop")
    name = vault_file.with_name(samples.saved_as("mira"))
    name.write_bytes(samples.saved("mira again"))
    mira("import", str(name))
    mira("import", "-", "--account", "pypi:mira", stdin=samples.uri("another").encode())
    out = mira("show", "pypi:mira").out
    assert ", new laptop" in out
    assert "0 of 8 left" in out
    assert "8 of 8 left, generated 2026-01-31" in out
    assert out.count("replaced") == 2


def test_show_ends_with_the_note(shell: Shell, vault_file: Path) -> None:
    shell("add", "pypi:mira")
    now = Now(datetime.now(UTC))
    opened, vault = store.unlock(vault_file, keys.password(PASSWORD), now=now.at)
    store.close(store.save(opened, edit.set_note(vault, vault.accounts[0].id, "the old laptop's", now=now)))
    assert shell("show", "pypi:mira").out.splitlines()[-1].split(maxsplit=1) == ["note", "the old laptop's"]


def test_names_are_not_told_apart_by_case(mira: Shell) -> None:
    assert mira("show", "PYPI:Mira").out.startswith("pypi:mira ")


@pytest.mark.parametrize("command", ["show", "totp", "code"])
def test_an_account_that_is_not_there_is_answered_with_those_that_are(mira: Shell, command: str) -> None:
    answer = mira(command, "pypi:nobody")
    assert_refused(answer, "There is no account pypi:nobody")
    assert "pypi:mira" in answer.err


def test_in_an_empty_vault_the_hint_is_to_add_the_account(shell: Shell) -> None:
    assert "sparekey add pypi:nobody" in shell("show", "pypi:nobody").err


# totp


@pytest.mark.parametrize("more", ["", "&digits=8&period=60&algorithm=SHA256"])
def test_totp_is_the_value_of_other_apps_at_a_hundred_moments(shell: Shell, more: str) -> None:
    shell("import", "-", stdin=samples.uri("mira", issuer="GitHub", more=more).encode())
    other = pyotp.parse_uri(samples.uri("mira", issuer="GitHub", more=more))
    assert isinstance(other, pyotp.TOTP)
    dice = random.Random(6238)
    moments = [0, 1, 29, 30, 59, 60, 1111111109, 1234567890, 2**31 - 1, 2**31, 20000000000]
    moments += [dice.randrange(1, 4_000_000_000) for _ in range(100 - len(moments))]
    assert [shell("totp", "github:mira", "--at", str(moment)).out for moment in moments] == [
        f"{other.at(moment)}\n" for moment in moments
    ]


def test_totp_is_that_of_now(mira: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ui.terminal.accounts.time.time", lambda: 1234567890.9)
    assert mira("totp", "pypi:mira").out == f"{pyotp.TOTP(samples.seed('mira')).at(1234567890)}\n"


def test_each_value_of_a_counter_is_given_out_once(shell: Shell) -> None:
    shell("import", "-", stdin=samples.uri("mira", issuer="Forge", kind="hotp", more="&counter=7").encode())
    other = pyotp.HOTP(samples.seed("mira"))
    assert [shell("totp", "forge:mira").out for _ in range(3)] == [f"{other.at(counter)}\n" for counter in (7, 8, 9)]


def test_an_account_without_a_seed_has_no_totp(shell: Shell) -> None:
    shell("add", "pypi:mira")
    assert_refused(shell("totp", "pypi:mira"), "has no authenticator")


# code


def test_code_prints_the_next_unused_one_and_changes_nothing(mira: Shell, vault_file: Path) -> None:
    before = vault_file.read_bytes()
    assert [mira("code", "pypi:mira").out for _ in range(2)] == [f"{samples.codes('mira')[0]}\n"] * 2
    assert vault_file.read_bytes() == before


def test_each_code_is_given_out_once_and_the_ninth_time_none(mira: Shell) -> None:
    printed = [mira("code", "pypi:mira", "--use").out.strip() for _ in range(8)]
    assert printed == samples.codes("mira")
    assert_refused(mira("code", "pypi:mira", "--use"), "no unused recovery code left")
    assert_refused(mira("code", "pypi:mira"), "no unused recovery code left")


def test_a_code_can_be_named_by_its_place(mira: Shell, vault_file: Path) -> None:
    assert mira("code", "pypi:mira", "--place", "3", "--use", "--note", "hotel").out.strip() == samples.codes("mira")[2]
    assert states(vault_file) == ["unused", "unused", "used", *["unused"] * 5]
    assert on_disk(vault_file).accounts[0].code_sets[0].codes[2].note == "hotel"
    assert_refused(mira("code", "pypi:mira", "--place", "3"), "Code 3 is used")
    assert_refused(mira("code", "pypi:mira", "--place", "9"), "There is no code 9")


def test_show_says_when_from_where_and_why_a_code_was_used(mira: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(platform, "node", lambda: "travel-laptop")
    mira("code", "pypi:mira", "--use", "--note", "hotel")
    mira("outcome", "pypi:mira", "refused")
    today = f"{datetime.now(UTC):%Y-%m-%d}"
    lines = mira("show", "pypi:mira").out.splitlines()
    assert lines[-8].split(maxsplit=2)[2] == f"used {today} from travel-laptop, hotel, refused"
    assert lines[-7].split(maxsplit=2)[2] == "unused"
    codes = mira("show", "pypi:mira", "--json").json["account"]["code_sets"][0]["codes"]
    assert [code["used_from"] for code in codes] == ["travel-laptop", *[None] * 7]


def test_an_account_without_codes_has_none_to_give(shell: Shell) -> None:
    shell("add", "pypi:mira")
    assert_refused(shell("code", "pypi:mira", "--use"), "has no recovery codes")


def test_a_code_is_marked_on_disk_before_it_is_printed(mira: Shell, vault_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Watching(io.StringIO):
        def write(self, text: str) -> int:
            seen.append((text, states(vault_file)[0]))
            return len(text)

    seen: list[tuple[str, str]] = []
    sys.stdin = io.TextIOWrapper(io.BytesIO(f"{PASSWORD}\n".encode()))
    monkeypatch.setattr(sys, "stdout", Watching())
    assert main.main(["--vault", str(vault_file), "--password-stdin", "code", "pypi:mira", "--use"]) == 0
    assert seen[0] == (samples.codes("mira")[0], "used")
