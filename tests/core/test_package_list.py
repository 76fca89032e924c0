"""The names of packages in what people paste."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vault import package_list
from vault.package_list import Named

PAGE = """Your projects
4

otters   Sole owner
Last released Jan 31, 2026

Small mammals for everyone

Manage View
seals
Critical Project 2FA Mandated
Sole owner
Last released Feb 1, 2020

Testing

Manage View
walrus  Example Organisation
Created 3 minutes ago
Manage
View
(no name)
Last released Feb 1, 2020
"""


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("otters\nseals\n\n  walrus-tools  \n", ["otters", "seals", "walrus-tools"]),
        ("otters, seals ,walrus,", ["otters", "seals", "walrus"]),
        ("- otters\n* seals\n3. walrus\n• orca", ["otters", "seals", "walrus", "orca"]),
        ("Package    Version  Location\n---------- ------- ----\notters     1.2.0\nseals 24.0rc1  wheel", ["otters", "seals"]),
        ("otters==1.2.0\nseals @ file:///x\n-e git+https://x.example/a#egg=walrus\n-r more.txt", ["otters", "seals", "walrus"]),
        ("orca[fast]>=1; python_version < '3'  # why\n# a comment\nnarwhal", ["orca", "narwhal"]),
        ("Name: otters\nVersion: 1.2\nSummary: small\nHome-page:\nRequires:\n---\nName: seals", ["otters", "seals"]),
        ("https://x.example/project/otters/\nhttps://x.example/manage/project/seals/releases/", ["otters", "seals"]),
        ("@mira/otters\nholt/seals", ["@mira/otters", "holt/seals"]),
        ("[notice] A new release is available\nWARNING: nothing\nManage\nnot a name at all, but words", []),
        ("", []),
    ],
    ids=[
        "lines",
        "commas",
        "bullets",
        "pip list",
        "pip freeze",
        "requirements",
        "pip show",
        "addresses",
        "owners",
        "noise",
        "nothing",
    ],
)
def test_names_are_found_in(text: str, names: list[str]) -> None:
    assert [one.name for one in package_list.read(text)] == names
    assert {one.has_other_owner for one in package_list.read(text)} <= {"unknown"}


def test_the_page_of_projects_also_tells_who_is_its_sole_owner() -> None:
    assert package_list.read(PAGE) == (Named("otters", "no"), Named("seals", "no"), Named("walrus", "yes"))


def test_a_day_without_anything_above_it_names_nothing() -> None:
    assert package_list.read("Last released Feb 1, 2020\nLast released Feb 2, 2020") == ()


def test_a_package_that_is_called_like_a_column_is_typed_alone() -> None:
    assert package_list.read("View") == (Named("View"),)
    assert package_list.read("View\nManage\notters") == (Named("otters"),)


def test_a_name_counts_once_however_it_is_written() -> None:
    assert package_list.read("Otters.Tools\notters-tools\notters_tools") == (Named("Otters.Tools"),)


@given(st.text() | st.lists(st.sampled_from([*PAGE.splitlines(), "a==1", "Name: b", "x 1.0", "-e #egg=c"])).map("\n".join))
def test_any_text_gives_names_and_nothing_else(text: str) -> None:
    found = package_list.read(text)
    again = package_list.read("\n".join(one.name for one in found))
    assert len(found) < 2 or again == tuple(Named(one.name) for one in found)
    assert all(one.name.isascii() and one.name.lstrip("@")[0].isalnum() and len(one.name) <= 202 for one in found)
