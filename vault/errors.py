"""Everything that can go wrong, as one tree.

`str(error)` is one sentence without a full stop; `error.hint` says what to do. Neither ever holds a secret, and every
parser raises from this tree with `from None`, because the text of a foreign exception may carry what was parsed.

VaultError
├── WrongKey            no slot opens with this secret
├── BadFile             cannot be used as a vault
│   ├── NotAVault       something else altogether
│   ├── Damaged         a vault once, bytes are missing or wrong
│   ├── Tampered        authenticated bytes were changed
│   └── NewerFormat     made by a newer Sparekey
├── ChangedOnDisk       somebody else wrote the file since it was read
├── InUse               another Sparekey holds the lock
├── NotSaved            the disk said no; the old file is intact
├── ReadOnly            opened for reading
├── NotThere            no such vault file, account, code
└── BadInput            what the user typed or gave
    └── BadImport       a file that was to be imported
"""

from typing import Any


class VaultError(Exception):
    """Never raised directly. `hint` is one sentence that says what to do."""

    hint = ""

    def __init__(self, sentence: str, *, hint: str = "") -> None:
        super().__init__(sentence)
        self.hint = hint or type(self).hint


class WrongKey(VaultError):
    """No key slot opens with what was given; a damaged slot looks the same."""

    hint = "Check Caps Lock and the keyboard layout, and try again."

    def __init__(self, why: str = "The password does not open this vault", *, hint: str = "") -> None:
        super().__init__(why, hint=hint)


class BadFile(VaultError):
    """The bytes are not a vault, or no longer the ones that were written."""


class NotAVault(BadFile):
    """Wrong magic, or figures that no Sparekey writes."""

    hint = "Choose a file that ends in .sparekey."

    def __init__(self, why: str = "This file is not a Sparekey vault", *, hint: str = "") -> None:
        super().__init__(why, hint=hint)


class Damaged(BadFile):
    """The damage trailer, the length or the JSON text is wrong: an accident of the disk or of a copy."""

    hint = "Its newest backup can take its place."

    def __init__(self, why: str = "The vault file is damaged", *, hint: str = "") -> None:
        super().__init__(why, hint=hint)


class Tampered(BadFile):
    """The key fits, yet authenticated bytes differ: not an accident."""

    hint = "Its newest backup can take its place."

    def __init__(self, why: str = "The vault file was changed by something other than Sparekey", *, hint: str = "") -> None:
        super().__init__(why, hint=hint)


class NewerFormat(BadFile):
    """A newer program made this; `docs/format.md` §3 forbids to guess."""

    def __init__(self, what: str = "vault") -> None:
        super().__init__(
            f"This {what} was made by a newer version of Sparekey",
            hint="Update Sparekey, then open it again.",
        )


class ChangedOnDisk(VaultError):
    """The file is not the one that was read: another program or a sync tool wrote it."""

    def __init__(self) -> None:
        super().__init__(
            "The vault file was changed by another program since it was opened",
            hint="Nothing was overwritten. Put both versions together, or keep your changes as a copy.",
        )


class InUse(VaultError):
    """Another process holds the lock. `by` names it for the message, it is no proof."""

    def __init__(self, by: str = "") -> None:
        super().__init__(
            f"The vault is open in another Sparekey{f' ({by})' if by else ''}",
            hint="Lock or close it there first.",
        )


class NotSaved(VaultError):
    """The disk refused. The file that was there before is untouched, unless something was `written` but not confirmed.

    `written` is then what `store.save` would have returned: what the next try has to go on from.
    """

    def __init__(self, why: str, *, hint: str, written: Any = None) -> None:  # noqa: ANN401  (a class this module may not know)
        super().__init__(why, hint=hint)
        self.written = written


class ReadOnly(VaultError):
    """The vault is open for reading only."""

    def __init__(self, why: str = "The vault is open for reading only") -> None:
        super().__init__(why, hint="Open it for writing, then make the change again.")


class NotThere(VaultError):
    """Something that was named does not exist."""


class BadInput(VaultError):
    """What the user typed or gave cannot be used."""


class BadImport(BadInput):
    """A file or text to import holds nothing that can be used."""
