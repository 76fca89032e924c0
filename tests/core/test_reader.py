"""`resources/open_vault.py`, the second reader: it opens what we write, and says what we say of what is damaged."""

import base64
import hashlib
import json
import subprocess
import sys
from pathlib import Path

import pytest

import resources
from tests.core import damage
from tests.core.vaults import (
    CODES,
    FILE_KEY,
    PAPER_KEY,
    PASSWORD,
    PASSWORD_KEY,
    SEED_SECRET,
    TEXT,
    example_vault,
    reader,
    sealed,
    unlocked_by,
)
from vault import codec, container, keys, parts
from vault import sealed as backups
from vault.crypto import CHEAPEST
from vault.errors import Damaged, NewerFormat, NotAVault, Tampered, VaultError, WrongKey
from vault.keys import Key

SAME: dict[type[VaultError] | None, str] = {
    None: "opened",
    NotAVault: "NotAVault",
    Damaged: "Damaged",
    NewerFormat: "Newer",
    WrongKey: "WrongSecret",
    Tampered: "Tampered",
}


def word(data: bytes, key: Key) -> str:
    """Return what the reader says of a file."""
    try:
        assert reader.open_bytes(data, key.type, key.secret) == TEXT
    except reader.Refused as refused:
        return type(refused).__name__
    return "opened"


def run(*arguments: str | Path, secret: str = PASSWORD) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, resources.path("open_vault.py"), "--password-stdin", *arguments]
    return subprocess.run(command, input=f"{secret}\n", capture_output=True, text=True, check=False)


def paper_text(secret: bytes) -> str:
    """Write a paper key as §9 says."""
    check = int.from_bytes(hashlib.sha256(b"RCV1 paper" + secret).digest()[:3]) >> 4
    number = int.from_bytes(secret) << 20 | check
    symbols = "".join(reader.SYMBOLS[number >> 5 * place & 31] for place in range(35, -1, -1))
    return "-".join(symbols[place : place + 4] for place in range(0, 36, 4))


@pytest.fixture
def vault_file(tmp_path: Path) -> Path:
    path = tmp_path / "vault.sparekey"
    text = codec.dump(example_vault())
    path.write_bytes(sealed(unlocked_by(*damage.WAYS), *damage.WAYS, text=text))
    return path


def test_it_says_of_every_flipped_bit_what_the_format_says() -> None:
    whole = damage.reference()
    for place, data in damage.flips(whole):
        assert word(data, PASSWORD_KEY) == SAME[damage.meaning_raw(data)], damage.field_at(whole, place)


@pytest.mark.tedious
@pytest.mark.usefixtures("remembered_argon2")
def test_it_says_of_every_flipped_bit_what_the_format_says_where_the_trailer_fits() -> None:
    whole = damage.reference()
    for place, data in damage.flips(whole):
        said = word(damage.with_trailer(data), PAPER_KEY)
        assert said == SAME[damage.meaning(data, place, keys.PAPER)], damage.field_at(whole, place)


@pytest.mark.usefixtures("remembered_argon2")
@pytest.mark.parametrize(("key", "step"), [(PASSWORD_KEY, 3), (FILE_KEY, 7)])
def test_it_says_the_same_of_the_header_for_the_other_keys(key: Key, step: int) -> None:
    whole = damage.reference()
    header_len = int.from_bytes(whole[12:16])
    for place, data in damage.flips(whole[:header_len], step=step):
        changed = damage.with_trailer(data + whole[header_len:])
        assert word(changed, key) == SAME[damage.meaning(changed, place, key.type)], damage.field_at(whole, place)


def test_it_says_of_every_truncation_what_the_format_says() -> None:
    whole = damage.reference()
    for size in range(len(whole)):
        cut = whole[:size]
        assert word(cut, PASSWORD_KEY) == SAME[damage.meaning_raw(cut)], size


@pytest.mark.parametrize("size", [0, 23, 24])
def test_it_says_of_a_body_that_is_too_short_what_we_say(size: int) -> None:
    whole = damage.reference()
    header_len = int.from_bytes(whole[12:16])
    head = whole[:16] + size.to_bytes(8) + whole[24:header_len]
    data = damage.with_trailer(head + bytes(size) + bytes(32))
    assert word(data, PAPER_KEY) == ("NotAVault" if size < 24 else "Tampered")


