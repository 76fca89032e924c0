"""The log of a recovery: its steps in their order, whose turn it is, how it ended, and what is to be mended then."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from msgspec import structs

from tests.core import lockouts
from tests.core.lockouts import TODAY, address, last, ready, vault_with, with_codes
from tests.core.strategies import of_class
from vault import chores, codec, copies, edit, merge, recovery, services, undoing
from vault.errors import BadInput, NotThere, VaultError
from vault.model import Browser, Copy, Now, Request, SecurityKey, Step, Vault

ISSUES = "https://github.com/pypi/support/issues/"


def at(day: date) -> Now:
    return Now(datetime(day.year, day.month, day.day, 12, tzinfo=UTC), "workbench")


def sent(vault: Vault | None = None, *, on: date = TODAY, link: str = "8241") -> Vault:
    vault = vault or lockouts.dag()
    return recovery.open_request(vault, last(vault).id, on=on, link=link, now=at(on))


def request(vault: Vault) -> Request:
    return last(vault).requests[-1]


def noted(vault: Vault, kind: str, on: date) -> Vault:
    return recovery.note_step(vault, last(vault).id, request(vault).id, kind, on=on, now=at(on))  # type: ignore[arg-type]


def closed(vault: Vault, ending: recovery.Ending = "reset", *, on: date = TODAY + timedelta(20)) -> Vault:
    return recovery.close(vault, last(vault).id, request(vault).id, ending, on=on, now=at(on))


# Steps


def test_a_recovery_goes_from_the_form_to_its_end() -> None:
    vault = sent()
    assert request(vault) == Request(id=request(vault).id, link=f"{ISSUES}8241", steps=(Step(kind="sent", on=TODAY),))
    assert recovery.current(last(vault)) == request(vault)
    for days, kind in ((5, "answered"), (6, "branch-pushed"), (6, "mail-answered")):
        vault = noted(vault, kind, TODAY + timedelta(days))
    vault = closed(vault)
    assert [(step.kind, (step.on - TODAY).days) for step in request(vault).steps] == [
        ("sent", 0),
        ("answered", 5),
        ("branch-pushed", 6),
        ("mail-answered", 6),
        ("closed", 20),
    ]
    assert recovery.current(last(vault)) is None
    assert last(vault).recovered_on == TODAY + timedelta(20)
    assert [event.kind for event in vault.events[-5:]] == [
        "request-sent",
        "request-step",
        "request-step",
        "request-step",
        "request-closed",
    ]


def test_each_change_is_one_event_without_the_link_in_it() -> None:
    before = lockouts.dag()
    vault = sent(before)
    assert len(vault.events) == len(before.events) + 1
    assert vault.events[-1].values == {"request": request(vault).id, "added": request(vault).id, "on": "2026-06-01"}
    vault = noted(vault, "answered", TODAY)
    assert vault.events[-1].values == {"request": request(vault).id, "step": "answered", "on": "2026-06-01"}
    vault = closed(vault, "unsolved")
    assert vault.events[-1].values == {"request": request(vault).id, "ending": "unsolved", "on": "2026-06-21"}
    assert codec.load(codec.dump(vault)) == (vault, True)


@pytest.mark.parametrize(
    "change",
    [
        lambda vault: noted(vault, "answered", TODAY),
        closed,
        lambda vault: recovery.set_link(vault, last(vault).id, request(vault).id, "9", now=at(TODAY)),
    ],
)
def test_each_change_can_be_undone(change: Callable[[Vault], Vault]) -> None:
    before = sent(with_codes(lockouts.dag()))
    assert undoing.undo(change(before), before, now=at(TODAY)).accounts == before.accounts
    assert undoing.undo(before, lockouts.dag(), now=at(TODAY)).accounts[0].requests == ()


def test_a_second_request_is_not_opened_before_the_first_is_closed() -> None:
    vault = sent()
    with pytest.raises(BadInput, match="There is a request that is not closed"):
        sent(vault)
    again = sent(closed(vault, "unsolved"), on=TODAY + timedelta(90))
    assert [recovery.is_closed(one) for one in last(again).requests] == [True, False]


def test_a_step_that_was_forgotten_takes_its_place() -> None:
    vault = noted(sent(), "mail-answered", TODAY + timedelta(9))
    vault = noted(vault, "answered", TODAY + timedelta(7))
    vault = noted(vault, "answered", TODAY + timedelta(12))
    assert [step.kind for step in request(vault).steps] == ["sent", "answered", "mail-answered", "answered"]


@pytest.mark.parametrize(
    ("kind", "days", "why"),
    [
        ("answered", -1, "That day is before the request was sent"),
        ("sent", 0, "That step has a place of its own"),
        ("closed", 0, "That step has a place of its own"),
    ],
)
def test_a_step_that_cannot_be_is_refused(kind: str, days: int, why: str) -> None:
    with pytest.raises(BadInput, match=why):
        noted(sent(), kind, TODAY + timedelta(days))


def test_what_is_noted_already_lies_ahead_or_is_over_is_refused() -> None:
    vault = noted(sent(), "answered", TODAY)
    with pytest.raises(BadInput, match="That is noted already"):
        noted(vault, "answered", TODAY)
    later, fresh = TODAY + timedelta(3), lockouts.dag()
    with pytest.raises(BadInput, match="That day lies ahead"):
        recovery.note_step(vault, last(vault).id, request(vault).id, "answered", on=later, now=at(TODAY))
    with pytest.raises(BadInput, match="That day lies ahead"):
        recovery.open_request(fresh, last(fresh).id, on=later, now=at(TODAY))
    with pytest.raises(BadInput, match="That day is before the last step"):
        closed(noted(vault, "mail-answered", later), on=TODAY)
    with pytest.raises(BadInput, match="That request is closed"):
        noted(closed(vault), "answered", TODAY)
    for strange in (structs.replace(request(vault), id="x", steps=()), structs.replace(request(vault), id="y")):
        odd = structs.replace(vault, accounts=(structs.replace(last(vault), requests=(strange,)),))
        with pytest.raises(VaultError):
            recovery.note_step(odd, last(vault).id, "x", "answered", on=TODAY, now=at(TODAY))


def test_what_is_not_there_is_refused() -> None:
    vault = sent()
    with pytest.raises(NotThere, match="no such request"):
        recovery.close(vault, last(vault).id, "gone", "reset", on=TODAY, now=at(TODAY))
    with pytest.raises(NotThere, match="no such account"):
        recovery.open_request(vault, "gone", on=TODAY, now=at(TODAY))


def test_steps_of_two_copies_come_into_their_order_again() -> None:
    common = sent()
    ours = noted(common, "mail-answered", TODAY + timedelta(9))
    theirs = noted(common, "answered", TODAY + timedelta(7))
    joined = merge.merge(ours, theirs).vault
    assert [step.kind for step in recovery.steps(request(joined))] == ["sent", "answered", "mail-answered"]
    turn = recovery.turn(request(joined))
    assert turn
    assert turn.due_on == TODAY + timedelta(16)
    assert [step.kind for step in request(noted(joined, "answered", TODAY + timedelta(10))).steps][-1] == "answered"


def test_a_request_that_was_taken_back_is_not_brought_back_by_another_copy() -> None:
    before = lockouts.dag()
    asked = sent(before)
    undone = undoing.undo(asked, before, now=at(TODAY))
    changed = edit.set_note(asked, last(asked).id, "changed there", now=at(TODAY))
    assert last(merge.merge(undone, changed).vault).requests == ()


# Links


@pytest.mark.parametrize(
    "text",
    ["8241", "#8241", "pypi/support#8241", f"{ISSUES}8241", f" {ISSUES}8241/ ", f"{ISSUES}8241#issuecomment-35"],
)
def test_an_issue_is_named_by_its_address_or_its_number(text: str) -> None:
    vault = sent(link="")
    assert request(vault).link == ""
    vault = recovery.set_link(vault, last(vault).id, request(vault).id, text, now=at(TODAY))
    assert request(vault).link == f"{ISSUES}8241"
    assert vault.events[-1].kind == "request-linked"


@pytest.mark.parametrize("text", ["x", f"{ISSUES}new?template=x", "https://example.com/8241", "dag@example.com", "1" * 10])
def test_what_is_no_issue_of_theirs_is_refused(text: str) -> None:
    with pytest.raises(BadInput, match="This is not the link of a request"):
        sent(link=text)


def test_at_other_services_any_link_will_do() -> None:
    github = services.find("github")
    assert recovery.checked_link(github, " https://support.example/ticket/7 ") == "https://support.example/ticket/7"
    for text in ("ticket 7", "https://support.example/ticket 7", "https://support.example/\x1b", f"https://{'x' * 200}"):
        with pytest.raises(BadInput, match="This is not a link"):
            recovery.checked_link(services.find("somewhere"), text)


# Whose turn it is


@pytest.mark.parametrize(
    ("kinds", "is_ours", "days", "text"),
    [
        ((), False, 14, "Wait for an answer"),
        (("answered",), True, 3, "It is your turn"),
        (("answered", "branch-pushed"), True, 3, "Reply to the staff's mail now"),
        (("answered", "branch-pushed", "mail-answered"), False, 7, "Wait for the staff"),
    ],
)
def test_whose_turn_it_is_follows_from_the_last_step(kinds: tuple[str, ...], is_ours: bool, days: int, text: str) -> None:
    vault = sent()
    for place, kind in enumerate(kinds, 1):
        vault = noted(vault, kind, TODAY + timedelta(place))
    turn = recovery.turn(request(vault))
    assert turn
    assert (turn.is_ours, turn.due_on) == (is_ours, TODAY + timedelta(len(kinds) + days))
    assert turn.text.startswith(text)


def test_nobody_has_a_turn_in_what_is_over_or_was_never_begun() -> None:
    assert recovery.turn(request(closed(sent()))) is None
    assert recovery.turn(Request(id="1")) is None


@given(of_class(Request))
def test_any_request_of_a_file_has_a_turn_or_none(found: Request) -> None:
    turn = recovery.turn(found)
    assert (turn is None) == (not found.steps or recovery.is_closed(found))


# The end


def everything() -> Vault:
    """Return a vault whose account has all that the staff wipe."""
    vault = with_codes(vault_with(emails=(address("a@example.com", primary=True),)), used=1)
    vault = edit.add_authenticator(vault, last(vault).id, lockouts.seed(), now=lockouts.NOW)
    there = (Copy(place="phone"),)
    account = structs.replace(
        last(vault),
        totp_at=there,
        codes_at=there,
        security_keys=(SecurityKey(id="1", name="blue", copy=there[0]),),
        browsers=(Browser(place="office", remembered_on=TODAY),),
    )
    return structs.replace(vault, accounts=(account,))


def test_what_the_staff_wiped_is_counted_on_no_more() -> None:
    once = closed(sent(everything()))
    account = last(once)
    assert (account.live_set, account.authenticator) == (None, None)
    assert [code.state for code in account.code_sets[0].codes] == ["used", *["void"] * 7]
    assert (copies.of_codes(account), copies.of_authenticator(account), copies.of_keys(account)) == ((), (), ())
    assert copies.of_browsers(account) == ()
    assert not ready(once).reach(account) & 1
    assert account.recovered_on == TODAY + timedelta(20)
    again = closed(sent(once, on=TODAY + timedelta(30)), on=TODAY + timedelta(40))
    assert last(again).code_sets == account.code_sets, "what was void stays as it was"
    assert last(again).authenticators == account.authenticators


@pytest.mark.parametrize("ending", ["password", "unsolved"])
def test_after_another_end_the_rest_still_counts(ending: recovery.Ending) -> None:
    before = sent(everything())
    account = last(closed(before, ending))
    assert structs.replace(account, requests=()) == structs.replace(last(before), requests=())
    assert recovery.mendings(before, account) == ()


def test_afterwards_everything_is_set_up_anew_in_the_order_that_works() -> None:
    assert recovery.mendings(everything(), last(everything())) == ()
    vault = closed(sent(everything()))
    assert [(one.kind, one.is_done) for one in recovery.mendings(vault, last(vault))] == [
        ("password", None),
        ("codes", False),
        ("authenticator", False),
        ("security-key", False),
        ("second-email", False),
        ("tokens", False),
        ("branch", None),
    ]
    assert "burn one of them" in recovery.mendings(vault, last(vault))[1].text
    day = TODAY + timedelta(21)
    account_id = last(vault).id
    vault = edit.add_codes(vault, account_id, [f"{place:016x}" for place in range(8)], now=at(day))
    vault = edit.add_authenticator(vault, account_id, lockouts.seed(), now=at(day))
    vault = edit.set_email(vault, account_id, "b@example.org", verified_on=day, now=at(day))
    vault = chores.finish(vault, "after-recovery", account_id, "", on=day, now=at(day))
    assert [one.kind for one in recovery.mendings(vault, last(vault)) if one.is_done is False] == ["security-key"]


def test_a_service_that_burns_no_code_is_not_said_to() -> None:
    vault = vault_with("github:alice")
    vault = edit.note_recovered(vault, last(vault).id, TODAY, now=at(TODAY))
    assert "burn" not in recovery.mendings(vault, last(vault))[1].text
