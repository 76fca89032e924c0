"""The service table, and the names of accounts."""

import re
import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

import resources
from vault import services
from vault.errors import BadInput
from vault.services import Service


def host(*labels: str) -> str:
    return ".".join(labels)


RULES = [service for service in services.table().values() if service.codes]


def test_pypi_is_known_in_depth() -> None:
    pypi = services.table()["pypi"]
    assert pypi.codes is not None
    assert (pypi.name, pypi.single_authenticator) == ("PyPI", True)
    assert (pypi.codes.count, pypi.codes.groups, pypi.codes.burned) == (8, (4, 4, 4, 4), 1)
    assert {"pypi", "testpypi", "github", "gitlab", "npm", "rubygems", "hex", "packagist", "readthedocs"} <= set(
        services.table()
    )


def test_the_table_has_every_row_of_the_file_in_its_order() -> None:
    rows = tomllib.loads(resources.path("services.toml").read_text("utf-8"))["service"]
    assert [row["id"] for row in rows] == list(services.table())


@pytest.mark.parametrize("service", services.table().values(), ids=lambda service: service.id)
def test_each_row_makes_sense(service: Service) -> None:
    assert services.parse_title(f"{service.id}:user") == (service.id, "user")
    assert len(service.site) >= 2
    assert all(re.fullmatch(r"[a-z0-9-]+", label) for label in service.site)
    assert service.issuers
    assert all(service in services.by_issuer(issuer) for issuer in service.issuers)
    for name, path in service.pages.items():
        assert path.startswith("/")
        assert service.page(name) == "https://" + ".".join(service.site) + path


@pytest.mark.parametrize("service", RULES, ids=lambda service: service.id)
def test_each_rule_for_codes_agrees_with_itself(service: Service) -> None:
    rules = service.codes
    assert rules is not None
    bare = "0" * sum(rules.groups)
    normal = rules.normal(bare)
    assert normal is not None
    assert normal.replace("-", "") == bare
    assert rules.normal(normal.upper()) == normal
    assert re.sub("[ -]", "", rules.grouped(normal)) == bare
    assert rules.normal(bare[1:]) is None
    assert rules.normal("") is None
    for pattern in rules.files:
        assert set(re.compile(pattern).groupindex) <= {"user", "date"}


def test_no_page_of_pypi_is_the_one_that_voids_all_codes() -> None:
    for service in services.table().values():
        assert not any("regenerate" in path or "recovery-codes" in path for path in service.pages.values())


def test_a_page_that_is_not_known_is_none() -> None:
    assert services.table()["pypi"].page("regenerate") is None


def test_codes_are_shown_in_groups_and_stored_as_the_service_wants_them() -> None:
    pypi, hexpm = services.table()["pypi"].codes, services.table()["hex"].codes
    assert pypi is not None
    assert hexpm is not None
    assert pypi.grouped("0123456789abcdef") == "0123 4567 89ab cdef"
    assert pypi.normal("0123-4567-89AB-CDEF") == "0123456789abcdef"
    assert pypi.normal("0123-456789abcdef") is None
    assert pypi.normal("0123456789abcdeg") is None
    assert hexpm.normal("0123456789ABCDEF") == "0123-4567-89ab-cdef"
    assert hexpm.grouped("0123-4567-89ab-cdef") == "0123-4567-89ab-cdef"


def test_a_code_longer_than_its_groups_is_still_shown_whole() -> None:
    gitlab = services.table()["gitlab"].codes
    assert gitlab is not None
    assert gitlab.grouped("0123456789abcdef") == "0123 4567 89ab cdef"
    assert gitlab.grouped("0" * 34) == " ".join(["0000"] * 8 + ["00"])


def test_a_service_that_is_not_in_the_table_has_a_name_and_no_rules() -> None:
    found = services.find("example")
    assert (found.id, found.name, found.codes, found.page("login")) == ("example", "example", None, None)


@pytest.mark.parametrize(
    ("issuer", "ids"),
    [
        ("PyPI", ["pypi", "testpypi"]),
        (" pypi ", ["pypi", "testpypi"]),
        ("TestPyPI", ["testpypi"]),
        ("GitHub", ["github"]),
        (host("github", "com"), ["github"]),
        (host("test", "pypi", "org"), ["testpypi"]),
        (host("evil-github", "com"), []),
        (host("github", "com", "evil", "example"), []),
        ("", []),
        ("Air Canada", []),
    ],
)
def test_an_issuer_is_compared_whole_and_a_host_label_by_label(issuer: str, ids: list[str]) -> None:
    assert [service.id for service in services.by_issuer(issuer)] == ids


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("pypi:alice", ("pypi", "alice")),
        (" PyPI : Alice ", ("pypi", "Alice")),
        ("example.org:a:b", ("example.org", "a:b")),
        ("git-lab_2:J\u00fcrgen M.", ("git-lab_2", "J\u00fcrgen M.")),
        (f"{'x' * 64}:{'a' * 200}", ("x" * 64, "a" * 200)),
    ],
)
def test_an_accounts_name_is_split_at_its_first_colon(text: str, title: tuple[str, str]) -> None:
    assert services.parse_title(text) == title


@pytest.mark.parametrize(
    "text",
    [
        *("", "pypi", ":alice", "pypi:", "pypi: ", "py pi:alice", "-pypi:alice", "p\u00fcpi:alice", "x" * 65 + ":alice"),
        *("pypi:" + "a" * 201, "pypi:al\nice", "pypi:al\x1b[31mice", "pypi:\udcff"),
    ],
)
def test_what_is_no_accounts_name_is_refused(text: str) -> None:
    with pytest.raises(BadInput):
        services.parse_title(text)


@given(st.text(st.characters(codec=None), max_size=30))
def test_any_text_is_an_accounts_name_or_bad_input(text: str) -> None:
    try:
        service_id, username = services.parse_title(text)
    except BadInput:
        return
    assert services.parse_title(f"{service_id}:{username}") == (service_id, username)
