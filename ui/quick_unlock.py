"""Quick unlock: a key of its own for the vault, kept in the keyring of this computer. Never the only one, and off by default.

The keyring gives it to every program that runs as the same user while the session is unlocked. `keyring` is loaded only
where quick unlock is turned on, used or turned off, and whatever it raises becomes one sentence.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from vault import keys, settings
from vault.errors import BadInput, VaultError
from vault.keys import Key

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

Some = TypeVar("Some")
SERVICE = "Sparekey quick unlock"
HONEST = (
    "Every program that runs as you can read it there while you are signed in. It is no protection against malware, and none "
    "for a computer that is left open."
)
# Keyrings that keep what they are given encrypted, by the module of `keyring` that speaks with them.
_TRUSTED = frozenset(f"keyring.backends.{name}" for name in ("SecretService", "libsecret", "kwallet", "macOS", "Windows"))
_INSTEAD = "Unlock with the password."


def check(vault_id: str) -> None:
    """Make sure that this computer has a keyring that can be trusted with a key, and is open: it may ask. Raises BadInput."""
    _asked(lambda backend: backend.get_password(SERVICE, vault_id))


def key_id(vault_id: str) -> str:
    """Return the id of the key that the keyring was given for this vault; an empty text where quick unlock is off."""
    return settings.load_opening().keyring.get(vault_id, "")


def keep(vault_id: str, key: Key, key_id: str) -> None:
    """Give a key to the keyring, and make sure that it gives it back. Raises BadInput, NotSaved."""

    def put(backend: "KeyringBackend") -> bool:
        backend.set_password(SERVICE, vault_id, keys.paper_symbols(key))
        return backend.get_password(SERVICE, vault_id) == keys.paper_symbols(key)

    if not _asked(put):
        raise BadInput("The keyring did not keep the key", hint="Quick unlock stays off.")
    settings.save_opening(settings.load_opening().with_keyring(vault_id, key_id))


def key(vault_id: str) -> Key:
    """Return the key that the keyring has for a vault. Raises BadInput."""
    text_secret = _asked(lambda backend: backend.get_password(SERVICE, vault_id))
    if text_secret is None:
        raise BadInput("The keyring of this computer has no key for this vault any more", hint=_INSTEAD)
    try:
        return keys.paper(text_secret)
    except VaultError:
        raise BadInput("What the keyring of this computer has for this vault is no key", hint=_INSTEAD) from None


def forget(vault_id: str) -> str:
    """Take the key out of the keyring. Returns what the user is to know where the keyring did not, else an empty text."""
    opening = settings.load_opening()
    if vault_id not in opening.keyring:
        return ""

    def drop(backend: "KeyringBackend") -> None:
        if backend.get_password(SERVICE, vault_id) is not None:
            backend.delete_password(SERVICE, vault_id)

    try:
        settings.save_opening(opening.with_keyring(vault_id, ""))
        _asked(drop)
    except VaultError as error:
        return f"{error}, so it could not be told to forget its key. It opens nothing but older copies any more."
    return ""


def _asked(ask: "Callable[[KeyringBackend], Some]") -> Some:
    """Ask the keyring something. Raises BadInput where there is none, and where it says no in whichever way."""
    try:
        backend = _trusted()
        if backend is not None:
            return ask(backend)
    except Exception as error:  # noqa: BLE001  (D-Bus, KWallet, macOS and Windows each raise their own)
        why = "is locked" if type(error).__name__ == "KeyringLocked" else "did not answer as it should"
        raise BadInput(f"The keyring of this computer {why}", hint=_INSTEAD) from None
    raise BadInput("This computer has no keyring that keeps secrets encrypted", hint=_INSTEAD)


def _trusted() -> "KeyringBackend | None":
    """Return the keyring to use: the one that was chosen, or the first of several. None where it keeps no secret."""
    import keyring  # noqa: PLC0415  (loads D-Bus; only where quick unlock is wanted)

    chosen = keyring.get_keyring()
    several = getattr(chosen, "backends", (chosen,)) if type(chosen).__module__ == "keyring.backends.chainer" else (chosen,)
    return next((one for one in several if type(one).__module__ in _TRUSTED), None)
