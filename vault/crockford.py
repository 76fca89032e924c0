"""Crockford's base32: what is printed on paper and typed back, by people who take O for 0 and l for 1 (docs/format.md §9)."""

import unicodedata

from vault.errors import BadInput

SYMBOLS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_VALUES = {symbol: value for value, symbol in enumerate(SYMBOLS)}
_FOLD = str.maketrans("OIL", "011")


def encode(data: bytes) -> str:
    """Return five bits a symbol, most significant first; what the last symbol lacks is zero bits."""
    bits = len(data) * 8
    count = -(-bits // 5)
    number = int.from_bytes(data) << (count * 5 - bits)
    return "".join(SYMBOLS[number >> 5 * place & 31] for place in reversed(range(count)))


def decode(text: str, length: int) -> bytes:
    """Return the `length` bytes that `encode` was given. Raises BadInput where `text` cannot be from there."""
    symbols = clean(text)
    surplus = len(symbols) * 5 - length * 8
    if not 0 <= surplus < 5 or not is_clean(symbols):
        raise BadInput("This is not what was printed", hint="Compare it letter by letter: there is no U, and O is the digit 0.")
    number = 0
    for symbol in symbols:
        number = number << 5 | _VALUES[symbol]
    if number & ((1 << surplus) - 1):
        raise BadInput("This is not what was printed", hint="Compare it letter by letter.")
    return (number >> surplus).to_bytes(length)


def clean(text: str) -> str:
    """Fold case and what looks alike, and drop white space and dashes of any kind."""
    kept = "".join(char for char in text if not char.isspace() and unicodedata.category(char) != "Pd")
    return kept.upper().translate(_FOLD)


def is_clean(symbols: str) -> bool:
    """Tell whether there is nothing but symbols."""
    return all(symbol in _VALUES for symbol in symbols)


def grouped(symbols: str, separator: str = "-") -> str:
    """Return the symbols in groups of four."""
    return separator.join(symbols[start : start + 4] for start in range(0, len(symbols), 4))
