"""A paper key split among several holders by SLIP-39: any `threshold` of the shares give it back, fewer tell nothing.

https://github.com/satoshilabs/slips/blob/master/slip-0039.md; what we use of it stands in `docs/format.md` §13. One group, no
passphrase. A share is 23 words; the first four letters of a word tell which one it is.
"""

from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct
from shamir_mnemonic import MnemonicError, Share, combine_mnemonics, generate_mnemonics
from shamir_mnemonic.constants import CHECKSUM_LENGTH_WORDS
from shamir_mnemonic.rs1024 import create_checksum, verify_checksum

from vault import passphrases
from vault.errors import BadInput
from vault.keys import PAPER, Key

SCAN = "SPAREKEY1:SHARE:"  # how the QR code of a share begins
WORDS = 23  # of a share
MOST = 16  # shares of one key, by SLIP-39
_KEY_BYTES = 20
_EXPONENT = 1  # of PBKDF2's rounds. The key is random already, so that more would only cost time
_MOST_EXPONENT = 4
_CUSTOM = b"shamir_extendable"
_PLACES = {word: place for place, word in enumerate(passphrases.WORDS)}
_COMPARE = "Compare it with the sheet, word by word."


class Info(Struct, frozen=True):
    """What a share says of itself: whose set it is of, how many are needed, and which one it is, from 1."""

    set_id: int
    threshold: int
    number: int


class Wrong(Struct, frozen=True):
    """A word that is not in the list: its place, from 1, and what may be meant."""

    place: int
    suggestions: tuple[str, ...]


def split(key: Key, threshold: int, total: int) -> tuple[str, ...]:
    """Return the shares of a paper key, as words. Raises BadInput where so many cannot be."""
    if not 2 <= threshold <= total <= MOST:
        raise BadInput(
            f"{threshold} of {total} shares cannot be",
            hint=f"Choose at least two that are needed, and at most {MOST} holders.",
        )
    shares = generate_mnemonics(1, [(threshold, total)], key.secret, extendable=True, iteration_exponent=_EXPONENT)
    made = tuple(shares[0])
    if combine(made[-threshold:]) != key:
        raise BadInput("The shares did not give the key back", hint="Try again.")  # pragma: no cover
    return made


def scan_text(text_secret: str) -> str:
    """Return what the QR code of a share says."""
    return SCAN + normal(text_secret).upper()


def normal(text_secret: str) -> str:
    """Return a share with its words as they are in the list, where it can be told which ones are meant."""
    return " ".join(passphrases.whole(word) or word.lower() for word in text_secret.split())


def wrong_words(text_secret: str) -> tuple[Wrong, ...]:
    """Return the words that are in no share, while they are typed: the last one may be unfinished.

    Of a text that is far too long for a share only the beginning is looked at.
    """
    words = text_secret.split()
    is_open = bool(text_secret) and not text_secret[-1].isspace()
    return tuple(
        Wrong(place, passphrases.nearest(word))
        for place, word in enumerate(words[: 2 * WORDS], 1)
        if not passphrases.whole(word) and not (is_open and place == len(words) and passphrases.complete(word))
    )


def check(text_secret: str) -> None:
    """Make sure that this is a whole share of a paper key. Raises BadInput, which names the word that is wrong."""
    _share(text_secret)


def info(text_secret: str) -> Info:
    """Return what a share says of itself. Raises BadInput."""
    share = _share(text_secret)
    return Info(share.identifier, share.member_threshold, share.index + 1)


def more_needed(several: Sequence[str]) -> int:
    """Return how many more shares of this set it takes."""
    found = {one.number: one.threshold for one in map(info, several)}
    return max(0, max(found.values(), default=2) - len(found))


def combine(several: Iterable[str]) -> Key:
    """Return the key. Raises BadInput where shares are damaged, too few, or of different sets."""
    shares = {share.index: share for share in map(_share, several)}
    if len({share.group_parameters() for share in shares.values()}) > 1:
        raise BadInput(
            "These shares are not of one set",
            hint="A new set was printed since: take the sheets that have the same first two words.",
        )
    threshold = max((share.member_threshold for share in shares.values()), default=2)
    if (more := threshold - len(shares)) > 0:
        raise BadInput(f"{more} more share{' is' if more == 1 else 's are'} needed", hint="Ask the other holders for theirs.")
    enough = [share.mnemonic() for _, share in sorted(shares.items())[:threshold]]
    try:
        return Key(PAPER, combine_mnemonics(enough))
    except MnemonicError:
        raise BadInput(
            "These shares do not fit together", hint="One of them is of another set: leave one out and try again."
        ) from None


def _share(text_secret: str) -> Share:
    """Read a share. Raises BadInput; the list of words is public, so that a hint may name some that are near."""
    words = text_secret.split()
    for place, word in enumerate(words, 1):
        if not passphrases.whole(word):
            near = passphrases.nearest(word)
            raise BadInput(f"Word {place} is not in any share", hint=f"Is it {' or '.join(near)}?" if near else _COMPARE)
    if len(words) != WORDS:
        raise BadInput(f"A share has {WORDS} words, this has {len(words)}", hint=_COMPARE)
    whole = normal(text_secret)
    try:
        share = Share.from_mnemonic(whole)
    except MnemonicError:
        raise _damaged([_PLACES[word] for word in whole.split()]) from None
    is_ours = (share.group_threshold, share.group_count) == (1, 1) and len(share.value) == _KEY_BYTES
    if not is_ours or not share.extendable or share.iteration_exponent > _MOST_EXPONENT or share.member_threshold < 2:
        raise BadInput("This is a share of something else, not of a paper key", hint="Take a sheet that Sparekey printed.")
    return share


def _damaged(places: Sequence[int]) -> BadInput:
    """Return the error for words whose checksum is wrong; where one change would mend it, it says which."""
    for at in range(len(places) - 1):
        if verify_checksum([*places[:at], places[at + 1], places[at], *places[at + 2 :]], _CUSTOM):
            return BadInput(f"Words {at + 1} and {at + 2} of this share seem to be exchanged", hint=_COMPARE)
    for at, other in _mended(places):
        return BadInput(f"Word {at + 1} of this share seems to be wrong", hint=f"Is it {passphrases.WORDS[other]}? {_COMPARE}")
    return BadInput("A word of this share is wrong, or two are exchanged", hint=_COMPARE)


def _mended(places: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Yield which word, from 0, would have to be which one for the checksum to be right.

    The checksum is linear: what a change of one word does to it is the sum of what its ten bits do.
    """
    body, end = list(places[:-CHECKSUM_LENGTH_WORDS]), places[-CHECKSUM_LENGTH_WORDS:]
    right = _sum(body)
    wanted = right ^ _joined(end)
    for at, old in enumerate(body):
        effects = [0]
        for bit in range(passphrases.BITS):
            effect = _sum([*body[:at], old ^ 1 << bit, *body[at + 1 :]]) ^ right
            effects += [effect ^ one for one in effects]
        if wanted in effects:
            yield at, old ^ effects.index(wanted)
    for at, old in enumerate(reversed(end), 1):
        change = wanted >> passphrases.BITS * (at - 1)
        if change < len(_PLACES) and change << passphrases.BITS * (at - 1) == wanted:
            yield len(places) - at, old ^ change


def _sum(body: Sequence[int]) -> int:
    return _joined(create_checksum(body, _CUSTOM))


def _joined(places: Sequence[int]) -> int:
    first, second, third = places
    return first << 2 * passphrases.BITS | second << passphrases.BITS | third
