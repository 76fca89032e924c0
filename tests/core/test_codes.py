"""Recovery codes as they come: downloaded, copied, typed, mangled by a word processor (pypi-facts §1, formats C13)."""

import contextlib
import time
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vault import codes, services
from vault.codes import FoundCodes
from vault.errors import BadImport

PYPI = tuple(f"{place * 0x1111 + 0x0123456789ABC000:016x}"[:15] + letter for place, letter in enumerate("abcdef01"))
NAME = "PyPI-Recovery-Codes-alice-2026-01-31T09:08:07.123456.txt"


def why(found: FoundCodes) -> list[str]:
    return [f"{problem.where}: {problem.why}" for problem in found.problems]


def test_the_file_that_pypi_saves_is_135_bytes_and_tells_whose_it_is() -> None:
    text = "\n".join(PYPI)
    assert len(text.encode()) == 135
    found = codes.parse(text, file_name=NAME)
    assert found == FoundCodes(
        secrets=PYPI,
        candidates=("pypi",),
        named="pypi",
        username="alice",
        generated_on=date(2026, 1, 31),
        source=NAME,
    )


@pytest.mark.parametrize(
    ("file_name", "service", "user"),
    [
        ("PyPI-Recovery-Codes-alice-2026-01-31T09:08:07.123456.txt", "pypi", "alice"),
        ("PyPI-Recovery-Codes-alice-2026-01-31T09_08_07.123456.txt", "pypi", "alice"),
        ("PyPI-Recovery-Codes-alice-2026-01-31T09 08 07.123456.txt", "pypi", "alice"),
        ("PyPI-Recovery-Codes-alice-2026-01-31T09-08-07.txt", "pypi", "alice"),
        ("PyPI-Recovery-Codes-alice-2026-01-31T09_08_07.123456 (1).txt", "pypi", "alice"),
        ("PyPI-Recovery-Codes-alice-2026-01-31T09_08_07.123456(2).txt", "pypi", "alice"),
        ("pypi-recovery-codes-Alice-2026-01-31t09_08_07.TXT", "pypi", "Alice"),
        ("PyPI-Recovery-Codes-al-ice-2025-2026-01-31T09_08_07.txt", "pypi", "al-ice-2025"),
        ("TestPyPI-Recovery-Codes-alice-2026-01-31T09_08_07.123456.txt", "testpypi", "alice"),
    ],
)
def test_the_name_is_read_however_a_browser_spells_it(file_name: str, service: str, user: str) -> None:
    found = codes.parse("\n".join(PYPI), file_name=file_name)
    assert (found.candidates, found.named, found.username) == ((service,), service, user)
    assert found.generated_on == date(2026, 1, 31)


@pytest.mark.parametrize(
    ("file_name", "service"),
    [("PyPI-Recovery-Codes.txt", "pypi"), ("TestPyPI-Recovery-Codes (1).txt", "testpypi")],
)
def test_the_older_names_tell_the_service_only(file_name: str, service: str) -> None:
    found = codes.parse("\n".join(PYPI), file_name=file_name)
    assert (found.candidates, found.named, found.username, found.generated_on) == ((service,), service, "", None)


@pytest.mark.parametrize(
    "file_name", ["codes.txt", "PyPI-Recovery-Codes-alice.txt", f"x{NAME}", f"{NAME}.bak", "recovery-codes.txt"]
)
def test_another_name_tells_nothing_and_shape_and_count_decide(file_name: str) -> None:
    found = codes.parse("\n".join(PYPI), file_name=file_name)
    assert (found.candidates, found.named, found.username) == (("pypi", "testpypi"), "", "")


def test_a_date_in_a_name_that_is_none_is_left_out() -> None:
    found = codes.parse("\n".join(PYPI), file_name="PyPI-Recovery-Codes-alice-2026-13-45T09_08_07.txt")
    assert (found.username, found.generated_on) == ("alice", None)


