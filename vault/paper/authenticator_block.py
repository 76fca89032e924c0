"""An authenticator on paper: a QR code for the app, and the same secret as text."""

from msgspec import structs

from vault import otp, services
from vault.model import Account, Authenticator, printable
from vault.paper import wording
from vault.paper.page import MONO_ADVANCE, POINT, Item, Qr, modules
from vault.paper.typesetting import Block, cap, label, paragraph, secret_line, stacked

_SIDE = 30.0  # mm: the least of a QR code
_MODULE = 0.5  # mm: the least of a module
_SECRET, _SMALL = 13.0, 9.0  # pt
_LONG = 256  # characters from which on a secret is set small
_PER_LINE = 32  # characters: of PyPI's 160 bits


def authenticator_block(account: Account, seed: Authenticator, width: float) -> Block:
    """Return the QR code with its text beside it, or the text alone where a QR code cannot hold it."""
    uri = otp.to_uri(_named(account, seed))
    try:
        side = max(_SIDE, len(modules(uri)) * _MODULE)
    except ValueError:
        return _text(seed, width, has_code=False)
    text = _text(seed, width - side - 8, has_code=True)
    items: list[Item] = [Qr(x=1.5, y=1.5, side=side, text=uri), *text.at(side + 8, 1.5)]
    return Block(tuple(items), max(side, text.height) + 3)


def _named(account: Account, seed: Authenticator) -> Authenticator:
    """Fill in what the app shows, where the service gave no names."""
    issuer = seed.issuer or services.find(account.service).name
    return structs.replace(seed, issuer=printable(issuer), name=printable(seed.name or account.username))


def _text(seed: Authenticator, width: float, *, has_code: bool) -> Block:
    how = "Scan this with an authenticator app, or type the setup key:" if has_code else "Type this setup key into an app:"
    blocks = [label("Authenticator", width, size=11), paragraph(how, width, size=9)]
    blocks.append(_secret(seed.secret, width))
    blocks.append(paragraph(wording.settings(seed), width, size=9))
    if seed.type == "hotp":
        blocks.append(paragraph(wording.counter_warning(seed), width, size=9))
    return stacked(blocks, 3.4)


def _secret(text_secret: str, width: float) -> Block:
    size = _SECRET if len(text_secret) <= _LONG else _SMALL
    per_line = int(width / (size * POINT * MONO_ADVANCE)) // 4 * 4
    per_line = min(_PER_LINE, per_line) if size == _SECRET else per_line
    step = size * POINT * 1.6
    items: list[Item] = []
    starts = range(0, len(text_secret), per_line)
    for line, start in enumerate(starts):
        part = text_secret[start : start + per_line]
        items += secret_line(part, x=0, y=cap(size) + line * step, size=size, width=width)
    return Block(tuple(items), cap(size) + (len(starts) - 1) * step + 1.2)
