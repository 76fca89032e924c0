"""The command request: the ways first, then the request ready to paste, into a file of its own; and its log."""

import os
import re
import stat
from pathlib import Path

import pytest

from tests.terminal import samples
from tests.terminal.shell import DONE, REFUSED, WRONG_USAGE, Shell, assert_refused

ADDRESS = "dag@odenhall.example"
REPOSITORY = "https://github.com/dag/attest"
RECOVERY_CODES = "I never generated or have lost access to the recovery codes for my account"


@pytest.fixture
def dag(shell: Shell) -> Shell:
    """pypi:dag has forgotten his password, never verified his address, has no codes, and the repository of Attest."""
    assert shell("add", "pypi:dag", "--email", ADDRESS).code == DONE
    assert (
        shell("set", "pypi:dag", "email-verified=never", "password=lost", "package=Attest", f"repo={REPOSITORY}").code == DONE
    )
    return shell


def section(text: str, label: str) -> str:
    """Return what is to be pasted into a field."""
    found = re.search(rf"^-- {label}\n(?:   .*\n)*((?:.+\n)+)", text, re.MULTILINE)
    assert found, label
    return found[1].rstrip()


def test_ways_come_first_then_the_form_then_the_mails(dag: Shell) -> None:
    out = dag("request", "pypi:dag").out
    order = [
        "no way in is known to work",
        "What you can do yourself",
        "The form",
        "Mail to support@",
        "Showing that",
        "to expect",
    ]
    places = [out.index(words) for words in order]
    assert places == sorted(places)
    assert section(out, "Title") == "Account recovery request"
    assert section(out, "PyPI Username") == "`dag`"
    assert section(out, "Reason for request").splitlines()[0] == "I no longer have the password and cannot reset it."
    assert section(out, "Recovery Codes") == f"[?] {RECOVERY_CODES}"
    assert ADDRESS not in out, "all of it may end in the public issue"
    assert "[your primary address]" in out[out.index("== Mail to") :]


def test_a_way_that_works_is_told_with_its_traps(mira: Shell) -> None:
    mira("set", "pypi:mira", "email=mira@holt.example", "email-verified=2026-01-31", "password=head")
    out = mira("request", "pypi:mira").out
    assert out.startswith("pypi:mira: ways in that still work\n  yes  An authenticator, with at hand: this laptop\n")
    assert "PyPI takes the code before that mail" in out
    assert section(out, "Recovery Codes") == f"[ ] {RECOVERY_CODES}"
    assert "The box about them below is not true for me" in section(out, "Reason for request")
    assert not [secret for secret in samples.all_secrets("mira", "zoe") if secret in out]
    lost = mira("request", "pypi:mira", "--lose", "this laptop").out
    assert "no way in is known to work" in lost
    assert section(lost, "Recovery Codes") == f"[x] {RECOVERY_CODES}"


def test_ones_own_reason_is_completed_from_the_facts(dag: Shell) -> None:
    out = dag("request", "pypi:dag", "--reason", "I forgot my password, and must add a maintainer.").out
    assert section(out, "Reason for request").splitlines() == [
        "I forgot my password, and must add a maintainer.",
        f"The newest release of Attest links its source, {REPOSITORY}.",
    ]


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (f"write to {ADDRESS}", "an e-mail address"),
        ("my codes: " + " ".join(samples.codes("mira")), "a recovery code"),
        (f"my token pypi-{'AgEIcHlwaS5vcmc' * 5}", "an API token"),
        ("my seed " + samples.seed("mira"), "the secret of an authenticator"),
    ],
)
def test_what_must_not_be_public_is_refused_and_not_repeated(mira: Shell, tmp_path: Path, words: str, why: str) -> None:
    answer = mira("request", "pypi:mira", "--reason", words, "-o", str(tmp_path / "request.txt"))
    assert_refused(answer, "The reason has")
    assert why in answer.err
    assert not [part for part in words.split()[2:] if part in answer.err]
    assert not (tmp_path / "request.txt").exists()


def test_what_belongs_elsewhere_is_told_before_the_form(dag: Shell) -> None:
    out = dag("request", "pypi:dag", "--reason", "It says that my account has been suspended.").out
    assert out.index("Is the account suspended?") < out.index("== The form")
    told = dag("request", "pypi:dag", "--reason", "Please delete this account.", "--json").json
    assert [one["kind"] for one in told["belongs_elsewhere"]] == ["delete-it"]


def test_other_services_have_no_request(shell: Shell) -> None:
    shell("add", "github:dag")
    out = shell("request", "github:dag").out
    assert "== No request to PyPI\nThis is an account at GitHub." in out
    assert "docs.github.com" in out
    assert shell("request", "github:dag", "--json").json["request"] is None


def test_the_test_site_is_named(shell: Shell) -> None:
    shell("add", "testpypi:dag")
    out = shell("request", "testpypi:dag").out
    assert section(out, "Title") == "Account recovery request on TestPyPI"
    assert section(out, "Reason for request").startswith("This is about my account on TestPyPI, not on PyPI.")


def test_it_is_written_into_a_new_file_that_only_its_owner_reads(dag: Shell, tmp_path: Path) -> None:
    path = tmp_path / "request.txt"
    answer = dag("request", "pypi:dag", "-o", str(path))
    assert answer.out == f"Wrote {path}\n"
    assert path.read_text("utf-8") == dag("request", "pypi:dag").out
    if os.name == "posix":
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert_refused(dag("request", "pypi:dag", "-o", str(path), secrets=()), "exists already")
    assert_refused(dag("request", "pypi:dag", "-o", str(tmp_path / "no" / "x"), secrets=()), "There is no folder")


