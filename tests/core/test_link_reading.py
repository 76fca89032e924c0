"""Reading links as browsers do, and finding them in what was pasted."""

import base64
import quopri

import pytest

from vault import hosts, pasted
from vault.hosts import Link
from vault.pasted import Piece


def read(text: str) -> Link:
    link = hosts.read(text)
    assert link is not None
    return link


def wires(text: str) -> list[str]:
    """Return the hosts that are found in a text."""
    return [".".join(piece.link.labels) for piece in pasted.pieces(text).found]


@pytest.mark.parametrize(
    ("text", "host"),
    [
        ("a.example", "a.example"),
        ("A.Example.", "a.example"),
        ("a.example:443/x", "a.example"),
        ("user:pw@a.example", "a.example"),
        ("http:///a.example/", "a.example"),
        ("http:a.example", "a.example"),
        ("\\\\a.example\\x", "a.example"),
        ("git+https://a.example/x", "a.example"),
        ("https://a..b/", "a..b"),
        ("http://0300.0250.1/", "192.168.0.1"),
        ("http://0x7F000001/", "127.0.0.1"),
        ("http://0x/", "0.0.0.0"),
        ("10.0.0.1", "10.0.0.1"),
        ("http://[2001:DB8::1]/", "[2001:db8::1]"),
        ("\u4f8b\u3048.example", "\u4f8b\u3048.example"),
        ("a.example/setup.py", "a.example"),
        ("a.py/x", "a.py"),
    ],
)
def test_the_host_is_the_one_a_browser_goes_to(text: str, host: str) -> None:
    assert ".".join(read(text).labels) == host
    assert not read(text).is_broken


@pytest.mark.parametrize(
    "text",
    [
        *("", "word", "a.b", "a.1", "1.2", "1.2.3", "setup.py", "a b.example/..", "https://", "https://..", "C:\\x", "a@"),
        *("@a.example", "a@b", "a@b c.example", "a..example", "x:y", "file:///etc/passwd", "data:image/png,x"),
        *("git@a.example:x/y", "a.ex$mple"),
    ],
)
def test_other_words_are_no_links(text: str) -> None:
    assert hosts.read(text) is None


@pytest.mark.parametrize(
    "text",
    [
        *("https://a b.example/", "https://a.example:x/", "https://1.2.3.4.5/", "https://256.1.1.1/", "https://1.2.3.08/"),
        *("https://1..2/", "https://a.example:65536/", "https://%zz.example/", f"https://{'a.' * 130}example/"),
        *(f"https://{'a' * 2000}.example/", f"https://{'9' * 50}/"),
    ],
)
def test_a_broken_host_is_broken(text: str) -> None:
    assert read(text).is_broken


def test_all_parts_of_a_link_are_read() -> None:
    link = read("https://us%65r:pw@a.example:8443/x/./y/../%7Az\\w?next=%2Fa&b=1;c#an%20chor")
    assert (link.scheme, link.user, link.port, link.fragment) == ("https", "user:pw", "8443", "an chor")
    assert link.path == ("x", "zz", "w")
    assert link.parameters == (("next", "/a"), ("b", "1"), ("c", ""))


def test_an_address_is_read() -> None:
    for text in ("a.b@c.example", "mailto:a.b@c.example?subject=x"):
        link = read(text)
        assert (link.is_address, link.user, link.labels) == (True, "a.b", ("c", "example"))


@pytest.mark.parametrize(
    ("label", "shown"),
    [
        ("xn--mnchen-3ya", "m\u00fcnchen"),
        ("xn--!", "xn--!"),
        ("plain", "plain"),
        ("xn--plain-", "xn--plain-"),
        ("xn--99999999", "xn--99999999"),
        ("xn--\u00e9", "xn--\u00e9"),
    ],
)
def test_punycode_is_decoded_where_it_can_be(label: str, shown: str) -> None:
    assert hosts.decoded(label) == shown
    assert hosts.decoded("xn--" + "a" * 100) == "xn--" + "a" * 100


@pytest.mark.parametrize(
    ("host", "registered"),
    [
        ("a.b.example", "b.example"),
        ("a.b.co.uk", "b.co.uk"),
        ("co.uk", "co.uk"),
        ("a", "a"),
        ("a.b.com.example", "com.example"),
    ],
)
def test_the_end_of_a_host_says_whose_it_is(host: str, registered: str) -> None:
    assert ".".join(hosts.registered(tuple(host.split(".")))) == registered


def test_a_long_link_is_cut() -> None:
    assert read("https://a.example/" + "x" * 9000).is_cut
    assert len(read("https://a.example/?" + "&".join(f"p{place}=1" for place in range(99))).parameters) == 50