def test_a_name_cannot_steer_the_terminal_or_hold_what_cannot_be_stored() -> None:
    found = codes.parse("\n".join(PYPI), file_name="PyPI-Recovery-Codes-al\x1b[31mice\udcff-2026-01-31T09_08_07.txt")
    assert found.username == "al[31mice"
    assert found.source == "PyPI-Recovery-Codes-al[31mice-2026-01-31T09_08_07.txt"


@pytest.mark.parametrize("header", ["PyPI recovery codes", "PyPI Recovery Codes", "> PyPI recovery codes:"])
def test_the_heading_of_a_copy_may_be_pypis_or_testpypis(header: str) -> None:
    found = codes.parse("\n".join((header, *PYPI)))
    assert (found.secrets, found.candidates) == (PYPI, ("pypi", "testpypi"))
    assert found.problems == ()


CAPITALS = ["kept in lower case and without dashes"]
VARIANTS = {
    "a newline at the end": ("\n".join(PYPI) + "\n", []),
    "Windows lines": ("\r\n".join(PYPI), []),
    "old Macs' lines": ("\r".join(PYPI), []),
    "blank lines": ("\n\n".join(PYPI), []),
    "blanks around": ("\n".join(f"  {code}\t" for code in PYPI), []),
    "one line": (" ".join(PYPI), []),
    "commas": (", ".join(PYPI), []),
    "two columns": ("\n".join(f"{PYPI[place]}\t{PYPI[place + 1]}" for place in range(0, 8, 2)), []),
    "a table": ("\n".join(f"| {code} |" for code in PYPI), []),
    "numbers": ("\n".join(f"{place}. {code}" for place, code in enumerate(PYPI, 1)), []),
    "numbers in brackets": ("\n".join(f"({place}) {code}" for place, code in enumerate(PYPI, 1)), []),
    "bullets": ("\n".join(f"\u2022 {code}" for code in PYPI), []),
    "boxes": ("\n".join(f"[ ] {code}" for code in PYPI), []),
    "quotes": ("\n".join(f'"{code}",' for code in PYPI), []),
    "Word's quotes": ("\n".join(f"\u201c{code}\u201d" for code in PYPI), []),
    "Word's NBSP": ("\n".join(f"\u00a0{code}\u00a0" for code in PYPI), []),
    "zero-width spaces": ("\n".join(f"{code[:8]}\u200b{code[8:]}" for code in PYPI), []),
    "full-width letters": ("\n".join("".join(chr(ord(char) + 0xFEE0) for char in code) for code in PYPI), []),
    "mail quoting": ("\n".join(f"> {code}" for code in PYPI), []),
    "twice quoted mail": ("\n".join(f">> {code}" for code in PYPI), []),
    "groups": ("\n".join(" ".join(code[place : place + 4] for place in range(0, 16, 4)) for code in PYPI), []),
    "numbered groups": (
        "\n".join(f"{n}) {c[:4]} {c[4:8]} {c[8:12]} {c[12:]}" for n, c in enumerate(PYPI, 1)),
        [],
    ),
    "halves": ("\n".join(f"{code[:8]} {code[8:]}" for code in PYPI), []),
    "capitals": ("\n".join(PYPI).upper(), CAPITALS),
    "dashes": ("\n".join("-".join(code[place : place + 4] for place in range(0, 16, 4)) for code in PYPI), CAPITALS),
    "Word's dashes": ("\n".join(f"{code[:8]}\u2013{code[8:]}" for code in PYPI), CAPITALS),
}


@pytest.mark.parametrize("name", VARIANTS)
def test_codes_are_found_however_they_were_kept(name: str) -> None:
    text, problems = VARIANTS[name]
    found = codes.parse(text)
    assert found.secrets == PYPI
    assert found.candidates == ("pypi", "testpypi")
    assert [problem.why.partition(",")[0] for problem in found.problems] == problems


@pytest.mark.parametrize("text", ["", "\n", " \t\r\n", "\ufeff", "\u200b\n\u00a0"])
def test_an_empty_download_is_told_as_one(text: str) -> None:
    with pytest.raises(BadImport, match="file is empty") as refused:
        codes.parse(text, file_name=NAME)
    assert "save or copy them again" in refused.value.hint
    with pytest.raises(BadImport, match="There is no text"):
        codes.parse(text)


