"""The phishing guard's verdicts: exactly a service's own host, or something that only looks like it."""

import string
import time

import pytest
from hypothesis import given
from hypothesis import settings as effort
from hypothesis import strategies as st

from vault import campaigns, links, services
from vault.confusables import alphabet, distance, skeleton
from vault.links import Checked, Verdict
from vault.lookalikes import columns, likeness
from vault.services import Service

SERVICES = tuple(services.table().values())
PYPI, TEST, NPM = (".".join(services.table()[name].site) for name in ("pypi", "testpypi", "npm"))
REGENERATE = "manage/account/recovery-codes/regenerate"


def check(text: str) -> Checked:
    return links.check(text, SERVICES)


def worst(text: str) -> Verdict:
    return check(text).worst


def host(labels: str) -> str:
    """Join labels: no file spells out a package index's host."""
    return ".".join(labels.split())


# The service's own


@pytest.mark.parametrize("service", SERVICES, ids=lambda service: service.id)
def test_every_page_of_the_table_is_the_services_own(service: Service) -> None:
    for name in service.pages:
        address = service.page(name)
        assert address
        verdict = worst(address)
        assert (verdict.kind, verdict.service, verdict.reasons) == ("own", service, ())
        assert service.page(verdict.page) == address


@pytest.mark.parametrize(
    "text",
    [
        PYPI,
        f"https://{PYPI}",
        f"HTTPS://{PYPI.upper()}/",
        f"https://{PYPI}./help/",
        f"https://{PYPI}:443/help/",
        f"//{PYPI}/help/",
        f"https:{PYPI}",
        f"https:\\\\{PYPI}\\help",
        f"  <https://{PYPI}/help/>.  ",
        f"“https://{PYPI}”,",
        f"hxxps://{PYPI.replace('.', '[.]')}/help/",
        f"https[:]//{PYPI.replace('.', '(dot)')}",
        f"https://{PYPI.replace('.', chr(0x3002))}",
        f"https://{PYPI.replace('.', chr(0xFF0E))}",
        f"https://{PYPI.replace('.', chr(0xFF61))}",
        f"https://%70ypi{PYPI[4:]}/",
        f"https://{PYPI[:2]}\t{PYPI[2:]}/",
        f"https://{PYPI[:6]}\n{PYPI[6:]}/help/",
        f"https://{PYPI}\\@evil.example/",
        f"https://{PYPI}/?next=/help/&x=1",
        f"https://{PYPI}/?next=https://{PYPI}/help/",
        f"https://{PYPI}/?next=https://{TEST}/",
        f"https://{PYPI}/?q=numbers+and+more;page=2",
        f"https://{PYPI}/#https",
        f"view-source:https://{PYPI}/",
        f"URL:https://{PYPI}/",
        f"https://{PYPI}/ is {PYPI}'s own.",
        f"[https://{PYPI}/](https://{PYPI}/help/)",
    ],
)
def test_however_it_is_written_the_own_host_is_own(text: str) -> None:
    checked = check(text)
    assert {one.kind for one in checked.verdicts} == {"own"}
    assert checked.is_fine
    assert checked.worst.own_host == checked.worst.host == PYPI


@pytest.mark.parametrize(
    ("path", "page"),
    [
        ("", "home"),
        ("/", "home"),
        ("/account/login/", "login"),
        ("/account/login?next=/x", "login"),
        ("/manage/account/#api-tokens", "tokens"),
        ("/manage/account/", "account"),
        ("/manage/account/#unheard-of", "account"),
        ("/manage/account/recovery-codes/generate", "generate"),
        ("/manage/account/recovery-codes/burn", "burn"),
        ("/account/confirm-login/?token=abc", "confirm_login"),
        ("/project/requests/", ""),
    ],
)
def test_an_own_link_tells_the_page(path: str, page: str) -> None:
    assert worst(f"https://{PYPI}{path}").page == page


