"""Where secrets come from: lines of standard input in their order, or a terminal that does not show them."""

import io
import os
import pty
import select
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.terminal import samples
from tests.terminal.samples import PASSWORD
from tests.terminal.shell import DONE, REFUSED, WRONG_KEY, Answer, Shell, assert_refused, clean_environment, program
from ui.terminal import main, session

DEADLINE = 30  # seconds

# Standard input


def test_each_secret_is_one_line_and_the_password_comes_first(shell: Shell) -> None:
    assert shell("keys", "change-password", secrets=[PASSWORD, "second one", "third one"]).code == DONE
    assert shell("list", secrets=["third one"]).code == WRONG_KEY
    assert shell("list", secrets=["second one"]).code == DONE
    assert shell("keys", "change-password", secrets=["third one", "second one"]).code == WRONG_KEY


@pytest.mark.parametrize("secret", ["  blanks around  ", "pässwörd", "\t", "a:b=c'd\"e", "x" * 1024])
def test_a_line_is_taken_as_it_is(new_shell: Shell, secret: str) -> None:
    assert new_shell("init", secrets=[secret]).code == DONE
    assert new_shell("list", secrets=[secret]).code == DONE
    assert new_shell("list", secrets=[f"{secret} "[:1024].swapcase()]).code == WRONG_KEY


def test_lines_may_end_as_on_windows_or_not_at_all(shell: Shell) -> None:
    for stdin in (PASSWORD, f"{PASSWORD}\r\n", f"{PASSWORD}\n"):
        assert shell("list", secrets=[], stdin=stdin.encode()).code == DONE


def test_letters_are_the_same_however_they_are_composed(new_shell: Shell) -> None:
    assert new_shell("init", secrets=["Zoe\u0308"]).code == DONE
    assert new_shell("list", secrets=["Zo\u00eb"]).code == DONE


def test_too_few_lines_are_refused(shell: Shell, vault_file: Path) -> None:
    before = vault_file.read_bytes()
    assert_refused(shell("list", secrets=[]), "ended before all secrets were read")
    assert_refused(shell("keys", "change-password"), "ended before all secrets were read")
    assert vault_file.read_bytes() == before


@pytest.mark.parametrize("line", [b"\xff\xfe\n", b"\n", b"x" * 1025 + b"\n", b"a\xed\xa0\x80\n"])
def test_a_line_that_cannot_be_a_password_is_refused(shell: Shell, line: bytes) -> None:
    assert_refused(shell("list", secrets=[], stdin=line))


def test_a_counter_asks_for_the_password_once(shell: Shell) -> None:
    shell("import", "-", stdin=samples.uri("zoe", issuer="Forge", kind="hotp", more="&counter=1").encode())
    assert shell("totp", "forge:zoe").code == DONE


