"""What is said of a link: one sentence, why, and what to do; never more of what was pasted than its host and path."""

import re

import pytest

from vault import link_words, links, services
from vault.links import Verdict

SERVICES = tuple(services.table().values())
PYPI = ".".join(services.table()["pypi"].site)


def worst(text: str) -> Verdict:
    return links.check(text, SERVICES).worst


@pytest.mark.parametrize(
    ("text", "headline", "step"),
    [
        (f"https://{PYPI}/", "This is exactly PyPI's own host", ""),
        ("https://rubygems.org/", "This is exactly RubyGems' own host", ""),
        (f"http://{PYPI}/", "This is exactly PyPI's own host, but the link is not encrypted", f"Open {PYPI} with https"),
        (f"https://{PYPI}/manage/account/recovery-codes/regenerate", "makes all your recovery codes void", "not even to look"),
        (f"https://{PYPI}:81/", "The host is PyPI's own, but PyPI sends no such links", f"Do not open it. Go to {PYPI} by"),
        (f"https://docs.{PYPI}:81/", "The host is below PyPI's own domain, but", "Do not open it"),
        (f"https://{PYPI}/?next=//evil.example", "but the link hands you on to evil.example", "Do not open it"),
        ("javascript:x", "This is no link to a page", "Close what it came in"),
        ("https://pypj.org", "This link only looks like PyPI's", f"Do not open it. Go to {PYPI} by yourself."),
        ("noreply@pypj.org", "This sender only looks like PyPI's", "Do not answer"),
        (f"https://docs.{PYPI}", "This host lies below PyPI's own domain", f"at {PYPI} only"),
        (f"noreply@{PYPI}", "The address is at PyPI's own host, which proves nothing", ""),
        ("https://blog.example", "This host belongs to none of the services that Sparekey knows", "at its own host only"),
        ("https://gitlab.gnome.org", "This is not GitLab's own host", "Type your GitLab password and codes at gitlab.com only"),
        (f"https://a.example/?u=https://{PYPI}", "This leads to PyPI through another host", f"Go to {PYPI}"),
        ("hello", "There is no link or address in this text", "Copy the link's address"),
    ],
)
def test_the_headline_says_what_it_is_and_the_step_what_to_do(text: str, headline: str, step: str) -> None:
    verdict = worst(text)
    assert headline in link_words.headline(verdict)
    assert step in link_words.next_step(verdict)
    assert bool(link_words.next_step(verdict)) == bool(step)