@pytest.mark.parametrize(
    "path",
    [
        f"/{REGENERATE}",
        f"/{REGENERATE}/?x=1#y",
        f"/{REGENERATE.upper()}",
        f"/x/..//{REGENERATE}",
        f"/{REGENERATE.replace('/', '%2F')}",
        f"\\{REGENERATE.replace('/', chr(92))}",
        f"/{REGENERATE.replace('reg', '%72eg')}",
        f"/account/login/?next=/{REGENERATE}",
        f"/account/login/?next=%2F{REGENERATE.replace('/', '%2F')}",
        f"/account/login/?next=https://{PYPI}/{REGENERATE}",
    ],
)
def test_a_link_that_voids_all_codes_destroys(path: str) -> None:
    for own in (PYPI, TEST):
        verdict = worst(f"https://{own}{path.replace(PYPI, own)}")
        assert (verdict.kind, verdict.host) == ("destroys", own)
        assert "path-destroys" in verdict.reasons


def test_a_page_of_that_name_elsewhere_destroys_nothing() -> None:
    assert worst(f"https://gitlab.com/{REGENERATE}").kind == "own"


def test_plain_http_is_own_but_not_fine() -> None:
    verdict = worst(f"http://{PYPI}/help/")
    assert (verdict.kind, verdict.reasons, verdict.is_fine) == ("own", ("scheme",), False)


@pytest.mark.parametrize(
    ("text", "reasons"),
    [
        (f"https://{PYPI}:8443/", ("port",)),
        (f"https://{PYPI}:0/", ("port",)),
        (f"https://alice:pw@{PYPI}/", ("user-info",)),
        (f"https://py\u200bpi{PYPI[4:]}/", ("hidden",)),
        (f"https://\uff50ypi{PYPI[4:]}/", ("hidden",)),
        (f"ftp://{PYPI}/", ("scheme",)),
        (f"git+ssh://git@{PYPI}/x", ("user-info", "scheme")),
        (f"https://{PYPI}/{'x' * 9000}", ("too-long",)),
        (f"https://{PYPI}/login?next=https://evil.example/", ("redirect",)),
        (f"https://{PYPI}/login?next=//evil.example", ("redirect",)),
        (f"https://{PYPI}/login?Return_To=evil.example", ("redirect",)),
        (f"https://{PYPI}/login?anything=https%253A%252F%252Fevil.example", ("redirect",)),
        (f"https://{PYPI}/#https://evil.example", ("redirect",)),
        (f"https://{PYPI}/login?next=javascript:alert(1)", ("redirect",)),
        (f"https://{PYPI}/login?next=/%09/evil.example", ("redirect",)),
        (f"https://{PYPI}/login?next=/%5Cevil.example", ("redirect",)),
        (
            f"https://{PYPI}/?" + "&".join(f"u=https://{PYPI}/{place}" for place in range(9)) + "&u=//evil.example",
            ("redirect",),
        ),
        (f"https://{PYPI}/?u=https://{NPM}/&u=https://{NPM}/?u=//evil.example", ("redirect",)),
        (f"https://docs.{PYPI}:8443/", ("port",)),
    ],
)
def test_the_own_host_in_an_odd_link_is_suspicious(text: str, reasons: tuple[str, ...]) -> None:
    verdict = worst(text)
    assert (verdict.kind, verdict.service, verdict.reasons) == ("suspicious", services.table()["pypi"], reasons)


@pytest.mark.parametrize(
    ("text", "own"),
    [
        (f"https://docs.{PYPI}/", PYPI),
        (f"www.{PYPI}", PYPI),
        (NPM.removeprefix("www."), NPM),
        ("gist.github.com", "github.com"),
    ],
)
def test_a_host_below_the_services_domain_is_related_to_it(text: str, own: str) -> None:
    verdict = worst(text)
    assert (verdict.kind, verdict.own_host, verdict.reasons) == ("related", own, ())


# What only looks like it


