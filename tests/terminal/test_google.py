"""import: pages of a Google Authenticator export, one file each, in any order."""

from pathlib import Path

from tests.core.migration import entry, pages, payload, uri, whole
from tests.terminal import samples
from tests.terminal.shell import Shell

NAMES = ["mira", "noor", "olek"]


def files(home: Path, *numbers: int) -> list[str]:
    """Write some pages of the export: the first as a picture, the others as texts."""
    export = pages(NAMES, size=3)
    written = []
    for number in numbers:
        path = home / f"page-{number}"
        path.write_bytes(samples.qr_picture(export[number]) if number == 0 else export[number].encode())
        written.append(str(path))
    return written


def test_pages_given_together_are_one_export(shell: Shell, home: Path) -> None:
    answer = shell("import", *files(home, 2, 0, 1), "--json").json
    assert (answer["imported"], answer["skipped"], answer["problems"]) == (3, 0, [])
    assert [one["username"] for one in answer["found"]] == ["olek", "mira", "noor"]


def test_a_missing_page_is_told_and_the_others_are_imported(shell: Shell, home: Path) -> None:
    answer = shell("import", *files(home, 2, 0))
    assert answer.code == 0
    assert "note: Google Authenticator: 2 of 3 pages seen" in answer.err
    again = shell("import", *files(home, 1, 2), "--json").json
    assert (again["imported"], again["skipped"]) == (1, 1)


def test_one_that_uses_md5_is_left_out(shell: Shell) -> None:
    page = uri(payload([entry(b"a seed", "mira"), entry(b"another", "noor", more=whole(4, 4))]))
    answer = shell("import", "-", "--json", stdin=page.encode()).json
    assert answer["imported"] == 1
    (problem,) = answer["problems"]
    assert problem["where"] == "line 1, authenticator 2"
    assert "MD5" in problem["why"]
