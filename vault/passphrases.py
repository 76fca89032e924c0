"""Words that are easily written down, told apart and typed: SLIP-39's 1,024, no two of which begin with the same four letters.

The list and the rule of four letters are those of https://github.com/satoshilabs/slips/blob/master/slip-0039.md. A passphrase
of eight words has 80 bits, and Argon2id makes every try at one dear.
"""

import difflib
from collections.abc import Callable
from os import urandom

from shamir_mnemonic.wordlist import WORDLIST

WORDS = tuple(WORDLIST)
BITS = 10  # of one word
LETTERS = 4  # that tell a word from all others


def made(words: int = 8, *, random: Callable[[int], bytes] = urandom) -> str:
    """Return a fresh passphrase."""
    return " ".join(WORDS[int.from_bytes(random(2)) % len(WORDS)] for _ in range(words))


def bits(text_secret: str) -> int:
    """Return how much chance is in a passphrase if `made` made it: none can be told where a word is not from the list."""
    typed = text_secret.lower().split()
    return BITS * len(typed) if all(word in _PLACES for word in typed) else 0


def complete(prefix: str) -> tuple[str, ...]:
    """Return the words that begin like this, in their order."""
    start = prefix.strip().lower()
    return tuple(word for word in WORDS if word.startswith(start)) if start else ()


def nearest(word: str) -> tuple[str, ...]:
    """Return up to three words that may be meant, the likeliest first."""
    return tuple(difflib.get_close_matches(word.strip().lower(), WORDS, n=3, cutoff=0.6))


def whole(word: str) -> str:
    """Return the word that is meant: itself, or the one that its four letters or more begin. Empty where there is none."""
    typed = word.strip().lower()
    known = _BY_LETTERS.get(typed[:LETTERS], "")
    return known if known.startswith(typed) else ""


_PLACES = {word: place for place, word in enumerate(WORDS)}
_BY_LETTERS = {word[:LETTERS]: word for word in WORDS}
