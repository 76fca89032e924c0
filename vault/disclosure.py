"""What must not stand in a text that leaves: e-mail addresses, recovery codes, tokens, seeds. Tells the kind, never the thing.

A recovery request is public, and people do paste their codes into it (pypi-facts §0; pypi/support#3437). What was hidden by odd
blanks, invisible letters or line breaks is found as well.
"""

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Literal

from vault.errors import BadInput
from vault.model import Vault

LONGEST = 4000  # characters of one text
_SHORTEST = 8  # characters of a secret that is looked for also where it is written with blanks between
_WHOLE_WORDS = 4  # characters of a secret that is looked for at all
Kind = Literal["empty", "long", "odd", "address", "code", "token", "seed"]
# What is said of each kind, and what to do.
_WORDS: Mapping[Kind, tuple[str, str]] = {
    "empty": ("is empty", "Write a sentence or two."),
    "long": (f"is longer than {LONGEST} characters", "Shorten it: the staff read hundreds of these."),
    "odd": ("has characters that cannot be shown", "Type it again, without what was pasted from a terminal."),
    "address": ("has an e-mail address in it", "The request is public: addresses belong into the mail to the staff only."),
    "code": ("has what looks like a recovery code in it", "Take it out: nobody ever needs to see a code, the staff neither."),
    "token": ("has an API token in it", "Take it out, and delete that token as soon as you can sign in."),
    "seed": ("has the secret of an authenticator in it", "Take it out: nobody ever needs to see it, the staff neither."),
}
_GAP = r"[\s\-.:_]{1,2}"  # between the groups of a code
_CODE = re.compile(r"(?<![0-9a-z])[0-9a-f]{16}(?![0-9a-z])", re.IGNORECASE)
_GROUPED_CODE = re.compile(
    rf"(?<![0-9a-z])(?:[0-9a-f]{{8}}{_GAP}[0-9a-f]{{8}}|[0-9a-f]{{4}}(?:{_GAP}[0-9a-f]{{4}}){{3}}"
    rf"|[0-9a-f]{{2}}(?:{_GAP}[0-9a-f]{{2}}){{7}})(?![0-9a-z])",
    re.IGNORECASE,
)
_TOKENS = (
    re.compile(r"pypi-(?:Ag[A-Za-z0-9_-]{6}|[A-Za-z0-9_-]{50})"),
    re.compile(r"(?<![A-Za-z0-9])(?:gh[opsur]_[A-Za-z0-9]{20}|github_pat_\w{20}|glpat-[\w-]{20}|npm_[A-Za-z0-9]{30})"),
)
_TOKEN_WITHOUT_BLANKS = re.compile(r"pypi-AgE[A-Za-z0-9_-]{16}")
_SEED = re.compile(r"otpauth(?:-migration)?://", re.IGNORECASE)
_ADDRESS = re.compile(r"([^\s@<>()\[\]{},;:\"'`/\\|=]+)@((?:[\w-]+\.)+[^\W\d_]{2,})")
_SPELLED_ADDRESS = re.compile(
    r"[\w.+-]+\s*[\[({<]\s*(?:at|@)\s*[\])}>]\s*[\w-]+\s*(?:\.|[\[({<]\s*(?:dot|\.)\s*[\])}>])\s*\w{2}"
    r"|\b[\w.+-]+\s+at\s+[\w-]+\s+dot\s+[a-z]{2}",
    re.IGNORECASE,
)


def cleaned(text: str) -> str:
    """Return a text as it is meant: one kind of line end and of blank, without invisible characters and blanks at its ends."""
    lines = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n").split("\n")
    shown = ("".join(_shown(char) for char in line).rstrip() for line in lines)
    return "\n".join(shown).strip()


def check(text: str, vault: Vault, *, what: str, allowed: Collection[str] = (), is_public: bool = True) -> str:
    """Return the cleaned text. Raises BadInput where something in it must not leave.

    `what` names the text in the message. Addresses at the hosts `allowed` may be named; in a text that is not public, all.
    """
    text = cleaned(text)
    if kind := next(_found(text, vault, allowed, is_public=is_public), None):
        sentence, hint = _WORDS[kind]
        raise BadInput(f"{what} {sentence}", hint=hint)
    return text


def _found(text: str, vault: Vault, allowed: Collection[str], *, is_public: bool) -> Iterator[Kind]:
    if not text:
        yield "empty"
    if len(text) > LONGEST:
        yield "long"
    if not text.replace("\n", "").isprintable():
        yield "odd"
    plain = unicodedata.normalize("NFKC", text)
    joined = "".join(plain.split())
    if _SEED.search(joined) or _holds(plain, _seeds(vault)):
        yield "seed"
    if any(pattern.search(plain) for pattern in _TOKENS) or _TOKEN_WITHOUT_BLANKS.search(joined):
        yield "token"
    if _has_code(plain) or _holds(plain, _codes(vault)):
        yield "code"
    if is_public and _has_address(plain, joined, vault, allowed):
        yield "address"


def _shown(char: str) -> str:
    kind = unicodedata.category(char)
    return "" if kind == "Cf" else " " if kind == "Zs" or char == "\t" else char


def _has_code(plain: str) -> bool:
    """Tell whether there is something of the form of PyPI's codes. Four years in a row are none, for all that they look it."""
    grouped = (match[0] for match in _GROUPED_CODE.finditer(plain))
    return bool(_CODE.search(plain)) or any(re.search("[a-f]", one, re.IGNORECASE) for one in grouped)


def _has_address(plain: str, joined: str, vault: Vault, allowed: Collection[str]) -> bool:
    """Tell whether an address is named; `git@host` of a remote is none."""
    for local, host in _ADDRESS.findall(plain):
        if local != "git" and host.casefold() not in allowed:
            return True
    folded = joined.casefold()
    known = (email.address.casefold() for account in vault.accounts for email in account.emails)
    return bool(_SPELLED_ADDRESS.search(plain)) or any(
        one in folded or one.replace("@", "at") in folded for one in known if len(one) >= _SHORTEST
    )


def _codes(vault: Vault) -> Iterator[str]:
    return (code.secret for account in vault.accounts for one in account.code_sets for code in one.codes)


def _seeds(vault: Vault) -> Iterator[str]:
    return (one.secret for account in vault.accounts for one in account.authenticators)


def _holds(text: str, secrets: Iterable[str]) -> bool:
    """Tell whether a text has one of the secrets in it: a long one however it is grouped, a short one as a word."""
    bare_text = _bare(text)
    for secret in secrets:
        if len(bare := _bare(secret)) >= _SHORTEST:
            if bare in bare_text:
                return True
        elif len(secret) >= _WHOLE_WORDS and re.search(rf"(?<!\w){re.escape(secret)}(?!\w)", text, re.IGNORECASE):
            return True
    return False


def _bare(text: str) -> str:
    return "".join(char for char in text.lower() if char.isalnum())