@pytest.mark.parametrize(
    ("text", "service", "reasons"),
    [
        # a wrong letter
        (f"pyp{PYPI[4:]}", "pypi", ("letter",)),
        (f"ppypi{PYPI[4:]}", "pypi", ("letter",)),
        (f"pyip{PYPI[4:]}", "pypi", ("letter",)),
        (f"pepi{PYPI[4:]}", "pypi", ("letter",)),
        ("gihtub.com", "github", ("letter",)),
        ("githuh.dev.example", "github", ("added-words",)),
        ("githuh.net", "github", ("letter", "ending")),
        ("hec.pm", "hex", ("letter",)),
        ("rubbygem.org", "rubygems", ("letter",)),
        # letters that look like others
        (f"pyp1{PYPI[4:]}", "pypi", ("confusable",)),
        (f"pypl{PYPI[4:]}", "pypi", ("confusable",)),
        ("g1thub.io", "github", ("confusable", "ending")),
        ("nprnjs.com", "npm", ("confusable",)),
        (f"\u0440ypi{PYPI[4:]}", "pypi", ("confusable",)),
        (f"py\u03c1i{PYPI[4:]}", "pypi", ("confusable",)),
        (f"p\u00fdpi{PYPI[4:]}", "pypi", ("confusable",)),
        ("pypi.\u043erg", "pypi", ("confusable", "ending")),
        ("https://xn--ypi-zed.org/", "pypi", ("confusable", "punycode")),
        (f"https://xn--pypi-{PYPI[4:]}/", "pypi", ("added-words", "punycode")),
        (f"https://py\u200dpi{PYPI[4:]}", "pypi", ("confusable", "hidden")),
        # another ending
        ("pypi.net", "pypi", ("ending",)),
        ("pypi.co.uk", "pypi", ("ending",)),
        ("https://pypi/", "pypi", ("ending",)),
        (host("gitlab org"), "gitlab", ("ending",)),
        # the name in front, or within another
        (f"https://{PYPI}.evil.example/", "pypi", ("sub-domain",)),
        (f"https://login.{PYPI}-verify.example/", "pypi", ("sub-domain",)),
        ("https://pypi.evil.example/", "pypi", ("sub-domain",)),
        ("gitlab.com.evil.example", "gitlab", ("sub-domain",)),
        ("hex.pm.evil.example", "hex", ("sub-domain",)),
        ("pypi-login.net", "pypi", ("added-words",)),
        ("secure-pypi.net", "pypi", ("added-words",)),
        ("mypypi.net", "pypi", ("added-words",)),
        ("pypimirror.net", "pypi", ("added-words",)),
        (f"py-pi{PYPI[4:]}", "pypi", ("letter",)),
        ("py-pi.net", "pypi", ("added-words",)),
        ("my-githup-login.net", "github", ("added-words",)),
        ("thegithubsite.net", "github", ("added-words",)),
        ("pypi-verify.pages.example", "pypi", ("added-words",)),
        ("hex-pm.net", "hex", ("added-words",)),
        ("login-hexpm.net", "hex", ("added-words",)),
        (f"testpypi{PYPI[4:]}", "testpypi", ("added-words",)),
        ("pypi.github.io", "pypi", ("sub-domain",)),
        # tricks with user names and redirects
        (f"https://{PYPI}@evil.example/", "pypi", ("user-info",)),
        (f"https://{PYPI}:login@1.2.3.4/", "pypi", ("user-info", "ip-address")),
        (f"https://{PYPI}%2flogin@evil.example/", "pypi", ("user-info",)),
        (f"https://{PYPI};x@evil.example/", "pypi", ("user-info",)),
        (f"https://{PYPI} @evil.example/", "pypi", ("user-info",)),
        (f"https://docs.{PYPI}@evil.example/", "pypi", ("user-info",)),
        ("https://pypi-login.net@evil.example/", "pypi", ("user-info",)),
        (f"https://{PYPI}/?next=https://pypi-login.net", "pypi", ("added-words", "redirect")),
        ("https://safelinks.example/?url=https%3A%2F%2Fpypi-login.net%2F", "pypi", ("added-words", "redirect")),
        # senders
        ("PyPI <noreply@pypi-login.net>", "pypi", ("added-words",)),
        ("PyPI <noreply@mail.example>", "pypi", ("sender-name",)),
        ('From: "The Read the Docs team" <x@mail.example>', "readthedocs", ("sender-name",)),
        (f'"noreply@{PYPI}" <x@mail.example>', "pypi", ("sender-name",)),
        ("npm <x@mail.example>", "npm", ("sender-name",)),
        (f"{PYPI}@mail.example", "pypi", ("user-info",)),
        ("mailto:x@pypi-login.net?subject=Hello", "pypi", ("added-words",)),
    ],
)
def test_a_look_alike_is_told_with_its_reasons(text: str, service: str, reasons: tuple[str, ...]) -> None:
    verdict = worst(text)
    assert verdict.service
    assert (verdict.kind, verdict.service.id, verdict.reasons) == ("look-alike", service, reasons)


