"""The command set: facts of an account and of the vault, all of them or none."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.terminal.samples import PASSWORD
from tests.terminal.shell import Shell, assert_refused
from vault import facts, keys, store
from vault.model import Now

ADDRESS = "mira@holt.example"


@pytest.fixture
def mira(shell: Shell) -> Shell:
    shell("add", "pypi:mira")
    return shell


def account(shell: Shell) -> Any:
    return shell("show", "pypi:mira", "--json").json["account"]


def test_several_facts_are_noted_at_once(mira: Shell) -> None:
    answer = mira(
        "set",
        "pypi:mira",
        f"email={ADDRESS}",
        "email-verified=2026-01-31",
        "spare-email=mira@spare.example",
        "email-verified=never",
        "password=this laptop, phone",
        "totp-on=phone",
        "codes-at=home safe",
        "key=blue@key ring",
        "note=all of it",
    )
    assert (answer.code, answer.out) == (0, "Noted 9 facts of pypi:mira\n")
    told = account(mira)
    assert [(one["address"], one["primary"], one["status"]) for one in told["emails"]] == [
        (ADDRESS, True, "verified"),
        ("mira@spare.example", False, "unverified"),
    ]
    assert told["emails"][0]["verified_on"] == "2026-01-31"
    assert [copy["place"] for copy in told["password"]["copies"]] == ["this laptop", "phone"]
    assert [copy["place"] for copy in told["totp_at"]] == ["phone"]
    assert [copy["place"] for copy in told["codes_at"]] == ["home safe"]
    assert [(key["name"], key["copy"]["place"]) for key in told["security_keys"]] == [("blue", "key ring")]
    assert told["note"] == "all of it"


def test_packages_their_owners_and_links(mira: Shell) -> None:
    mira("set", "pypi:mira", "package=otters", "repo=https://github.com/mira/otters", "can-push=yes", "owner=Otters:bob")
    mira("set", "pypi:mira", "package=seals", "owner=otters:eve")
    otters, seals = account(mira)["packages"]
    assert (otters["name"], otters["owners"], otters["can_push"]) == ("otters", ["bob", "eve"], "yes")
    assert otters["repository"] == "https://github.com/mira/otters"
    assert seals["name"] == "seals"


def test_what_is_named_after_its_facts_is_meant_all_the_same(mira: Shell) -> None:
    repository = "https://github.com/mira/otters"
    answer = mira("set", "pypi:mira", "email-verified=never", f"email={ADDRESS}", f"repo={repository}", "package=otters")
    assert answer.code == 0
    told = account(mira)
    assert [(one["address"], one["status"]) for one in told["emails"]] == [(ADDRESS, "unverified")]
    assert [(one["name"], one["repository"]) for one in told["packages"]] == [("otters", repository)]


def test_a_link_without_a_package_is_evidence(mira: Shell) -> None:
    mira("set", "pypi:mira", "repo=https://github.com/mira/otters")
    (evidence,) = account(mira)["evidence"]
    assert (evidence["kind"], evidence["text"]) == ("repository", "https://github.com/mira/otters")


def test_tokens_mailboxes_browsers_and_the_rest(mira: Shell) -> None:
    mira("add", "github:mira")
    facts = ["mailbox=works", "mailbox-at=phone", "mailbox-by=github:mira", "domain-renews=2027-01-31"]
    more = [
        "browser=laptop:2026-01-31",
        "second-factor=none",
        "token=ci:otters:2026-01-31",
        "token=all::",
        "linked=github:mira",
        "recovered=2026-02-01",
    ]
    assert mira("set", "pypi:mira", f"email={ADDRESS}", *facts, *more).code == 0
    told = account(mira)
    (email,) = told["emails"]
    assert (email["reaches"], email["opened_by"], email["renews_on"]) == ("yes", "github:mira", "2027-01-31")
    assert email["opened_at"][0]["place"] == "phone"
    assert told["browsers"] == [{"place": "laptop", "remembered_on": "2026-01-31"}]
    assert told["second_factor"] == "no"
    assert [(one["name"], one.get("scope"), one.get("created_on")) for one in told["tokens"]] == [
        ("ci", "otters", "2026-01-31"),
        ("all", None, None),
    ]
    assert told["linked"] == ["github:mira"]
    assert told["recovered_on"] == "2026-02-01"
    lines = mira("show", "pypi:mira").out
    assert "opened with github:mira" in lines
    assert "token          all, for the whole account" in lines


def test_a_fact_can_be_taken_back(mira: Shell) -> None:
    mira("set", "pypi:mira", f"email={ADDRESS}", "domain-renews=2027-01-31", "password=head", "totp-on=phone", "key=blue@car")
    mira("add", "github:mira")
    mira("set", "pypi:mira", "mailbox-by=github:mira")
    mira("set", "pypi:mira", "domain-renews=", "password=", "totp-on=", "key=blue@", "mailbox-by=", "email-verified=unknown")
    told = account(mira)
    assert told["emails"][0]["renews_on"] is None
    assert told["emails"][0]["opened_by"] is None
    assert (told["password"], told["totp_at"], told["security_keys"]) == ({"secret": None}, [], [])


def test_the_primary_address_is_said(mira: Shell) -> None:
    mira("set", "pypi:mira", f"email={ADDRESS}", "primary=mira@new.example")
    assert [one["address"] for one in account(mira)["emails"] if one["primary"]] == ["mira@new.example"]


@pytest.mark.parametrize(
    ("facts", "why"),
    [
        (["email=mira"], "not an e-mail address"),
        (["email-verified=2026-01-31"], "no address yet"),
        ([f"email={ADDRESS}", "email-verified=soon"], "A date is written"),
        ([f"email={ADDRESS}", "mailbox=perhaps"], "one of works, lost, unknown"),
        ([f"email={ADDRESS}", "mailbox-by=github:nobody"], "no account github:nobody"),
        (["key=blue"], "NAME@PLACE"),
        (["key=blue@"], "no such security key"),
        (["owner=bob"], "PACKAGE:USER"),
        (["can-push=yes"], "which package"),
        (["package=otters", "repo=otters"], "not a link"),
        (["package="], "has a name"),
        (["totp-on=" + "x" * 61], "A place has a name"),
        (["recovered=2026-13-01"], "A date is written"),
        (["token=pypi-AgEIcHlwaS5vcmcCJDAwMDAwMDAwLTAwMDA:otters:"], "looks like the token itself"),
        (["token=ci:ghp_0123456789abcdefghijABCDEFGHIJ012345:"], "looks like the token itself"),
    ],
)
def test_what_cannot_be_noted_changes_nothing(mira: Shell, vault_file: Path, facts: list[str], why: str) -> None:
    before = vault_file.read_bytes()
    assert_refused(mira("set", "pypi:mira", "note=also", *facts), why)
    assert vault_file.read_bytes() == before


@pytest.mark.parametrize("facts", [[], ["colour=red"], ["note"], ["=x"], ["kept-at=cloud"]])
def test_wrong_usage(mira: Shell, facts: list[str]) -> None:
    assert mira("set", "pypi:mira", *facts).code == 2


def test_facts_of_the_vault(mira: Shell) -> None:
    answer = mira("set", "vault", "kept-at=this laptop,cloud", "password-at=head,Octavia", "person=Octavia", "within=phone:car")
    assert answer.out == "Noted 4 facts of vault\n"
    mira("set", "pypi:mira", f"email={ADDRESS}", "email-verified=2026-01-31", "totp-on=phone")
    lost = mira("readiness", "--lose", "car", "--json").json["accounts"][0]
    assert lost["locked_out"]
    assert mira("set", "vault", "note=x").code == 2


def test_a_password_that_is_kept_here_is_shown_only_where_it_is_asked_for(mira: Shell, vault_file: Path) -> None:
    opened, vault = store.unlock(vault_file, keys.password(PASSWORD), now=datetime.now(UTC))
    vault = facts.keep_password(vault, vault.accounts[0].id, "c4n4ry", now=Now(datetime.now(UTC)))
    store.close(store.save(opened, vault))
    told = mira("show", "pypi:mira", "--json")
    assert "c4n4ry" not in told.out + mira("show", "pypi:mira").out + mira("readiness").out + mira("list").out
    assert account(mira)["password"]["secret"] is None
    assert "and in this vault" in mira("show", "pypi:mira").out
    assert mira("show", "pypi:mira", "--json", "--reveal").json["account"]["password"]["secret"] == "c4n4ry"
    assert "c4n4ry" in mira("show", "pypi:mira", "--reveal").out
