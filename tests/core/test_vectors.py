"""The test vectors of `tests/vectors`: three programs say the same of each; the one that made them shares nothing with ours.

They take about ten seconds of one core.
"""

import ast
import re
import shutil
import subprocess
import sys
import tomllib
from collections import Counter
from collections.abc import Collection
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import given
from hypothesis import settings as limits
from hypothesis import strategies as st
from msgspec import inspect

from tests.core.strategies import vaults
from tests.core.test_crypto import REFERENCE, RFC_5869
from tests.core.vaults import NOW, reader
from tests.vectors import __main__ as generator
from tests.vectors import opening, salamander, sealing, workbench
from tests.vectors.opening import KINDS, Reading
from tests.vectors.sealing import Cost, Key, Recipe
from tests.vectors.vector import FOLDER, Vector, Way, digest, dump, load, on_disk
from vault import codec, container, keys, store
from vault.container import Unlocked
from vault.crypto import CHEAPEST
from vault.errors import BadInput, VaultError
from vault.model import Vault

pytestmark = pytest.mark.tedious

TOP = Path(__file__).parents[2]
VECTORS = on_disk()
OUTSIDE = {"size", "magic", "head", "version", "length", "trailer", "flags", "layout", "slots", "limits"}
AT_LEAST = {
    "header": 25,
    "slot": 25,
    "limit": 15,
    "commit": 5,
    "hmac": 10,
    "body": 10,
    "padding": 10,
    "splice": 10,
    "payload": 10,
    "version": 5,
    "opens": 20,
    "order": 10,
}
READERS_WORDS = {"NewerFormat": "Newer", "WrongKey": "WrongSecret", "BadKey": "WrongSecret"}

every = pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector.name)
MADE_BY_US = {1: keys.password("a password"), 3: keys.Key(keys.PAPER, bytes(range(20)))}


# What each program says


def our_key(way: Way) -> keys.Key:
    if way.paper is not None:
        return keys.paper(way.paper)
    assert way.password is not None
    return keys.password(way.password) if way.key_file is None else keys.password_and_file(way.password, way.key_file)


def readers_key(way: Way) -> tuple[int, bytes]:
    if way.paper is not None:
        return reader.PAPER_KEY, reader.paper_secret(way.paper)
    if way.key_file is None:
        return reader.PASSWORD, reader.password_secret(way.password)
    return reader.PASSWORD_AND_FILE, reader.password_and_file_secret(way.password, way.key_file)


def second_key(way: Way) -> Key:
    key_type, secret = readers_key(way)
    return Key(key_type, secret)


def ours(vector: Vector) -> tuple[str, str]:
    """Return what our core says of a vector, and the digest of the text."""
    try:
        text = container.unlock(vector.file, our_key(vector.way))[1]
        codec.load(text)
    except BadInput:
        return "BadKey", ""
    except VaultError as refused:
        return type(refused).__name__, ""
    return "opens", digest(text)


def our_stores(vector: Vector, path: Path) -> tuple[str, bool]:
    """Return what somebody finds who opens the file in Sparekey, and whether they may write it."""
    path.write_bytes(vector.file)
    try:
        opened, _ = store.unlock(path, our_key(vector.way), now=NOW.at)
    except BadInput:
        return "BadKey", True
    except VaultError as refused:
        return type(refused).__name__, True
    store.close(opened)
    return "opens", opened.lock is not None


def the_readers(vector: Vector) -> tuple[str, str]:
    """Return what `open_vault.py` says; the members of the text are not its business."""
    try:
        return "opens", digest(reader.open_bytes(vector.file, *readers_key(vector.way)))
    except reader.Refused as refused:
        return type(refused).__name__, ""


def the_seconds(vector: Vector, blind: Collection[str] = ()) -> tuple[str, str]:
    """Return which step fails in the second implementation, or the digest of the text."""
    try:
        return "", digest(Reading(vector.file, second_key(vector.way), blind).text())
    except opening.Refused as refused:
        return refused.step, ""


