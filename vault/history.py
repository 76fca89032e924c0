"""What happened, in words: one sentence for each event, without secrets and without a full stop."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct

from vault import undoing
from vault.model import Event, Vault
from vault.rules import RULES
from vault.sheets import shown_id

_WORDS: Mapping[str, str] = {
    "account-added": "Account added",
    "account-deleted": "Account deleted",
    "account-removed": "Account removed for good",
    "account-restored": "Account taken out of the bin",
    "account-recovered": "Let back in by the service's staff on {on}",
    "authenticator-added": "Authenticator added",
    "burned-known": "Said which code was burned at set-up",
    "chore-done": "Done: {chore}",
    "chore-set": "Reminder changed: {chore}",
    "chore-snoozed": "Put off until {until}: {chore}",
    "code-outcome": "Code {place}: {outcome}",
    "code-unused": "Code {place} marked as unused",
    "code-used": "Code {place} used",
    "code-void": "Code {place} marked as void",
    "codes-added": "{codes} added",
    "codes-checked": "Codes compared with what the service shows",
    "counter-advanced": "A counted password was given out",
    "drill-failed": "A copy of the codes could not be read from",
    "drill-passed": "Read from a copy of the codes",
    "email-set": "E-mail address noted",
    "fact-noted": "Noted: {fact}",
    "key-added": "A way to open the vault added: {way}",
    "key-backups-deleted": "{backups} deleted",
    "key-changed": "The vault's password changed",
    "key-removed": "A way to open the vault removed",
    "key-rotated": "The vault encrypted with a new key",
    "merged": "Another copy of the vault taken in: {changes}",
    "note-changed": "Note changed",
    "place-set": "A place described",
    "put-back": "Backup {generation} put in the place of the vault file",
    "primary-set": "Primary address changed",
    "renewal-set": "Noted until when a domain is paid for",
    "request-closed": "Recovery request closed on {on}",
    "request-linked": "Noted where the recovery request is",
    "request-sent": "Recovery request sent on {on}",
    "request-step": "Recovery request: {step} on {on}",
    "sheet-destroyed": "Sheet {sheets} destroyed",
    "sheet-not-verified": "Sheet {sheets} was not found or could not be read",
    "sheet-placed": "Noted where sheet {sheets} lies",
    "sheet-printed": "Sheet {sheets} printed",
    "sheet-verified": "Sheet {sheets} verified",
    "sheet-withdrawn": "Sheet {sheets} was not printed after all",
    "token-added": "API token noted",
    "token-removed": "API token removed",
    "redone": "Made again: {change}",
    "undone": "Undone: {change}",
    "vault-placed": "Noted where the vault and its password are kept",
    "went-back": "Went back to backup {generation}",
}
KINDS = frozenset(_WORDS)
_FACTS: Mapping[str, str] = {
    "authenticator": "where the authenticator is",
    "browsers": "which browsers are remembered",
    "codes": "where the recovery codes are",
    "email": "an e-mail address",
    "evidence": "evidence of ownership",
    "linked": "linked accounts",
    "mailbox": "what a mailbox needs to be opened",
    "packages": "packages",
    "password": "where the password is",
    "second-factor": "whether there is a second factor",
    "security-key": "a security key",
    "spare-email": "a second address",
    "tokens": "API tokens",
}
_WAYS: Mapping[str, str] = {
    "password": "a password",
    "file": "a password with a key file",
    "keyring": "the computer's keyring",
}
_OUTCOMES: Mapping[str, str] = {"worked": "it worked", "mailed": "the service asked for a mail", "refused": "it was refused"}
_STEPS: Mapping[str, str] = {
    "sent": "sent",
    "answered": "answered by the staff",
    "branch-pushed": "branch pushed",
    "mail-answered": "mail answered",
    "closed": "closed",
}


def words(event: Event) -> str:
    """Return what happened."""
    said = {
        **event.values,
        "codes": _count(event, "count", "recovery code"),
        "backups": _count(event, "count", "older backup"),
        "changes": _count(event, "changes", "change"),
        "way": _WAYS.get(event.values.get("way", ""), "a key"),
        "chore": _title(event.values.get("chore", "")),
        "fact": _FACTS.get(event.values.get("fact", ""), "a fact"),
        "outcome": _OUTCOMES.get(event.values.get("outcome", ""), "how it ended is not known"),
        "step": _STEPS.get(event.values.get("step", ""), "a step"),
        "sheets": ", ".join(map(shown_id, event.values.get("sheets", "").split())),
        "change": _undone(event.values.get("change", "")),
    }
    return _WORDS.get(event.kind, "A change by another version of Sparekey").format_map(_Known(said))


def title(vault: Vault, event: Event) -> str:
    """Return whose event it is: an account's name, or an empty text for the vault's own."""
    named = next((account.title for account in vault.accounts if account.id == event.account_id), "")
    if named or not event.account_id:
        return named
    return next((_told_name(one) for one in reversed(vault.events) if one.account_id == event.account_id and _names(one)), "")


class Entry(Struct, frozen=True):
    """One line of the history. `title` is the account's name, empty for the vault itself."""

    event: Event
    title: str
    text: str
    is_undone: bool

    @property
    def haystack(self) -> str:
        day = f"{self.event.at.astimezone():%Y-%m-%d}"
        return f"{self.title} {self.text} {self.event.value} {self.event.device} {day}".casefold()


