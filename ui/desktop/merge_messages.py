"""What the window says of other copies of the vault."""

from ui.desktop import messages
from vault import history
from vault.errors import VaultError
from vault.merge import Merged
from vault.model import Event, Vault

TAKEN_FROM_DISK = "Changes from another machine were taken in."
BOTH_CHANGED = (
    "Another machine changed the same things in the vault file as this one did."
    " Nothing is lost: look at both, and put them together."
)
OLDER = (
    "The vault file was replaced by an older one: by a backup perhaps, or a sync tool. What is open here still has all of it."
    " Save it again, or lock to go on with the older one."
)
OLDER_FOR_READING = "The vault file was replaced by another version. Lock and unlock to see it."
GONE = "The vault file is no longer in its folder: moved, deleted or out of reach. What is open here still has all of it."


def replaced(error: VaultError) -> str:
    return f"The vault file was replaced by something else: {_small(str(error))}. What is open here still has all of it."


def summary(name: str, merged: Merged) -> str:
    if not merged.added:
        return f"There is nothing new in {name}."
    changes = messages.count(len(merged.added), "change")
    return f"{name} has {changes} that this vault has not. Codes that are used stay used; nothing is taken away from here."


def conflicts(count: int) -> str:
    both = "One thing was" if count == 1 else f"{count} things were"
    return f"{both} changed in both copies: the later change counts, the other one stays in the history."


def found(name: str, merged: Merged) -> str:
    changes = messages.count(len(merged.added), "change")
    return f"A sync tool left a second copy of this vault: {name}. It has {changes} of its own."


def what(event: Event) -> str:
    return f"{history.words(event)}."


def whose(vault: Vault, event: Event) -> str:
    title = history.title(vault, event) or "The vault"
    return f"{title}, on {event.device}" if event.device else title


def _small(sentence: str) -> str:
    return sentence[:1].lower() + sentence[1:]
