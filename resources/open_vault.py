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

Opening may take some seconds and up to 1 GiB of memory; that is intended. This program writes no file itself.
It was written from docs/format.md alone (the § numbers below refer to it) and shares no code with Sparekey.

Exit codes: 0 opened; 1 not a vault, damaged, tampered with or made by a newer program;
2 wrong usage, or a file that cannot be read; 3 wrong password or key.
"""

import argparse
import hashlib
import hmac
import json
import struct
import sys
import unicodedata
from getpass import getpass
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote, urlencode

from argon2.exceptions import HashingError
from argon2.low_level import Type, hash_secret_raw
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

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
    return struct.pack(">I", len(secret)) + secret + hashlib.sha256(file_bytes).digest()


def paper_secret(text: str) -> bytes:
    """Read a paper key (§9): 32 symbols for the 20 bytes, 4 to check them."""
    kept = "".join(c for c in text if not c.isspace() and unicodedata.category(c) != "Pd")  # Pd: any dash
    symbols = kept.upper().translate(str.maketrans("OIL", "011"))
    if len(symbols) != 36 or not set(symbols) <= set(SYMBOLS):
        raise WrongSecret("A paper key has 36 letters and digits, none of them U: please check your typing.")
    number = sum(SYMBOLS.index(symbol) << 5 * place for place, symbol in enumerate(reversed(symbols)))
    secret, check = (number >> 20).to_bytes(20, "big"), number & 0xFFFFF
    if int.from_bytes(hashlib.sha256(b"RCV1 paper" + secret).digest()[:3], "big") >> 4 != check:
        raise WrongSecret("The paper key has a typing error: its last four symbols do not fit the others.")
    return secret


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


def vault_key(slots: list[Slot], secret: bytes, vault_id: bytes) -> bytes:
    """Try the slots one after the other (§4)."""
    for s in slots:
        x = secret
        if s.kdf == ARGON2ID:
            try:
                x = hash_secret_raw(secret, s.kdf_salt, s.passes, s.memory, s.lanes, 32, Type.ID, version=19)
            except (HashingError, MemoryError):
                raise Refused(f"The key needs {s.memory >> 10} MiB of memory: close some programs.") from None
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
    try:
        content = json.loads(text.decode())
    except (ValueError, RecursionError):
        content = None
    if not isinstance(content, dict):
        raise Damaged("The vault opened, but its content is damaged or made by a newer program.")
    return content


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
        lines.append(f"{account.get('service', '?')}: {account.get('username', '?')}")
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


def run(options: argparse.Namespace) -> None:
    with Path(options.vault).open("rb") as file:
        data = file.read(MAX_FILE + 1)
    key_file = Path(options.key_file).read_bytes() if options.key_file is not None else None
    slot_type = PAPER_KEY if options.paper_key else PASSWORD if key_file is None else PASSWORD_AND_FILE
    slots_to_try(data, slot_type)  # a file that cannot be opened is refused before anyone types a password
    text = ask("Paper key: " if options.paper_key else "Password: ", from_stdin=options.password_stdin)
    if options.paper_key:
        secret = paper_secret(text)
    else:
        secret = password_secret(text) if key_file is None else password_and_file_secret(text, key_file)
    content = parse(open_bytes(data, slot_type, secret))
    if content.get("version") != 1:
        print("Note: the content is not of version 1; parts of it may be misread.", file=sys.stderr)
    try:
        shown = codes_list(content) if options.codes else json.dumps(content, indent=2, ensure_ascii=False)
    except (AttributeError, KeyError, TypeError, ValueError, RecursionError):
        raise Damaged("The vault opened, but its content has an unknown form.") from None
    sys.stdout.buffer.write(shown.encode(errors="backslashreplace") + b"\n")  # UTF-8 on every system
    sys.stdout.buffer.flush()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("vault", metavar="VAULT", help="the vault file")
    parser.add_argument("--codes", action="store_true", help="print unused codes and authenticators, not JSON")
    parser.add_argument("--password-stdin", action="store_true", help="read the secret from a line of stdin")
    secrets = parser.add_mutually_exclusive_group()
    secrets.add_argument("--key-file", metavar="FILE", help="open with the password and this key file")
    secrets.add_argument("--paper-key", action="store_true", help="open with the paper key")
    try:
        run(parser.parse_args())
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