@pytest.mark.usefixtures("forbidden_argon2")
def test_it_derives_nothing_from_a_file_that_asks_for_too_much() -> None:
    slot = damage.HEAD
    for place, new in ((slot + 4, (1 << 31).to_bytes(4)), (slot + 8, (33).to_bytes(4)), (slot + 2, b"\x09")):
        assert word(damage.with_bytes(damage.reference(), place, new), PASSWORD_KEY) == "NotAVault"


@pytest.mark.parametrize(
    "plain", [len(TEXT).to_bytes(8) + TEXT + b"\x01", (99).to_bytes(8) + TEXT, (2**64 - 1).to_bytes(8) + TEXT, b"", bytes(7)]
)
def test_it_notices_a_wrong_length_and_padding_that_is_not_zero(plain: bytes) -> None:
    said = word(damage.forged(unlocked_by(PAPER_KEY), plain), PAPER_KEY)
    assert said == ("Tampered" if len(plain) >= 8 else "NotAVault")


@pytest.mark.parametrize("text", [b"\xff", b"[]", b"{", b"[" * 100_000])
def test_it_calls_content_that_is_no_json_object_damaged(text: bytes) -> None:
    assert word(container.seal(unlocked_by(PAPER_KEY), text), PAPER_KEY) == "Damaged"


# As a program


def test_it_prints_everything_as_json(vault_file: Path) -> None:
    done = run(vault_file)
    assert (done.returncode, done.stderr) == (0, "")
    assert codec.load(json.dumps(json.loads(done.stdout)).encode())[0].accounts[0].username == "alice"


def test_it_prints_the_codes_and_authenticators_that_can_be_used(vault_file: Path) -> None:
    done = run("--codes", vault_file)
    assert "pypi: alice" in done.stdout
    assert [line.split()[-1] for line in done.stdout.splitlines() if "unused code" in line] == list(CODES[1:])
    assert f"otpauth://totp/PyPI:alice?secret={SEED_SECRET}&issuer=PyPI" in done.stdout


def test_it_opens_with_the_key_file_and_with_the_paper_key(vault_file: Path, tmp_path: Path) -> None:
    key_file = tmp_path / "key"
    key_file.write_bytes(b"a key file")
    paper = paper_text(PAPER_KEY.secret)
    assert run("--key-file", key_file, vault_file).returncode == 0
    assert run("--paper-key", vault_file, secret=paper).returncode == 0
    assert run("--paper-key", vault_file, secret=f" {paper.lower().replace('0', 'o').replace('1', 'l')} ").returncode == 0


def test_it_tells_a_wrong_password_from_a_file_that_is_not_there(vault_file: Path) -> None:
    wrong = run(vault_file, secret="wrong horse")
    assert (wrong.returncode, wrong.stdout) == (3, "")
    assert run(vault_file.parent / "nowhere").returncode == 2
    vault_file.write_bytes(vault_file.read_bytes()[:-1])
    assert run(vault_file).returncode == 1


def test_a_typing_error_in_a_paper_key_is_noticed_before_anything_is_derived() -> None:
    paper = paper_text(PAPER_KEY.secret)
    assert reader.paper_secret(paper) == PAPER_KEY.secret
    for place, symbol in enumerate(paper):
        if symbol != "-":
            with pytest.raises(reader.WrongSecret):
                reader.paper_secret(paper[:place] + ("2" if symbol != "2" else "3") + paper[place + 1 :])
    with pytest.raises(reader.WrongSecret):
        reader.paper_secret(paper.replace("-", "")[:-1])
    with pytest.raises(reader.WrongSecret):
        reader.paper_secret("U" * 36)


@pytest.mark.parametrize("password", ["", "x" * 1025, "\ud800"])
def test_a_password_that_no_vault_has_is_refused(password: str) -> None:
    with pytest.raises(reader.WrongSecret):
        reader.password_secret(password)


def test_both_programs_make_the_same_secret_of_a_password() -> None:
    for password in (" pass word ", "pa\u0308ssword", "p\u00e4ssword", base64.b64encode(bytes(99)).decode()):
        assert reader.password_secret(password) == keys.password(password).secret


# An encrypted backup on paper, with nothing but what is printed and docs/format.md

