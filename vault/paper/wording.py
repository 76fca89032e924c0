"""What is said on paper about codes and the services that want them. Sources: research/pypi-facts.md §1, §2, §5."""

import re
from collections.abc import Sequence

from vault.model import Code, CodeSet, Seed, printable
from vault.paper.page import day, short_day
from vault.services import Service

_ALGORITHMS = {"SHA1": "SHA-1", "SHA256": "SHA-256", "SHA512": "SHA-512"}


def left(codes: CodeSet) -> str:
    """Say how many codes can still be used."""
    return f"{codes.count('unused')} of {len(codes.codes)} {'code' if len(codes.codes) == 1 else 'codes'} left"


def used(code: Code, *, is_short: bool = False) -> str:
    """Say when a code was used; the short form stands where a date can only mean that."""
    if not code.used_at:
        return "used"
    used_on = code.used_at.astimezone().date()
    return short_day(used_on) if is_short else f"used {day(used_on)}"


def letters(codes: Sequence[str]) -> str:
    """Say which characters there are, so that none is taken for another; nothing where there is little to say."""
    text = "".join(codes)
    if re.fullmatch(r"[0-9\s-]*", text):
        return "There are only digits. "
    if re.fullmatch(r"[0-9a-f\s-]*", text):
        return "There are only the digits 0 to 9 and the letters a to f. "
    if set(text) & set("oO0lI1"):
        return "The digit 0 has a bar inside, the letter o has none; the digit 1 has a flat foot, the letter l a bent one. "
    return ""


def traps(service: Service, codes: Sequence[str]) -> tuple[str, ...]:
    """Return two short paragraphs: how to type a code, and what happens then."""
    how = f"{_typing(codes)} {letters(codes)}"
    if not service.mail_step:
        return how, "Every code works once. Tick it off here as soon as it is used."
    return (
        f"{how}A code is used up as soon as it is accepted, even if the sign-in then fails: do not try the next one.",
        f"""From a place that is new to it, {printable(service.name)} then mails a link to the primary address of the account.
        Be able to read that mailbox, and open the link on the same connection: without it the code does not get you in.""",
    )


def _typing(codes: Sequence[str]) -> str:
    text = "".join(codes)
    if not text.replace("-", "").isalnum():
        return "Type a code exactly as it stands."
    case = "in lower case" if text.islower() else "as it stands"
    return f"Type a code {case}, {'with its dashes' if '-' in text else 'without blanks or dashes'}."


def settings(seed: Seed) -> str:
    """Say how an authenticator makes its values."""
    kind = {"totp": "TOTP", "hotp": "HOTP", "steam": "Steam Guard"}[seed.type]
    rhythm = f"counter at {seed.counter}" if seed.type == "hotp" else f"every {seed.period} seconds"
    unit = "characters" if seed.type == "steam" else "digits"
    return f"{kind}, {_ALGORITHMS[seed.algorithm]}, {seed.digits} {unit}, {rhythm}"


def counter_warning(seed: Seed) -> str:
    return f"""
        This one counts: its counter stood at {seed.counter} when this was printed, and every value that is used moves it on.
        If values are refused, make the next ones until one is accepted, or raise the counter in the app.
    """
