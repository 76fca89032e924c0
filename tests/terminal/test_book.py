"""The life of an account over three code sets, as a user of the command line lives it."""

from pathlib import Path

import pytest

from tests.terminal.samples import codes, saved, saved_as
from tests.terminal.shell import DONE, REFUSED, WRONG_USAGE, Shell, assert_refused


def bring_in(shell: Shell, home: Path, name: str, day: str) -> None:
    path = home / saved_as("alice", day)
    path.write_bytes(saved(name))
    assert shell("import", str(path)).code == DONE


def states(shell: Shell) -> list[list[str]]:
    account = shell("show", "pypi:alice", "--json").json["account"]
    return [[code["state"] for code in code_set["codes"]] for code_set in account["code_sets"]]


def test_an_account_lives_through_three_code_sets(shell: Shell, home: Path) -> None:
    bring_in(shell, home, "first", "2024-05-01")
    assert shell("code", "pypi:alice", "--place", "5", "--use", "--note", "burned at set-up").out.strip() == codes("first")[4]
    assert shell("compare", "pypi:alice", "--unused", "7", "--generated", "2024-05-01").code == DONE
    assert shell("code", "pypi:alice", "--use").out.strip() == codes("first")[0]
    assert "Code 1 of pypi:alice: worked" in shell("outcome", "pypi:alice", "worked").out
    # The phone is lost, PyPI asks for the mail, one code is refused.
    assert shell("code", "pypi:alice", "--use").out.strip() == codes("first")[1]
    assert "Open the link in the mail" in shell("outcome", "pypi:alice", "mailed").out
    assert shell("code", "pypi:alice", "--use").out.strip() == codes("first")[2]
    assert "may have been burned" in shell("outcome", "pypi:alice", "refused", "--place", "3").out
    bring_in(shell, home, "second", "2025-06-01")
    assert states(shell)[0] == ["used", "used", "used", "void", "used", "void", "void", "void"]
    assert shell("code", "pypi:alice").out.strip() == codes("second")[0]
    bring_in(shell, home, "third", "2026-07-01")
    assert [set(states(shell)[place]) for place in (1, 2)] == [{"void"}, {"unused"}]
    outcomes = shell("show", "pypi:alice", "--json").json["account"]["code_sets"][0]["codes"]
    assert [code["outcome"] for code in outcomes[:4]] == ["worked", "mailed", "refused", None]
    # A file from the second year turns up again: it is known, and the third set stays in force.
    answer = shell("import", str(home / saved_as("alice", "2025-06-01")), "--json").json
    assert (answer["imported"], answer["skipped"]) == (0, 1)
    assert shell("list", "--json").json["accounts"][0]["codes"] == {"left": 8, "used": 4, "void": 12, "total": 24}


def test_comparing_tells_what_differs_and_exits_1(shell: Shell, home: Path) -> None:
    bring_in(shell, home, "first", "2024-05-01")
    assert_refused(shell("compare", "pypi:alice", "--unused", "6"), "2 codes more were used than the book says")
    answer = shell("compare", "pypi:alice", "--unused", "6", "--json")
    assert answer.code == REFUSED
    assert answer.json["agrees"] is False
    assert_refused(shell("compare", "pypi:alice", "--unused", "8", "--generated", "2025-05-01"), "stale")
    answer = shell("compare", "pypi:alice", "--unused", "8", "--json")
    assert answer.json == {"agrees": True, "text": "The book agrees: 8 unused", "hint": None}


@pytest.mark.parametrize("count", ["-1", "x", "1000", "½"])
def test_a_count_is_a_number(shell: Shell, count: str) -> None:
    assert shell("compare", "pypi:alice", f"--unused={count}").code == WRONG_USAGE


def test_an_outcome_needs_a_used_code(shell: Shell, home: Path) -> None:
    assert shell("add", "pypi:alice").code == DONE
    assert_refused(shell("outcome", "pypi:alice", "worked"), "pypi:alice has no recovery codes")
    bring_in(shell, home, "first", "2024-05-01")
    assert_refused(shell("outcome", "pypi:alice", "worked"), "No code of pypi:alice was used")
    assert_refused(shell("outcome", "pypi:alice", "worked", "--place", "2"), "This code was not used")
    assert_refused(shell("outcome", "pypi:alice", "worked", "--place", "9"), "There is no such code")
