"""What an argument may be, checked while the arguments are read: a typing slip then asks for no password."""

import argparse
from datetime import date

from vault import crockford, services
from vault.errors import BadInput
from vault.model import printable

MOST_SHARES = 16  # of one key (SLIP-39)


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


def a_generation(text: str) -> int:
    """Read the number of a backup; 0 stands for the newest one."""
    if text == "newest":
        return 0
    if not text.isascii() or not text.isdigit() or not 1 <= len(text) <= 18 or int(text) == 0:
        raise argparse.ArgumentTypeError('a backup is named by its number, or "newest"')
    return int(text)


def a_unix_time(text: str) -> int:
    if not text.isascii() or not text.isdigit() or len(text) > 15:
        raise argparse.ArgumentTypeError("a time is written as seconds since 1970")
    return int(text)


def a_threshold(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 2 <= int(text) <= MOST_SHARES:
        raise argparse.ArgumentTypeError(f"a threshold is a number from 2 to {MOST_SHARES}")
    return int(text)


def a_holder(text: str) -> str:
    """Read the name of who gets a share: it is printed on it."""
    name = printable(text).strip()
    if not 1 <= len(name) <= 60:
        raise argparse.ArgumentTypeError("a holder's name has 1 to 60 letters")
    return name


def a_sheet(text: str) -> str:
    """Read the number of a sheet, with or without its dash."""
    sheet_id = crockford.clean(text)
    if len(sheet_id) != 8 or not crockford.is_clean(sheet_id):
        raise argparse.ArgumentTypeError("a sheet's number has eight letters and digits, as in K7QM-2VXR")
    return sheet_id
