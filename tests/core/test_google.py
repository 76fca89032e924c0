"""Google Authenticator's "Transfer accounts": pages in any order, each alone or several in one picture."""

import base64
import itertools
import random
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.core.migration import entry, pages, payload, text, uri, varint, whole
from tests.core.pictures import beside, drawn, saved
from vault import formats, intake
from vault.errors import BadImport
from vault.formats import Found, google
from vault.formats.google import Pages
from vault.intake import Target
from vault.model import Seed, Vault

RAW = bytes(range(20))
SECRET = base64.b32encode(RAW).decode()
ALICE = Seed(type="totp", secret=SECRET, issuer="PyPI", name="alice")
NAMES = [f"user{place}" for place in range(7)]


def read(*texts: str) -> list[Found]:
    return [formats.read(one.encode()) for one in texts]


def names(found: list[Found]) -> list[str]:
    return [one.name for file in found for one in file.entries if isinstance(one, Seed)]


def told(found: list[Found]) -> list[str]:
    return [problem.why for problem in formats.problems_of(found)]


def seeds(data: bytes) -> list[Seed]:
    return list(google.read(uri(data)).seeds)


# One page


def test_a_page_gives_its_authenticators() -> None:
    found = formats.read(uri(payload([entry(RAW), entry(b"other seed", "bob", "GitHub")])).encode())
    assert found.format == "google"
    assert found.entries == (ALICE, Seed(type="totp", secret="N52GQZLSEBZWKZLE", issuer="GitHub", name="bob"))
    assert not formats.problems_of([found])


def test_every_setting_is_taken_over() -> None:
    more = whole(4, 3) + whole(5, 2) + whole(6, 1) + whole(7, 77) + text(8, "unique")
    assert seeds(entry(RAW, more=more)) == [
        Seed(type="hotp", secret=SECRET, issuer="PyPI", name="alice", algorithm="SHA512", digits=8, counter=77)
    ]
    assert [seed.algorithm for seed in seeds(entry(RAW, more=whole(4, 2)) + entry(RAW, more=whole(4, 0)))] == ["SHA256", "SHA1"]
    assert seeds(text(1, text(1, RAW))) == [Seed(type="totp", secret=SECRET)]


@pytest.mark.parametrize(
    ("issuer", "name", "told"),
    [
        ("PyPI", "alice", ("PyPI", "alice")),
        ("PyPI", "PyPI:alice", ("PyPI", "alice")),
        ("PyPI", "pypi: alice", ("PyPI", "alice")),
        ("PyPI", "PyPI:a:b", ("PyPI", "a:b")),
        ("", "PyPI:alice", ("PyPI", "alice")),
        ("", "PyPI: alice", ("PyPI", "alice")),
        ("GitHub", "git.example:alice", ("GitHub", "alice")),
        ("", "arn:aws:iam", ("", "arn:aws:iam")),
        ("", "alice@example.com", ("", "alice@example.com")),
        ("Jürgen\x1b]0;\x07", " \u202ea\nb ", ("Jürgen]0;", "a b")),
    ],
)
def test_an_issuer_is_taken_off_the_name(issuer: str, name: str, told: tuple[str, str]) -> None:
    assert [(seed.issuer, seed.name) for seed in seeds(entry(RAW, name, issuer))] == [told]


@pytest.mark.parametrize(
    "change",
    [
        lambda one: one,
        lambda one: f"  {one}\n",
        lambda one: one.replace("%2B", "+").replace("%2F", "/").replace("%3D", "="),
        lambda one: one.replace("%2B", " ").replace("%3D", ""),
        lambda one: one.replace("%2B", "-").replace("%2F", "_"),
        lambda one: one.replace("otpauth-migration://offline?", "OTPAUTH-MIGRATION://offline?x=1&"),
    ],
)
def test_the_text_is_read_however_it_was_passed_on(change: Callable[[str], str]) -> None:
    written = uri(payload([entry(b"\xfb\xef\xbe\xff\xff\xfe" + RAW)]))
    assert "%2B" in written or "%2F" in written
    assert google.read(change(written)) == google.read(written)


