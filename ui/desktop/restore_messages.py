"""Sentences about giving paper back, made from values. As in `messages`: what to do next, and never a secret."""

from collections.abc import Sequence

from msgspec import structs

from ui.desktop import messages
from vault import gathered
from vault.gathered import BackupStatus, ShareStatus, Status
from vault.model import Vault, printable

_MOST_NUMBERS = 6
_LONGEST = 26  # characters of a word
KINDS = (
    ("key", "A recovery sheet", "Its paper key opens your vault file. Then you choose a new password."),
    ("user", "Shares", "Enough of them together make the same key. Ask their holders."),
    ("vault", "An encrypted backup", "Its pages and its passphrase give the whole vault back, without any file."),
)


def shortened(text: str) -> str:
    """Take the middle out of words that no line has room for, such as names of files."""
    return " ".join(
        word if len(word) <= _LONGEST else f"{word[: _LONGEST // 2 - 1]}…{word[1 - _LONGEST // 2 :]}"
        for word in text.split(" ")
    )


def key_typed(there: int, wanted: int) -> str:
    """Say how much of a paper key is typed."""
    if not there:
        return "Capitals, dashes and blanks do not matter. O is read as 0, I and L as 1."
    return f"{there} of {wanted} characters" if there < wanted else "The key is complete."


def not_in_a_key(symbol: str, group: int) -> str:
    return f"Group {group} has a character that no paper key has: {symbol}. Compare it with the sheet."


def words_typed(count: int, wanted: int, wrong: int, *, may_be_others: bool) -> str:
    """Say how many words are typed, and which one is not in the list: 0 for none."""
    so_far = f"{count} of {wanted} words" if wanted else messages.count(count, "word")
    if wrong and may_be_others:
        return f"{so_far}. Word {wrong} is not one that Sparekey would choose."
    if wrong:
        return f"Word {wrong} is not in the list. Compare it with the sheet."
    return f"{so_far}." if count else ""


def lines_with_errors(numbers: Sequence[str]) -> str:
    several = listed(numbers[:_MOST_NUMBERS], more=len(numbers) - _MOST_NUMBERS)
    which = f"Line {several} has" if len(numbers) == 1 else f"Lines {several} have"
    return f"{which} a typing error. Compare letter by letter; the other lines are in."


def listed(words: Sequence[str], *, more: int = 0) -> str:
    """Write 3, 5 and 7."""
    several = [*words, *([f"{more} more"] if more > 0 else [])]
    return " and ".join(filter(None, (", ".join(several[:-1]), *several[-1:])))


def gave(before: Status, after: Status, lines: int) -> str:
    """Say what something that was given has brought; `lines` is how many typed lines of a backup are new."""
    parts = []
    if after.has_key and not before.has_key:
        parts.append("the paper key")
    known = {(one.set_id, number) for one in before.shares for number in one.numbers}
    numbers = [str(number) for one in after.shares for number in one.numbers if (one.set_id, number) not in known]
    if numbers:
        parts.append(f"{'share' if len(numbers) == 1 else 'shares'} {listed(numbers)}")
    found = {one.sheet_id: one.found for one in before.backups}
    new = sum(one.found - found.get(one.sheet_id, 0) for one in after.backups)
    if new > 0:
        parts.append(f"{messages.count(new, 'part')} of {'a' if len(after.backups) == 1 else 'an encrypted'} backup")
    elif lines > 0:
        parts.append(f"{messages.count(lines, 'line')} of a backup")
    trouble = " ".join(f"{sentence}. {hint}".strip() for sentence, hint in after.trouble)
    if not parts:
        return trouble or "Nothing new: all of it is in already."
    text = listed(parts)
    return f"{text[:1].upper()}{text[1:]}. {trouble}".strip()


def best_backup(status: Status) -> BackupStatus | None:
    """Return the backup that is nearest to being complete."""
    return max(status.backups, key=lambda one: (one.is_ready, one.found), default=None)


def best_share(status: Status) -> ShareStatus | None:
    """Return the set of shares that is nearest to being complete."""
    return min(status.shares, key=lambda one: one.needed, default=None)


def progress(status: Status) -> tuple[int, int] | None:
    """Return how many of how many parts or shares are in; None where there is nothing to count."""
    backup, share = best_backup(status), best_share(status)
    if status.has_key or not (backup or share):
        return None
    if backup and (backup.is_ready or not share):
        wanted = backup.found + backup.needed
        return (backup.found, wanted)
    return (share.found, share.threshold) if share else None


def sentences(status: Status, *, has_file: bool) -> list[str]:
    """Say how far it is, the most important first, without full stops."""
    found = list(gathered.sentences(structs.replace(status, has_key=False, has_vault_file=False))) if status != Status() else []
    if status.has_key:
        found.insert(0, "The paper key is here" + ("" if has_file else "; the vault file that it opens is needed too"))
    return found


def kind_missing(status: Status) -> str:
    """Return what may have to be typed, as `paper_typing.KINDS` calls it; empty where nothing tells."""
    backup, share = best_backup(status), best_share(status)
    if share and share.needed:
        return "share"
    return "lines" if backup and not backup.is_ready and backup.unread else ""


def heading(*, is_ready: bool, is_anything: bool) -> str:
    return "That is enough" if is_ready else "So far" if is_anything else "What can be restored"


def opened_file(name: str) -> str:
    return f"The paper key opens {shortened(printable(name))}. The new password takes the place of all older ones."


def does_not_open(name: str) -> str:
    return f"The paper key does not open {shortened(printable(name))}"


def opened_backup(vault: Vault) -> str:
    accounts = messages.count(len(vault.present), "account")
    return f"The passphrase is right, and {accounts} came back. Choose a password for the new vault."


WHERE_IT_IS = "It was shown when the backup was printed, and is on none of its pages."
OTHER_FILE = "It is the key of another vault, or was removed from this one. Choose the vault file that it belongs to."
DONE_FILE = "The vault is open. The new password takes the place of all older ones."
DONE_BACKUP = "The vault is back, with all that was printed."
