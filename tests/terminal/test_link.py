"""The command link: what it prints, and the exit codes that scripts go by."""

import io
from pathlib import Path

import pytest

from tests.terminal.shell import DONE, REFUSED, WRONG_USAGE, Answer, Shell, start
from vault import link_words, services

PYPI = ".".join(services.table()["pypi"].site)
REGENERATE = f"https://{PYPI}/manage/account/recovery-codes/regenerate"


def run(shell: Shell, *arguments: str, stdin: bytes = b"") -> Answer:
    return shell("link", *arguments, secrets=(), stdin=stdin)


def test_the_own_host_is_told_in_plain_words_and_ends_with_0(new_shell: Shell) -> None:
    answer = run(new_shell, f"https://{PYPI}/account/login/")
    assert answer.code == DONE
    assert answer.out.splitlines() == [
        f"{PYPI}: own host",
        "  This is exactly PyPI's own host.",
        "  It leads to the page to sign in.",
    ]
    assert answer.err == ""


@pytest.mark.parametrize(
    ("text", "kind", "sentence"),
    [
        ("https://pypj.org/", "look-alike", "This link only looks like PyPI's."),
        (REGENERATE, "destroys codes", "Do not open this link: it makes all your recovery codes void."),
        (
            f"https://{PYPI}/?next=//evil.example",
            "suspicious",
            "The host is PyPI's own, but the link hands you on to evil.example.",
        ),
        ("https://blog.example", "unknown host", "This host belongs to none of the services that Sparekey knows."),
        (f"docs.{PYPI}", "same domain", "This host lies below PyPI's own domain, but it is not the one where you sign in."),
        (f"http://{PYPI}", "own host", "This is exactly PyPI's own host, but the link is not encrypted."),
        (f"noreply@{PYPI}", "sender", "The address is at PyPI's own host, which proves nothing."),
    ],
)
def test_anything_else_is_told_and_ends_with_1_a_sentence_and_a_hint(
    new_shell: Shell, text: str, kind: str, sentence: str
) -> None:
    answer = run(new_shell, text)
    assert answer.code == REFUSED
    assert answer.out.splitlines()[0].endswith(f": {kind}")
    assert answer.out.splitlines()[1] == f"  {sentence}"
    first, second = answer.err.splitlines()
    assert first == f"sparekey: {sentence}"
    assert second.startswith("hint: ")


def test_the_two_hosts_stand_one_above_the_other(new_shell: Shell) -> None:
    lines = run(new_shell, "https://pypi-mirror.org/x").out.splitlines()
    assert lines[-4:-1] == ["    this link  pypi-mirror.org", "    PyPI       pypi       .org", "                   ^^^^^^^"]
    assert lines[-1] == f"  {link_words.HURT}"
    assert "    this address  pypj.org" in run(new_shell, "noreply@pypj.org").out.splitlines()


def test_words_without_a_link_are_refused(new_shell: Shell) -> None:
    answer = run(new_shell, "hello", "there")
    assert (answer.code, answer.out) == (REFUSED, "")
    assert answer.err.startswith("sparekey: There is no link or address in this text.\nhint: ")
    assert run(new_shell, "--json", "hello").json == {"links": [], "complete": True}


def test_everything_in_a_mail_is_told_the_worst_first(new_shell: Shell) -> None:
    mail = f"From: PyPI <noreply@{PYPI}>\n\nhttps://{PYPI}/help/ or https://pypj.org/\n"
    answer = run(new_shell, "-", stdin=mail.encode())
    assert answer.code == REFUSED
    assert [line for line in answer.out.splitlines() if line[:1].strip()] == [
        "pypj.org: look-alike",
        f"{PYPI}: own host",
        f"{PYPI}: sender",
    ]
    assert run(new_shell, "-", stdin=mail.replace("pypj.org", PYPI).encode()).code == DONE


def test_words_of_a_line_need_no_quotes(new_shell: Shell) -> None:
    assert "sender" in run(new_shell, "PyPI", f"<noreply@{PYPI}>").out


def test_json_has_a_row_for_each_link(new_shell: Shell) -> None:
    answer = run(new_shell, "--json", f"https://pypj.org and https://{PYPI}/help/ and https://blog.example")
    assert answer.code == REFUSED
    rows = answer.json["links"]
    assert [(row["host"], row["verdict"], row["service"], row["own_host"]) for row in rows] == [
        ("pypj.org", "look-alike", "pypi", PYPI),
        ("blog.example", "unknown", None, None),
        (PYPI, "own", "pypi", PYPI),
    ]
    assert rows[0]["reasons"] == ["campaign", "letter"]
    assert rows[0]["campaign"] == 2025
    assert answer.json["complete"] is True
    assert answer.out.isascii()


def test_json_of_the_own_host_ends_with_0(new_shell: Shell) -> None:
    answer = run(new_shell, "--json", PYPI)
    assert answer.code == DONE
    assert answer.json["links"][0]["reasons"] == []


def test_too_many_links_are_never_fine(new_shell: Shell) -> None:
    many = " ".join(f"https://{PYPI}/{place}" for place in range(300)).encode()
    answer = run(new_shell, "-", stdin=many)
    assert answer.code == REFUSED
    assert answer.err.splitlines() == [
        "sparekey: There is more in this text than is looked at.",
        "hint: Paste the one link that you want to know about.",
    ]
    assert run(new_shell, "--json", "-", stdin=many).json["complete"] is False


def test_bytes_that_are_no_text_are_answered(new_shell: Shell) -> None:
    assert run(new_shell, "-", stdin=b"\xff\xfe https://pypj.org/ \x00\x1b[31m").code == REFUSED


def test_what_would_steer_the_terminal_is_not_printed(new_shell: Shell) -> None:
    answer = run(new_shell, f"https://py\u202epi{PYPI[4:]}/", "javascript:\x1b[31m")
    assert "\x1b" not in answer.out + answer.err
    assert "\u202e" not in answer.out + answer.err


def test_no_text_is_wrong_usage(new_shell: Shell) -> None:
    assert run(new_shell).code == WRONG_USAGE


def test_without_standard_input_there_is_nothing_to_read(new_shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(io, "TextIOWrapper", lambda *_: None)
    answer = run(new_shell, "-")
    assert answer.code == REFUSED
    assert "There is no standard input" in answer.err


def test_the_program_answers_without_a_vault_and_leaves_nothing(home: Path) -> None:
    before = set(home.rglob("*"))
    answer = start("link", "https://pypj.org/?token=geheim", home=home)
    assert (answer.code, "geheim" in answer.out + answer.err) == (REFUSED, False)
    assert set(home.rglob("*")) == before


def test_a_closed_output_is_refused_as_everywhere(home: Path) -> None:
    with Path("/dev/full").open("wb") as full:
        answer = start("link", "https://pypj.org/", home=home, stdout=full.fileno())
    assert answer.code == REFUSED
    assert "The output could not be written" in answer.err
