"""The recovery request: what people in github.com/pypi/support would have been told, and what they would have sent."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from tests.core import lockouts
from tests.core.lockouts import ATTEST, CODES, KNOWN, LOST, address, last, package, ready, vault_with, with_codes
from tests.core.strategies import vaults
from vault import edit, facts, other_ways, push_proof, recovery, request, services, situation
from vault.errors import BadInput
from vault.letters import Letter
from vault.model import Browser, Copy, EmailStatus, Evidence, SecurityKey, Vault
from vault.request import CONDUCT, PATIENCE, RECOVERY_CODES, Piece, Prepared

PYPI = services.find("pypi")
SUPPORT = "support@" + ".".join(PYPI.site)


def prepared(vault: Vault, *lost: str, reason: str = "") -> Prepared:
    return request.prepare(ready(vault, *lost), last(vault), reason)


def piece(found: Prepared, label: str) -> Piece:
    return next(one for one in found.pieces if one.label == label)


def reason(found: Prepared) -> str:
    return piece(found, "Reason for request").value


def letter(found: Prepared, kind: str) -> Letter:
    return next(one for one in found.letters if one.kind == kind)


def steps(vault: Vault, *lost: str) -> dict[str, str]:
    return {one.kind: one.text for one in other_ways.own_steps(ready(vault, *lost), last(vault))}


def ways(vault: Vault, *lost: str) -> list[str]:
    return [one.way for one in other_ways.open_ways(ready(vault, *lost), last(vault))]


# The form


def test_the_form_is_the_one_of_today_from_its_top_to_its_bottom() -> None:
    found = prepared(lockouts.dag())
    assert [(one.kind, one.label) for one in found.pieces] == [
        ("field", "Title"),
        ("field", "PyPI Username"),
        ("field", "Reason for request"),
        ("tick", "Recovery Codes"),
        ("tick", "Code of Conduct"),
        ("tick", "Acknowledgement"),
    ]
    assert [one.value for one in found.pieces[3:]] == [RECOVERY_CODES, CONDUCT, PATIENCE]
    assert found.pieces[0].value == "Account recovery request"
    assert found.page == PYPI.recovery.page if PYPI.recovery else False
    assert found.page.endswith(
        "/pypi/support/issues/new?template=account-recovery.yml&labels=account-recovery&title=Account+recovery+request"
    )


def test_the_code_of_conduct_and_the_patience_are_the_users_own_word() -> None:
    found = prepared(lockouts.dag())
    assert [one.stands for one in found.pieces[4:]] == ["yours", "yours"]


# dag


def test_dag_has_no_way_in_and_a_reset_would_get_him_nowhere() -> None:
    vault = lockouts.dag()
    assert ways(vault) == []
    assert steps(vault)["no-reset"].startswith("A password reset works with verified addresses only.")
    assert "reset" not in steps(vault)


def test_dag_sends_the_form_and_confirms_his_address_by_mail() -> None:
    found = prepared(lockouts.dag())
    assert found.is_locked_out
    assert piece(found, "PyPI Username").value == "`dag`"
    assert reason(found).splitlines() == [
        "I no longer have the password and cannot reset it.",
        "The address of the account is not verified, though I can read mail to it.",
        "The newest release of Attest links its source, https://github.com/dag/attest, and I can push to it.",
        "The GitHub account dag is associated with the account.",
    ]
    assert (piece(found, "Recovery Codes").stands, found.is_thin) == ("unknown", False)
    assert [one.kind for one in found.letters] == ["confirm", "reply"]
    mail = letter(found, "confirm")
    assert (mail.to, mail.sender) == (SUPPORT, "dag@odenhall.example")
    assert "The e-mail address of my account is dag@odenhall.example. I write from it." in mail.body
    assert found.order[1] == f"Write to {SUPPORT} right after it, with the number of your issue."
    assert found.order[2].startswith("Wait for the staff's mail to dag@odenhall.example. It names a branch")


def test_dag_says_in_his_own_words_what_he_needs_and_the_repository_is_added() -> None:
    found = prepared(lockouts.dag(), reason="I forgot my password, and have to add a maintainer to the Attest package.")
    assert reason(found).splitlines()[:2] == [
        "I forgot my password, and have to add a maintainer to the Attest package.",
        "The newest release of Attest links its source, https://github.com/dag/attest, and I can push to it.",
    ]
    assert found.diversions == (), "a maintainer who is to be added takes nothing over"
    own = "The source, https://GitHub.com/dag/Attest, is mine."
    assert reason(prepared(lockouts.dag(), reason=own)) == own, "what is said already is not said twice"


def test_dags_repository_carries_the_branch() -> None:
    found = prepared(lockouts.dag())
    assert found.proof
    assert [one.name for one in found.proof.carriers] == ["Attest"]
    assert "exactly that name" in found.proof.steps[1]
    assert letter(found, "reply").body.count("https://github.com/dag/attest") == 1


# katsuma-inoue


def test_katsuma_writes_from_the_address_that_was_meant() -> None:
    found = prepared(lockouts.katsuma())
    assert reason(found).splitlines()[0] == (
        "Lost access to email address: the address of the account is not verified, and no mail to it reaches me."
    )
    assert [one.kind for one in found.letters] == ["new-address"]
    mail = letter(found, "new-address")
    assert mail.sender == "katsuma@inoue.example"
    assert "Address on the account: katuma@inoue.example. I can no longer read mail to it." in mail.body
    assert "Address that I want as the primary one: katsuma@inoue.example." in mail.body
    assert "I know that seven days pass first." in mail.body


def test_katsuma_could_give_a_new_address_as_long_as_the_password_is_known() -> None:
    vault = lockouts.katsuma()
    assert "new-address" not in steps(vault)
    vault = facts.set_password(vault, last(vault).id, "kept", now=lockouts.NOW)
    assert steps(vault)["new-address"].startswith("Sign in: an account without a second factor and without projects")
    vault = facts.set_package(vault, last(vault).id, ATTEST, now=lockouts.NOW)
    assert "new-address" not in steps(vault)


def test_an_address_of_another_account_or_barred_by_pypi_is_not_proposed() -> None:
    vault = lockouts.katsuma()
    taken = vault_with("pypi:other", vault, emails=(address("katsuma@inoue.example", primary=True),))
    moved = structs.replace(taken, accounts=(*taken.accounts[::2], taken.accounts[1]))
    assert letter(prepared(moved), "new-address").sender == ""
    assert "[your new address]" in letter(prepared(moved), "new-address").body
    barred = vault_with("npm:kat", vault, emails=(address("kat@outlook.example"),))
    alone = structs.replace(barred, accounts=(barred.accounts[2], barred.accounts[1]))
    assert letter(prepared(alone), "new-address").sender == ""


# The threads of PyPI's support


def test_10322_without_its_domain_codes_are_not_burned_but_known_connections_tried() -> None:
    vault = lockouts.lost_domain()
    assert ways(vault) == []
    told = steps(vault)
    assert told["domain"].startswith("Get the domain holt.example back")
    assert "known-connection" not in told, "with a code alone it is not to be tried"
    vault = edit.add_authenticator(vault, last(vault).id, lockouts.seed(), now=lockouts.NOW)
    assert "never with a code: a code would be burned" in steps(vault)["known-connection"]


def test_10322_the_tick_about_codes_is_not_true_and_the_reason_says_so() -> None:
    found = prepared(lockouts.lost_domain())
    tick = piece(found, "Recovery Codes")
    assert tick.stands == "untrue"
    assert "8 unused codes are noted" in tick.note
    assert "I do have unused recovery codes. The box about them below is not true for me" in reason(found)
    assert "a login from a new place also asks for the mail to the primary address" in reason(found)
    mail = letter(found, "new-address")
    assert mail.sender == "mira@elsewhere.example"
    assert "mira@elsewhere.example, which is on the account already." in mail.body


def test_11423_where_all_is_there_the_mail_is_looked_for_before_anything_is_sent() -> None:
    vault = lockouts.silent_mail()
    assert ways(vault) == ["authenticator", "code"]
    assert "wait 15 minutes" in steps(vault)["mail-late"]
    assert "lower case and without dashes" in steps(vault)["code-refused"]
    found = prepared(vault)
    assert (found.is_locked_out, found.is_thin) == (False, True)
    assert "Say in a sentence what happens" in piece(found, "Reason for request").note
    assert reason(found).startswith("I cannot log in to the account any more.\nI do have unused recovery codes.")


def test_11423_ones_own_reason_stays_honest_about_codes() -> None:
    found = prepared(lockouts.silent_mail(), reason="The mail with the confirmation never arrives.")
    assert "I do have unused recovery codes." in reason(found)
    own = "The mail never arrives. I have my recovery codes, and do not tick the box because it is true."
    assert "I do have unused" not in reason(prepared(lockouts.silent_mail(), reason=own))
    assert piece(found, "Recovery Codes").stands == "untrue"


def test_the_traps_of_each_way_are_told_with_it() -> None:
    found = {one.way: one for one in other_ways.open_ways(ready(lockouts.silent_mail()), last(lockouts.silent_mail()))}
    digits, code = found["authenticator"], found["code"]
    assert digits.words == "An authenticator"
    assert digits.needs == ("this laptop",)
    assert "then mails a link to alice@example.com" in digits.traps[0]
    assert "The clock of the device must be right" in digits.traps[1]
    assert "PyPI takes the code before that mail" in code.traps[1]


def test_11543_the_second_address_is_named_in_the_mail_and_never_in_the_issue() -> None:
    vault = lockouts.dead_primary()
    told = steps(vault)
    assert "make cboos@free.example the primary address" in told["make-primary"]
    assert "known-connection" in told
    found = prepared(vault)
    assert "A second address of it is verified and still mine" in reason(found)
    assert not any("@" in one.value for one in found.pieces)
    assert "cboos@free.example, which is on the account already and verified." in letter(found, "new-address").body
    assert letter(found, "new-address").sender == "cboos@free.example"


def test_6651_and_8752_a_lapsed_address_is_lost_and_not_only_unverified() -> None:
    found = prepared(lockouts.lapsed_address())
    assert reason(found).splitlines()[:2] == [
        "Lost access to email address: the address of the account is not verified, and no mail to it reaches me.",
        "I no longer have the password and cannot reset it.",
    ]
    assert "domain" in steps(lockouts.lapsed_address())
    assert [one.kind for one in found.letters] == ["new-address", "reply"]


def test_2808_what_lay_in_one_lost_entry_is_lost_and_the_tick_is_true() -> None:
    vault = lockouts.one_entry()
    assert ways(vault) == ["authenticator", "code"]
    assert ways(vault, "KeePass") == []
    found = prepared(vault, "KeePass")
    assert reason(found).splitlines()[:2] == [
        "Lost 2FA authentication app or security token.",
        "The recovery codes are lost, too.",
    ]
    assert (piece(found, "Recovery Codes").stands, found.is_thin) == ("true", False)
    assert [one.kind for one in found.letters] == ["reply"], "its mailbox works: the staff write first"
    assert "look-again" in steps(vault, "KeePass")


def test_6822_used_codes_make_the_tick_true() -> None:
    found = prepared(lockouts.used_up(), "phone")
    assert "As far as I know all recovery codes are used." in reason(found)
    assert piece(found, "Recovery Codes").stands == "true"
    assert [one.kind for one in found.letters] == ["intent"], "without a repository the wait begins with a mail"
    assert found.order[2].startswith("Answer the staff's mails. Without a public repository seven days pass")
    assert found.proof
    assert found.proof.carriers == ()


def test_3437_pasted_codes_are_refused_and_never_repeated() -> None:
    pasted = "These codes do not work:\n" + "\n".join(CODES)
    for vault in (with_codes(lockouts.dag()), lockouts.dag()):
        with pytest.raises(BadInput, match=r"^The reason has what looks like a recovery code in it$") as caught:
            prepared(vault, reason=pasted)
        assert not any(code in f"{caught.value}{caught.value.hint}" for code in CODES)


def test_3437_codes_that_were_refused_are_not_counted_on() -> None:
    vault = with_codes(lockouts.dag(), used=2)
    for place in (1, 2):
        vault = edit.note_outcome(vault, last(vault).id, last(vault).code_sets[0].id, place, "refused", now=lockouts.NOW)
    found = prepared(vault)
    assert "The recovery codes that I have are refused." in reason(found)
    assert piece(found, "Recovery Codes").stands == "true"


def test_11335_the_test_site_is_named_where_the_form_has_no_field_for_it() -> None:
    vault = lockouts.overwritten()
    found = prepared(vault)
    assert piece(found, "Title").value == "Account recovery request on TestPyPI"
    assert found.page.endswith("&title=Account+recovery+request+on+TestPyPI")
    assert reason(found).splitlines()[:3] == [
        "This is about my account on TestPyPI, not on PyPI.",
        "I can log in to the account of the same name on PyPI.",
        "Lost 2FA authentication app or security token.",
    ]
    assert letter(found, "intent").to == SUPPORT, "both sites have one staff"
    assert "Try the digits that are noted for pypi:alice" in steps(vault)["twin"]


def test_11335_that_the_other_account_works_is_said_only_where_it_does() -> None:
    vault = lockouts.overwritten()
    other = structs.replace(vault.accounts[0], password=LOST, emails=())
    told = reason(prepared(structs.replace(vault, accounts=(other, vault.accounts[1]))))
    assert told.splitlines()[1] == "Lost 2FA authentication app or security token."


def test_11335_ones_own_words_need_not_say_it() -> None:
    vault = lockouts.overwritten()
    assert reason(prepared(vault, reason="I lost my phone.")).startswith("This is about my account on TestPyPI, not on PyPI.")
    own = "I lost the phone with Test PyPI on it."
    assert reason(prepared(vault, reason=own)) == own


# Other places


def test_other_services_are_not_pypis_to_help_with() -> None:
    found = prepared(vault_with("github:alice", emails=(address("alice@example.com", primary=True),)))
    assert (found.pieces, found.letters, found.proof) == ((), (), None)
    assert found.order[0].startswith("This is an account at GitHub. The staff of PyPI cannot let you in there")
    assert "recovering-your-account" in found.page
    assert found.page in found.order[1]


def test_where_no_page_is_known_the_services_own_help_is_named() -> None:
    found = prepared(vault_with("somewhere:alice"), reason="whatever")
    assert found.page == ""
    assert found.order[1] == "Look in somewhere's own help for lost two-factor authentication, or write to its support."
    assert steps(vault_with("somewhere:alice", password=LOST)) == {
        "look-again": steps(vault_with("somewhere:alice", password=LOST))["look-again"]
    }


@pytest.mark.parametrize(
    ("words", "kind", "where"),
    [
        ("It says my account has been suspended, but why?", "suspended", "admin@"),
        ("My account was suddenly frozen.", "suspended", "security@"),
        ("PyPI banned my account", "suspended", "admin@"),
        ("My account has been deleted by somebody else", "deleted", "final"),
        ("I've deleted my PyPI account and want it back", "deleted", "another user name"),
        ("Please delete this account", "delete-it", "delete none"),
        ("I want the account to be deleted", "delete-it", "delete none"),
        ("The account belongs to a former employee", "takeover", "PEP 541"),
        ("our colleague left the company", "takeover", "PEP 541"),
        ("I'd like to take over the project u", "takeover", "PEP 541"),
        ("Please transfer the ownership of the package to me", "takeover", "PEP 541"),
        ("The package is unmaintained and I want the name", "takeover", "PEP 541"),
    ],
)
def test_what_belongs_elsewhere_is_told_where(words: str, kind: str, where: str) -> None:
    (found,) = prepared(lockouts.dag(), reason=words).diversions
    assert found.kind == kind
    assert where in found.text


@pytest.mark.parametrize(
    "words",
    [
        "I suspended my phone plan and lost the number",
        "My account is not suspended, I only lost the phone",
        "My PyPI account has never been suspended",
        "the address has since been deleted",
        "my mail account was deleted",
        "my Google account was deleted",
        "I deleted the authenticator app",
        "I left the company, and its mailbox with it",
        "I need to add a new maintainer to the Attest package",
        "I abandoned the account for years, and want to maintain the package again",
        "Can you transfer my account to a new address",
    ],
)
def test_nothing_is_guessed_of_ordinary_words(words: str) -> None:
    assert prepared(lockouts.dag(), reason=words).diversions == ()


# What else is said


def test_of_linked_accounts_only_those_are_named_whose_service_is_known() -> None:
    account = structs.replace(last(lockouts.dag()), linked=("github:dag", "dag", "nowhere:dag", "npm", "gitlab:dag"))
    told = reason(prepared(structs.replace(lockouts.dag(), accounts=(account,)))).splitlines()
    assert told[3:] == [
        "The GitHub account dag is associated with the account.",
        "The GitLab account dag is associated with the account.",
    ]


@pytest.mark.tedious
@given(vaults.filter(lambda vault: bool(vault.present)), st.sampled_from(["pypi", "testpypi", "github"]), st.text(max_size=60))
def test_any_account_gives_a_request_without_addresses_or_is_refused(vault: Vault, service: str, own: str) -> None:
    account = structs.replace(vault.present[-1], service=service, deleted_at=None)
    seeds = tuple(structs.replace(one, added_at=lockouts.NOW.at) for one in account.authenticators)
    sets = tuple(structs.replace(one, added_at=lockouts.NOW.at) for one in account.code_sets)
    account = structs.replace(account, authenticators=seeds, code_sets=sets)
    vault = structs.replace(vault, accounts=(account,), sheets=())
    try:
        found = request.prepare(ready(vault), account, own)
    except BadInput:
        return
    assert not any(email.address in one.value for email in account.emails for one in found.pieces if "@" in email.address)
    assert bool(found.pieces) == (service != "github")
    for one in (*other_ways.open_ways(ready(vault), account), *other_ways.own_steps(ready(vault), account)):
        assert one


def test_a_user_name_that_is_an_address_is_not_published() -> None:
    vault = vault_with("pypi:dag@odenhall.example", emails=(address("x@odenhall.example"),))
    with pytest.raises(BadInput, match="PyPI wants the user name there"):
        prepared(vault)


def test_a_source_link_with_an_address_in_it_is_not_published() -> None:
    odd = package("odd", "https://dag:dag@odenhall.example/odd", "yes")
    vault = structs.replace(lockouts.dag(), accounts=(structs.replace(last(lockouts.dag()), packages=(odd,)),))
    with pytest.raises(BadInput, match=r"^“Reason for request” has an e-mail address in it$"):
        prepared(vault)


def test_what_shows_whose_account_it_is_stands_in_the_mail() -> None:
    evidence = (
        Evidence(id="1", kind="date", text="registered in May 2014"),
        Evidence(id="2", kind="other", text="a mail of 2019"),
    )
    vault = structs.replace(lockouts.dag(), accounts=(structs.replace(last(lockouts.dag()), evidence=evidence),))
    assert "- registered in May 2014\n- a mail of 2019" in letter(prepared(vault), "confirm").body
    secret = structs.replace(vault.accounts[0], evidence=(Evidence(id="1", kind="other", text=f"my code {CODES[0]}"),))
    with pytest.raises(BadInput, match=r"^The mail has what looks like a recovery code in it$"):
        prepared(structs.replace(vault, accounts=(secret,)))


def test_the_issues_link_stands_in_the_mails_as_soon_as_it_is_noted() -> None:
    vault = lockouts.dag()
    assert all("[the link of your issue]" in one.body for one in prepared(vault).letters)
    vault = recovery.open_request(vault, last(vault).id, on=lockouts.TODAY, link="8241", now=lockouts.NOW)
    assert all("/pypi/support/issues/8241\n" in one.body for one in prepared(vault).letters)


def test_where_no_address_is_noted_the_mail_leaves_room_for_them() -> None:
    found = prepared(vault_with(password=LOST))
    mail = letter(found, "new-address")
    assert "Address on the account: I do not know it any more." in mail.body
    assert "[your new address]." in mail.body
    assert steps(vault_with(password=KNOWN)) == {"look-again": steps(vault_with(password=KNOWN))["look-again"]}


def test_the_reason_claims_nothing_that_is_not_noted() -> None:
    expected: dict[EmailStatus, list[str]] = {"unverified": ["The address of the account is not verified."], "unknown": []}
    for status, told in expected.items():
        vault = vault_with(emails=(address("a@example.com", status, primary=True),), password=LOST)
        found = prepared(vault)
        assert reason(found).splitlines() == ["I no longer have the password and cannot reset it.", *told]
        assert "If you cannot read its mail any more, note that first" in letter(found, "confirm").when


def test_an_unverified_address_of_which_nobody_said_whether_it_is_read_is_tried_first() -> None:
    vault = vault_with(emails=(address("alice@example.com", "unverified", primary=True),), password=KNOWN)
    assert situation.of(ready(vault), last(vault)).address == "unverified"
    assert situation.of(ready(vault, "alice@example.com"), last(vault)).address == "lost"


def test_who_can_sign_in_has_the_address_verified_again() -> None:
    mail = address("alice@example.com", "unverified", "yes", primary=True)
    vault = vault_with(emails=(mail,), password=KNOWN, has_second_factor="no")
    assert "the mail that verifies alice@example.com is sent once more" in steps(vault)["verify"]
    assert "verify" not in steps(structs.replace(vault, accounts=(structs.replace(last(vault), password=LOST),)))


def test_a_forgotten_password_is_reset_by_any_verified_address() -> None:
    mails = (address("a@example.com", reaches="yes", primary=True), address("b@example.org", reaches="yes"))
    key = SecurityKey(id="1", name="blue", copy=Copy(place="key ring"))
    vault = vault_with(emails=mails, password=LOST, security_keys=(key,))
    assert "Ask for a password reset with a@example.com or b@example.org" in steps(vault)["reset"]
    (way,) = other_ways.open_ways(ready(vault), last(vault))
    assert way.traps == (
        "You need a new password first: ask for a reset with any verified address.",
        "No mail is sent, and nothing is used up.",
    )


def test_a_remembered_browser_is_told_with_its_last_day() -> None:
    browsers = (Browser(place="office", remembered_on=lockouts.TODAY),)
    vault = vault_with(emails=(address("a@example.com", reaches="yes", primary=True),), password=KNOWN, browsers=browsers)
    (way,) = other_ways.open_ways(ready(vault), last(vault))
    assert (way.way, way.needs) == ("browser", ("office",))
    assert way.traps == ("It has to be that very browser. It is remembered until 2026-07-01.",)


def test_others_and_publishers_go_on_meanwhile() -> None:
    packages = (
        package("attest", owners=("bob", "carol")),
        package("otters", has_other_owner="yes", has_publisher=True),
        package("alone"),
    )
    told = steps(vault_with(packages=packages))
    assert told["owner"].endswith("release and add maintainers: attest (bob and carol), otters (somebody).")
    assert told["publisher"].startswith("Releases of otters through the trusted publisher go on")


def test_a_code_is_worth_nothing_where_the_password_is_gone() -> None:
    found = prepared(with_codes(lockouts.dag()))
    assert "They do not help without the password." in reason(found)


def test_codes_elsewhere_make_the_tick_untrue_as_well() -> None:
    vault = vault_with(emails=(address("a@example.com", primary=True),), password=KNOWN, codes_at=(Copy(place="office"),))
    assert "Codes are noted" in piece(prepared(vault), "Recovery Codes").note
    one_left = with_codes(vault_with(emails=(address("a@example.com", primary=True),), password=KNOWN), used=7)
    assert "One unused code is noted" in piece(prepared(one_left), "Recovery Codes").note


# The branch


def test_of_repositories_the_surest_comes_first_and_barred_ones_are_told() -> None:
    packages = (package("maybe", "https://example.com/maybe"), package("gone", "https://example.com/gone", "no"), ATTEST)
    found = prepared(vault_with(emails=(address("a@example.com", primary=True),), packages=packages))
    assert found.proof
    assert [one.name for one in found.proof.carriers] == ["Attest", "maybe"]
    assert [one.name for one in found.proof.barred] == ["gone"]
    assert "The newest release of maybe links its source, https://example.com/maybe." in reason(found)


def test_the_lines_push_a_branch_of_exactly_that_name() -> None:
    told = push_proof.lines("https://github.com/dag/attest", " GtD0uZqm2PREA6x3 ")
    assert told.push == "git push https://github.com/dag/attest HEAD:refs/heads/GtD0uZqm2PREA6x3"
    assert told.delete == "git push https://github.com/dag/attest --delete refs/heads/GtD0uZqm2PREA6x3"
    assert told.check.startswith("git push --dry-run ")
    assert "NAME-FROM-THE-MAIL" in push_proof.lines("https://github.com/dag/attest").push
    assert push_proof.lines("https://example.com/a;rm -rf").push.startswith("git push 'https://example.com/a;rm -rf' ")


@pytest.mark.parametrize("name", ["dag/GtD0uZqm2PREA6x3", "GtD0uZqm2PREA6x", "GtD0uZqm2PREA6x3x", "GtD0uZqm2PREA6-3"])
def test_a_branch_with_something_before_its_name_is_refused(name: str) -> None:
    with pytest.raises(BadInput, match="16 letters and digits"):
        push_proof.lines("https://github.com/dag/attest", name)