@pytest.mark.parametrize("campaign", campaigns.table().campaign, ids=lambda campaign: campaign.what[:20])
def test_a_host_of_a_known_campaign_is_told_as_such(campaign: campaigns.Campaign) -> None:
    for labels in campaign.hosts:
        for text in (f"https://{'.'.join(labels)}/x", f"www.{'.'.join(labels)}", f"noreply@{'.'.join(labels)}"):
            verdict = worst(text)
            assert (verdict.kind, verdict.campaign, verdict.reasons[0]) == ("look-alike", campaign, "campaign")
            assert verdict.service is services.table()[campaign.service]


def test_a_campaign_is_known_without_its_service() -> None:
    verdict = links.check("https://pypj.org", [services.table()["github"]]).worst
    assert (verdict.kind, verdict.service, verdict.reasons) == ("look-alike", None, ("campaign",))


def test_a_link_hidden_behind_the_own_address_is_the_worst_of_both() -> None:
    checked = check(f'<a href="https://pypj.org/account/login/">https://{PYPI}/account/login/</a>')
    assert [one.kind for one in checked.verdicts] == ["look-alike", "own"]


def test_a_real_trap_is_seen_through() -> None:
    labels = "github-com-settings-applications onrender com"
    verdict = worst(f"https://github.com/login/oauth/authorize?client_id=x&redirect_uri=https://{host(labels)}/auth&scope=repo")
    assert (verdict.kind, verdict.host, verdict.through) == ("look-alike", host(labels), "github.com")


# Ordinary hosts, as labels

ORDINARY = """
www google com; mail google com; pypy org; doc pypy org; www pypa io; pip pypa io; packaging python org; docs python org
discuss python org; www python org; files pythonhosted org; pypistats org; pepy tech; libraries io; snyk io; bitbucket org
codeberg org; sourceforge net; gitea com; gitee com; gitbook com; gitter im; gitpod io; git-scm com; sr ht; npmtrends com
npms io; npm-stat com; unpkg com; nodejs org; yarnpkg com; pnpm io; crates io; docs rs; www rust-lang org; www ruby-lang org
rubyonrails org; bundler io; rubydoc info; rubyforge org; elixir-lang org; hexdocs pm; hexagon com; hex-rays com; hexo io
www erlang org; www php net; getcomposer org; packagist com; symfony com; requests readthedocs io; pypi-simple readthedocs io
www sphinx-doc org; githubstatus com; alice github io; raw githubusercontent com; github blog; alice gitlab io; readme io
medium com; stackoverflow com; en wikipedia org; outlook office365 com; sendgrid net; www mozilla org; www debian org
ubuntu com; archlinux org; www kernel org; apache org; www djangoproject com; numpy org; anaconda org; conda-forge org
www raspberrypi com; puppypics com; happypizza com; bsky app; lwn net; realpython com; hub docker com; quay io; heroku com
pypi nvidia com; pypi tuna tsinghua edu cn; mirrors aliyun com; registry npmjs org; matlab com; collab net; copypirate com
pypi python org; testpypi python org; mail example; localhost; m\u00fcnchen de; xn--mnchen-3ya de
\u043f\u0440\u0438\u043c\u0435\u0440 \u0440\u0444
"""


@pytest.mark.parametrize("labels", [labels.strip() for line in ORDINARY.strip().splitlines() for labels in line.split(";")])
def test_an_ordinary_host_is_not_accused(labels: str) -> None:
    verdict = worst(f"https://{host(labels)}/some/path?x=1")
    assert (verdict.kind, verdict.service, verdict.reasons) == ("unknown", None, ())
    assert worst(f"Alice <alice@{host(labels)}>").kind in {"unknown", "not-a-link"}