def test_it_is_told_as_json(dag: Shell) -> None:
    told = dag("request", "pypi:dag", "--json").json
    assert (told["account"], told["locked_out"]) == ("pypi:dag", True)
    assert {one["works"] for one in told["ways_in"]} == {False}
    assert [one["label"] for one in told["request"]["pieces"]] == [
        "Title",
        "PyPI Username",
        "Reason for request",
        "Recovery Codes",
        "Code of Conduct",
        "Acknowledgement",
    ]
    assert [one["stands"] for one in told["request"]["pieces"]] == [None, None, None, "unknown", "yours", "yours"]
    assert [one["kind"] for one in told["request"]["mails"]] == ["confirm", "reply"]
    assert told["request"]["proof"]["repositories"] == [{"package": "Attest", "repository": REPOSITORY, "can_push": "unknown"}]
    assert (told["log"], told["afterwards"]) == ([], [])
    assert told["page"].startswith("https://github.com/pypi/support/issues/new?")


def test_a_repository_that_cannot_be_pushed_to_is_told(dag: Shell) -> None:
    dag("set", "pypi:dag", "package=Attest", "can-push=no")
    out = dag("request", "pypi:dag").out
    assert "I know that seven days pass first." in out
    assert "If the staff choose it, say so in your reply." in out


# The log


def test_the_steps_are_noted_and_the_next_one_told(dag: Shell) -> None:
    said = dag("request", "pypi:dag", "--sent", "2026-01-02", "--link", "8241").out
    assert said.startswith("Noted for pypi:dag: sent on 2026-01-02\nWait for an answer")
    assert "You are reminded on 2026-01-16." in said
    assert "!! A request was sent on 2026-01-02, and is not closed." in dag("request", "pypi:dag").out
    assert "It is your turn" in dag("request", "pypi:dag", "--answered", "2026-01-09").out
    said = dag("request", "pypi:dag", "--branch-pushed", "2026-01-10", "--mail-answered", "2026-01-10").out
    assert "branch-pushed on 2026-01-10, mail-answered on 2026-01-10" in said
    told = dag("request", "pypi:dag", "--json").json
    (asked,) = told["log"]
    assert asked["link"].endswith("/pypi/support/issues/8241")
    assert [step["kind"] for step in asked["steps"]] == ["sent", "answered", "branch-pushed", "mail-answered"]
    assert asked["next"] == {"text": asked["next"]["text"], "on": "2026-01-17", "yours": False}
    assert f"This belongs to my request {asked['link']}" in told["request"]["mails"][0]["text"]
    said = dag("request", "pypi:dag", "--closed", "2026-01-20", "--ending", "reset").out
    assert "You are back in. What is to be set up anew:\n  -    Choose a new password" in said
    assert "-    Generate new recovery codes, bring them in here, and burn one of them" in said
    told = dag("request", "pypi:dag", "--json").json
    assert told["log"][0]["next"] is None
    assert {one["kind"]: one["done"] for one in told["afterwards"]}["codes"] is False
    due = dag("remind", "--vault-open", "--json").json["due"]
    assert "after-recovery" in {one["kind"] for one in due}


def test_what_is_over_without_success_asks_for_nothing_more(dag: Shell) -> None:
    dag("request", "pypi:dag", "--sent", "2026-01-02")
    said = dag("request", "pypi:dag", "--closed", "2026-04-02", "--ending", "unsolved").out
    assert said == "Noted for pypi:dag: sent on 2026-01-02, closed on 2026-04-02\n"
    assert dag("request", "pypi:dag", "--json").json["afterwards"] == []


def test_without_a_day_it_is_today_and_the_link_may_come_later(dag: Shell) -> None:
    told = dag("request", "pypi:dag", "--sent", "--json").json
    assert told["log"][0]["link"] is None
    told = dag("request", "pypi:dag", "--link", "#8241", "--answered", "--json").json
    assert told["log"][0]["link"].endswith("/8241")
    assert [step["on"] for step in told["log"][0]["steps"]] == [told["log"][0]["steps"][0]["on"]] * 2


def test_steps_that_cannot_be_are_refused(dag: Shell) -> None:
    assert_refused(dag("request", "pypi:dag", "--answered"), "There is no request that is not closed")
    dag("request", "pypi:dag", "--sent", "2026-01-02")
    assert_refused(dag("request", "pypi:dag", "--sent"), "There is a request that is not closed")
    assert_refused(dag("request", "pypi:dag", "--answered", "2025-01-02"), "before the request was sent")
    assert_refused(dag("request", "pypi:dag", "--link", "https://example.com"), "not the link of a request")
    assert len(dag("request", "pypi:dag", "--json").json["log"][0]["steps"]) == 1


@pytest.mark.parametrize(
    "words",
    [
        ["--closed"],
        ["--ending", "reset"],
        ["--closed", "--ending", "maybe"],
        ["--sent", "yesterday"],
        ["--sent", "--reason", "x"],
        ["--answered", "-o", "x"],
        ["--link", "1", "--lose", "phone"],
    ],
)
def test_wrong_usage_asks_for_no_password(dag: Shell, words: list[str]) -> None:
    assert dag("request", "pypi:dag", *words, secrets=()).code == WRONG_USAGE


def test_an_account_that_is_not_there_is_refused(shell: Shell) -> None:
    assert shell("request", "pypi:nobody").code == REFUSED