def test_letters_that_are_not_seen_are_noticed() -> None:
    assert read("https://a\u00ad.example/").is_hidden
    assert read("https://a\u202e.example/").is_hidden
    assert read("https://\uff41.example/").is_hidden
    assert not read("https://\u00fc.example/").is_hidden


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("see a.example, b.example; (c.example)", ["a.example", "b.example", "c.example"]),
        ("https://a.example,https://b.example", ["a.example", "b.example"]),
        ("[words](https://a.example/x)", ["a.example"]),
        ("https://a.example's page and x", ["a.example"]),
        ("see https://a.example'.evil.example/ and x", ["a.example'.evil.example", "a.example"]),
        ("(https://a.example)", ["a.example"]),
        ("see:https://a.example now", ["a.example"]),
        ("https://a.example/https://b.example c", ["a.example"]),
        ('<a href="https://a.example">b.example</a>', ["a.example", "b.example"]),
        ("<a href='https://a.example?x=1&amp;y=2'>x</a> y", ["a.example"]),
        ("<a href=https://a.example>x</a> y", ["a.example"]),
        ('<a href="htt&#112;s://&#x61;.example&period;test">x</a>', ["a.example.test"]),
        ('<a href="https://a.exam&#x0;ple">x</a>', ["a.exam\ufffdple"]),
        ("Go to <https://a.exam\nple/x> now", ["a.example"]),
        ("https://a.exam\nple/x", ["a.example"]),
        ("https://a.e\nxample/x", ["a.example"]),
        ("https://a.example\n/x/y", ["a.example"]),
        ("https://a.example\nb.example", ["a.example", "b.example"]),
        ("https://a.example\nhttps://b.example", ["a.example", "b.example"]),
        ("a.example\nb.example", ["a.example", "b.example"]),
        ("hxxp://a[.]example and hXXps[://]b{dot}example and c[at]d(.)example", ["a.example", "b.example", "d.example"]),
        ("a.example a.example https://a.example", ["a.example", "a.example"]),
    ],
)
def test_links_are_found_in_a_text(text: str, found: list[str]) -> None:
    assert sorted(wires(text)) == sorted(found)


def test_names_of_senders_are_kept_and_those_of_others_told_apart() -> None:
    text = 'Hello\nTo: "Bob" <b@b.example>, Carol <c@c.example>\nFrom: "Alice A." <a@a.example>\nReply-To: <d@d.example>\n'
    found = {piece.link.user: piece for piece in pasted.pieces(text + "<e.example> x <https://f@f.example>").found}
    assert (found["a"].name, found["a"].is_meant) == ("Alice A.", True)
    assert (found["d"].name, found["d"].is_meant) == ("", True)
    assert (found["c"].name, found["c"].is_meant) == ("Carol", False)
    assert pasted.pieces("Bob <b@b.example>").found == (Piece(read("b@b.example"), "Bob"),)
    assert pasted.pieces("Bob <b@b.example>\nx").found[0].is_meant


@pytest.mark.parametrize("is_windows", [False, True])
def test_the_source_of_a_mail_is_decoded(is_windows: bool) -> None:
    body = f'<p>{"long words " * 12}<a href="https://a.example/?next=x">click</a></p>\n' * 3
    end = "\r\n" if is_windows else "\n"
    quoted = quopri.encodestring(body.encode()).decode().replace("\n", end)
    assert wires(f"Content-Transfer-Encoding: quoted-printable{end}{end}{quoted}") == ["a.example"]
    packed = base64.encodebytes(body.encode()).decode().replace("\n", end)
    assert "a.example" in wires(f"Subject: x{end}content-transfer-encoding: BASE64{end}{end}{packed}")


def test_a_damaged_body_is_passed_over() -> None:
    lines = ("A" * 76 + "\n") * 2 + "A"
    assert wires(f"content-transfer-encoding: base64\n\n{lines}\n\nhttps://a.example") == ["a.example"]


def test_the_targets_of_a_formatted_text_are_found() -> None:
    html = '<a href="https://a.example/?x=1&amp;y=2">A</a><a href="#top">B</a><a href=\'mailto:a@b.example\'>C</a><a href="https://a.example/?x=1&amp;y=2">'
    assert pasted.link_targets(html) == ("https://a.example/?x=1&y=2", "mailto:a@b.example")
    assert pasted.link_targets("") == ()
    many = "\n".join(pasted.link_targets("".join(f"<a href=https://a{place}.example>" for place in range(300))))
    assert pasted.pieces(many).is_cut


def test_too_many_addresses_are_not_all_looked_at() -> None:
    found = pasted.pieces("\n".join(f"n{place} <a@b{place}.example>" for place in range(12_000)))
    assert found.is_cut
    assert len(found.found) < 1000
