"""import and formats: what is recognised, whose it is, and that nothing is merged or replaced silently."""

from pathlib import Path

import pytest

from tests.terminal import samples
from tests.terminal.shell import Shell, assert_refused


@pytest.fixture
def downloads(home: Path) -> Path:
    folder = home / "Downloads"
    folder.mkdir()
    return folder


def kept(folder: Path, name: str, data: bytes) -> str:
    (folder / name).write_bytes(data)
    return str(folder / name)


def set_states(shell: Shell, title: str) -> list[set[str]]:
    """Return the states that occur in each code set of an account."""
    account = shell("show", title, "--json").json["account"]
    return [{code["state"] for code in code_set["codes"]} for code_set in account["code_sets"]]


def values(shell: Shell, title: str) -> list[str]:
    account = shell("show", title, "--json", "--reveal").json["account"]
    return [code["value"] for code_set in account["code_sets"] for code in code_set["codes"]]


# Recognised


def test_a_download_tells_by_its_name_whose_it_is(shell: Shell, downloads: Path) -> None:
    answer = shell("import", kept(downloads, samples.saved_as("mira-holt"), samples.saved("mira")))
    assert answer.code == 0
    assert answer.out == "pypi:mira-holt: 8 recovery codes added\n"
    account = shell("show", "pypi:mira-holt", "--json").json["account"]
    assert account["code_sets"][0]["generated_on"] == "2026-01-31"
    assert values(shell, "pypi:mira-holt") == samples.codes("mira")


def test_a_picture_of_a_qr_code_is_read(shell: Shell, downloads: Path) -> None:
    answer = shell("import", kept(downloads, "qr.png", samples.qr_picture(samples.uri("mira"))))
    assert answer.out == "pypi:mira: TOTP authenticator added\n"
    assert shell("totp", "pypi:mira").code == 0


def test_several_files_come_in_at_once(shell: Shell, downloads: Path) -> None:
    answer = shell(
        "import",
        kept(downloads, samples.saved_as("mira"), samples.saved("mira")),
        kept(downloads, "qr.png", samples.qr_picture(samples.uri("mira"))),
        kept(downloads, samples.saved_as("mira", site="TestPyPI"), samples.saved("test mira")),
        "--json",
    )
    assert answer.json["imported"] == 3
    assert answer.json["format"].split(",")[0] == "codes"
    rows = {f"{row['service']}:{row['username']}": row for row in shell("list", "--json").json["accounts"]}
    assert {title: (row["codes"]["left"], row["totp"]) for title, row in rows.items()} == {
        "pypi:mira": (8, True),
        "testpypi:mira": (8, False),
    }


def test_one_file_that_cannot_be_read_keeps_all_out(shell: Shell, downloads: Path, vault_file: Path) -> None:
    before = vault_file.read_bytes()
    good = kept(downloads, samples.saved_as("mira"), samples.saved("mira"))
    assert_refused(shell("import", good, kept(downloads, "empty.txt", b"")), "empty.txt: The file is empty")
    assert vault_file.read_bytes() == before


def test_standard_input_is_what_follows_the_password(shell: Shell) -> None:
    copied = f"{samples.HEADING}\n".encode() + samples.saved("mira")
    assert shell("import", "-", "--account", "pypi:mira", stdin=copied).code == 0
    assert values(shell, "pypi:mira") == samples.codes("mira")


def test_a_format_can_be_named(shell: Shell) -> None:
    answer = shell("import", "-", "--format", "codes", "--account", "forge:mira", stdin=b"one-two-three\nfour-five-six\n")
    assert answer.code == 0
    assert values(shell, "forge:mira") == ["one-two-three", "four-five-six"]
    refused = shell("import", "-", "--format", "otpauth", "--account", "pypi:mira", stdin=samples.saved("mira"))
    assert_refused(refused, "not an authenticator's text")


def test_formats_says_how_to_get_things_out_of_other_apps(shell: Shell) -> None:
    out = shell("formats", secrets=[]).out
    named = [line.split()[0] for line in out.splitlines() if not line.startswith(" ")]
    assert {"picture", "otpauth", "codes"} <= set(named)
    assert len(out.splitlines()) == 2 * len(named)
    assert [row["name"] for row in shell("formats", "--json", secrets=[]).json["formats"]] == named


# Odd, but wanted


