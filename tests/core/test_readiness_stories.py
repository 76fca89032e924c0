"""What happened to people, as they told it in github.com/pypi/support: a month earlier, and on the day.

Given what each could have known a month before, the warning is there; given the day itself, no way is called open that was
closed, each says which step closes it, and what is left is named. Names of hosts are changed.
"""

from datetime import date, timedelta
from typing import Any

from msgspec import structs

from tests.core.owners import KNOWN, LOST, NOW, account, at, codes, key, mail, package, seed, spare, vault_of
from vault import findings, fixes, losses
from vault.findings.finding import Finding
from vault.model import Account, CodeSet, CodeState, Password, Vault
from vault.readiness import Readiness, Verdict

THE_DAY = date(2026, 6, 1)
A_MONTH_EARLIER = THE_DAY - timedelta(30)
USED: tuple[CodeState, ...] = ("used",)
UNUSED: tuple[CodeState, ...] = ("unused",)


class Look:
    """What Sparekey says of one account on a day, with these things lost."""

    def __init__(self, vault: Vault, on: date, *lost: str, of: int = 0) -> None:
        self.readiness = Readiness(vault, on, lost=[losses.find(vault, name) for name in lost])
        self.account: Account = vault.present[of]
        self.verdict: Verdict = self.readiness.verdict(self.account)
        self.told = findings.of_account(self.readiness, self.verdict)
        self.findings = {one.kind: one for one in reversed(self.told)}

    def warned(self, kind: str, of: str = "") -> Finding:
        return next(one for one in self.told if one.kind == kind and of in one.text)

    @property
    def ways(self) -> set[str]:
        return {one.way for one in self.verdict.ways_in if one.works}

    def why_not(self, way: str) -> str:
        return next(one.why_not for one in self.verdict.ways_in if one.way == way)

    def hangs_on(self) -> set[str]:
        return {loss.lost[0].name for loss in self.verdict.threads}

    @property
    def remedies(self) -> list[str]:
        return [fix.remedy for fix in fixes.fixes(self.readiness, self.account)]

    def asks_the_staff(self) -> bool:
        """Tell whether the right way is named: the request, and not one more try."""
        told = self.findings.get("locked-out")
        return self.verdict.locked_out and told is not None and told.action == "request"


ATTEST = package("Attest", repository="https://github.example/dag/attest", can_push="yes")


# dag (#8241): password forgotten, address never verified, no codes; has to add a maintainer to Attest, has the repository


def dag(password: Password) -> Vault:
    address = mail("dag@odenhall.example", "unverified", "yes")
    return vault_of(account("pypi:dag", emails=(address,), password=password, has_second_factor="no", packages=(ATTEST,)))


def test_dag_was_warned_that_an_unverified_address_resets_nothing() -> None:
    look = Look(dag(Password()), A_MONTH_EARLIER)
    assert look.warned("email-unverified").severity == "critical"
    assert "dag@odenhall.example is not verified" in look.warned("email-unverified").text
    assert "resets no password to it" in look.warned("email-unverified").text
    assert "no recovery codes" in look.warned("second-factor-missing").text
    assert look.why_not("password") == "Nobody noted where the password is, and there is no verified address to reset it with"
    assert "Attest" in look.warned("sole-owner").text
    assert {"verify-email", "password-elsewhere"} <= set(look.remedies)


def test_dag_could_have_gone_on_with_the_password_and_one_mail() -> None:
    assert Look(dag(KNOWN), A_MONTH_EARLIER).ways == {"password"}
    verified = dag(Password())
    one = verified.accounts[0]
    address = structs.replace(one.emails[0], status="verified")
    assert Look(vault_of(structs.replace(one, emails=(address,))), A_MONTH_EARLIER).ways == {"password"}


def test_dag_is_sent_to_the_staff_with_the_repository_as_proof() -> None:
    look = Look(dag(LOST), THE_DAY)
    assert look.asks_the_staff()
    assert look.why_not("password") == "The password is lost, and there is no verified address to reset it with"
    assert "no-proof" not in look.findings
    assert "codes-burn" not in look.findings


# katsuma-inoue (#8220): the address was mistyped, codes were never generated


def katsuma(password: Password) -> Vault:
    address = mail("katuma@inoue.example", "unverified", "no")
    return vault_of(account("pypi:katsuma-inoue", emails=(address,), password=password, has_second_factor="no"))


