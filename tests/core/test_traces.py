"""What a file gives away: codes are found however they are written down, and nothing else is taken for codes."""

import random
import uuid
from datetime import date

import pytest

from tests.core.lying import GITHUB, HEX, PYPI, dashed, held, hexes, lines
from tests.core.vaults import NOW
from vault import edit, services, shapes, traces
from vault.model import Vault
from vault.traces import Trace

NAME = "PyPI-Recovery-Codes-alice-2026-01-31T09_08_07.123456.txt"
HEADING = "PyPI recovery codes"
EMPTY = traces.known(Vault())


def digits(count: int, length: int = 8) -> list[str]:
    return [str(int(word, 16))[-length:] for word in hexes(count, 32)]


def found(text: str, name: str = "notes.txt", vault: Vault | None = None) -> Trace | None:
    return traces.find(text.encode(), name, traces.known(vault) if vault else EMPTY)


def count_and_service(text: str, name: str = "notes.txt") -> tuple[int, str]:
    trace = found(text, name)
    assert trace
    assert not trace.is_kept
    return trace.codes, trace.service


# Lists of codes, as they lie about

LISTS = {
    "as saved": (lines(*PYPI), "codes.txt", 8, "pypi"),
    "in Windows' lines": ("\r\n".join(PYPI), "codes", 8, "pypi"),
    "numbered": (lines(*(f"{place}. {code}" for place, code in enumerate(PYPI, 1))), "notes.md", 8, "pypi"),
    "in groups": (lines(*(dashed(code, 4).replace("-", " ") for code in PYPI)), "notes.md", 8, "pypi"),
    "with dashes": (lines(*(dashed(code, 4) for code in PYPI)), "notes.md", 8, "pypi"),
    "in capitals": (lines(*PYPI).upper(), "notes.md", 8, "pypi"),
    "with ticks": (lines(*(f"- [{'x' if place < 2 else ' '}] {code}" for place, code in enumerate(PYPI))), "n.md", 8, "pypi"),
    "some used": (lines(*PYPI[:5]), "notes.txt", 5, "pypi"),
    "one with a remark": (lines("PyPI", *PYPI[:7], f"{PYPI[7]} used on the new laptop"), "notes.txt", 8, "pypi"),
    "in one line after the name": (f"pypi: {' '.join(PYPI)}", "notes.txt", 8, "pypi"),
    "as JSON": ('{"codes": ["' + '", "'.join(PYPI) + '"]}', "codes.json", 8, "pypi"),
    "among other keys": (
        '{"service": "PyPI", "user": "me", "recovery_codes": ["' + '", "'.join(PYPI) + '"]}',
        "a.json",
        8,
        "pypi",
    ),
    "as a table": (lines("code,used", *(f"{code},no" for code in PYPI[:7]), f"{PYPI[7]},"), "recovery codes.csv", 8, "pypi"),
    "as settings": (lines(*(f'PYPI_RECOVERY_CODE_{place}="{code}"' for place, code in enumerate(PYPI))), ".env", 8, "pypi"),
    "under a heading in a long text": (lines("# Diary", "words " * 500, f"## {HEADING}", PYPI[0]), "diary.md", 1, "pypi"),
    "of GitHub": (lines(*GITHUB), "notes.txt", 16, "github"),
    "of Hex": (lines(*HEX), "notes.txt", 10, "hex"),
    "of GitLab": (lines(*hexes(10)), "notes.txt", 10, "gitlab"),
    "of GitLab, longer": (lines("GitLab backup codes", *hexes(10, 32)), "notes.txt", 10, "gitlab"),
    "of npm": (lines(*hexes(5, 64)), "npm.txt", 5, "npm"),
    "of RubyGems": (lines("rubygems.org", *hexes(10, 12)), "notes.txt", 10, "rubygems"),
    "of Read the Docs": (lines("2FA, Read the Docs", *digits(10)), "notes.txt", 10, "readthedocs"),
}


@pytest.mark.parametrize(("text", "name", "count", "service"), LISTS.values(), ids=LISTS)
def test_a_list_of_codes_is_found(text: str, name: str, count: int, service: str) -> None:
    assert count_and_service(text, name) == (count, service)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "latin-1"])
def test_other_encodings_are_read(encoding: str) -> None:
    trace = traces.find(f"für später\n{lines(*PYPI)}".encode(encoding), "notes.txt", EMPTY)
    assert trace == Trace("pypi", 8, "", is_kept=False)


def test_a_download_tells_whose_it_is() -> None:
    assert found(lines(*PYPI), NAME) == Trace("pypi", 8, "pypi:alice", is_kept=False)
    assert found(lines(*PYPI), f"Test{NAME}") == Trace("testpypi", 8, "testpypi:alice", is_kept=False)


def test_a_download_with_one_code_left_is_still_one() -> None:
    assert found(PYPI[0], NAME) == Trace("pypi", 1, "pypi:alice", is_kept=False)