@every
def test_sparekey_says_of_each_vector_what_it_expects(vector: Vector, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    request.getfixturevalue("forbidden_argon2" if vector.step in OUTSIDE else "remembered_argon2")
    assert ours(vector) == (vector.expect, vector.payload if vector.expect == "opens" else "")
    assert our_stores(vector, tmp_path / "vault.sparekey") == (vector.expect, vector.write)


@every
def test_the_independent_reader_says_of_each_vector_what_it_expects(vector: Vector, request: pytest.FixtureRequest) -> None:
    request.getfixturevalue("forbidden_argon2" if vector.step in OUTSIDE else "remembered_argon2")
    opens = vector.expect == "opens" or vector.step == "shape"
    expected = ("opens", vector.payload) if opens else (READERS_WORDS.get(vector.expect, vector.expect), "")
    assert the_readers(vector) == expected


@pytest.mark.parametrize("vector", [one for one in VECTORS if one.step != "secret"], ids=lambda vector: vector.name)
def test_the_second_implementation_fails_at_the_step_that_is_named(vector: Vector) -> None:
    opens = vector.expect == "opens" or vector.step == "shape"
    assert the_seconds(vector) == (("", vector.payload) if opens else (vector.step, ""))
    assert vector.expect == KINDS.get(vector.step, "opens")


# One failure each: whoever forgets a check is found out by the vectors for it

# The least number of vectors that a reader opens which leaves out a check. Most others fail later on, with another word.
OPENED_WITHOUT = {
    "trailer": 3,
    "flags": 4,
    "slots": 8,
    "limits": 20,
    "key": 4,
    "wrap": 6,
    "hmac": 14,
    "body": 8,
    "padding": 8,
    "content-version": 5,
}
# Whoever leaves these out has derived something wrong, and is told the same at the next step.
TOLD_AGAIN = {"key", "wrap", "hmac", "body"}


@pytest.mark.parametrize("step", OPENED_WITHOUT)
def test_a_reader_that_forgets_a_check_is_found_out(step: str) -> None:
    made_for_it = [one for one in VECTORS if one.step == step and one.area != "order" and is_cheap(one)]
    found = {one.name: the_seconds(one, {step})[0] for one in made_for_it}
    assert sum(failed == "" for failed in found.values()) >= OPENED_WITHOUT[step]
    if step not in TOLD_AGAIN:
        assert [name for name, failed in found.items() if KINDS.get(failed) == KINDS[step]] == []


@pytest.mark.parametrize("area", ["limit", "hmac"])
def test_nothing_but_its_own_check_keeps_a_vector_shut(area: str) -> None:
    for vector in VECTORS:
        if vector.area == area and is_cheap(vector):
            assert the_seconds(vector, {vector.step}) == ("", digest(workbench.TEXT)), vector.name


def is_cheap(vector: Vector) -> bool:
    """Tell whether a reader without limits can be let loose on a file."""
    slots = [opening.slot_of(vector.data[start : start + 128]) for start in range(84, len(vector.data) - 127, 128)]
    tried = [slot for slot in slots[: vector.data[81]] if slot.type == second_key(vector.way).type]
    return sum(slot.work for slot in tried) <= 1 << 18


# Files


def test_what_is_on_disk_is_what_is_generated() -> None:
    made = generator.generated()
    assert generator.differing(made) == []
    assert made == VECTORS


def test_files_that_were_changed_are_lacking_or_too_many_are_noticed(tmp_path: Path) -> None:
    some = VECTORS[:3]
    generator.write(some, tmp_path)
    assert generator.differing(some, tmp_path) == []
    (tmp_path / f"{some[0].name}.vec").write_text(dump(some[1]), "utf-8")
    (tmp_path / f"{some[1].name}.vec").unlink()
    (tmp_path / "another.vec").write_text("", "utf-8")
    assert generator.differing(some, tmp_path) == sorted([f"{some[0].name}.vec", f"{some[1].name}.vec", "another.vec"])
    generator.write(some, tmp_path)
    assert generator.differing(some, tmp_path) == []


def test_there_are_as_many_of_each_kind_as_were_promised() -> None:
    areas = Counter(one.area for one in VECTORS)
    assert {area: areas[area] for area, number in AT_LEAST.items() if areas[area] < number} == {}
    assert {one.step for one in VECTORS} == {"", "secret", *KINDS}
    assert len({one.comment for one in VECTORS}) > 0.9 * len(VECTORS)


def test_the_folder_is_small_and_its_readme_is_right() -> None:
    assert sum(path.stat().st_size for path in FOLDER.iterdir()) < 2_000_000
    readme = (FOLDER.parent / "README.md").read_text("utf-8")
    for word in {one.expect for one in VECTORS} | KINDS.keys():
        assert f"`{word}`" in readme, word
    for area, number in Counter(one.area for one in VECTORS).items():
        assert f"| `{area}` | {number} |" in readme, area
    assert f"{len(VECTORS)} files" in readme


def test_vectors_come_back_from_their_files() -> None:
    assert [load(one.name, dump(one)) for one in VECTORS] == VECTORS


def test_the_files_are_shipped() -> None:
    """Nothing is left out of the source package, nor ignored by git, that holds a vector."""
    settings = tomllib.loads((TOP / "pyproject.toml").read_text("utf-8"))
    assert "sdist" not in settings["tool"]["hatch"]["build"]["targets"]
    assert not {"exclude", "include", "only-include"} & settings["tool"]["hatch"]["build"].keys()
    ignored = (TOP / ".gitignore").read_text("utf-8").split()
    assert not [line for line in ignored if fnmatch("tests/vectors/files/opens-paper.vec", f"*{line.strip('/')}*")]


def test_the_command_says_what_it_wrote(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["vectors"])
    monkeypatch.setattr(generator, "generated", lambda: VECTORS)
    assert generator.main() == 0
    assert capsys.readouterr().out.endswith(f"{len(VECTORS)} vectors, 0 files differ\n")
    monkeypatch.setattr(generator, "generated", lambda: VECTORS[1:])
    assert generator.main() == 1
    assert f"1 files differ\n  {VECTORS[0].name}.vec\n" in capsys.readouterr().out


@pytest.mark.skipif(shutil.which("node") is None, reason="Node.js is not installed")
def test_the_reader_in_another_language_agrees() -> None:
    version = subprocess.run(["node", "--version"], capture_output=True, text=True, check=True).stdout
    if int(version.strip().lstrip("v").split(".")[0]) < 18:
        pytest.skip(f"Node.js {version.strip()} is too old for open.mjs")
    command = ["node", str(FOLDER.parent / "open.mjs"), str(FOLDER)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    right, wrong, left_out = (int(word.split()[0]) for word in done.stdout.split(", "))
    assert (right + left_out, wrong) == (len(VECTORS), 0)
    assert left_out <= sum(one.step not in OUTSIDE | {"secret"} and one.way.paper is None for one in VECTORS)


def test_the_documentation_names_every_member_and_every_word_of_a_vault() -> None:
    text = (TOP / "docs" / "format.md").read_text("utf-8")
    json_part = set(re.findall(r"\w[\w-]*", text[text.index("## 10. JSON") : text.index("## 11.")]))
    seen: set[str] = set()
    waiting: list[inspect.Type] = [inspect.type_info(Vault)]
    while waiting:
        one = waiting.pop()
        if isinstance(one, inspect.StructType) and one.cls.__name__ not in seen:
            seen.add(one.cls.__name__)
            fields = [field for field in one.fields if field.name != "unknown"]
            assert {field.encode_name for field in fields} <= json_part, one.cls.__name__
            waiting += [field.type for field in fields]
        elif isinstance(one, inspect.VarTupleType):
            waiting.append(one.item_type)
        elif isinstance(one, inspect.UnionType):
            waiting += one.types
        elif isinstance(one, inspect.LiteralType):
            assert {str(value) for value in one.values if value} <= json_part, one.values
    assert len(seen) > 15


def test_an_empty_key_file_is_refused_by_both_programs() -> None:
    with pytest.raises(BadInput):
        keys.password_and_file("a password", b"")
    with pytest.raises(reader.WrongSecret):
        reader.password_and_file_secret("a password", b"")


@pytest.mark.parametrize("around", [" ", "\u00a0", "\n"])
def test_the_reader_takes_hex_digits_with_white_space_around(around: str) -> None:
    assert reader.paper_secret(f"{around}{'0f' * 20}{around}") == b"\x0f" * 20


def test_the_reader_says_of_an_account_that_it_was_deleted() -> None:
    content = workbench.CONTENT | {"accounts": [workbench.CONTENT["accounts"][0] | {"deleted_at": "2026-02-01T00:00:00Z"}]}
    assert reader.codes_list(workbench.CONTENT).startswith("pypi: alice\n")
    assert reader.codes_list(content).startswith("pypi: alice  (deleted)\n")


def test_the_second_implementation_knows_nothing_of_ours() -> None:
    for path in FOLDER.parent.glob("*.py"):
        found: set[str] = set()
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                found |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom):
                found.add(node.module or ".")
        ours = {name for name in found if name.split(".")[0] not in sys.stdlib_module_names | {"cryptography"}}
        assert all(name.startswith("tests.vectors") for name in ours), (path.name, ours)


# Writers: the same file from the same chance, to the byte


def unlocked(text: bytes) -> tuple[Unlocked, bytes]:
    """Write a vault with our program."""
    numbers = iter(range(100))

    def random(size: int) -> bytes:
        return workbench.chance(f"both {next(numbers)}", size)

    new = container.new(MADE_BY_US[1], CHEAPEST, random=random)
    paper = container.new_slot(MADE_BY_US[3], CHEAPEST, vault_id=new.vault_id, secret=new.secret, random=random)
    both = Unlocked(new.vault_id, 7, (*new.slots, paper), new.secret)
    return both, container.seal(both, text, random=random)


def recipe(text: bytes) -> Recipe:
    """Say how the second implementation writes the same vault."""
    vault_id, vault_key, *salts, chance = (
        workbench.chance(f"both {number}", size) for number, size in enumerate((16, 32, 16, 16, 16, 16, 32))
    )
    slots = tuple(
        sealing.slot(Key(key.type, key.secret), vault_key, vault_id, kdf_salt=salt, slot_id=slot_id)
        for key, salt, slot_id in zip(MADE_BY_US.values(), salts[::2], salts[1::2], strict=True)
    )
    return Recipe(vault_key, vault_id, slots, text, chance, generation=7)


@pytest.mark.usefixtures("remembered_argon2")
@limits(max_examples=40)
@given(st.integers(0, 1 << 18) | st.sampled_from([0, 4088, 4089, 65528, 65529, 131064, 131065, 131072]))
def test_both_programs_write_the_same_bytes(length: int) -> None:
    text = b"x" * length
    assert unlocked(text)[1] == sealing.write(recipe(text))


@pytest.mark.usefixtures("remembered_argon2")
@limits(max_examples=30)
@given(vaults, st.sampled_from(sorted(MADE_BY_US)))
def test_what_one_program_writes_the_other_reads(vault: Any, key_type: int) -> None:
    text = codec.dump(vault)
    key = MADE_BY_US[key_type]
    data = unlocked(text)[1]
    assert Reading(data, Key(key.type, key.secret)).text() == text
    theirs = sealing.write(recipe(text))
    assert codec.load(container.unlock(theirs, key)[1]) == (vault, True)
    assert reader.open_bytes(theirs, key.type, key.secret) == text


# Primitives that the second implementation has by itself


@pytest.mark.parametrize(("secret", "salt", "info", "length", "output"), RFC_5869)
def test_hkdf_as_written_out_gives_the_output_of_rfc_5869(secret: str, salt: str, info: str, length: int, output: str) -> None:
    assert sealing.hkdf(bytes.fromhex(secret), bytes.fromhex(salt), bytes.fromhex(info), length).hex() == output


@pytest.mark.parametrize(("passes", "memory", "lanes", "password", "salt", "tag"), REFERENCE)
def test_its_argon2id_gives_the_reference_implementations_tags(
    passes: int, memory: int, lanes: int, password: str, salt: str, tag: str
) -> None:
    assert sealing.argon2id(password.encode(), salt.encode(), Cost(1 << memory, passes, lanes)).hex() == tag


@given(st.binary(min_size=32, max_size=32), st.binary(min_size=32, max_size=32), st.binary(max_size=60))
@limits(max_examples=10)
def test_a_salamander_opens_under_both_keys(first: bytes, second: bytes, bound: bytes) -> None:
    if first == second:
        return
    sealed = salamander.wrapped_under_both(first, second, bound, bytes(16))
    texts = {AESGCM(key).decrypt(bytes(12), sealed, bound) for key in (first, second)}
    assert len(texts) == 2


def test_what_is_printed_on_paper_is_read_by_all() -> None:
    for place in range(20):
        secret = workbench.chance(f"paper {place}", 20)
        printed = sealing.paper_text(secret)
        assert keys.paper(printed).secret == reader.paper_secret(printed) == secret