def test_katsuma_was_warned_that_nobody_gets_the_mail_and_there_are_no_codes() -> None:
    look = Look(katsuma(KNOWN), A_MONTH_EARLIER)
    assert look.warned("mailbox-dead").severity == "critical"
    assert "katuma@inoue.example, and nobody can read that" in look.warned("mailbox-dead").text
    assert "as long as the account has no second factor and no project" in look.warned("mailbox-dead").fix
    assert look.warned("email-unverified").severity == "critical"
    assert look.warned("second-factor-missing").severity == "warning"
    assert "verify-email" not in look.remedies


def test_katsuma_is_sent_to_the_staff() -> None:
    look = Look(katsuma(LOST), THE_DAY)
    assert look.asks_the_staff()
    assert look.ways == set()


# #10322: the domain of the mail is gone, and codes do not help, for the login is from a new place


def lost_domain() -> Vault:
    address = mail("mira@holt.example", is_own_domain=True, renews_on=THE_DAY - timedelta(10))
    return vault_of(account("pypi:deburky", emails=(address,), password=KNOWN, code_sets=(codes(),), packages=(ATTEST,)))


def test_who_lost_a_domain_was_warned_of_its_day_and_that_codes_need_its_mail() -> None:
    look = Look(lost_domain(), A_MONTH_EARLIER)
    assert look.ways == {"code"}
    assert look.warned("domain-lapses").severity == "critical"
    assert (
        "holt.example is paid for until 2026-05-22; then mail to mira@holt.example stops" in look.warned("domain-lapses").text
    )
    assert look.warned("domain-lapses").fix.endswith(
        "add a second verified address at another provider; and add a security key, and keep it apart from the rest"
    )
    assert "codes and authenticator need a mail to mira@holt.example" in look.warned("mail-step").text
    assert {"holt.example", "mira@holt.example"} <= look.hangs_on()
    assert Look(lost_domain(), A_MONTH_EARLIER, "holt.example").verdict.locked_out


def test_who_lost_a_domain_is_told_that_codes_burn_in_vain() -> None:
    look = Look(lost_domain(), THE_DAY)
    assert look.asks_the_staff()
    assert look.why_not("code") == (
        "From a new place PyPI mails a link to mira@holt.example, and its domain was paid for until 2026-05-22"
    )
    assert "each try costs a code" in look.warned("codes-burn").text
    assert look.warned("codes-burn").fix == "Keep the codes that are left, and prepare the recovery request"
    assert Look(lost_domain(), A_MONTH_EARLIER, "holt.example").warned("codes-burn")


def test_a_security_key_and_a_second_address_would_have_been_enough() -> None:
    one = lost_domain().accounts[0]
    helped = structs.replace(one, emails=(*one.emails, spare()), security_keys=(key("key ring"),))
    assert Look(vault_of(helped), THE_DAY).ways == {"security-key"}


# #11423: password, authenticator and codes are all fine, and the mail with the link never comes


def silent_mail() -> Vault:
    one = account(
        "pypi:kaylai",
        emails=(mail("kay@example.com", reaches="yes"),),
        password=KNOWN,
        code_sets=(codes(),),
        authenticators=(seed(),),
        totp_at=at("phone"),
    )
    return vault_of(one)


def test_whose_mail_never_comes_was_warned_that_all_hangs_on_that_mail() -> None:
    look = Look(silent_mail(), A_MONTH_EARLIER)
    assert look.ways == {"authenticator", "code"}
    assert "kay@example.com" in look.hangs_on()
    assert "if it never arrives, neither lets you in" in look.warned("mail-step").text
    assert look.warned("mail-step").fix == "Add a security key or passkey: with one no mail is sent"
    assert look.warned("single-thread", "kay@example.com").text == (
        "Losing the mailbox kay@example.com would lock you out: the mail that PyPI sends goes with it"
    )
    assert "security-key" in look.remedies


def test_whose_mail_never_comes_is_told_to_keep_the_codes() -> None:
    look = Look(silent_mail(), THE_DAY, "kay@example.com")
    assert look.asks_the_staff()
    assert look.why_not("authenticator") == look.why_not("code")
    assert look.why_not("code") == "From a new place PyPI mails a link to kay@example.com, and that mailbox cannot be opened"
    assert "codes-burn" in look.findings


# #11543: nobody reads the primary mailbox, a second address is verified


def dead_primary() -> Vault:
    emails = (mail("c@old.example", reaches="no"), spare("c@free.example", reaches="yes"))
    return vault_of(account("pypi:cboos", emails=emails, password=KNOWN, authenticators=(seed(),)))


def test_whose_primary_mailbox_is_dead_was_told_to_change_it_in_time() -> None:
    look = Look(dead_primary(), A_MONTH_EARLIER)
    assert look.warned("mailbox-dead").severity == "critical"
    assert look.warned("mailbox-dead").fix == (
        "Make c@free.example the primary address while you can still sign in: being verified does not help it"
    )