def test_a_name_that_many_services_use_does_not_decide() -> None:
    assert count_and_service(lines(*PYPI), "recovery-codes.txt") == (8, "pypi")
    assert count_and_service(lines(*digits(3)), "recovery-codes.txt") == (3, "readthedocs")
    assert found("Write down the recovery codes. See chapter 20240131.", "recovery-codes (1).md") is None


def test_what_the_importer_would_take_for_another_service_is_read_as_the_one_that_was_recognised() -> None:
    text = lines("# Read the Docs backup codes", *digits(10), HEADING.upper() + ":")
    assert found(text) == Trace("readthedocs", 10, "", is_kept=False)


# What looks like codes

OBJECTS = [f"{word} refs/tags/v{place}" for place, word in enumerate(hexes(12, 40))]
DUMPED = b"The quick brown fox jumps over the lazy dog, again and again and on."
RANDOM = random.Random(5)
NOT_CODES = {
    "nothing": "",
    "prose": "It was a bright cold day in April, and the clocks were striking thirteen.\n" * 40,
    "one short hex word": "deadbeef",
    "one word of sixteen": PYPI[0],
    "four of them": lines(*PYPI[:4]),
    "git's objects": lines(*OBJECTS),
    "git's log, shortened": lines(*(f"{word} fix the build" for word in hexes(9, 12))),
    "long ids in git's log": lines(*(f"{word} fix the build again" for word in hexes(9, 16))),
    "checksums": lines(*(f"{word}  sparekey-{place}.tar.gz" for place, word in enumerate(hexes(5, 64)))),
    "bare checksums": lines(*hexes(5, 64)),
    "checksums with a service's name": lines("npm", *(f"{word}  npm-{place}.tgz" for place, word in enumerate(hexes(5, 64)))),
    "MD5 sums": lines(*hexes(10, 32)),
    "short checksums and names": lines(*(f"{word}  src/module_{place}.py" for place, word in enumerate(hexes(9)))),
    "a lock file": lines(*(f'  "package-{place}": {{"integrity": "{word}"}},' for place, word in enumerate(hexes(9)))),
    "pip's hashes": lines(*(f"    --hash=sha256:{word} \\" for word in hexes(5, 64))),
    "UUIDs": lines(*(str(uuid.UUID(int=RANDOM.getrandbits(128))) for _ in range(16))),
    "UUIDs without dashes": lines(*hexes(10, 32)),
    "a hex dump": lines(
        *(f"{at:08x}: {dashed(DUMPED[at : at + 16].hex(), 4).replace('-', ' ')}  ....." for at in range(0, 64, 16))
    ),
    "a bare hex dump": lines(*(DUMPED[at : at + 8].hex() for at in range(0, 64, 8))),
    "addresses": lines(*(f"00007f{word[:10]}" for word in hexes(8))),
    "counters": lines(*(f"{place:016x}" for place in range(8))),
    "plain numbers": lines(*(str(int(word, 16))[:16] for word in hexes(8))),
    "all the same letters": lines(*(letter * 16 for letter in "abcdabcd"), *(f"{'ab' * 7}{a}{b}" for a in "ab" for b in "cd")),
    "ids in order": lines(*sorted(hexes(7))),
    "ids in backward order": lines(*sorted(hexes(7), reverse=True)),
    "too many": lines(*hexes(40)),
    "a log": lines(*(f"2026-01-31 09:08:07 INFO trace={word} took 12 ms" for word in hexes(9))),
    "a log of the service": lines(*(f"2026-01-31 09:08:07 INFO pypi trace={word} took 12 ms" for word in hexes(9))),
    "a table with other things": lines("id,name", *(f"{word},Ann Other" for word in hexes(8))),
    "words with dashes": lines(*(["black-white", "north-south", "first-third", "heavy-light", "older-newer"] * 2)),
    "telephone numbers": lines(*(f"{number[:5]}-{number[5:]}" for number in digits(16, 10))),
    "dates": lines(*(f"2024{month:02}{day:02}" for month, day in zip(range(1, 11), range(20, 10, -1), strict=True)), "2fa"),
    "customer numbers": lines(*digits(10)),
    "short ids without a word": lines(*hexes(10, 12)),
    "nine of RubyGems": lines("rubygems", *hexes(9, 12)),
    "short ids in order": lines("rubygems", *sorted(hexes(10, 12))),
    "short ids in a long text": lines("rubygems", *hexes(10, 12), *(["and so on"] * 30)),
    "a heading without codes": lines(HEADING, "are sixteen letters long"),
    "a heading in a sentence": lines(f"Where {HEADING} come from, see {PYPI[0]}"),
    "a minified file": "var a='" + "',b='".join(hexes(9)) + "';" + "function(){return x.y.z}" * 100,
}


