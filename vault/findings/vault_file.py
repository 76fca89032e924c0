"""Findings about the vault itself: whether its file, and a key to it, survive a loss."""

from collections.abc import Collection, Iterator, Sequence

from vault import copies, losses, places
from vault.findings.finding import Finding
from vault.model import Sheet, Vault
from vault.sheets import is_live, shown_id


def of_vault(vault: Vault, *, key_ids: Collection[str] | None = None) -> Sequence[Finding]:
    """Return what is to be mended for the vault itself. `key_ids` are those of its file; without them all sheets fit."""
    live = [sheet for sheet in vault.sheets if is_live(sheet)]
    placed = [sheet for sheet in live if sheet.place or sheet.holder]
    fitting = [sheet for sheet in placed if key_ids is None or sheet.key_id in key_ids]
    return (*_of_file(vault, placed), *_of_keys(fitting), *_of_old_copies(vault), *_of_unplaced(live))


def _of_file(vault: Vault, placed: Sequence[Sheet]) -> Iterator[Finding]:
    if any(sheet.kind == "backup" for sheet in placed):
        return
    at = {places.key(copy.place) for copy in copies.of_vault(vault)}
    lost_with = places.within(vault)
    taking = [
        one for one in losses.items_of(vault) if one.kind in {"place", "person"} and places.inside(one.key, lost_with) >= at
    ]
    if len(at) == 1:
        text = "There is one copy of this vault, and its backups lie beside it"
    elif taking:
        text = (
            f"Losing {min(taking, key=lambda one: len(places.inside(one.key, lost_with))).words} takes every copy of this vault"
        )
    else:
        return
    yield Finding(
        kind="vault-once",
        severity="warning",
        text=text,
        fix="Copy the vault file to another disk or machine, and note where, or print an encrypted backup",
        action="vault",
    )


def _of_keys(fitting: Sequence[Sheet]) -> Iterator[Finding]:
    shares = [sheet for sheet in fitting if sheet.kind == "share"]
    enough = any(len({sheet.number for sheet in shares if sheet.key_id == one.key_id}) >= one.threshold > 0 for one in shares)
    if not enough and not any(sheet.kind == "recovery" for sheet in fitting):
        yield Finding(
            kind="vault-password",
            severity="warning",
            text="Nothing but its password opens this vault, and nobody can reset it",
            fix="Print a recovery sheet, and keep it in a safe place",
            action="print",
        )


def _of_old_copies(vault: Vault) -> Iterator[Finding]:
    """Yield the copies of the vault file that do not hold what is in force in it."""
    things = [thing for one in vault.present for thing in (one.live_set, one.authenticator) if thing]
    for copy in copies.of_vault(vault):
        lacks = sum(not copies.holds(copy, thing.added_at) for thing in things)
        if lacks:
            what = "a code set or authenticator" if lacks == 1 else f"{lacks} code sets or authenticators"
            yield Finding(
                kind="vault-copy-old",
                severity="warning",
                text=f"The copy of this vault at {copy.place} was last looked at on {copy.checked_on}, before {what} came in: "
                "for those it is not counted on",
                fix="Copy the vault file there again, or see that it is in step, and note it",
                action="vault",
            )


def _of_unplaced(live: Sequence[Sheet]) -> Iterator[Finding]:
    for sheet in live:
        if not sheet.place and not sheet.holder:
            yield Finding(
                kind="sheet-unplaced",
                severity="advice",
                text=f"Nobody noted where sheet {shown_id(sheet.id)} lies",
                fix="Note its place in the register of sheets: until then it is not counted on",
                action="print",
            )