WORDS = "academic acid acne acquire acrobat activity actress adapt"
BACKUP = parts.split(backups.seal(example_vault(), WORDS, cost=CHEAPEST), "7KQ2M4XA", first=6, per_page=12)
QR_TEXTS = [parts.qr_text(part) for part in BACKUP]
ROWS = [line for part in BACKUP if part.is_data for line in parts.lines(part)]


def by_hand(row: str) -> str:
    """Write a line as people do."""
    address, _, symbols = row.partition(" ")
    return f"{address}  {symbols.lower().replace('0', 'o').replace('1', 'l')}"


def from_sheets(folder: Path, *texts: str, secret: str = WORDS) -> subprocess.CompletedProcess[str]:
    paths = [folder / f"{number}.txt" for number in range(len(texts))]
    for path, text in zip(paths, texts, strict=True):
        path.write_text(text, "utf-8")
    return run("--sheets", "--codes", *paths, secret=secret)


@pytest.mark.parametrize(
    "texts",
    [
        ("\n".join(QR_TEXTS),),
        ("\n".join(QR_TEXTS[: BACKUP[0].k - 1]), QR_TEXTS[-1]),
        ("\n".join(QR_TEXTS[-BACKUP[0].k :]),),
        ("\n".join(f"QR-Code:{text}" for text in QR_TEXTS[1:]), "otpauth://x"),
        ("\n".join(ROWS),),
        ("A heading, 12.05 2026\n" + "\n".join(map(by_hand, ROWS)),),
        ("\n".join(parts.lines(BACKUP[0])), "\n".join(QR_TEXTS[1:])),
        ("\n".join(f"{left}    {right}" for left, right in zip(ROWS[::2], ROWS[1::2], strict=False)), ROWS[-1]),
        ("\n\n".join(row.replace(" ", "\n\n", 1) for row in ROWS),),
    ],
)
def test_it_opens_a_backup_from_its_qr_texts_and_typed_lines(tmp_path: Path, texts: tuple[str, ...]) -> None:
    done = from_sheets(tmp_path, *texts)
    assert (done.returncode, done.stderr.replace("Line 12.05 has a typing error.\n", "")) == (0, "")
    assert f"otpauth://totp/PyPI:alice?secret={SEED_SECRET}&issuer=PyPI" in done.stdout


def test_it_says_what_is_wrong_with_sheets(tmp_path: Path) -> None:
    wrong = from_sheets(tmp_path, "\n".join(QR_TEXTS), secret="wrong")
    assert (wrong.returncode, wrong.stderr) == (3, "Wrong passphrase.\n")
    few = from_sheets(tmp_path, QR_TEXTS[0])
    assert few.returncode == 1
    assert f"1 of {len(BACKUP)} parts were read: {BACKUP[0].k - 1} more needed." in few.stderr
    torn = from_sheets(tmp_path, f"{QR_TEXTS[0][:-8]}\n{ROWS[0][:-1]}\n1.02 UUUU UU\n{ROWS[2]}")
    assert torn.stderr.splitlines() == [
        "A QR code of the backup is damaged; it is left out.",
        "Line 1.01 has a typing error.",
        "Line 1.02 has a typing error.",
        "Part 1 lacks lines, or has a wrong one.",
        "There is no part of a backup in these files.",
    ]


def test_of_two_backups_it_opens_the_one_with_the_most_parts(tmp_path: Path) -> None:
    other = parts.split(b"something else", "0000000A", first=6, per_page=12)
    done = from_sheets(tmp_path, parts.qr_text(other[0]), "\n".join(QR_TEXTS))
    assert done.returncode == 0
    assert "parts of 2 backups" in done.stderr


def test_without_its_libraries_it_says_how_to_get_them() -> None:
    command = [sys.executable, "-I", "-S", str(resources.path("open_vault.py")), "vault.sparekey"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "Two libraries are needed first: pip install argon2-cffi cryptography\n"


def test_it_takes_one_vault_at_a_time_and_as_many_sheets_as_there_are(vault_file: Path) -> None:
    done = run(vault_file, vault_file)
    assert done.returncode == 2
    assert "one vault at a time" in done.stderr
    assert run("--sheets", vault_file).returncode == 1


def test_it_takes_the_hex_digits_that_programs_for_slip_39_give(vault_file: Path) -> None:
    assert run("--paper-key", vault_file, secret=PAPER_KEY.secret.hex().upper()).returncode == 0
