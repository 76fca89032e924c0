"""Open a Sparekey vault without Sparekey.

For the day you are locked out and this program is all you have. You need Python 3.11 or newer, your vault
file, and the password (or the password and the key file, or the paper key).

  1. Install the two libraries that do the cryptography:
         pip install argon2-cffi cryptography
  2. Show the recovery codes and authenticators on the screen:
         python open_vault.py --codes VAULT
     or get everything in the vault as JSON:
         python open_vault.py VAULT > vault.json
     You are asked for the password; nothing appears while you type. The second form leaves every secret
     readable in vault.json: delete that file as soon as you are back in.
  3. With a key file, put --key-file FILE before VAULT; with the paper key, put --paper-key there.
     From shares, any SLIP-39 program makes the 40 hex digits of the paper key: type these instead.

From an encrypted backup on paper you need no vault file, only the passphrase. Let any program read the QR codes
(zbarimg --raw *.jpg > sheets.txt), or type the lines such as "3.01 ABCD ..." into a text file, or both; then:
         python open_vault.py --sheets --codes sheets.txt

Opening may take some seconds and up to 1 GiB of memory; that is intended. This program writes no file itself.
It was written from docs/format.md alone (the § numbers below refer to it) and shares no code with Sparekey.

Exit codes: 0 opened; 1 not a vault, damaged, tampered with or made by a newer program;
2 wrong usage, or a file that cannot be read; 3 wrong password or key.
"""

import argparse
import hashlib
import hmac
import json
import re
import struct
import sys
import unicodedata
import zlib
from getpass import getpass
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote, urlencode

try:
    from argon2.exceptions import HashingError
    from argon2.low_level import Type, hash_secret_raw
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF
except ImportError:
    print("Two libraries are needed first: pip install argon2-cffi cryptography", file=sys.stderr)
    sys.exit(2)

MAGIC = bytes.fromhex("89534B560D0A1A0A")
HEAD, SLOT, TAIL, MAX_FILE = 84, 128, 32, 64 << 20  # bytes; TAIL is the length of the HMAC and of the trailer
PASSWORD, PASSWORD_AND_FILE, PAPER_KEY = 1, 2, 3  # slot types
ARGON2ID, NO_KDF = 1, 2
SYMBOLS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


class Refused(Exception):
    exit_code = 1


class NotAVault(Refused): ...


class Newer(Refused): ...


class Damaged(Refused): ...


class WrongSecret(Refused):
    exit_code = 3


class Tampered(Refused): ...


class Slot(NamedTuple):
    raw: bytes
    type: int
    kdf: int
    lanes: int
    reserved_1: int
    memory: int
    passes: int
    reserved_2: int
    kdf_salt: bytes
    slot_id: bytes
    commit: bytes
    wrapped: bytes


def password_secret(password: str) -> bytes:
    try:
        secret = unicodedata.normalize("NFC", password).encode()
    except UnicodeEncodeError:
        raise WrongSecret("The password is not valid text.") from None
    if not 1 <= len(secret) <= 1024:
        raise WrongSecret("Wrong password: a password has 1 to 1,024 bytes.")
    return secret


def password_and_file_secret(password: str, file_bytes: bytes) -> bytes:
    secret = password_secret(password)
    if not file_bytes:
        raise WrongSecret("The key file is empty: it is not the one of this vault.")
    return struct.pack(">I", len(secret)) + secret + hashlib.sha256(file_bytes).digest()


def paper_secret(text: str) -> bytes:
    """Read a paper key (§9): 32 symbols for the 20 bytes, 4 to check them."""
    if re.fullmatch("[0-9A-Fa-f]{40}", text.strip()):
        return bytes.fromhex(text.strip())  # what programs for SLIP-39 make of shares
    symbols = symbols_of(text)
    if len(symbols) != 36 or not set(symbols) <= set(SYMBOLS):
        raise WrongSecret("A paper key has 36 letters and digits, none of them U: please check your typing.")
    number = sum(SYMBOLS.index(symbol) << 5 * place for place, symbol in enumerate(reversed(symbols)))
    secret, check = (number >> 20).to_bytes(20, "big"), number & 0xFFFFF
    if int.from_bytes(hashlib.sha256(b"RCV1 paper" + secret).digest()[:3], "big") >> 4 != check:
        raise WrongSecret("The paper key has a typing error: its last four symbols do not fit the others.")
    return secret


# An encrypted backup on paper (§11, §12)

