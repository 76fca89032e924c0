"""The command readiness: would you get back in, and what if something were lost."""

import pytest

from tests.terminal import samples
from tests.terminal.shell import Shell, assert_refused

ADDRESS = "mira@holt.example"


@pytest.fixture
def ready(mira: Shell) -> Shell:
    """pypi:mira is known well: its authenticator is on the phone and here, its codes here and in the safe."""
    mira(
        "set",
        "pypi:mira",
        f"email={ADDRESS}",
        "email-verified=2026-01-31",
        "mailbox-at=phone,this laptop",
        "password=this laptop,phone",
        "totp-on=phone",
        "codes-at=home safe",
        "package=otters",
    )
    return mira


def test_it_tells_the_ways_in_and_what_each_needs(ready: Shell) -> None:
    (told,) = ready("readiness", "pypi:mira", "--json").json["accounts"]
    assert told["account"] == "pypi:mira"
    assert told["locked_out"] is False
    ways = {one["way"]: one for one in told["ways_in"]}
    assert {way for way, one in ways.items() if one["works"]} == {"authenticator", "code"}
    assert ways["authenticator"] == {"way": "authenticator", "works": True, "why_not": None, "needs": ["phone"]}
    assert ways["security-key"]["why_not"] == "No security key is noted"
    assert {one["lost"]: one["locked_out"] for one in told["single_losses"]} == {
        "phone": False,
        "this laptop": False,
        "home safe": False,
        "home": False,
        "bag": True,
        ADDRESS: True,
    }
    assert ["this laptop", "phone"] in told["pairs"]
    assert {one["severity"] for one in told["findings"]} <= {"critical", "warning", "advice"}
    assert "single-thread" in {one["kind"] for one in told["findings"]}
    assert told["fixes"][0]["saves"] > 0


def test_a_loss_closes_what_hung_on_it(ready: Shell) -> None:
    told = ready("readiness", "pypi:mira", "--lose", "phone", "--lose", "this laptop", "--json").json
    assert told["lost"] == ["phone", "this laptop"]
    assert told["accounts"][0]["locked_out"] is True
    assert not any(one["works"] for one in told["accounts"][0]["ways_in"])
    assert ready("readiness", "pypi:mira", "--lose", ADDRESS, "--json").json["accounts"][0]["locked_out"] is True
    assert ready("readiness", "pypi:mira", "--lose", "office", "--json").json["accounts"][0]["locked_out"] is False


def test_an_unknown_place_is_refused(ready: Shell) -> None:
    assert_refused(ready("readiness", "--lose", "space ship"), "Nothing is known to lie at that place")


def test_an_unknown_account_is_refused(ready: Shell) -> None:
    assert_refused(ready("readiness", "pypi:nobody"), "no account pypi:nobody")


def test_as_a_person_reads_it(ready: Shell) -> None:
    lines = ready("readiness", "pypi:mira").out.splitlines()
    assert lines[0] == "pypi:mira: you would get in"
    assert "  yes  an authenticator, with phone at hand" in lines
    assert "  no   a security key. No security key is noted." in lines
    assert f"  It hangs on your bag and the mailbox {ADDRESS}." in lines
    assert "The vault" not in lines
    lost = ready("readiness", "pypi:mira", "--lose", "bag").out.splitlines()
    assert lost[:3] == ["As if you had lost your bag:", "", "pypi:mira: no way in is known to work"]
    assert lost[-1] == "  If you are locked out: sparekey request pypi:mira"


def test_of_several_accounts_it_tells_how_many(ready: Shell) -> None:
    lines = ready("readiness").out.splitlines()
    assert lines[0] == "1 of 2 accounts could be got into."
    assert "pypi:zoe: no way in is known to work" in lines
    assert "The vault" in lines


def test_of_many_accounts_only_those_that_need_something_are_told_in_full(ready: Shell) -> None:
    for name in ("anna", "ben", "cleo", "dora"):
        ready("add", f"github:{name}")
        ready("set", f"github:{name}", "password=head", "key=one@car", "key=two@bank")
    out = ready("readiness").out
    assert "github:anna" not in out
    assert "pypi:mira" in out


def test_an_account_that_holds_says_what_may_be_lost(ready: Shell) -> None:
    ready("add", "github:anna")
    ready("set", "github:anna", "password=head", "key=one@car", "key=two@bank")
    out = ready("readiness", "github:anna").out
    assert "  No single loss locks you out." in out
    assert "  Two at once lock you out: your car with your bank." in out


def test_an_empty_vault_says_how_to_go_on(shell: Shell) -> None:
    assert "sparekey add pypi:NAME" in shell("readiness").out
    assert shell("readiness", "--json").json["accounts"] == []


def test_no_secret_is_told(ready: Shell) -> None:
    out = ready("readiness").out + ready("readiness", "--json").out
    assert not [secret for secret in samples.all_secrets("mira", "zoe") if secret in out]