def test_whose_primary_mailbox_is_dead_is_not_let_in_by_the_second_address() -> None:
    look = Look(dead_primary(), THE_DAY)
    assert look.asks_the_staff()
    assert (
        look.why_not("authenticator") == "From a new place PyPI mails a link to c@old.example, and nobody can read that mailbox"
    )
    forgotten = structs.replace(dead_primary().accounts[0], password=LOST)
    assert look.why_not("authenticator") == Look(vault_of(forgotten), THE_DAY).why_not("authenticator")


# #6651, #8752: the domain expired, and PyPI took the verification of its address back


def lapsing(status: str, reaches: str) -> Vault:
    address = structs.replace(mail("rt@lapsed.example", is_own_domain=True), status=status, reaches=reaches)
    one = account("pypi:rtyler", emails=(address,), password=KNOWN, totp_at=at("phone"), security_keys=(key("key ring"),))
    return vault_of(structs.replace(one, packages=(ATTEST,)))


def test_whose_domain_lapses_was_told_to_look_up_its_day() -> None:
    look = Look(lapsing("verified", "unknown"), A_MONTH_EARLIER)
    assert look.ways == {"security-key", "authenticator"}
    assert "when it lapses, rt@lapsed.example is trusted no more" in look.warned("domain-unknown").text
    assert "add a second verified address at another provider" in look.warned("domain-unknown").fix
    assert "lapsed.example" in look.hangs_on()


def test_whose_domain_lapsed_is_closed_even_to_a_security_key() -> None:
    drill = Look(lapsing("verified", "unknown"), A_MONTH_EARLIER, "lapsed.example")
    assert drill.why_not("security-key") == "PyPI no longer trusts rt@lapsed.example when its domain is gone"
    look = Look(lapsing("unverified", "no"), THE_DAY)
    assert look.asks_the_staff()
    assert look.why_not("security-key") == "PyPI closes an account whose primary address is not verified: rt@lapsed.example"
    assert "no-proof" not in look.findings


# #2808: authenticator and codes are in one entry of a password manager, and that is lost


def one_entry() -> Vault:
    one = account(
        "pypi:t-systems",
        emails=(mail(reaches="yes"),),
        password=KNOWN,
        totp_at=at("KeePass"),
        codes_at=at("keepass"),
        packages=(ATTEST,),
    )
    return vault_of(one)


def test_who_kept_all_in_one_entry_was_warned_of_that() -> None:
    look = Look(one_entry(), A_MONTH_EARLIER)
    assert look.warned("same-place").text == ("Authenticator and recovery codes are both kept at one place only: KeePass")
    assert look.warned("single-thread", "KeePass").text == (
        "Losing KeePass would lock you out: the authenticator and the recovery codes go with it"
    )
    assert look.warned("single-thread", "KeePass").fix == "Print the recovery codes, and keep the sheet somewhere else"


def test_who_lost_that_entry_is_sent_to_the_staff() -> None:
    look = Look(one_entry(), THE_DAY, "KeePass")
    assert look.asks_the_staff()
    assert look.why_not("authenticator").startswith("Every copy of the authenticator is lost")
    assert look.why_not("code").startswith("Every copy of the codes is lost")


# #6822: every code is used, and the phone is another one


def used_up() -> Vault:
    sets = (codes(*USED * 8),)
    emails = (mail(reaches="yes"),)
    return vault_of(account("pypi:i4mhmh", emails=emails, password=KNOWN, code_sets=sets, totp_at=at("phone")))


def test_whose_codes_are_used_up_was_warned_of_that_and_of_the_phone() -> None:
    look = Look(used_up(), A_MONTH_EARLIER)
    assert look.ways == {"authenticator"}
    assert look.warned("codes-empty").text.startswith("Every recovery code is used: when the authenticator is lost too")
    assert look.warned("single-thread", "phone").text == "Losing your phone would lock you out: the authenticator goes with it"
    assert look.warned("single-thread", "phone").fix == "Put the authenticator on a second device"
    assert "codes-elsewhere" not in look.remedies


def test_who_has_no_code_left_on_the_day_the_phone_is_gone_is_sent_to_the_staff() -> None:
    look = Look(used_up(), THE_DAY, "phone")
    assert look.asks_the_staff()
    assert look.why_not("code") == "No unused code is left"


# #3437: the phone is lost, and none of the eight codes works; they were then shown to everybody