SCAN, LINE = "SPAREKEY1:PART:", re.compile(r"(?<!\S)(\d{1,4})\.(\d\d)(\s+[0-9A-Za-z]+(?:[ \t]+[0-9A-Za-z]+(?!\S))*)")
LOG, EXP = [0] * 256, [1] * 255
for power in range(1, 255):
    doubled = EXP[power - 1] << 1
    EXP[power] = doubled ^ 0x11D if doubled > 255 else doubled
    LOG[EXP[power]] = power


class Part(NamedTuple):
    backup: bytes  # what all parts of one backup have in common
    number: int  # from 0
    k: int
    n: int
    groups: int
    length: int
    checksum: int
    chunk: bytes


def symbols_of(text: str) -> str:
    kept = "".join(c for c in text if not c.isspace() and unicodedata.category(c) != "Pd")  # Pd: any dash
    return kept.upper().translate(str.maketrans("OIL", "011"))


def part(text: str) -> Part:
    """Read the symbols of a part (§12): five bits each."""
    symbols = symbols_of(text)
    if not set(symbols) <= set(SYMBOLS) or len(symbols) < 42:
        raise Damaged("A part of this backup is damaged.")
    number, length = 0, len(symbols) * 5 // 8
    for symbol in symbols:
        number = number << 5 | SYMBOLS.index(symbol)
    data = (number >> len(symbols) * 5 - length * 8).to_bytes(length, "big")
    if data[0] > 1:
        raise Newer("This backup was made by a newer program.")
    if zlib.crc32(data[:21] + data[25:]) != int.from_bytes(data[21:25], "big"):
        raise Damaged("A part of this backup is damaged.")
    index, k, n, groups, _, _, length, checksum = struct.unpack(">HBBBBBII", data[6:21])
    found = Part(data[1:6] + data[8:21], index, k, n, groups, length, checksum, data[25:])
    if data[0] != 1 or not (groups and 0 < k < n and index < n * groups and len(found.chunk) * k * groups >= length):
        raise Damaged("A part of this backup is damaged.")
    return found


def parts_in(text: str) -> list[Part]:
    """Return the parts that a text has as QR texts or as typed lines; say on stderr which lines are wrong."""
    found = []
    rows: dict[int, dict[int, str]] = {}
    for match in re.finditer(re.escape(SCAN) + r"([0-9A-Z]+)", text, re.IGNORECASE):
        try:
            found.append(part(match[1]))
        except Damaged:
            print("A QR code of the backup is damaged; it is left out.", file=sys.stderr)
    for match in LINE.finditer(text):
        symbols = symbols_of(match[3])
        number = int(match[1]) << 5 | int(match[2])
        for symbol in symbols[:-2] if set(symbols) <= set(SYMBOLS) else "":
            number = number << 5 | SYMBOLS.index(symbol)
        if symbols[-2:] == SYMBOLS[number % 1021 >> 5] + SYMBOLS[number % 1021 & 31]:
            rows.setdefault(int(match[1]), {})[int(match[2])] = symbols[:-2]
        else:
            print(f"Line {match[1]}.{match[2]} has a typing error.", file=sys.stderr)
    for number, lines in rows.items():
        try:
            found.append(part("".join(symbols for _, symbols in sorted(lines.items()))))
        except Damaged:
            print(f"Part {number} lacks lines, or has a wrong one.", file=sys.stderr)
    return found


def times(factor: int, chunk: bytes) -> int:
    """Multiply each byte by a factor in GF(256); return them as one number, so that ^ adds them."""
    table = bytes(EXP[(LOG[factor] + LOG[byte]) % 255] if factor and byte else 0 for byte in range(256))
    return int.from_bytes(chunk.translate(table), "big")


def restored(found: dict[int, bytes], k: int, n: int) -> bytes:
    """Return the data of one group from any k of its n chunks: solve the equations of §12 for those that are missing."""
    size, missing = len(next(iter(found.values()))), [place for place in range(n) if place not in found]
    rows: list[tuple[list[int], int]] = []
    for j in range(len(missing)):
        known = 0
        for place, chunk in found.items():
            known ^= times(EXP[j * (n - 1 - place) % 255], chunk)
        rows.append(([EXP[j * (n - 1 - place) % 255] for place in missing], known))
    for column in range(len(missing)):  # Gauss; the first entry is never 0, as the rows are those of Vandermonde
        factors, known = rows[column]
        inverse = EXP[-LOG[factors[column]] % 255]
        factors = [times(inverse, bytes([factor])) for factor in factors]
        known = times(inverse, known.to_bytes(size, "big"))
        for other, (others, value) in enumerate(rows):
            if other != column and (times_this := others[column]):
                rest = [old ^ times(times_this, bytes([new])) for old, new in zip(others, factors, strict=True)]
                rows[other] = rest, value ^ times(times_this, known.to_bytes(size, "big"))
        rows[column] = factors, known
    chunks = found | {place: rows[row][1].to_bytes(size, "big") for row, place in enumerate(missing)}
    return b"".join(chunks[place] for place in range(k))


