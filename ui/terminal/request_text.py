"""The recovery request as a text to read and to paste from: what is to be pasted stands at the edge, and is not broken."""

import re
import textwrap
from collections.abc import Iterable, Iterator

from vault import other_ways, push_proof, recovery
from vault.letters import Letter
from vault.model import Account, printable
from vault.push_proof import PushProof
from vault.readiness import WORDS, Readiness
from vault.request import NEVER, Piece, Prepared

_BOXES = {"true": "[x]", "untrue": "[ ]", "yours": "[x]", "unknown": "[?]"}
_STANDS = {"true": "True.", "untrue": "Not true.", "yours": "Your own word.", "unknown": "For you to say."}
_WIDTH = 100  # of what is only read


def of(found: Readiness, prepared: Prepared) -> str:
    """Return all of it: first what may make it needless, then what is to be sent, then what comes after.

    No address stands in it, not in the mails either: who is in trouble pastes such a text into the public issue as a whole.
    """
    text = "\n".join(printable(line) for part in _parts(found, prepared) for line in part.split("\n")).rstrip() + "\n"
    for email in prepared.account.emails:
        name = "[your primary address]" if email.primary else "[your other address]"
        text = re.sub(re.escape(email.address), name, text, flags=re.IGNORECASE)
    return text


def _parts(found: Readiness, prepared: Prepared) -> Iterator[str]:
    account = prepared.account
    yield from _of_open(account)
    yield from _of_ways(found, account)
    for diversion in prepared.diversions:
        yield from _wrapped(diversion.text, first="!! ")
        yield ""
    if not prepared.pieces:
        yield from _headed("No request to PyPI", prepared.order)
        return
    yield from _headed("What to do, in this order", prepared.order, numbered=True)
    yield f"== The form\n{prepared.page}\nIt is public. Never write into it:"
    for one in NEVER:
        yield from _wrapped(one, first="- ")
    yield ""
    for piece in prepared.pieces:
        yield from _of_piece(piece)
    for letter in prepared.letters:
        yield from _of_letter(letter)
    if prepared.proof:
        yield from _of_proof(prepared.proof)
    yield from _headed("What to expect", prepared.expect)


def _of_open(account: Account) -> Iterator[str]:
    """Yield that a request is under way: a second one only costs time."""
    asked = recovery.current(account)
    turn = recovery.turn(asked) if asked else None
    if asked and turn:
        yield from _wrapped(f"A request was sent on {recovery.steps(asked)[0].on}, and is not closed. {turn.text}", first="!! ")
        yield ""


def _of_ways(found: Readiness, account: Account) -> Iterator[str]:
    ways = other_ways.open_ways(found, account)
    yield f"{account.title}: {'ways in that still work' if ways else 'no way in is known to work'}"
    for way in ways:
        hand = f", with at hand: {', '.join(way.needs)}" if way.needs else ""
        yield f"  yes  {way.words}{hand}"
        for trap in way.traps:
            yield from _wrapped(trap, first="       ")
    for one in found.verdict(account).ways_in:
        if not one.works:
            yield from _wrapped(f"{WORDS[one.way]}. {one.why_not}.", first="  no   ")
    yield ""
    steps = [one.text for one in other_ways.own_steps(found, account)]
    if steps:
        yield from _headed("What you can do yourself", steps)


def _headed(title: str, sentences: Iterable[str], *, numbered: bool = False) -> Iterator[str]:
    yield f"== {title}"
    for place, sentence in enumerate(sentences, 1):
        yield from _wrapped(sentence, first=f"{place}. " if numbered else "")
    yield ""


def _of_piece(piece: Piece) -> Iterator[str]:
    yield f"-- {piece.label}"
    if said := " ".join(filter(None, (_STANDS[piece.stands] if piece.kind == "tick" else "", piece.note))):
        yield from _wrapped(said, first="   ")
    yield piece.value if piece.kind == "field" else f"{_BOXES[piece.stands]} {piece.value}"
    yield ""


def _of_letter(letter: Letter) -> Iterator[str]:
    yield f"== Mail to {letter.to}"
    yield from _wrapped(letter.when)
    yield ""
    if letter.sender:
        yield f"-- From\n{letter.sender}"
    yield f"-- Subject\n{letter.subject}"
    yield f"-- Text\n{letter.body}"
    yield ""


def _of_proof(proof: PushProof) -> Iterator[str]:
    yield from _headed("Showing that the account is yours", proof.steps)
    for package in proof.carriers:
        known = {"yes": "you can push", "unknown": "can you push? Try it", "no": ""}[package.can_push]
        told = push_proof.lines(package.repository)
        yield from (f"-- {package.name}: {known}", told.check, told.push, told.delete, "")
    for package in proof.barred:
        yield f"-- {package.name}: you cannot push to {package.repository}. If the staff choose it, say so in your reply."
        yield ""


def _wrapped(text: str, *, first: str = "") -> Iterator[str]:
    yield from textwrap.wrap(
        text,
        _WIDTH,
        initial_indent=first,
        subsequent_indent=" " * len(first),
        break_long_words=False,
        break_on_hyphens=False,
    )