def entries(vault: Vault) -> list[Entry]:
    """Return all that happened, the last first."""
    titles, undone = _titles(vault), undoing.undone(vault.events)
    by_id = {event.id: event for event in vault.events}
    return [
        Entry(event, titles.get(event.account_id, ""), _told(event, by_id), event.id in undone)
        for event in reversed(vault.events)
    ]


def search(found: Iterable[Entry], text: str) -> list[Entry]:
    """Return the entries that have every word: in the account's name, what was done, what was set, the device or the day."""
    wanted = text.casefold().split()
    return [entry for entry in found if all(word in entry.haystack for word in wanted)]


def as_csv(found: Sequence[Entry]) -> str:
    """Return the entries as a table for other programs. No cell begins as a formula does."""
    out = io.StringIO()
    table = csv.writer(out, lineterminator="\r\n")
    table.writerow(("at", "account", "what", "set to", "device", "undone"))
    for entry in found:
        event = entry.event
        cells = (event.at.isoformat(), entry.title, entry.text, event.value, event.device, "yes" if entry.is_undone else "")
        table.writerow([f"'{cell}" if cell.startswith(("=", "+", "-", "@", "\t", "\r")) else cell for cell in cells])
    return out.getvalue()


def small(event: Event) -> str:
    """Return what happened, to stand after a colon."""
    text = words(event)
    return f"{text[:1].lower()}{text[1:]}"


def _told(event: Event, by_id: Mapping[str, Event]) -> str:
    """Return what happened; of a change that was taken back or made again, which one."""
    heading = {"undone": "Undone", "redone": "Made again"}.get(event.kind)
    about = [by_id[one] for one in (*undoing.taken_back(event), *undoing.made_again(event)) if one in by_id]
    if heading is None or not about:
        return words(event)
    return f"{heading}: {small(about[-1])}"


def _titles(vault: Vault) -> dict[str, str]:
    """Return the names of all accounts there are, and of those that were removed, as their histories tell."""
    told = {event.account_id: _told_name(event) for event in vault.events if event.account_id and _names(event)}
    return told | {account.id: account.title for account in vault.accounts}


def _names(event: Event) -> bool:
    return event.values.keys() >= {"service", "username"}


def _told_name(event: Event) -> str:
    return f"{event.values['service']}:{event.values['username']}"


class _Known(dict[str, str]):
    """Says nothing of what an event of another version does not tell."""

    def __missing__(self, key: str) -> str:
        return "?"


def _count(event: Event, name: str, noun: str) -> str:
    number = event.values.get(name, "?")
    return f"{number} {noun if number == '1' else f'{noun}s'}"


def _title(chore: str) -> str:
    rule = RULES.get(chore)
    return rule.title.partition("{")[0].strip().rstrip(":") if rule else "a reminder"


def _undone(kind: str) -> str:
    bare = _WORDS.get(kind, "a change").partition("{")[0].strip().rstrip(":")
    return f"{bare[:1].lower()}{bare[1:]}" if bare else "a change"
