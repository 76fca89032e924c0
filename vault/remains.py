"""What remains of places, of the vault file and of its printed sheets, in whatever `Reach` it is counted in."""

from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import date, datetime
from functools import reduce
from operator import or_
from typing import Generic

from vault import copies, places, sheets
from vault.losses import R
from vault.model import Copy, Sheet, Vault


class Remains(Generic[R]):
    """What is left of everything that lies somewhere. `key_ids` are those of the vault file; without them all sheets fit."""

    def __init__(
        self, vault: Vault, *, left: Callable[[str], R], every: R, nothing: R, key_ids: Collection[str] | None = None
    ) -> None:
        self.vault, self.every, self.nothing = vault, every, nothing
        self._left, self._key_ids = left, key_ids
        self._sheets = [sheet for sheet in vault.sheets if sheets.is_live(sheet)]
        self._files = [(copy, self.at(copy.place) & self._keys(copy)) for copy in copies.of_vault(vault)]
        self._with: dict[date, R] = {}
        self._codes: dict[str, R] = {}
        self._seeds: dict[str, R] = {}
        self._read_sheets()

    def any(self, reaches: Iterable[R]) -> R:
        return reduce(or_, reaches, self.nothing)

    def at(self, place: str) -> R:
        """Return what is left of something at a place."""
        key = places.key(place)
        return self.every if key == places.HEAD else self._left(key)

    def of_copies(self, several: Iterable[Copy]) -> R:
        return self.any(self.at(copy.place) for copy in several)

    def of_sheet(self, sheet: Sheet) -> R:
        """Return what is left of a sheet: where it lies, and whoever holds it. Where neither is known it is not counted on."""
        known = [self.at(name) for name in (sheet.place, sheet.holder) if name]
        return reduce(lambda one, two: one & two, known) if known else self.nothing

    def vault_with(self, at: datetime) -> R:
        """Return what is left of what came into the vault at that time: a copy of its file that holds it, with a key to it."""
        day = copies.day_of(at)
        if day not in self._with:
            self._with[day] = self.any(reach for copy, reach in self._files if copies.holds(copy, at))
        return self._with[day]

    def codes_on_paper(self, code_set_id: str) -> R:
        return self._codes.get(code_set_id, self.nothing)

    def seed_on_paper(self, authenticator_id: str) -> R:
        return self._seeds.get(authenticator_id, self.nothing)

    def _keys(self, copy: Copy) -> R:
        """Return what is left of the keys to a copy of the vault file: the password, and sheets that it knows already."""
        vault = self.vault
        keys = self.of_copies(vault.password_at) if vault.password_at else self.every
        shares: dict[str, list[Sheet]] = {}
        for sheet in self._sheets:
            if not copies.holds(copy, sheet.printed_at) or (self._key_ids is not None and sheet.key_id not in self._key_ids):
                continue
            if sheet.kind == "recovery":
                keys = keys | self.of_sheet(sheet)
            elif sheet.kind == "share":
                shares.setdefault(sheet.key_id, []).append(sheet)
        return self.any([keys, *(self._of_shares(several) for several in shares.values())])

    def _of_shares(self, several: Sequence[Sheet]) -> R:
        """Return where at least as many shares of one key are left as it takes. The same share twice counts once."""
        threshold = max(sheet.threshold for sheet in several)
        if not 1 <= threshold <= len(several):
            return self.nothing
        each: dict[int, R] = {}
        for sheet in several:
            each[sheet.number] = self.of_sheet(sheet) | each.get(sheet.number, self.nothing)
        enough = [self.every] + [self.nothing] * threshold
        for one in each.values():
            for number in range(threshold, 0, -1):
                enough[number] = enough[number] | (enough[number - 1] & one)
        return enough[threshold]

    def _read_sheets(self) -> None:
        """Note which codes and which seeds lie on printed sheets: those of the set in force, if one of them is still unused."""
        shown = [sheet for sheet in self._sheets if sheet.kind in {"codes", "card"}]
        if not shown:
            return
        live = {one.live_set.id: (one, one.live_set) for one in self.vault.present if one.live_set}
        for sheet in shown:
            there = self.of_sheet(sheet)
            for printed in sheet.contents:
                if printed.authenticator_id:
                    self._seeds[printed.authenticator_id] = there | self.seed_on_paper(printed.authenticator_id)
                elif printed.code_set_id in live:
                    account, code_set = live[printed.code_set_id]
                    left = set(sheets.unused(code_set)).intersection(printed.unused)
                    if len(left) > copies.doubtful(account):
                        self._codes[code_set.id] = there | self.codes_on_paper(code_set.id)