def test_seven_codes_are_taken_and_the_missing_one_told() -> None:
    found = codes.parse("\n".join(PYPI[:7]), file_name=NAME)
    assert found.secrets == PYPI[:7]
    assert why(found) == ["count: 7 codes, PyPI gives 8"]
    assert why(codes.parse(PYPI[0], file_name=NAME)) == ["count: 1 code, PyPI gives 8"]


def test_a_code_that_is_there_twice_is_kept_once_and_told() -> None:
    found = codes.parse("\n".join((*PYPI, PYPI[2].upper())), file_name=NAME)
    assert found.secrets == PYPI
    assert why(found) == ["line 9: the same code as in line 3, kept once"]


@pytest.mark.parametrize(
    ("line", "told"),
    [
        (PYPI[7][:15], ": 15 characters instead of 16"),
        (PYPI[7] + "0", ": 17 characters instead of 16"),
        (PYPI[7][:15] + "o", ": it has a letter that cannot occur"),
        ("keep these safe", ""),
        ("https://example.com/", ""),
    ],
)
def test_what_is_no_code_is_told_by_its_line_and_never_quoted(line: str, told: str) -> None:
    found = codes.parse("\n".join((*PYPI[:7], line)), file_name=NAME)
    assert found.secrets == PYPI[:7]
    assert why(found)[1:] == [f"line 8: not a PyPI recovery code{told}"]
    assert line not in repr(found.problems)


def test_only_so_many_problems_are_told() -> None:
    found = codes.parse("\n".join((*PYPI, *["hello there"] * 500)))
    assert len(found.problems) == 20


def test_a_service_that_is_not_in_the_table_has_one_code_a_line_as_it_is_written() -> None:
    found = codes.parse("AbC-123!\n\n  xyz_789  \nabc\ntwo words\n", service_id="example")
    assert (found.secrets, found.candidates) == (("AbC-123!", "xyz_789"), ("example",))
    assert why(found) == ["line 4: not a example recovery code", "line 5: not a example recovery code"]


@pytest.mark.parametrize("text", ["hello", "there are no codes here, only words", "0123456789abcde", "-" * 50])
def test_a_text_without_codes_is_refused_without_quoting_it(text: str) -> None:
    with pytest.raises(BadImport, match="No recovery codes were found") as refused:
        codes.parse(text)
    assert text not in refused.value.hint


def test_a_text_that_is_too_long_is_refused_at_once() -> None:
    with pytest.raises(BadImport, match="too long"):
        codes.parse("x" * (codes.TEXT_LIMIT + 1))


@pytest.mark.tedious
@pytest.mark.parametrize("unit", ["x ", "a\n", "0123456789abcdef\n", "12-"])
def test_no_text_takes_long(unit: str) -> None:
    start = time.process_time()
    with contextlib.suppress(BadImport):
        codes.parse((unit * codes.TEXT_LIMIT)[: codes.TEXT_LIMIT])
    assert time.process_time() - start < 5


PIECES = st.sampled_from([*PYPI, "\n", " ", "-", "PyPI recovery codes", "1.", "ab12-", "0123", "|", "\u2022", "\u00a0"])


@given(st.lists(PIECES | st.text(max_size=6), max_size=20).map("".join), st.sampled_from(["", NAME, "x"]))
def test_any_text_gives_codes_or_bad_import(text: str, file_name: str) -> None:
    try:
        found = codes.parse(text, file_name=file_name)
    except BadImport:
        return
    assert len(set(found.secrets)) == len(found.secrets) > 0
    assert found.candidates
    for service_id in found.candidates:
        rules = services.find(service_id).codes
        assert rules is not None
        assert all(rules.normal(secret) == secret for secret in found.secrets)
    told = " ".join(f"{problem.where} {problem.why}" for problem in found.problems) + repr(found)
    assert not any(secret in told for secret in found.secrets)