def test_standard_input_that_is_closed_has_no_lines(
    vault_file: Path, shell: Shell, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdin", None)
    assert main.main(["--vault", str(vault_file), "--password-stdin", "list"]) == REFUSED
    assert "Standard input ended" in capsys.readouterr().err


def test_nothing_is_taken_from_the_environment_or_an_argument(
    shell: Shell, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("PASSWORD", "SPAREKEY_PASSWORD", "SPAREKEY_VAULT_PASSWORD"):
        monkeypatch.setenv(name, PASSWORD)
    assert_refused(shell("list", secrets=[]))
    for option in ("--password", "--password-file", "-p"):
        with pytest.raises(SystemExit):
            main.main([option, "x", "list"])
    assert "Traceback" not in capsys.readouterr().err


# A terminal


def typed(arguments: list[str], secrets: list[str], home: Path) -> Answer:
    """Run the program on a terminal of its own and answer each question with the next secret."""
    mine, its = pty.openpty()

    own_it = "os.open(os.ttyname(0), os.O_RDWR)"  # by which it becomes the terminal of the new session
    child = subprocess.Popen(
        [*program(own_it), *arguments],
        stdin=its,
        stdout=its,
        stderr=subprocess.PIPE,
        env=clean_environment(home),
        start_new_session=True,
    )
    os.close(its)
    shown = b""
    for secret in secrets:
        shown += _read_until(mine, b": ")
        os.write(mine, secret.encode())
    shown += _read_until(mine, None)
    _, err = child.communicate(timeout=DEADLINE)
    os.close(mine)
    return Answer(child.returncode, shown.decode(), err.decode())


def _read_until(terminal: int, end: bytes | None) -> bytes:
    """Read up to a question, or for None until the program has closed the terminal."""
    read, deadline = b"", time.monotonic() + DEADLINE
    while end is None or not read.endswith(end):
        ready = select.select([terminal], [], [], max(0, deadline - time.monotonic()))[0]
        assert ready, f"nothing more came than {read!r}"
        try:
            more = os.read(terminal, 4096)
        except OSError:  # how Linux says that nobody has the other end open any more
            more = b""
        if not more:
            assert end is None, f"it ended after {read!r}"
            break
        read += more
    return read


def test_init_on_a_terminal_asks_twice_and_shows_nothing(home: Path, vault_file: Path) -> None:
    answer = typed(["--vault", str(vault_file), "init"], [f"{PASSWORD}\n", f"{PASSWORD}\n"], home)
    assert answer.code == DONE, answer
    assert answer.out.count("New password") == 2
    assert PASSWORD not in answer.out + answer.err
    assert vault_file.exists()
    listed = typed(["--vault", str(vault_file), "list"], [f"{PASSWORD}\n"], home)
    assert listed.code == DONE
    assert "Password of vault.sparekey: " in listed.out
    assert PASSWORD not in listed.out


def test_init_refuses_two_passwords_that_differ(home: Path, vault_file: Path) -> None:
    answer = typed(["--vault", str(vault_file), "init"], [f"{PASSWORD}\n", f"{PASSWORD}!\n"], home)
    assert answer.code == REFUSED
    assert answer.err.splitlines() == [
        "sparekey: The two passwords differ.",
        "hint: Start again and type the same one twice.",
    ]
    assert not vault_file.exists()


def test_the_end_of_input_instead_of_a_password_is_refused(home: Path, vault_file: Path) -> None:
    answer = typed(["--vault", str(vault_file), "init"], ["\4"], home)
    assert answer.code == REFUSED
    assert "No password was given" in answer.err
    assert "Traceback" not in answer.err


def test_control_c_stops_without_a_word_too_many(home: Path, vault_file: Path) -> None:
    answer = typed(["--vault", str(vault_file), "init"], ["\3"], home)
    assert answer.code == REFUSED
    assert answer.err == "sparekey: Stopped.\n"
    assert not vault_file.exists()


@pytest.mark.parametrize(
    ("typed_secrets", "code", "said"),
    [
        ([PASSWORD, PASSWORD], DONE, ""),
        ([PASSWORD, "other"], REFUSED, "The two passwords differ"),
        ([EOFError()], REFUSED, "No password was given"),
        ([PASSWORD, EOFError()], REFUSED, "No password was given"),
        ([KeyboardInterrupt()], REFUSED, "Stopped"),
    ],
)
def test_what_is_typed_decides_whether_a_vault_is_made(
    vault_file: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    typed_secrets: list[str | BaseException],
    code: int,
    said: str,
) -> None:
    questions: list[str] = []

    def ask(prompt: str) -> str:
        questions.append(prompt)
        answer = typed_secrets[len(questions) - 1]
        if isinstance(answer, str):
            return answer
        raise answer

    monkeypatch.setattr("getpass.getpass", ask)
    monkeypatch.setattr("ui.terminal.session._has_terminal", lambda: True)
    assert main.main(["--vault", str(vault_file), "init"]) == code
    assert questions == ["New password: ", "New password once more: "][: len(typed_secrets)]
    assert vault_file.exists() == (code == DONE)
    assert said in capsys.readouterr().err


def test_an_answer_that_is_no_secret_is_shown_as_it_is_typed(
    vault_file: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    asking = session.Session(vault_file, from_stdin=False)
    monkeypatch.setattr(sys, "stdin", Terminal(" AB12 \nmore"))
    assert asking.ask_shown("First 4 characters of group 3") == "AB12"
    assert capsys.readouterr() == ("", "First 4 characters of group 3: ")
    monkeypatch.setattr(sys, "stdin", None)  # where there is a terminal all the same it is asked without showing
    monkeypatch.setattr(asking, "ask", lambda question: f"answer to {question}")
    assert asking.ask_shown("this") == "answer to this"


@pytest.mark.parametrize("is_terminal", [False, True])
def test_a_terminal_is_found_by_standard_input_or_by_its_name(monkeypatch: pytest.MonkeyPatch, is_terminal: bool) -> None:
    class Input(io.StringIO):
        def isatty(self) -> bool:
            return is_terminal

    def refuse(*_: object) -> None:
        raise OSError

    monkeypatch.setattr(sys, "stdin", Input())
    monkeypatch.setattr(Path, "open", refuse)
    assert session._has_terminal() == is_terminal
    monkeypatch.setattr(Path, "open", lambda *_: io.BytesIO())
    assert session._has_terminal()
    monkeypatch.setattr(sys, "stdin", None)
    assert session._has_terminal()


def test_without_a_terminal_or_the_option_nobody_is_asked(
    shell: Shell, vault_file: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(f"{PASSWORD}\n".encode())))
    monkeypatch.setattr("ui.terminal.session._has_terminal", lambda: False)
    assert main.main(["--vault", str(vault_file), "list"]) == REFUSED
    assert "--password-stdin" in capsys.readouterr().err
    assert main.main(["--vault", str(vault_file), "verify"]) == DONE
    assert capsys.readouterr().out.startswith("whole")
