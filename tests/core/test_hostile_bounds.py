"""Where readers stop: each bound that keeps a hostile input from taking forever, and what is still read at it."""

import pytest
from msgspec import structs

from tests.core.vaults import EXAMPLE
from vault import codec, git, package_list, parts, restore, shares, transcripts
from vault.codec import load
from vault.errors import BadImport, Damaged, NewerFormat
from vault.formats import otpauth
from vault.package_list import Named
from vault.parts import Part

URI = b"otpauth://totp/%d?secret=GEZDGNBV\n"


def part_of(place: int) -> Part:
    """Return one part of a backup of its own."""
    return Part(
        sheet_id=f"{place:08}",
        index=0,
        k=1,
        n=2,
        groups=1,
        first=1,
        per_page=1,
        length=1,
        checksum=0,
        chunk=bytes((place % 256,)),
    )


def test_a_list_has_at_most_two_thousand_authenticators() -> None:
    seeds, problems = otpauth.read(b"".join(URI % place for place in range(2000)), "", "")
    assert (len(seeds), problems) == (2000, ())
    with pytest.raises(BadImport, match="too long for a list of authenticators"):
        otpauth.read(b"".join(URI % place for place in range(2001)), "", "")


def test_a_list_of_authenticators_has_at_most_a_megabyte() -> None:
    padded = (URI % 1).ljust(otpauth.TEXT_LIMIT, b" ")
    assert len(otpauth.read(padded, "", "")[0]) == 1
    with pytest.raises(BadImport, match="too long for a list of authenticators"):
        otpauth.read(padded + b" ", "", "")


def test_of_very_many_backups_the_first_ones_are_told_of_and_all_parts_are_kept() -> None:
    text = "\n".join(parts.qr_text(part_of(place)) for place in range(70))
    found = restore.take_text(restore.EMPTY, text)
    assert len(found.parts) == 70
    told = restore.status(found).backups
    assert [one.sheet_id for one in told] == [f"{place:08}" for place in range(64)]


@pytest.mark.tedious
def test_of_very_many_codes_in_a_text_the_first_ones_are_read() -> None:
    text = "\n".join(parts.qr_text(part_of(place)) for place in range(5010))
    assert len(transcripts.read(text).parts) == 5000


@pytest.mark.tedious
def test_lines_that_could_be_put_together_in_a_million_ways_are_tried_in_some() -> None:
    whole = structs.replace(part_of(99), length=300, chunk=b"x" * 300)
    others = [line for place in range(4) for line in parts.lines(structs.replace(whole, chunk=bytes((place,)) * 300))]
    firsts = [parts.lines(structs.replace(whole, sheet_id=f"{place:08}"))[0] for place in range(20)]
    text = "\n".join([*firsts, *others, *parts.lines(whole)])
    assert whole in restore.take_text(restore.EMPTY, text).parts


def test_a_wrong_share_that_is_a_book_is_looked_at_from_its_beginning() -> None:
    assert len(shares.wrong_words("zzzz " * 500)) == 46


def test_badges_are_taken_off_wherever_the_name_ends() -> None:
    text = "Released x\notters 2FA Required Sole owner Critical Project Reserved\nReleased x"
    assert package_list.read(text) == (Named("otters", "no"),)


def test_a_number_without_an_end_in_an_index_is_refused() -> None:
    with pytest.raises(ValueError) as refused:
        git.read_index(b"DIRC\0\0\0\4\0\0\0\1" + bytes(62) + b"\x80" * 100_000 + bytes(40))
    assert refused.value.args == ()


def test_members_that_are_buried_too_deep_are_refused_before_they_can_be_lost() -> None:
    def buried(levels: int) -> bytes:
        return b'{"version":1,"x":' + b"[" * levels + b"]" * levels + b"}"

    vault, _ = load(buried(90))
    assert b"[" * 90 in codec.dump(vault)
    with pytest.raises(Damaged):
        load(buried(110))


def test_an_id_that_is_not_known_yet_is_written_back_where_it_was() -> None:
    text = codec.dump(EXAMPLE).replace(b'"codes":[{', b'"codes":[{"id":"new","extra":1,', 1)
    assert b'"id":"new"' in text
    again = codec.dump(load(text)[0])
    assert b'"id":"new"' in again
    assert b'"extra":1' in again


def test_a_newer_vault_is_told_as_such_whatever_else_it_says() -> None:
    with pytest.raises(NewerFormat):
        load(b'{"version":2,"minor":"many"}')
    with pytest.raises(Damaged):
        load(b'{"version":1,"minor":"many"}')