def test_seven_codes_come_in_with_a_note(shell: Shell) -> None:
    answer = shell("import", "-", "--account", "pypi:mira", stdin="\n".join(samples.codes("mira", 7)).encode())
    assert answer.code == 0
    assert "7 codes, PyPI gives 8" in answer.err
    assert len(values(shell, "pypi:mira")) == 7


def test_a_code_that_occurs_twice_is_kept_once(shell: Shell) -> None:
    seven = samples.codes("mira", 7)
    answer = shell("import", "-", "--account", "pypi:mira", "--json", stdin="\n".join([*seven, seven[2]]).encode())
    assert {problem["where"] for problem in answer.json["problems"]} == {"count", "line 8"}
    assert not [code for code in seven if code in answer.out + answer.err]
    assert values(shell, "pypi:mira") == seven


def test_capitals_and_dashes_are_mended_and_it_is_said(shell: Shell) -> None:
    spelled = ["-".join((code[:4], code[4:8], code[8:12], code[12:])).upper() for code in samples.codes("mira")]
    answer = shell("import", "-", "--account", "pypi:mira", stdin="\n".join(spelled).encode())
    assert "lower case and without dashes" in answer.err
    assert values(shell, "pypi:mira") == samples.codes("mira")
    assert shell("code", "pypi:mira").out.strip() == samples.codes("mira")[0]


# Nothing silently


def test_codes_of_pypi_or_testpypi_are_asked_about(shell: Shell, vault_file: Path) -> None:
    before = vault_file.read_bytes()
    copied = f"{samples.HEADING}\n".encode() + samples.saved("mira")
    assert_refused(shell("import", "-", stdin=copied), "PyPI or TestPyPI")
    shell("add", "pypi:mira")
    shell("add", "testpypi:mira")
    between = vault_file.read_bytes()
    assert_refused(shell("import", "-", stdin=copied), "PyPI or TestPyPI")
    assert vault_file.read_bytes() == between != before


def test_codes_never_replace_others_unless_their_account_is_named(shell: Shell, vault_file: Path) -> None:
    shell("import", "-", "--account", "pypi:mira", stdin=samples.saved("mira"))
    before = vault_file.read_bytes()
    assert_refused(shell("import", "-", stdin=f"{samples.HEADING}\n".encode() + samples.saved("test mira")))
    assert vault_file.read_bytes() == before


def test_a_seed_that_may_be_testpypis_does_not_replace_pypis(shell: Shell, vault_file: Path) -> None:
    shell("import", "-", "--account", "pypi:mira", stdin=samples.uri("mira").encode())
    before = vault_file.read_bytes()
    other = samples.uri("mira").replace(samples.seed("mira"), samples.seed("test mira"))
    assert_refused(shell("import", "-", stdin=other.encode()))
    assert vault_file.read_bytes() == before
    assert shell("import", "-", "--account", "testpypi:mira", stdin=other.encode()).code == 0
    assert [row["totp"] for row in shell("list", "--json").json["accounts"]] == [True, True]
    assert shell("totp", "pypi:mira", "--at", "0").out != shell("totp", "testpypi:mira", "--at", "0").out


def test_pypi_and_testpypi_of_one_user_stay_two_accounts(shell: Shell, downloads: Path) -> None:
    shell("import", kept(downloads, samples.saved_as("mira"), samples.saved("mira")))
    shell("import", kept(downloads, samples.saved_as("mira", site="TestPyPI"), samples.saved("test mira")))
    assert values(shell, "pypi:mira") == samples.codes("mira")
    assert values(shell, "testpypi:mira") == samples.codes("test mira")
    assert set_states(shell, "pypi:mira") == [{"unused"}]


@pytest.mark.parametrize("account", ["pypi:someone-else", "testpypi:mira", "gitlab:mira"])
def test_a_name_that_contradicts_the_account_is_refused(shell: Shell, downloads: Path, vault_file: Path, account: str) -> None:
    before = vault_file.read_bytes()
    name = kept(downloads, samples.saved_as("mira"), samples.saved("mira"))
    assert_refused(shell("import", name, "--account", account), "The file's name says")
    assert vault_file.read_bytes() == before


# Again, newer, older