def test_unknown_members_of_every_kind_are_skipped() -> None:
    unknown = varint(99 << 3 | 1) + bytes(8) + varint(98 << 3 | 5) + bytes(4) + text(97, "x") + whole(96, -1)
    assert seeds(unknown + entry(RAW, more=unknown) + unknown) == [ALICE]
    assert seeds(whole(1, 5) + entry(RAW)) == [ALICE]


# Entries that cannot be used


@pytest.mark.parametrize(
    ("more", "why"),
    [
        (whole(4, 4), "uses MD5"),
        (whole(4, 9), "not known"),
        (whole(5, 3), "not known"),
        (whole(6, 3), "not known"),
        (text(1, b""), "no seed"),
        (text(1, bytes(1025)), "too long"),
        (whole(6, 1) + whole(7, -1), "no settings of an authenticator"),
        (b"\xff", "damaged"),
        (varint(4 << 3 | 3), "damaged"),
        (varint(0), "damaged"),
        (text(2, "x")[:-1], "damaged"),
        (varint(9 << 3 | 1) + bytes(7), "damaged"),
        (varint(9 << 3) + b"\x80" * 10 + b"\0", "damaged"),
    ],
)
def test_one_that_cannot_be_used_does_not_refuse_the_others(more: bytes, why: str) -> None:
    found = formats.read(saved(drawn(uri(payload([entry(RAW, "bob", more=more), entry(RAW)])))))
    assert found.entries == (ALICE,)
    (problem,) = formats.problems_of([found])
    assert problem.where == "QR code 1, authenticator 1"
    assert why in problem.why
    with pytest.raises(BadImport, match=why):
        formats.read(uri(entry(RAW, more=more)).encode())


@pytest.mark.parametrize(
    "written",
    [
        "otpauth-migration://offline",
        "otpauth-migration://offline?data=",
        "otpauth-migration://offline?date=CjEK",
        "otpauth-migration://offline?data=CjEK",
        "otpauth-migration://offline?data=A",
        "otpauth-migration://offline?data=%ZZ",
        "otpauth-migration://offline?data=Cj\u00c4K",
        uri(payload([])),
        uri(payload([entry(RAW)]))[:-12],
        uri(entry(RAW) + b"\x80"),
        uri(payload([entry(RAW)])) + "A" * 20000,
    ],
)
def test_a_page_that_is_damaged_empty_or_too_long_is_refused(written: str) -> None:
    with pytest.raises(BadImport) as refused:
        formats.read(written.encode())
    assert written[40:] not in f"{refused.value} {refused.value.hint}" or not written[40:]


# Several pages


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
def test_pages_come_in_any_order_and_the_missing_ones_are_told(order: tuple[int, ...]) -> None:
    export = pages(NAMES, size=3)
    first, second, third = (export[place] for place in order)
    assert told(read(first)) == ["1 of 3 pages seen"]
    assert told(read(first, second)) == told(read(first, second, first)) == ["2 of 3 pages seen"]
    found = read(first, second, third)
    assert not formats.problems_of(found)
    assert not formats.missing_pages(found)
    assert sorted(names(found)) == NAMES


def test_a_page_that_came_twice_adds_nothing() -> None:
    first, second, _ = pages(NAMES, size=3)
    found = formats.joined(read(first, second, first))
    assert len(names(list(found))) == 5
    assert formats.joined([*found, *read(second)]) == found


def test_several_pages_in_one_picture_and_one_in_another() -> None:
    export = pages(NAMES, size=3)
    together = formats.read(saved(beside([drawn(export[2]), drawn(export[0])])))
    assert told([together]) == ["2 of 3 pages seen"]
    assert not told([together, formats.read(saved(drawn(export[1])))])


