"""The table of rules: complete, readable, with pages that exist; and docs/reminders.md, which is the same table for users."""

import re
from pathlib import Path

import pytest

from vault import agenda, services
from vault.rules import RULES, Rule

DOCUMENT = Path(__file__).parent.parent.parent / "docs" / "reminders.md"
# What issue 5 names, one by one.
WANTED = {
    "email-verified",
    "second-email",
    "domain-renewal",
    "codes-low",
    "codes-empty",
    "codes-tested",
    "codes-checked",
    "password-rotated",
    "token-reviewed",
    "token-expires",
    "signed-in",
    "history-read",
    "sessions-reviewed",
    "packages-reviewed",
    "sheet-verified",
    "sheet-stale",
    "backup-copied",
    "password-typed",
    "after-recovery",
    "request-answered",
    "request-proved",
    "question-open",
}
DESTRUCTIVE = re.compile("regenerate|generate|burn|delete|provision|reset")
every_rule = pytest.mark.parametrize("rule", RULES.values(), ids=lambda rule: rule.kind)


def test_every_rule_that_was_asked_for_is_there() -> None:
    assert set(RULES) == WANTED
    assert all(kind == rule.kind for kind, rule in RULES.items())


@every_rule
def test_a_rule_is_worded_for_people(rule: Rule) -> None:
    assert not rule.title.endswith((".", "!"))
    assert rule.why.endswith(".")
    assert re.search(r"[.!?] ", rule.why) is None, "a reason is one sentence"
    assert rule.source
    assert not rule.source.endswith(".")
    assert rule.steps
    for text in (rule.title, rule.why, *rule.steps, rule.done):
        assert text == " ".join(text.split())
        assert text[0].isupper() or text.startswith("{")
        assert set(re.findall(r"{(\w*)}", text)) <= {"item", "account", "service"}
    assert all(step.endswith(".") for step in rule.steps)
    assert "{" not in rule.why + rule.source + rule.done


@every_rule
def test_a_rule_shows_before_it_comes_again(rule: Rule) -> None:
    assert 0 <= rule.lead < (rule.every or 365)
    assert rule.coarse in agenda.WORDS


@every_rule
def test_a_page_is_one_that_changes_nothing(rule: Rule) -> None:
    if rule.page:
        address = services.find("pypi").page(rule.page)
        assert address is not None
        assert not DESTRUCTIVE.search(address)


def test_every_page_is_safe_to_open() -> None:
    for service in services.table().values():
        assert not DESTRUCTIVE.search(" ".join(service.pages.values()))


def interval(rule: Rule) -> str:
    if not rule.every:
        return "on its date" if rule.lead else "once"
    return f"{rule.every} days"


def as_row(rule: Rule) -> str:
    what = re.sub(r"{(\w+)}", r"*\1*", rule.title)
    lead = f"{rule.lead} days" if rule.lead else "the same day"
    return f"| `{rule.kind}` | {what} | {interval(rule)} | {lead} | {rule.why} | {rule.source} |"


def test_the_document_is_this_table() -> None:
    written = [line for line in DOCUMENT.read_text("utf-8").splitlines() if line.startswith("| `")]
    rows = [as_row(rule) for rule in RULES.values()]
    assert written == rows, "put these rows into docs/reminders.md:\n" + "\n".join(rows)