@pytest.mark.parametrize("text", NOT_CODES.values(), ids=NOT_CODES)
@pytest.mark.parametrize("name", ["list.txt", "README", "data.json"])
def test_what_looks_like_codes_is_not_taken_for_them(text: str, name: str) -> None:
    assert found(text, name) is None


def test_an_empty_download_gives_nothing_away() -> None:
    assert found("", NAME) is None
    assert found("the download failed, try again", NAME) is None


@pytest.mark.parametrize("data", [bytes(range(256)) * 20, b"\0" + lines(*PYPI).encode(), b"\xff\xfe"])
def test_what_is_no_text_gives_nothing_away(data: bytes) -> None:
    assert traces.find(data, "notes.txt", EMPTY) is None


# The vault's own codes


def test_a_single_code_of_the_vault_is_found_wherever_it_stands() -> None:
    vault = held(*PYPI)
    trace = Trace("pypi", 1, "pypi:alice", is_kept=True)
    assert found(f"then I typed {PYPI[3]} and was in", "diary.txt", vault) == trace
    assert found(f"then I typed {dashed(PYPI[3], 4).upper()}!", "diary.txt", vault) == trace
    assert found(f"{PYPI[3]}0", "diary.txt", vault) is None
    assert found(f"then I typed {hexes(1, name='other')[0]}", "diary.txt", vault) is None


def test_a_list_that_is_kept_is_told_apart_from_one_that_is_not() -> None:
    vault = held(*PYPI)
    assert found(lines(*PYPI), "a.txt", vault) == Trace("pypi", 8, "pypi:alice", is_kept=True)
    assert found(lines(*PYPI), NAME.replace("alice", "bob"), vault) == Trace("pypi", 8, "pypi:alice", is_kept=True)
    other = hexes(8, name="newer")
    assert found(lines(*other), "a.txt", vault) == Trace("pypi", 8, "", is_kept=False)


def test_a_list_of_which_a_part_is_kept_is_not_kept() -> None:
    assert found(lines(*PYPI), "a.txt", held(*PYPI[:6])) == Trace("pypi", 8, "pypi:alice", is_kept=False)


def test_codes_of_several_accounts_are_counted_together_and_named_after_the_most() -> None:
    vault = held(*GITHUB, title="github:alice", vault=held(*PYPI))
    text = lines("PyPI", *PYPI, "GitHub", *GITHUB[:3])
    assert found(text, "all.txt", vault) == Trace("pypi", 11, "pypi:alice", is_kept=True)


def test_codes_of_a_deleted_account_are_not_kept() -> None:
    vault = held(*PYPI)
    vault = edit.delete_account(vault, vault.accounts[0].id, now=NOW)
    assert found(lines(*PYPI), "a.txt", vault) == Trace("pypi", 8, "", is_kept=False)


def test_codes_of_a_service_without_rules_are_found_as_they_are_written() -> None:
    vault = held("Tr0ub4dor&3!", "short", title="forge:alice")
    assert found("use Tr0ub4dor&3! there", "a.md", vault) == Trace("forge", 1, "forge:alice", is_kept=True)
    assert found("use xTr0ub4dor&3! there", "a.md", vault) is None
    assert found("short", "a.md", vault) is None
    assert traces.find(b"\0Tr0ub4dor&3!", "a.md", traces.known(vault)) is None


def test_whose_an_unknown_list_is_may_be_told_by_the_one_account_there_is() -> None:
    vault = edit.add_account(Vault(), "github", "alice", now=NOW)
    assert found(lines(*GITHUB), "a.txt", vault) == Trace("github", 16, "github:alice", is_kept=False)


# No secret is shown


def test_no_repr_shows_a_code() -> None:
    known = traces.known(held(*PYPI))
    shown = repr(known) + repr(found(lines(*PYPI), NAME))
    assert not any(code in shown for code in PYPI)


# How codes look


def test_every_service_with_codes_has_a_shape_that_its_codes_fit() -> None:
    of_shapes = {service.id for shape in shapes.table() for service in shape.services}
    assert of_shapes == {service.id for service in services.table().values() if service.codes}
    for shape in shapes.table():
        for service in shape.services:
            code = shapes.rules_of(service).normal("0" * shape.length)
            assert code
            assert shape.words(f"x {code} y") == [code]


def test_a_glance_sees_codes_that_stand_close_together() -> None:
    text = " ".join(PYPI[:5])
    assert [shape.length for shape in shapes.glance(text.encode(), single=())] == [16]
    assert shapes.glance(lines(*digits(4)).encode(), single=()) == []
    assert [shape.characters for shape in shapes.glance(digits(1)[0].encode(), single={8})] == ["[0-9a-f]", "[0-9]"]


def test_days_are_told_from_numbers() -> None:
    assert date(2024, 1, 31).strftime("%Y%m%d") == "20240131"
    assert found(lines("recovery codes", *("20240131" for _ in range(10)))) is None