def test_a_campaigns_host_is_told_even_without_its_service() -> None:
    verdict = links.check("https://pypj.org", []).worst
    assert link_words.headline(verdict) == "This host was used for deceit"
    assert "July 2025" in link_words.why(verdict)[0]
    assert link_words.next_step(verdict) == "Do not open it. Close what it came in."


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("https://pypj.org", "In July 2025 mails titled"),
        ("https://pypj.org", "It has j where PyPI has i."),
        (f"ppypi{PYPI[4:]}", "It has one p more than PyPI's own."),
        (f"pyp{PYPI[4:]}", "It has one i less than PyPI's own."),
        (f"pyip{PYPI[4:]}", "Two letters in it are swapped."),
        ("rubbygem.org", "Some of its letters are not RubyGems'."),
        (f"pyp1{PYPI[4:]}", "It has 1 where PyPI has i."),
        (f"\u0440ypi{PYPI[4:]}", "\u201c\u0440\u201d is a Cyrillic letter."),
        (f"\u0440yp\u03b9{PYPI[4:]}", "\u201c\u0440\u201d and \u201c\u03b9\u201d are Cyrillic and Greek letters."),
        ("https://xn--ypi-zed.org/", "It is written xn--ypi-zed.org, which a browser may show as \u0440ypi.org."),
        ("pypi.net", "It ends in .net, PyPI's own in .org."),
        ("https://pypi/", "It has no ending, PyPI's own in .org."),
        (f"{PYPI}.evil.example", "The end of a host says whose it is: evil.example."),
        ("gitlab.gnome.org", "Whoever owns gnome.org may run a GitLab there. Your account at gitlab.com is another."),
        ("pypi-login.net", "Something was added to PyPI's name."),
        ("pypi.github.io", "It is where GitHub's users publish pages of their own"),
        (f"https://{PYPI}@evil.example", "is only a user name. The link leads to evil.example."),
        (f"{PYPI}@evil.example", "may be anything. The address is at evil.example."),
        ("PyPI <x@evil.example>", "The name says PyPI, the address is at evil.example."),
        (f"https://{PYPI}/?next=//pypi-login.net", f"The link begins at {PYPI} and hands you on from there."),
        (f"https://{PYPI}/?next=//evil.example", "A part of the link names another host"),
        (f"https://a.example/?u=https://{PYPI}", f"It says that it leads to {PYPI}. What is at a.example decides"),
        (f"https://{PYPI}/manage/account/recovery-codes/regenerate", "PyPI deletes every recovery code"),
        (f"http://{PYPI}", "It does not begin with https"),
        ("javascript:x", "It begins with javascript: instead of https"),
        (f"https://{PYPI}:8443", "It names port 8443, where PyPI has no page."),
        (f"https://py\u200bpi{PYPI[4:]}", "It has characters that are not seen"),
        ("http://1.2.3.4", "It is a number instead of a name."),
        ("https://a.example:99999", "No browser opens it"),
        (f"https://{PYPI}/{'x' * 9000}", "only its beginning was looked at"),
        (f"noreply@{PYPI}", link_words.FORGED),
        (f"x@docs.{PYPI}", link_words.FORGED),
        (f"https://{PYPI}/account/confirm-login/?token=abc", "Open it only if you have just signed in yourself"),
        (f"https://{PYPI}/project/requests/", "It leads to /project/requests."),
        (f"https://{PYPI}/{'x' * 99}", f"It leads to /{'x' * 8}\u2026{'x' * 23}."),
        (f"https://{PYPI}.{'x' * 60}.example", f"whose it is: {'x' * 8}\u2026{'x' * 15}.example."),
    ],
)
def test_each_reason_is_said(text: str, why: str) -> None:
    assert any(why in sentence for sentence in link_words.why(worst(text)))


def test_every_page_of_the_table_is_named_or_shown() -> None:
    for service in SERVICES:
        for name in service.pages:
            (said,) = link_words.why(worst(str(service.page(name))))
            assert said.startswith("It leads to ")


def test_sentences_are_calm() -> None:
    for text in (f"https://{PYPI}", "https://pypj.org", "hello", f"noreply@{PYPI}", f"https://{PYPI}@evil.example"):
        verdict = worst(text)
        for sentence in (f"{link_words.headline(verdict)}.", *link_words.why(verdict)):
            assert re.fullmatch(r"[^a-z!][^!]*[.\u2026]", sentence)


def test_what_a_link_asks_for_is_not_repeated() -> None:
    for text in (f"https://{PYPI}/account/reset/?token=geheim", "https://pypj.org/?token=geheim", "https://geheim:x@pypj.org"):
        verdict = worst(text)
        assert "geheim" not in repr(verdict)
        assert "geheim" not in "".join((link_words.headline(verdict), *link_words.why(verdict), link_words.next_step(verdict)))


def test_what_steers_a_text_is_not_passed_on() -> None:
    verdict = worst(f"https://py\u202epi{PYPI[4:]}")
    assert verdict.kind == "look-alike"
    assert link_words.shown(verdict.host) == f"py\ufffdpi{PYPI[4:]}"


def test_what_else_is_in_a_text_is_counted() -> None:
    text = f"https://pypj.org https://a.example https://b.example https://{PYPI} noreply@{PYPI}"
    assert link_words.others(links.check(text, SERVICES)) == "Also in this text: unknown host (2), own host, sender"
    assert link_words.others(links.check(PYPI, SERVICES)) == ""
