"""One ciphertext that opens under two keys: AES-GCM does not commit to its key (Dodis et al., "Fast message franking", 2018).

The tag is a polynomial in a number that depends on the key. With one block of ciphertext free there is a value for which the
polynomials of both keys give the same tag.
"""

import struct

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

# A field element is a whole number whose bit 127 is the coefficient of 1, as in NIST SP 800-38D §6.3.
ONE = 1 << 127
REDUCE = 0xE1 << 120


def wrapped_under_both(first: bytes, second: bytes, bound: bytes, free: bytes) -> bytes:
    """Return 32 bytes of ciphertext, the first 16 of them `free`, and a tag: right under both keys and the zero nonce."""
    lengths = struct.pack(">QQ", 8 * len(bound), 8 * 32)
    sides = []
    for key in (first, second):
        h, mask = block(key, bytes(16)), block(key, bytes(15) + b"\x01")
        known = 0
        for start in range(0, len(bound), 16):
            known = times(known ^ number(bound[start : start + 16].ljust(16, b"\0")), h)
        known = times(known ^ number(free), h)
        # tag = ((known + last)·h + lengths)·h + mask, which is last·h² + the rest
        square = times(h, h)
        sides.append((square, times(known, square) ^ times(number(lengths), h) ^ mask))
    (square, rest), (other_square, other_rest) = sides
    last = times(rest ^ other_rest, inverse(square ^ other_square))
    return free + bytes_of(last) + bytes_of(times(last, square) ^ rest)


def block(key: bytes, text: bytes) -> int:
    return number(Cipher(algorithms.AES(key), modes.ECB()).encryptor().update(text))


def number(text: bytes) -> int:
    return int.from_bytes(text, "big")


def bytes_of(element: int) -> bytes:
    return element.to_bytes(16, "big")


def times(left: int, right: int) -> int:
    product = 0
    while left:
        if left & ONE:
            product ^= right
        left = left << 1 & (2 * ONE - 1)
        right = right >> 1 ^ (REDUCE if right & 1 else 0)
    return product


def inverse(element: int) -> int:
    """Return element^(2^128 - 2): the product of its 2nd, 4th, 8th … 2^127th powers."""
    product = ONE
    for _ in range(127):
        element = times(element, element)
        product = times(product, element)
    return product
