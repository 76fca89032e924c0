"""Whose codes these are: told by their shape and number, and by the user (pypi-facts §11)."""

import pytest

from vault import codes, services
from vault.codes import FoundCodes
from vault.errors import BadImport

PYPI = tuple(f"{place * 0x1111 + 0x0123456789ABC000:016x}"[:15] + letter for place, letter in enumerate("abcdef01"))
NAME = "PyPI-Recovery-Codes-alice-2026-01-31T09:08:07.123456.txt"


def why(found: FoundCodes) -> list[str]:
    return [f"{problem.where}: {problem.why}" for problem in found.problems]


TEN = range(10)
SAMPLES = {
    "pypi": list(PYPI),
    "github": [f"{place:02}a7c-3b2dx" for place in range(16)],
    "gitlab": [f"{place}23456789abcdef0"[:16] for place in TEN],
    "npm": [f"{place}0" + "5af3" * 15 + "b7" for place in range(5)],
    "rubygems": [f"a1b2c3d4e5{place}f" for place in TEN],
    "hex": [f"{place}v4k-2g7h-9t0u-mnop" for place in TEN],
    "packagist": ["1a2b3c4d"],
    "readthedocs": [f"1029384{place}" for place in TEN],
}


@pytest.mark.parametrize("service", SAMPLES)
def test_each_services_codes_are_taken_for_its_own(service: str) -> None:
    found = codes.parse("\n".join(SAMPLES[service]))
    assert found.candidates == (("pypi", "testpypi") if service == "pypi" else (service,))
    assert found.secrets == tuple(SAMPLES[service])
    assert found.problems == ()


def test_the_samples_cover_all_services() -> None:
    assert {*SAMPLES, "testpypi"} == set(services.table())


@pytest.mark.parametrize("service", SAMPLES)
def test_codes_copied_in_their_groups_are_taken_for_the_same_service(service: str) -> None:
    rules = services.find(service).codes
    assert rules is not None
    grouped = [rules.grouped(code) for code in SAMPLES[service]]
    found = codes.parse("\n".join(grouped))
    assert found.secrets == tuple(SAMPLES[service])
    assert service in found.candidates
    assert len(found.candidates) == (2 if service == "pypi" else 1)


def test_gitlabs_ten_and_pypis_eight_are_told_apart_by_their_number() -> None:
    codes_16 = SAMPLES["gitlab"]
    assert codes.parse("\n".join(codes_16)).candidates == ("gitlab",)
    assert codes.parse("\n".join(codes_16[:8])).candidates == ("pypi", "testpypi")
    assert set(codes.parse("\n".join(codes_16[:9])).candidates) == {"pypi", "testpypi", "gitlab"}
    named = codes.parse("\n".join(codes_16[:8]), file_name="gitlab-recovery-codes.txt")
    assert (named.candidates, named.named) == (("gitlab",), "gitlab")
    assert why(named) == ["count: 8 codes, GitLab gives 10"]


@pytest.mark.parametrize(
    ("file_name", "service"),
    [
        ("github-recovery-codes.txt", "github"),
        ("gitlab-recovery-codes (3).txt", "gitlab"),
        ("hex-recovery-codes-1700000000000.txt", "hex"),
    ],
)
def test_other_services_downloads_are_known_by_name(file_name: str, service: str) -> None:
    found = codes.parse("\n".join(SAMPLES[service]), file_name=file_name)
    assert (found.candidates, found.named) == ((service,), service)


def test_a_general_name_claims_nothing_and_its_shape_decides() -> None:
    found = codes.parse("\n".join(SAMPLES["readthedocs"]), file_name="recovery-codes.txt")
    assert (found.candidates, found.named) == (("readthedocs",), "")
    assert codes.parse("\n".join(SAMPLES["hex"]), file_name="recovery-codes.txt").candidates == ("hex",)


def test_a_heading_without_codes_of_its_service_does_not_hide_the_codes() -> None:
    found = codes.parse("\n".join(("PyPI recovery codes", *SAMPLES["hex"])))
    assert (found.candidates, found.secrets) == (("hex",), tuple(SAMPLES["hex"]))


@pytest.mark.parametrize(
    ("service", "text", "secret"),
    [
        ("github", "01A7C3B2DX", "01a7c-3b2dx"),
        ("github", "01a7c-3b2dx", "01a7c-3b2dx"),
        ("hex", "0v4k2g7h9t0umnop", "0v4k-2g7h-9t0u-mnop"),
        ("gitlab", "0123456789ABCDEF0123456789ABCDEF", "0123456789abcdef0123456789abcdef"),
    ],
)
def test_a_services_codes_are_kept_as_it_wants_them(service: str, text: str, secret: str) -> None:
    assert codes.parse(text, service_id=service).secrets == (secret,)


def test_words_of_a_text_are_no_codes_of_a_service_that_wants_dashes() -> None:
    with pytest.raises(BadImport):
        codes.parse("abcdefghij klmnopqrst", service_id="github")


# What the user says


def test_codes_are_read_as_the_service_that_the_user_names() -> None:
    found = codes.parse("\n".join(SAMPLES["gitlab"]), service_id="pypi")
    assert (found.candidates, found.named) == (("pypi",), "")
    assert why(found) == ["count: 10 codes, PyPI gives 8"]
    with pytest.raises(BadImport, match="No recovery codes were found"):
        codes.parse("\n".join(SAMPLES["gitlab"]), service_id="readthedocs")


def test_the_users_word_does_not_hide_what_the_name_says() -> None:
    found = codes.parse("\n".join(PYPI), file_name=NAME, service_id="testpypi")
    assert (found.candidates, found.named, found.username) == (("testpypi",), "pypi", "alice")