def test_what_is_there_already_is_skipped_and_nothing_is_written(shell: Shell, downloads: Path, vault_file: Path) -> None:
    name = kept(downloads, samples.saved_as("mira"), samples.saved("mira"))
    shell("import", name)
    shell("code", "pypi:mira", "--use")
    before = vault_file.read_bytes()
    again = shell("import", name, "--json").json
    assert (again["imported"], again["skipped"]) == (0, 1)
    assert "in the vault already" in shell("import", name).out
    assert vault_file.read_bytes() == before


def test_a_newer_set_voids_what_is_left_of_the_first(shell: Shell, downloads: Path) -> None:
    shell("import", kept(downloads, samples.saved_as("mira", "2026-01-31"), samples.saved("old")))
    shell("code", "pypi:mira", "--use")
    shell("import", kept(downloads, samples.saved_as("mira", "2026-02-01"), samples.saved("new")))
    assert set_states(shell, "pypi:mira") == [{"used", "void"}, {"unused"}]
    assert shell("code", "pypi:mira").out.strip() == samples.codes("new")[0]


def test_an_older_set_comes_in_void(shell: Shell, downloads: Path) -> None:
    shell("import", kept(downloads, samples.saved_as("mira", "2026-02-01"), samples.saved("new")))
    shell("import", kept(downloads, samples.saved_as("mira", "2026-01-31"), samples.saved("old")))
    assert set_states(shell, "pypi:mira") == [{"unused"}, {"void"}]
    assert shell("code", "pypi:mira").out.strip() == samples.codes("new")[0]


def test_a_newer_seed_takes_the_place_of_the_first(shell: Shell) -> None:
    for name in ("old", "new"):
        shell("import", "-", "--account", "pypi:mira", stdin=samples.uri(name).encode())
    account = shell("show", "pypi:mira", "--json", "--reveal").json["account"]
    assert [(one["secret"], one["void"]) for one in account["authenticators"]] == [
        (samples.seed("old"), True),
        (samples.seed("new"), False),
    ]


# The code that is burned at set-up


def test_the_burned_code_is_marked_while_importing(shell: Shell) -> None:
    answer = shell("import", "-", "--account", "pypi:mira", "--burned", "2", stdin=samples.saved("mira"))
    assert answer.err == ""
    codes = shell("show", "pypi:mira", "--json").json["account"]["code_sets"][0]["codes"]
    assert [code["state"] for code in codes] == ["unused", "used", *["unused"] * 6]
    assert codes[1]["note"] == "burned at set-up"


def test_the_question_about_the_burned_code_comes_with_pypis_codes_only(shell: Shell) -> None:
    assert "--note 'burned at set-up'" in shell("import", "-", "--account", "pypi:mira", stdin=samples.saved("mira")).err
    assert shell("import", "-", stdin=samples.uri("zoe", issuer="Forge").encode()).err == ""


def test_a_burned_code_that_is_not_there_imports_nothing(shell: Shell, vault_file: Path) -> None:
    before = vault_file.read_bytes()
    answer = shell("import", "-", "--account", "pypi:mira", "--burned", "9", stdin=samples.saved("mira"))
    assert_refused(answer, "There is no code 9")
    assert vault_file.read_bytes() == before


# A look before


def test_a_dry_run_says_what_would_come_in(shell: Shell, downloads: Path, vault_file: Path) -> None:
    before = vault_file.read_bytes()
    name = kept(downloads, samples.saved_as("mira"), samples.saved("mira"))
    assert shell("import", name, "--dry-run").out == "pypi:mira: 8 recovery codes found\n"
    revealed = shell("import", name, "--dry-run", "--reveal").out
    assert revealed.split("\n    ")[1:] == [*samples.codes("mira")[:-1], f"{samples.codes('mira')[-1]}\n"]
    assert samples.seed("zoe") in shell("import", "-", "--dry-run", "--reveal", stdin=samples.uri("zoe").encode()).out
    assert vault_file.read_bytes() == before


def test_a_dry_run_needs_no_vault(new_shell: Shell, vault_file: Path) -> None:
    answer = new_shell("import", "-", "--dry-run", "--json", secrets=[], stdin=samples.saved("mira"))
    assert answer.code == 0
    assert answer.json["found"][0]["service"] is None
    assert not vault_file.exists()


def test_a_dry_run_says_what_could_not_be_placed(shell: Shell) -> None:
    answer = shell("import", "-", "--dry-run", stdin=samples.saved("mira"))
    assert answer.out == "?: 8 recovery codes left out\n"
    assert "PyPI or TestPyPI" in answer.err
