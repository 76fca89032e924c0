"""A vault as JSON text and back (`docs/format.md` §10).

Members that this version does not know are kept beside the vault and written back where they were found.
"""

from typing import Annotated

import msgspec
from msgspec import Meta, Struct

from vault import migrations
from vault.errors import BadFile, Damaged
from vault.model import Account, Chore, Copy, Event, Place, Sheet, Vault

MINOR = 0
_DEEPEST = 100  # levels of members that are not known: what is much deeper could be read and then not be written


class _Version(Struct):
    version: Annotated[int, Meta(ge=1)]


class _Document(Struct, kw_only=True):
    version: int
    minor: Annotated[int, Meta(ge=0)] = 0
    accounts: tuple[Account, ...] = ()
    events: tuple[Event, ...] = ()
    sheets: tuple[Sheet, ...] = ()
    chores: tuple[Chore, ...] = ()
    places: tuple[Place, ...] = ()
    kept_at: tuple[Copy, ...] = ()
    password_at: tuple[Copy, ...] = ()


_KNOWN = tuple(name for name in _Document.__struct_fields__ if name not in {"version", "minor"})
_read_version = msgspec.json.Decoder(_Version)
_read_document = msgspec.json.Decoder(_Document)


def dump(vault: Vault) -> bytes:
    """Return the JSON text of a vault."""
    members = {name: getattr(vault, name) for name in _KNOWN}
    document = _Document(version=migrations.current(), minor=MINOR, **members)
    text = msgspec.json.encode(document)
    if vault.unknown is None:
        return text
    plain = msgspec.json.decode(text)
    _put_back(plain, vault.unknown)
    return msgspec.json.encode(plain)


def load(text: bytes) -> tuple[Vault, bool]:
    """Return the vault, and whether this version may write it. Raises Damaged, NewerFormat; any bytes give a vault or that."""
    try:
        return _load(text)
    except BadFile:
        raise
    except (msgspec.MsgspecError, ValueError, TypeError, LookupError, AttributeError, OverflowError, RecursionError):
        raise Damaged("The vault's content cannot be read") from None


def _load(text: bytes) -> tuple[Vault, bool]:
    found = _read_version.decode(text)
    if found.version != migrations.current():
        text = msgspec.json.encode(migrations.apply(msgspec.json.decode(text, type=migrations.Plain), found.version))
    document = _read_document.decode(text)
    vault = Vault(**{name: getattr(document, name) for name in _KNOWN})
    if dump(vault) != text:
        rest = _unknown(msgspec.json.decode(text), msgspec.json.decode(dump(vault)))
        if _is_deep(rest):
            raise Damaged("The vault's content cannot be read")
        vault = msgspec.structs.replace(vault, unknown=rest)
    return vault, document.minor <= MINOR


def _is_deep(value: object) -> bool:
    level = [value]
    for _ in range(_DEEPEST):
        holders = [one for one in level if isinstance(one, dict | list)]
        level = [each for one in holders for each in (one.values() if isinstance(one, dict) else one)]
        if not level:
            return False
    return True


def _unknown(plain: object, known: object) -> object:
    """Return what `plain` has and `known` has not, in the same shape; None where nothing is left.

    List items are told apart by their id, else by their place. A member that is null counts as much as any other.
    """
    rest: dict[str, object] = {}
    shared: list[tuple[str, object, object]] = []
    if isinstance(plain, dict) and isinstance(known, dict):
        rest = {name: value for name, value in plain.items() if name not in known}
        shared = [(name, value, known[name]) for name, value in plain.items() if name in known]
    elif isinstance(plain, list) and isinstance(known, list):
        shared = [(_name(known[place], place), item, known[place]) for place, item in enumerate(plain)]
    below = {name: _unknown(*pair) for name, *pair in shared}
    return rest | {name: value for name, value in below.items() if value is not None} or None


def _put_back(plain: object, rest: object) -> None:
    if isinstance(plain, list) and isinstance(rest, dict):
        for place, item in enumerate(plain):
            _put_back(item, rest.get(_name(item, place)))
    if isinstance(plain, dict) and isinstance(rest, dict):
        for name, value in rest.items():
            if name in plain:
                _put_back(plain[name], value)
            else:
                plain[name] = value


def _name(item: object, place: int) -> str:
    return str(item.get("id", place)) if isinstance(item, dict) else str(place)
