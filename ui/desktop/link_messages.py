"""Sentences of the window that checks a link; what is said of the link itself is in `vault/link_words.py`."""

from collections.abc import Sequence
from itertools import groupby
from types import MappingProxyType

from vault import link_words, lookalikes
from vault.links import Verdict

TITLE = "Check a link"
WORDS = "Is it really the service's own? Nothing is opened, looked up or kept."
FIELD = "Link, address or mail"
PLACEHOLDER = "Paste it here"
EMPTY = "Paste what is in the mail"
WHAT_FITS = (
    "A link: right-click the button or the words in the mail, and choose Copy link.",
    "A sender, as in PyPI <noreply@…>.",
    "Or the whole mail: every link and sender in it is looked at.",
)
_MOST_SLIPS, _MOST_LETTERS = 4, 12

# A picture and its colour, by kind.
PICTURES = MappingProxyType(
    {
        "own": ("check-circle", "good"),
        "look-alike": ("alert", "danger"),
        "destroys": ("alert", "danger"),
        "suspicious": ("alert", "warning"),
        "unknown": ("info", "muted"),
        "related": ("info", "muted"),
        "sender": ("info", "muted"),
        "not-a-link": ("search", "muted"),
    }
)


def picture(verdict: Verdict) -> tuple[str, str]:
    """Return the picture that stands for a verdict, and its colour."""
    if verdict.kind == "own" and not verdict.is_fine:
        return "alert", "warning"
    return PICTURES[verdict.kind]


def open_own_page(verdict: Verdict) -> str:
    """Name the button that leads to the service itself, and not to what was pasted."""
    return f"Open {verdict.service.name} itself" if verdict.service else ""


def theirs(verdict: Verdict) -> str:
    return "This address" if verdict.is_address else "This link"


def own(verdict: Verdict) -> str:
    return verdict.service.name if verdict.service else ""


def pair(verdict: Verdict) -> str:
    """Say what a screen reader cannot show: in which letters two hosts differ."""
    names = f"{theirs(verdict)}: {link_words.shown(verdict.host)}. {own(verdict)}: {verdict.own_host}."
    columns = lookalikes.columns(verdict.host, verdict.own_host)
    slips = [list(group) for differs, group in groupby(columns, lambda one: one.differs) if differs]
    if not slips:
        return f"{names} They are the same, letter by letter."
    said = [
        f"{_spelt([one.theirs for one in slip])} against {_spelt([one.own for one in slip])}" for slip in slips[:_MOST_SLIPS]
    ]
    return f"{names} They differ: {', '.join(said)}{', and more' if len(slips) > _MOST_SLIPS else ''}."


def _spelt(letters: Sequence[str]) -> str:
    names = [{".": "dot", "-": "dash"}.get(letter, link_words.shown(letter)) for letter in letters if letter]
    more = ["and", "more", "letters"] if len(names) > _MOST_LETTERS else []
    return " ".join([*names[:_MOST_LETTERS], *more]) or "nothing"


def more(number: int) -> str:
    return f"and {number} more"


def long_text(characters: int) -> str:
    return f"A text of {characters:,} characters was pasted. It is looked at, but not shown."