@pytest.mark.parametrize("labels", ["gitlab gnome org", "gitlab inria fr", "github company example", "hex tech"])
def test_a_name_that_others_carry_as_well_is_told_but_not_accused(labels: str) -> None:
    verdict = worst(f"https://{host(labels)}/")
    assert verdict.kind == "unknown"
    assert verdict.service
    assert verdict.reasons in {("sub-domain",), ("ending",)}


@pytest.mark.parametrize("text", ["http://151.101.0.223/", "http://2130706433/", "https://0x7f.1/", "https://[::1]:8080/x"])
def test_a_number_in_place_of_a_host_is_told(text: str) -> None:
    assert (worst(text).kind, worst(text).reasons) == ("unknown", ("ip-address",))


@pytest.mark.parametrize(
    "text", ["javascript:alert(1)", "vbscript:x", "data:text/html,<b>", '<a href="javascript:alert(1)">x</a>']
)
def test_a_link_that_leads_to_no_host_is_suspicious(text: str) -> None:
    assert (worst(text).kind, worst(text).service, worst(text).reasons) == ("suspicious", None, ("scheme",))


@pytest.mark.parametrize(
    "text", [f"https://{PYPI}:99999/", f"https://{PYPI}%00.evil.example/", f"https://{'x' * 64}.example/", "https://1.2.3.999/"]
)
def test_what_no_browser_opens_is_told(text: str) -> None:
    assert "broken" in worst(text).reasons
    assert worst(text).kind != "own"


def test_a_link_through_another_host_to_the_own_one_is_not_the_own_one() -> None:
    verdict = worst(f"https://safelinks.example/?url=https%3A%2F%2F{PYPI}%2Fhelp%2F")
    assert (verdict.kind, verdict.own_host, verdict.leads_to, verdict.reasons) == ("unknown", PYPI, PYPI, ("redirect",))
    assert worst("https://safelinks.example/?url=https%3A%2F%2Fblog.example").service is None
    named = worst(f"https://gitlab.example.org/?url=https://{PYPI}/")
    assert named.service is services.table()["gitlab"]


# Mails


@pytest.mark.parametrize(
    "text", [f"noreply@{PYPI}", f"PyPI <noreply@{PYPI}>", f"PyPI<noreply@{PYPI}>", f"From: alice <noreply@{PYPI.upper()}>"]
)
def test_a_sender_at_the_own_host_proves_nothing(text: str) -> None:
    checked = check(text)
    assert [one.kind for one in checked.verdicts] == ["sender"]
    assert checked.worst.is_address
    assert not checked.is_fine


def test_a_sender_with_hidden_letters_is_suspicious() -> None:
    assert worst(f"noreply@py\u200bpi{PYPI[4:]}").kind == "suspicious"


def test_a_senders_neighbours_are_not_accused() -> None:
    assert worst("PyPI <x@pypi.io>").kind == "unknown"
    assert worst("PyPI <x@gitlab.gnome.org>").service is services.table()["gitlab"]
    assert worst(f"PyPI <x@docs.{PYPI}>").kind == "related"


MAIL = f"""From: PyPI <noreply@{PYPI}>
To: Alice <alice@mail.example>, "Bob B." <bob@mail.example>
Subject: [PyPI] Unrecognized login to your PyPI account

See https://{PYPI}/account/confirm-login/?token=abc.def or ask at https://{PYPI}/help/.
It is about setup.py of v1.2.3, e.g. www.mail.example.
"""


def test_a_mail_of_the_service_itself_is_fine() -> None:
    checked = check(MAIL)
    assert [(one.kind, one.page) for one in checked.verdicts] == [("own", "confirm_login"), ("own", ""), ("sender", "")]
    assert checked.is_fine