def other_codes(of: CodeSet) -> Vault:
    emails = (mail(reaches="yes"),)
    return vault_of(account("pypi:ubicoders", emails=emails, password=KNOWN, code_sets=(of,), totp_at=at("phone")))


def test_whose_codes_were_never_compared_was_warned_that_they_may_be_old() -> None:
    look = Look(other_codes(codes(*UNUSED * 8)), A_MONTH_EARLIER)
    assert look.warned("codes-unchecked").text == (
        "Nobody has compared these codes with what PyPI shows: they may be of a set that was replaced since"
    )


def test_whose_codes_are_refused_is_told_to_stop_and_to_show_them_to_nobody() -> None:
    refused = codes(*USED * 2, *UNUSED * 6, outcomes=["refused"] * 2)
    look = Look(other_codes(refused), THE_DAY, "phone")
    assert look.asks_the_staff()
    assert look.why_not("code") == "Several codes of this set were refused, so it is not the one in force"
    assert "show them to nobody" in look.warned("codes-refused").fix


def test_a_copy_that_is_older_than_the_codes_is_told_too() -> None:
    one = other_codes(codes(generated_on=date(2026, 3, 1), added_at=NOW.at)).accounts[0]
    old = structs.replace(one, codes_at=at("notebook", on=date(2026, 2, 1)))
    assert "codes at notebook are of a set that was replaced" in Look(vault_of(old), A_MONTH_EARLIER).warned("codes-stale").text


# #11335: the entry of PyPI overwrote that of TestPyPI, codes and all


def overwritten(**kept_for_test: Any) -> Vault:
    def of(service: str, **members: Any) -> Account:
        return account(f"{service}:WattTime", emails=(mail(reaches="yes"),), password=KNOWN, **members)

    return vault_of(of("pypi", authenticators=(seed(),), code_sets=(codes(),)), of("testpypi", **kept_for_test))


def test_who_has_two_accounts_of_one_name_was_warned_that_one_overwrites_the_other() -> None:
    vault = overwritten(totp_at=at("password manager"), codes_at=at("password manager"))
    for of in (0, 1):
        told = Look(vault, A_MONTH_EARLIER, of=of).warned("twins")
        assert "two accounts with one name" in told.text
        assert "the codes or the authenticator of one are easily overwritten with the other's" in told.text
    assert Look(vault, A_MONTH_EARLIER, of=1).ways == {"authenticator", "code"}
    assert "same-place" in Look(vault, A_MONTH_EARLIER, of=1).findings


def test_whose_entry_was_overwritten_is_in_at_one_and_sent_to_the_staff_of_the_other() -> None:
    vault = overwritten(has_second_factor="yes")
    assert Look(vault, THE_DAY, of=0).ways == {"authenticator", "code"}
    look = Look(vault, THE_DAY, of=1)
    assert look.asks_the_staff()
    assert look.why_not("authenticator") == "No authenticator is noted"
    assert look.why_not("code") == "No recovery codes are noted"


# The vault itself takes part


def test_whose_only_copy_of_the_codes_is_in_the_vault_on_this_laptop_is_told_so() -> None:
    one = account(emails=(mail(reaches="yes"),), password=KNOWN, code_sets=(codes(),), totp_at=at("phone"))
    look = Look(vault_of(one), A_MONTH_EARLIER)
    assert look.warned("codes-only-here").text == "The only copy of the codes is in this vault, on this laptop only"
    assert Look(vault_of(one), THE_DAY, "phone").ways == {"code"}
    assert Look(vault_of(one), THE_DAY, "laptop").ways == {"authenticator"}
    assert Look(vault_of(one), THE_DAY, "bag").asks_the_staff()


def test_a_phone_that_opens_the_mailbox_too_takes_everything_with_it() -> None:
    """PyPI's mail goes to a mailbox whose own second factor is on the same phone."""
    post = account("post:alice", password=KNOWN, totp_at=at("phone"))
    one = account(
        emails=(mail(opened_by=post.id),),
        password=KNOWN,
        authenticators=(seed(),),
        code_sets=(codes(),),
        totp_at=at("phone"),
    )
    vault = vault_of(one, post)
    look = Look(vault, A_MONTH_EARLIER)
    assert "phone" in look.hangs_on()
    assert look.warned("single-thread", "phone").text == (
        "Losing your phone would lock you out: the mail that PyPI sends goes with it"
    )
    drill = Look(vault, THE_DAY, "phone")
    assert drill.verdict.locked_out
    assert drill.why_not("code") == "From a new place PyPI mails a link to alice@example.com, and that mailbox cannot be opened"
