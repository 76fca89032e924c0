"""What an argument may be, checked while the arguments are read: a typing slip then asks for no password."""

import argparse
from datetime import date

from vault import services
from vault.errors import BadInput


def an_account(text: str) -> str:
    """Check `SERVICE:USERNAME` while the arguments are read, so that a typing slip asks for no password."""
    try:
        return ":".join(services.parse_title(text))
    except BadInput as error:
        raise argparse.ArgumentTypeError(f"{error}. {error.hint}") from None


def a_date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError("a date is written YYYY-MM-DD") from None


def a_place(text: str) -> int:
    """Read the place of a code in its set."""
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= 999:
        raise argparse.ArgumentTypeError("codes are numbered from 1")
    return int(text)


def a_count(text: str) -> int:
    if not text.isascii() or not text.isdigit() or len(text) > 3:
        raise argparse.ArgumentTypeError("a count is written as a number")
    return int(text)


def a_unix_time(text: str) -> int:
    if not text.isascii() or not text.isdigit() or len(text) > 15:
        raise argparse.ArgumentTypeError("a time is written as seconds since 1970")
    return int(text)
