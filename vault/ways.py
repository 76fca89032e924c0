"""The ways into an account, and what each needs: small pure rules over the facts (pypi-facts §3 to §5).

They are worked out in whatever `Reach` the world counts in: all cases of loss at once, or the places that are needed.
What is not known counts as missing.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, timedelta
from functools import reduce
from operator import and_, or_
from typing import Generic, Literal

from msgspec import Struct

from vault import places, services, sheets
from vault.losses import Cases, R, Terms, domain_of
from vault.model import Account, Copy, Email, Sheet, Vault

REMEMBERED = timedelta(30)  # that PyPI remembers a browser (pypi-facts §5)
WayKind = Literal["security-key", "browser", "authenticator", "code", "password"]
NeedKind = Literal["factor", "password", "mail", "verified"]


class Need(Struct, Generic[R], frozen=True):
    """One thing that a way in needs, and what is left of it."""

    kind: NeedKind
    reach: R


class Way(Struct, Generic[R], frozen=True):
    """One way in: all of its needs have to be there."""

    kind: WayKind
    needs: tuple[Need[R], ...]

    @property
    def reach(self) -> R:
        return reduce(and_, (need.reach for need in self.needs))


class World(Generic[R]):
    """What is left of places, of the vault and of its sheets; which accounts can be got into."""

    def __init__(self, vault: Vault, today: date, *, left: Callable[[str], R], every: R, nothing: R) -> None:
        self.vault, self.today, self.every, self.nothing = vault, today, every, nothing
        self._left = left
        self._known: dict[str, R] = {}
        live = [sheet for sheet in vault.sheets if sheets.is_live(sheet)]
        self.vault_reach = self._of_vault(live)
        self._codes: dict[str, R] = {}
        self._seeds: dict[str, R] = {}
        self._read_sheets(live)
        self._chains: Mapping[str, R] = {}
        self._follow_chains()

    def account(self, account: Account) -> R:
        """Return what is left of an account: in which cases at least one way in works."""
        return self.any(way.reach for way in self.ways(account))

    def ways(self, account: Account) -> Sequence[Way[R]]:
        """Return the ways into an account that can be thought of, in the order of least risk (pypi-facts §0)."""
        service = services.find(account.service)
        mail = {email.id: self.mailbox(email) for email in account.emails}
        primary = account.primary
        written_to = mail[primary.id] if primary else self.nothing
        password = self.password(account)
        reset = self.any(mail[email.id] for email in account.emails if email.status == "verified")
        into = Need("password", password | reset)
        verified = Need("verified", self._verified(account, written_to) if service.needs_verified else self.every)
        step = Need("mail", written_to if service.mail_step else self.every)
        found: list[Way[R]] = [
            Way("security-key", (Need("factor", self.of_copies(one.copy for one in account.security_keys)), into, verified)),
            Way("browser", (Need("factor", self._browsers(account)), Need("password", password), verified)),
            Way("authenticator", (Need("factor", self.authenticator(account)), into, step, verified)),
            Way("code", (Need("factor", self.code(account)), into, step, verified)),
        ]
        if account.has_second_factor == "no":
            found.append(Way("password", (into, verified)))
        return found

    def any(self, reaches: Iterable[R]) -> R:
        return reduce(or_, reaches, self.nothing)

    def at(self, place: str) -> R:
        """Return what is left of something at a place."""
        key = places.key(place)
        return self.every if key == places.HEAD else self._left(key)

    def of_copies(self, copies: Iterable[Copy]) -> R:
        return self.any(self.at(copy.place) for copy in copies)

    def password(self, account: Account) -> R:
        kept = account.password
        if kept.state == "kept" and not kept.copies:
            return self.every
        return self.of_copies(kept.copies) if kept.state == "kept" else self.nothing

    def mailbox(self, email: Email) -> R:
        """Return what is left of the mail to an address: its domain, its mailbox and what that is opened with."""
        if email.reaches == "no" or (email.reaches == "unknown" and email.status != "verified"):
            return self.nothing
        address = email.address.casefold()
        there = self._left(address) & self._left(f"@{domain_of(address)}")
        if not email.opened_at and not email.opened_by:
            return there
        return there & (self.of_copies(email.opened_at) | self._chains.get(email.opened_by, self.nothing))

    def authenticator(self, account: Account) -> R:
        """Return what is left of the one-time passwords: in this vault, in apps elsewhere, on printed sheets."""
        found = self.of_copies(account.totp_at)
        if account.authenticator:
            found = found | self.vault_reach | self._seeds.get(account.authenticator.id, self.nothing)
        return found

    def code(self, account: Account) -> R:
        """Return what is left of the unused codes: in this vault, in copies of them, on printed sheets."""
        elsewhere = self.of_copies(account.codes_at)
        if account.live_set is None:
            return elsewhere
        if not account.live_set.count("unused"):
            return self.nothing
        return elsewhere | self.vault_reach | self._codes.get(account.live_set.id, self.nothing)

    def _verified(self, account: Account, written_to: R) -> R:
        """Return where the account is not closed. A primary that is not verified can be, or be replaced by one that is."""
        return self.every if any(email.status == "verified" for email in account.emails) else written_to

    def _browsers(self, account: Account) -> R:
        since = self.today - REMEMBERED
        return self.any(self.at(one.place) for one in account.browsers if one.remembered_on >= since)

    def _of_vault(self, live: Sequence[Sheet]) -> R:
        """Return what is left of the vault: a copy of its file, and one of the keys to it."""
        vault = self.vault
        files = self.of_copies(vault.kept_at or (Copy(place=places.HERE),))
        keys = self.of_copies(vault.password_at) if vault.password_at else self.every
        shares: dict[str, list[Sheet]] = {}
        for sheet in live:
            if sheet.kind == "recovery" and sheet.place:
                keys = keys | self.at(sheet.place)
            elif sheet.kind == "share":
                shares.setdefault(sheet.key_id, []).append(sheet)
        for several in shares.values():
            each = [self.at(sheet.place or sheet.holder) for sheet in several]
            keys = keys | self._at_least(several[0].threshold, each)
        return files & keys

    def _at_least(self, threshold: int, each: Sequence[R]) -> R:
        """Return where at least `threshold` of several are left."""
        enough = [self.every] + [self.nothing] * threshold
        for one in each:
            for number in range(threshold, 0, -1):
                enough[number] = enough[number] | (enough[number - 1] & one)
        return enough[threshold]

    def _read_sheets(self, live: Sequence[Sheet]) -> None:
        """Note which unused codes and which seeds lie on printed sheets, of those that are known to lie somewhere."""
        unused = {
            code_set.id: set(sheets.unused(code_set))
            for account in self.vault.present
            if (code_set := account.live_set) and live
        }
        for sheet in live:
            if sheet.kind not in {"codes", "card"} or not sheet.place:
                continue
            there = self.at(sheet.place)
            for printed in sheet.contents:
                if printed.authenticator_id:
                    self._seeds[printed.authenticator_id] = there | self._seeds.get(printed.authenticator_id, self.nothing)
                elif unused.get(printed.code_set_id, set()).intersection(printed.unused):
                    self._codes[printed.code_set_id] = there | self._codes.get(printed.code_set_id, self.nothing)

    def _follow_chains(self) -> None:
        """Work out the accounts that mailboxes belong to: from nothing upwards, until nothing changes any more."""
        wanted = {email.opened_by for account in self.vault.present for email in account.emails if email.opened_by}
        accounts = [account for account in self.vault.present if account.id in wanted]
        while True:
            found = {account.id: self.account(account) for account in accounts}
            if found == self._chains:
                return
            self._chains = found


def by_cases(vault: Vault, today: date, cases: Cases) -> World[int]:
    """Return a world that looks at all cases of loss at once."""
    return World(vault, today, left=cases.left, every=cases.every, nothing=0)


def by_places(vault: Vault, today: date, gone: frozenset[str] = frozenset()) -> World[Terms]:
    """Return a world that tells what is needed, by the keys of places; what is among `gone` is not to be had."""

    def left(key: str) -> Terms:
        if key in gone:
            return Terms()
        return Terms((frozenset(),)) if "@" in key else Terms((frozenset({key}),))

    return World(vault, today, left=left, every=Terms((frozenset(),)), nothing=Terms())
