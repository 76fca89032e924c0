"""sweep: what lies about in the clear, whose it is, whether it is kept, in a table and as JSON; nothing is changed."""

import io
import json
import sys
from pathlib import Path

import pytest

from tests.core.lying import index, refuse, wheel
from tests.terminal import samples
from tests.terminal.shell import DONE, REFUSED, WRONG_KEY, Shell, assert_refused, start
from ui.terminal import main, session
from vault import sweep

NAME = samples.saved_as("mira")


@pytest.fixture
def downloads(home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("XDG_DOWNLOAD_DIR", "XDG_DESKTOP_DIR", "XDG_DOCUMENTS_DIR"):
        monkeypatch.delenv(name, raising=False)
    folder = home / "Downloads"
    folder.mkdir()
    (folder / NAME).write_bytes(samples.saved("mira"))
    monkeypatch.chdir(folder)
    return folder


def test_without_a_folder_the_usual_ones_and_this_one_are_looked_through(
    new_shell: Shell, downloads: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = downloads.parent / "project"
    project.mkdir()
    (project / "codes.txt").write_bytes(samples.saved("other"))
    (downloads.parent / "elsewhere.txt").write_bytes(samples.saved("third"))
    monkeypatch.chdir(project)
    answer = new_shell("sweep", "--json", secrets=())
    assert answer.code == DONE
    assert [Path(one["path"]).name for one in answer.json["found"]] == [NAME, "codes.txt"]


def test_json_has_the_shape_of_the_contract(shell: Shell, downloads: Path) -> None:
    shell("import", str(downloads / NAME))
    (downloads / "new.txt").write_bytes(samples.saved("newer"))
    (downloads / ".git").mkdir()
    (downloads / ".git" / "index").write_bytes(index("new.txt"))
    wheel(downloads / "pkg.whl", {"pkg/codes.txt": samples.saved("mira").decode()})
    answer = shell("sweep", str(downloads), "--json")
    assert answer.code == DONE
    assert answer.err == ""
    rows = [(Path(one["path"]).name, one["member"], one["account"]) for one in answer.json["found"]]
    assert rows == [(NAME, None, "pypi:mira"), ("new.txt", None, None), ("pkg.whl", "pkg/codes.txt", "pypi:mira")]
    facts = [(one["service"], one["codes"], one["in_vault"], one["tracked_by_git"]) for one in answer.json["found"]]
    assert facts == [("pypi", 8, True, False), ("pypi", 8, False, True), ("pypi", 8, True, False)]
    assert all(Path(one["path"]).is_absolute() for one in answer.json["found"])


def test_the_table_says_whose_it_is_and_what_to_do(shell: Shell, downloads: Path) -> None:
    answer = shell("sweep", str(downloads))
    head, row, advice = answer.out.splitlines()
    assert head.split("  ")[0] == "PATH"
    assert row.split() == [str(downloads / NAME), "pypi:mira", "8", "no", "no"]
    assert "sparekey import" in advice
    shell("import", str(downloads / NAME))
    answer = shell("sweep", str(downloads))
    assert answer.out.splitlines()[1].split()[-2:] == ["yes", "no"]
    assert answer.out.splitlines()[-1].startswith("All of these codes are in the vault.")


def test_what_is_in_an_archive_is_shown_with_both_names(shell: Shell, downloads: Path) -> None:
    (downloads / NAME).unlink()
    wheel(downloads / "pkg.whl", {"pkg/codes.txt": samples.saved("mira").decode()})
    assert f"{downloads / 'pkg.whl'}: pkg/codes.txt  PyPI" in shell("sweep", str(downloads)).out


def test_where_there_is_nothing_it_says_how_much_it_looked_at(shell: Shell, home: Path) -> None:
    folder = home / "empty"
    folder.mkdir()
    (folder / "a.txt").write_text("nothing")
    assert shell("sweep", str(folder)).out == "No recovery codes lie about in the clear: 1 file in 1 folder looked at.\n"


def test_without_a_vault_nobody_is_asked_and_nothing_is_kept(new_shell: Shell, downloads: Path) -> None:
    answer = new_shell("sweep", str(downloads), "--json", secrets=())
    assert [(one["in_vault"], one["account"]) for one in answer.json["found"]] == [(False, "pypi:mira")]


def test_a_vault_is_asked_for_its_password_once(shell: Shell, downloads: Path) -> None:
    assert shell("sweep", str(downloads), secrets=("wrong",)).code == WRONG_KEY
    assert_refused(shell("sweep", str(downloads), secrets=()), "Standard input ended")


def test_where_nobody_can_be_asked_it_looks_without_the_vault(
    shell: Shell, downloads: Path, vault_file: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    shell("import", str(downloads / NAME))
    monkeypatch.setattr(session, "_has_terminal", lambda: False)
    assert main.main(["--vault", str(vault_file), "sweep", str(downloads), "--json"]) == DONE
    assert json.loads(capsys.readouterr().out)["found"][0]["in_vault"] is False


def test_a_folder_that_is_not_there_is_refused_before_a_password_is_asked_for(shell: Shell, home: Path) -> None:
    assert_refused(shell("sweep", str(home / "nowhere"), secrets=()), "There is no folder")


def test_what_cannot_be_read_is_noted(shell: Shell, downloads: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(22):
        (downloads / f"{number}.txt").write_text("x")
    refuse(monkeypatch, *(f"{number}.txt" for number in range(22)))
    answer = shell("sweep", str(downloads))
    assert answer.code == DONE
    notes = answer.err.splitlines()
    assert len(notes) == 21
    assert all(note.startswith("note: ") for note in notes)
    assert notes[-1] == "note: and 2 more that could not be looked at"
    assert len(shell("sweep", str(downloads), "--json").json["problems"]) == 22


class Screen(io.StringIO):
    """A terminal to tell how far it is."""

    def isatty(self) -> bool:
        return True


def test_on_a_terminal_it_tells_how_far_it_is(shell: Shell, downloads: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(1500):
        (downloads / f"{number}.png").touch()
    screen = Screen()
    monkeypatch.setattr(sys, "stderr", screen)
    assert shell("sweep", str(downloads)).code == DONE
    assert " files" in screen.getvalue()
    assert screen.getvalue().endswith("\r\033[K")


@pytest.mark.parametrize("options", [(), ("--json",)])
def test_when_it_is_stopped_what_was_found_is_shown(
    shell: Shell, downloads: Path, monkeypatch: pytest.MonkeyPatch, options: tuple[str, ...]
) -> None:
    look = sweep.look

    def stopped(*arguments: object) -> object:
        yield from look(*arguments)  # type: ignore[arg-type]
        raise KeyboardInterrupt

    monkeypatch.setattr(sweep, "look", stopped)
    answer = shell("sweep", str(downloads), *options)
    assert answer.code == REFUSED
    assert answer.err == "sparekey: Stopped.\n"
    assert (NAME in answer.out) is (options == ())


def test_no_code_is_shown(shell: Shell, downloads: Path) -> None:
    shell("import", str(downloads / NAME))
    shown = "".join(str(shell("sweep", str(downloads), *options)) for options in ((), ("--json",)))
    assert not any(secret in shown for secret in samples.all_secrets("mira"))


def test_a_name_that_steers_the_terminal_is_shown_without(shell: Shell, downloads: Path) -> None:
    (downloads / "codes\x1b[31m\n.txt").write_bytes(samples.saved("mira"))
    assert "\x1b" not in shell("sweep", str(downloads)).out


def test_the_program_itself_does_it(home: Path, downloads: Path) -> None:
    answer = start("sweep", str(downloads), "--json", home=home)
    assert answer.code == DONE
    assert answer.json["found"][0]["codes"] == 8