def test_one_bad_link_in_a_mail_comes_first() -> None:
    checked = check(MAIL + f"Or: https://pypj.org/verify, from noreply@pypj.org, or http://{PYPI}/{REGENERATE}\n")
    assert [one.kind for one in checked.verdicts] == ["look-alike", "destroys", "own", "own", "sender"]
    assert not checked.worst.is_address
    assert not checked.is_fine


@pytest.mark.parametrize("text", ["", " \n", "hello", "e.g. this", "setup.py", "v1.2", "1.2.3", "a:b", "@", "@example", "..."])
def test_a_text_without_a_link_is_none(text: str) -> None:
    assert [one.kind for one in check(text).verdicts] == ["not-a-link"]
    assert not check(text).is_fine


# Laws

PARTS = st.sampled_from(
    [
        *("https:", "http:", "//", "\\", "/", "?", "#", "@", ":", ".", "\u3002", "[", "]", "%", "%2e", "&", "=", "next", "url"),
        *("xn--", "pypi", "org", "github", "com", "<", ">", '"', "'", "0x", "1", "256", "999999999999999", "mailto:", "PyPI"),
        *(
            "javascript:",
            "[.]",
            "hxxp",
            "view-source:",
            "=4",
            "&#x61;",
            "href=",
            "\ufdfa",
            "\u00b2",
            "\u2460",
            "\u0663",
            "-",
            "_",
        ),
        *(" ", "\n", "\t", "\u200b", "\u202e", "\u0430", "\ud800", "\x00", "From: ", REGENERATE, "QUJD" * 12 + "\n"),
        *("Content-Transfer-Encoding: base64\n", "\nContent-Transfer-Encoding: quoted-printable\n"),
    ]
)
TEXTS = st.lists(PARTS | st.text(st.characters(codec=None), max_size=3), max_size=25).map("".join)


@pytest.mark.tedious
@effort(max_examples=500)
@given(TEXTS)
def test_any_text_has_an_answer(text: str) -> None:
    checked = check(text)
    kinds = [links._KINDS.index(one.kind) for one in checked.verdicts]
    assert kinds
    assert kinds == sorted(kinds)
    for one in checked.verdicts:
        assert one.kind != "own" or one.host == one.own_host
        assert (one.kind in {"own", "sender", "destroys", "related"}) <= (one.service is not None)


LETTERS = (
    string.ascii_lowercase
    + string.digits
    + "-_."
    + "\u0430\u0435\u043e\u0440\u0456\u03bf\u0131\u00fd\u200b\u200d\u00ad\u202e\uff50\u212a\u00df"
)


@effort(max_examples=300)
@given(st.data())
def test_no_single_slip_is_the_own_host(data: st.DataObject) -> None:
    own = ".".join(data.draw(st.sampled_from(SERVICES)).site)
    place = data.draw(st.integers(0, len(own) - 1))
    letter = data.draw(st.sampled_from(LETTERS))
    rest = own[place + 1 :]
    slips = [own[:place] + letter + own[place:], own[:place] + letter + rest, own[:place] + rest, own + letter]
    slips += [own[:place] + rest[:1] + own[place] + rest[1:]]
    slip = data.draw(st.sampled_from(slips))
    if slip.removesuffix(".") == own:
        assert worst(f"https://{slip}/").kind == "own"
    else:
        assert {one.kind for text in (slip, f"https://{slip}/x") for one in check(text).verdicts}.isdisjoint({"own"})


@given(st.text(max_size=20), st.text(max_size=20))
def test_columns_hold_both_hosts_whole(theirs: str, own: str) -> None:
    made = columns(theirs, own)
    assert "".join(one.theirs for one in made) == theirs
    assert "".join(one.own for one in made) == own
    assert all(not one.differs for one in columns(own, own))


@given(st.text("abc", max_size=6), st.text("abc", max_size=6))
def test_a_distance_is_the_same_from_both_sides(one: str, other: str) -> None:
    assert distance(one, other) == distance(other, one)
    assert (distance(one, other) == 0) == (one == other)


@pytest.mark.parametrize(
    ("one", "other", "count"),
    [("", "abc", 3), ("github", "gihtub", 1), ("github", "gitlab", 2), ("pypi", "pypi", 0), ("ab", "", 2)],
)
def test_a_swap_counts_as_one(one: str, other: str, count: int) -> None:
    assert distance(one, other) == count