def test_pages_in_lines_of_a_text_beside_other_authenticators() -> None:
    plain = f"otpauth://totp/PyPI:zoe?secret={SECRET}"
    found = formats.read("\n".join([plain, *pages(NAMES, size=2)]).encode())
    assert sorted(names([found])) == [*NAMES, "zoe"]
    assert not formats.problems_of([found])
    in_one_line = formats.read(",".join([*pages(NAMES, size=2), plain]).encode())
    assert sorted(names([in_one_line])) == [*NAMES, "zoe"]


def test_pages_of_two_exports_are_told_apart() -> None:
    found = read(pages(NAMES, size=3)[0], pages(NAMES, size=3, batch_id=7)[0], pages(NAMES, size=2, batch_id=9)[1])
    assert told(found) == ["1 of 3 pages seen", "1 of 3 pages seen", "1 of 2 pages seen"]


def test_a_negative_batch_id_is_one_however_long_it_is_written() -> None:
    written_short = uri(payload([entry(RAW)], size=2, index=1, batch_id=0xFFFFFFFF))
    written_long = uri(payload([entry(RAW)], size=2, index=0, batch_id=-1))
    assert not formats.problems_of(read(written_short, written_long))


@pytest.mark.parametrize(("size", "index"), [(0, 0), (1, 1), (3, 3), (3, -1), (1001, 0), (-1, 0)])
def test_a_page_whose_numbers_cannot_be_true_stands_alone(size: int, index: int) -> None:
    found = read(uri(payload([entry(RAW)], size=size, index=index)))
    assert found[0].entries == (ALICE,)
    assert found[0].pages == ()
    assert not formats.problems_of(found)


def test_the_format_can_be_named_for_texts_and_for_pictures() -> None:
    written = uri(payload([entry(RAW)]))
    for data in (written.encode(), saved(drawn(written)), written.encode("utf-16")):
        assert formats.read(data, name="google").entries == (ALICE,)
        assert formats.read(data).entries == (ALICE,)


def test_an_export_is_not_put_into_the_one_account_that_was_asked_for() -> None:
    """Only what does not tell whose it is goes to the account that the user named."""
    found = read(uri(payload([entry(RAW), entry(b"another", "bob", "GitHub"), entry(b"a third", "", "")])))
    placed = intake.place(Vault(), found, Target("pypi", "carol"))
    assert [one.to and one.to.title for one in placed] == ["pypi:alice", "github:bob", "pypi:carol"]
    alone = intake.place(Vault(), read(uri(entry(RAW))), Target("pypi", "carol"))
    assert [one.to and one.to.title for one in alone] == ["pypi:carol"]


# Anything

MESSAGES = st.recursive(
    st.binary(max_size=40),
    lambda inner: st.lists(
        st.builds(whole, st.integers(1, 9), st.integers(-(2**63), 2**64 - 1)) | st.builds(text, st.integers(1, 9), inner),
        max_size=6,
    ).map(b"".join),
    max_leaves=12,
)


@given(MESSAGES.map(uri) | st.text(st.characters(codec=None)).map(google.START.__add__))
def test_any_text_gives_a_page_or_bad_import(written: str) -> None:
    try:
        page = google.read(written)
    except BadImport:
        return
    assert page.seeds or page.problems
    assert page.pages is None or page.pages.seen


@given(st.lists(st.binary(min_size=1, max_size=64), min_size=1, max_size=12, unique=True), st.integers(1, 5), st.randoms())
def test_every_export_comes_back_whole(secrets: list[bytes], size: int, chance: random.Random) -> None:
    written = [
        uri(payload([entry(secret) for secret in secrets[page::size]], size=size, index=page))
        for page in range(size)
        if secrets[page::size]
    ]
    chance.shuffle(written)
    found = [formats.read(one.encode()) for one in written]
    assert {one.secret for file in found for one in file.entries if isinstance(one, Seed)} == {
        base64.b32encode(secret).decode().rstrip("=") for secret in secrets
    }
    assert (len(written) == size) == (not formats.missing_pages(found))


def test_pages_say_how_many_were_seen_and_hold_no_secret() -> None:
    assert str(Pages(1, 3, frozenset((0, 2)))) == "2 of 3 pages seen"
    assert SECRET not in repr(google.read(uri(entry(RAW))))