def join(several: list[Part]) -> bytes:
    """Return what the parts of one backup are parts of."""
    if not several:
        raise Damaged("There is no part of a backup in these files.")
    some = several[0]
    groups: list[dict[int, bytes]] = [{} for _ in range(some.groups)]
    for one in several:
        groups[one.number % some.groups][one.number // some.groups] = one.chunk
    if needed := sum(max(0, some.k - len(group)) for group in groups):
        raise Damaged(f"{sum(map(len, groups))} of {some.n * some.groups} parts were read: {needed} more needed.")
    chunks = [restored(group, some.k, some.n) for group in groups]
    size = len(some.chunk)
    turns = [chunk[start : start + size] for start in range(0, some.k * size, size) for chunk in chunks]
    payload = b"".join(turns)[: some.length]
    if zlib.crc32(payload) != some.checksum:
        raise Damaged("The parts do not fit together.")
    return payload


def passphrase_secret(text: str) -> bytes:
    lower = unicodedata.normalize("NFC", text).lower()
    try:
        secret = " ".join(unicodedata.normalize("NFC", lower).split()).encode()
    except UnicodeEncodeError:
        raise WrongSecret("The passphrase is not valid text.") from None
    if not 1 <= len(secret) <= 1024:
        raise WrongSecret("Wrong passphrase: it has 1 to 1,024 bytes.")
    return secret


def open_sheets(data: bytes, passphrase: str) -> bytes:
    """Return the JSON text of a backup (§11), or raise the Refused that says why not."""
    if data[:3] != b"SKB":
        raise NotAVault("This is not a Sparekey backup.")
    if data[3:4] != b"1" or any(data[6:8]):
        raise Newer("This backup was made by a newer program.")
    if len(data) < 76:
        raise Damaged("This backup is cut off.")
    lanes, passes, _, memory = struct.unpack(">BBHI", data[4:12])
    if not within_limits(Slot(b"", PASSWORD, ARGON2ID, lanes, 0, memory, passes, 0, b"", b"", b"", b"")):
        raise NotAVault("This is not a Sparekey backup: a value in it is out of bounds.")
    salt = data[12:28]
    x = stretched(passphrase_secret(passphrase), salt, passes, memory, lanes)
    key, commit = two_keys(x, salt, b"RCV1 sheets" + data[:12])
    if not hmac.compare_digest(commit, data[28:60]):
        raise WrongSecret("Wrong passphrase.")
    packed = decrypt(key, data[60:], data[:60])
    unpacking = zlib.decompressobj()
    try:
        text = unpacking.decompress(packed, MAX_FILE)
    except zlib.error:
        raise Damaged("The backup opened, but its content is damaged.") from None
    if not unpacking.eof or unpacking.unused_data:
        raise Damaged("The backup opened, but its content is damaged.")
    parse(text)
    return text


# The vault file (§2 to §8)


def slots_to_try(data: bytes, slot_type: int) -> list[Slot]:
    """Make the checks of §8 that need no key, in that order; return the slots of the wanted type."""
    if len(data) > MAX_FILE or not data.startswith(MAGIC):
        raise NotAVault("This file is not a Sparekey vault.")
    if len(data) < HEAD:
        raise Damaged("This vault is damaged: please restore a backup.")
    version, flags, header_len, body_len = struct.unpack(">HHIQ", data[8:24])
    n, reserved = struct.unpack(">HH", data[80:HEAD])
    if version > 1:
        raise Newer("This vault was made by a newer program.")
    if len(data) != header_len + body_len + TAIL or hashlib.sha256(data[:-TAIL]).digest() != data[-TAIL:]:
        raise Damaged("This vault is damaged: please restore a backup.")
    if flags or reserved:
        raise Newer("This vault was made by a newer program.")
    if version != 1 or not 1 <= n <= 8 or header_len != HEAD + SLOT * n + TAIL or body_len < 24:
        raise NotAVault("This file is not a Sparekey vault: its header contradicts itself.")
    raws = [data[start : start + SLOT] for start in range(HEAD, header_len - TAIL, SLOT)]
    slots = [Slot(raw, *struct.unpack(">BBBBIII16s16s32s48s", raw)) for raw in raws]
    if not all(PASSWORD <= s.type <= PAPER_KEY and ARGON2ID <= s.kdf <= NO_KDF for s in slots):
        raise Newer("This vault was made by a newer program.")
    if any(s.reserved_1 or s.reserved_2 for s in slots):
        raise Newer("This vault was made by a newer program.")
    tried = [s for s in slots if s.type == slot_type]
    if sum(s.memory * s.passes for s in tried) > 8 << 20 or not all(map(within_limits, slots)):
        raise NotAVault("This file is not a Sparekey vault: a value in its header is out of bounds.")
    return tried


def within_limits(s: Slot) -> bool:
    """Say whether the numbers of one slot keep to §3."""
    if s.type == PAPER_KEY:
        return s.kdf == NO_KDF and not any((s.lanes, s.memory, s.passes))
    in_range = 1 << 16 <= s.memory <= 1 << 20 and 1 <= s.passes <= 32 and 1 <= s.lanes <= 8
    return s.kdf == ARGON2ID and in_range and s.memory * s.passes <= 4 << 20


def two_keys(key: bytes, salt: bytes, info: bytes) -> tuple[bytes, bytes]:
    both = HKDF(algorithm=SHA256(), length=64, salt=salt, info=info).derive(key)
    return both[:32], both[32:]


def decrypt(key: bytes, sealed: bytes, aad: bytes) -> bytes:
    try:
        return AESGCM(key).decrypt(bytes(12), sealed, aad)  # the nonce is zero: each key is used once (§1)
    except InvalidTag:
        raise Tampered("This vault was tampered with: do not trust it, restore a backup.") from None


def stretched(secret: bytes, salt: bytes, passes: int, memory: int, lanes: int) -> bytes:
    try:
        return hash_secret_raw(secret, salt, passes, memory, lanes, 32, Type.ID, version=19)
    except (HashingError, MemoryError):
        raise Refused(f"The key needs {memory >> 10} MiB of memory: close some programs.") from None


def vault_key(slots: list[Slot], secret: bytes, vault_id: bytes) -> bytes:
    """Try the slots one after the other (§4)."""
    for s in slots:
        x = secret
        if s.kdf == ARGON2ID:
            x = stretched(secret, s.kdf_salt, s.passes, s.memory, s.lanes)
        kek, commit = two_keys(x, s.kdf_salt, b"RCV1 slot" + vault_id + s.raw[:12] + s.slot_id)
        if hmac.compare_digest(commit, s.commit):
            return decrypt(kek, s.wrapped, MAGIC + vault_id + s.raw[:80])
    raise WrongSecret("Wrong password or key." if slots else "This vault has no key of this kind.")


def open_bytes(data: bytes, slot_type: int, secret: bytes) -> bytes:
    """Return the JSON text of a vault, or raise the Refused that says why not."""
    slots = slots_to_try(data, slot_type)
    vault_id, save_salt, header_len = data[24:40], data[48:80], int.from_bytes(data[12:16], "big")
    signed, signature = data[: header_len - TAIL], data[header_len - TAIL : header_len]
    hdr_key, body_key = two_keys(vault_key(slots, secret, vault_id), save_salt, b"RCV1 save" + vault_id)
    if not hmac.compare_digest(hmac.digest(hdr_key, signed, "sha256"), signature):
        raise Tampered("This vault was tampered with: its header is not the one that was saved.")
    plain = decrypt(body_key, data[header_len:-TAIL], data[:header_len])
    end = 8 + int.from_bytes(plain[:8], "big")
    if not 8 <= end <= len(plain) or any(plain[end:]):
        raise Tampered("This vault was tampered with: its padding is wrong.")
    parse(plain[8:end])
    return plain[8:end]


def parse(text: bytes) -> dict[str, Any]:
    """Read the JSON text (§10): its version is looked at, its members are taken as they are."""
    try:
        content = json.loads(text.decode(), parse_constant=no_number, parse_float=finite)
        json.dumps(content, ensure_ascii=False).encode()  # fails where half a character was escaped
    except (ValueError, RecursionError):
        content = None
    version = content.get("version") if isinstance(content, dict) else None
    if not isinstance(content, dict) or type(version) is not int or version < 1:
        raise Damaged("The vault opened, but its content is damaged.")
    if version > 1:
        raise Newer("The vault opened, but its content was made by a newer program.")
    return content


def no_number(word: str) -> float:
    raise ValueError(word)  # NaN and Infinity are no JSON


def finite(digits: str) -> float:
    number = float(digits)
    if number in {float("inf"), float("-inf")}:
        raise ValueError(digits)
    return number


def otpauth(a: dict[str, Any]) -> str:
    issuer, kind = a.get("issuer") or "", a.get("type", "totp")
    label = ":".join(quote(part, safe="") for part in (issuer, a.get("name")) if part)
    query = {"secret": a["secret"]} | ({"issuer": issuer} if issuer else {})
    query |= {"algorithm": a.get("algorithm", "SHA1"), "digits": a.get("digits", 6)}
    query |= {"counter": a.get("counter", 0)} if kind == "hotp" else {"period": a.get("period", 30)}
    return f"otpauth://{quote(kind)}/{label}?{urlencode(query, quote_via=quote)}"


def codes_list(content: dict[str, Any]) -> str:
    lines = []
    for account in content.get("accounts", []):
        bin_note = "  (deleted)" if account.get("deleted_at") else ""
        lines.append(f"{account.get('service', '?')}: {account.get('username', '?')}{bin_note}")
        codes = [code for code_set in account.get("code_sets", []) for code in code_set.get("codes", [])]
        unused = [code["secret"] for code in codes if code.get("state", "unused") == "unused"]
        lines += [f"  unused code    {secret}" for secret in unused] or ["  no unused codes"]
        for a in account.get("authenticators", []):
            lines.append(f"  authenticator  {otpauth(a)}{'  (void)' if a.get('void_at') else ''}")
    # A text from the vault must not steer the terminal.
    return "\n".join("".join(c if c.isprintable() else "\ufffd" for c in line) for line in lines)


def ask(prompt: str, *, from_stdin: bool) -> str:
    if not from_stdin:
        return getpass(prompt)
    try:
        return sys.stdin.buffer.readline().removesuffix(b"\n").removesuffix(b"\r").decode()
    except UnicodeDecodeError:
        raise WrongSecret("The first line of the input is not UTF-8 text.") from None


def from_sheets(options: argparse.Namespace) -> bytes:
    texts = [Path(name).read_bytes().decode("utf-8-sig", "replace") for name in options.files]
    backups: dict[bytes, list[Part]] = {}
    for one in parts_in("\n".join(texts)):
        backups.setdefault(one.backup, []).append(one)
    if len(backups) > 1:
        print(f"There are parts of {len(backups)} backups; the one with the most is opened.", file=sys.stderr)
    data = join(max(backups.values(), key=len, default=[]))
    return open_sheets(data, ask("Passphrase: ", from_stdin=options.password_stdin))


def from_vault(options: argparse.Namespace) -> bytes:
    with Path(options.files[0]).open("rb") as file:
        data = file.read(MAX_FILE + 1)
    key_file = Path(options.key_file).read_bytes() if options.key_file is not None else None
    slot_type = PAPER_KEY if options.paper_key else PASSWORD if key_file is None else PASSWORD_AND_FILE
    slots_to_try(data, slot_type)  # a file that cannot be opened is refused before anyone types a password
    text = ask("Paper key: " if options.paper_key else "Password: ", from_stdin=options.password_stdin)
    if options.paper_key:
        secret = paper_secret(text)
    else:
        secret = password_secret(text) if key_file is None else password_and_file_secret(text, key_file)
    return open_bytes(data, slot_type, secret)


def run(options: argparse.Namespace) -> None:
    content = parse(from_sheets(options) if options.sheets else from_vault(options))
    try:
        shown = codes_list(content) if options.codes else json.dumps(content, indent=2, ensure_ascii=False)
    except (AttributeError, KeyError, TypeError, ValueError, RecursionError):
        raise Damaged("The vault opened, but its content has an unknown form.") from None
    sys.stdout.buffer.write(shown.encode(errors="backslashreplace") + b"\n")  # UTF-8 on every system
    sys.stdout.buffer.flush()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("files", nargs="+", metavar="VAULT", help="the vault file; with --sheets text files")
    parser.add_argument("--codes", action="store_true", help="print unused codes and authenticators, not JSON")
    parser.add_argument("--password-stdin", action="store_true", help="read the secret from a line of stdin")
    secrets = parser.add_mutually_exclusive_group()
    secrets.add_argument("--key-file", metavar="FILE", help="open with the password and this key file")
    secrets.add_argument("--paper-key", action="store_true", help="open with the paper key")
    secrets.add_argument("--sheets", action="store_true", help="open an encrypted backup on paper")
    options = parser.parse_args()
    if len(options.files) > 1 and not options.sheets:
        parser.error("one vault at a time")
    try:
        run(options)
    except Refused as refusal:
        print(refusal, file=sys.stderr)
        return refusal.exit_code
    except OSError as error:
        print(f"{error.filename or 'The output'}: {error.strerror}.", file=sys.stderr)
        return 2
    except (EOFError, KeyboardInterrupt):
        print("Nothing was opened.", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