# Small parts


@pytest.mark.parametrize(
    ("theirs", "own", "upper", "lower"),
    [
        ("pypj.example", "pypi.example", "pypj.example", "pypi.example"),
        ("pypi-mirror.example", "pypi.example", "pypi-mirror.example", "pypi_______.example"),
        ("own.example.evil.test", "own.example", "own.example.evil.test", "own.example__________"),
        ("nprnjs.com", "www.npmjs.com", "____nprnjs.com", "www.npm_js.com"),
        ("gitlab.gnome.org", "gitlab.com", "gitlab.gnome.org", "gitlab.com______"),
    ],
)
def test_hosts_are_written_letter_under_letter(theirs: str, own: str, upper: str, lower: str) -> None:
    made = columns(theirs, own)
    assert "".join(one.theirs or "_" for one in made) == upper
    assert "".join(one.own or "_" for one in made) == lower


@pytest.mark.parametrize(
    ("char", "name"),
    [("\u0440", "Cyrillic"), ("\u03c1", "Greek"), ("p", ""), ("\u00fd", ""), ("\u2014", ""), ("\u0585", "Armenian")],
)
def test_a_letter_has_an_alphabet(char: str, name: str) -> None:
    assert alphabet(char) == name


def test_names_that_look_alike_have_one_skeleton() -> None:
    assert (
        len(
            {skeleton(text) for text in ("pypi", "PYPI", "pyp1", "pypl", "\u0440\u0443\u0440\u0456", "p\u00fdpi", "py\u200dpi")}
        )
        == 1
    )
    assert skeleton("vvorcl") == skeleton("word")
    assert skeleton("rn") == skeleton("m")


def test_services_without_a_site_resemble_nothing() -> None:
    nameless = Service(id="own", name="own")
    assert likeness(("own", "example"), [nameless]) is None
    assert links.check("https://own.example", [nameless]).worst.kind == "unknown"


def test_the_data_file_makes_sense() -> None:
    table = campaigns.table()
    known = services.table()
    assert all(one.service in known and one.hosts and one.source and one.what.endswith(".") for one in table.campaign)
    assert all(set(one.services) <= set(known) for one in table.page)
    assert all(one.what.endswith(".") for one in table.neighbour)
    assert all(one.service in known for one in table.installed)
    every = [labels for one in table.campaign for labels in one.hosts] + [one.host for one in table.neighbour]
    assert len(every) == len(set(every))
    assert all(label == label.lower() and "." not in label for labels in every for label in labels)
    assert [one.name for one in table.page if one.destroys] == ["regenerate"]


@pytest.mark.parametrize(
    "text",
    [
        "<a@b.cc>" * 125_000,
        " ".join(f"https://{place}.example/" for place in range(45_000)),
        " ".join(f"{place}.example" for place in range(70_000)),
        "".join(f'href="https://{place}.example"' for place in range(30_000)),
        "https://evil.example/?" + "u=//evil.example&" * 60_000,
        " ".join("https://" + "\ufdfa" * 900 + f".{place}" for place in range(1100)),
        "https://py" + "\u200b" * 1_000_000 + "pi.example",
        "Content-Transfer-Encoding: base64\n" + ("QUJD" * 19 + "\n") * 13_000,
        "view-source:" * 83_000,
        "a." * 500_000,
    ],
    ids=lambda text: text[:20],
)
def test_a_hostile_megabyte_is_answered_soon(text: str) -> None:
    start = time.perf_counter()
    assert check(text).verdicts
    assert time.perf_counter() - start < 20  # a second or less, on a machine that has nothing else to do and measures nothing


def test_more_than_is_looked_at_is_said_and_never_fine() -> None:
    assert not check(f"https://{PYPI}/ " * 20).is_cut
    many = check(" ".join(f"https://{PYPI}/{place}" for place in range(300)))
    assert (many.is_cut, many.is_fine, many.worst.is_fine) == (True, False, True)
    assert check(f"https://{PYPI}/ " + "x " * 500_000).is_cut
