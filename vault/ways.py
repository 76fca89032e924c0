"""The ways into an account, and what each needs: small pure rules over the facts (pypi-facts §3 to §5).

They are worked out in whatever `Reach` the world counts in: all cases of loss at once, or the places that are needed.
What is not known counts as missing.
"""

from collections import deque
from collections.abc import Callable, Collection, Sequence
from datetime import date, timedelta
from functools import reduce
from operator import and_
from typing import Generic, Literal

from msgspec import Struct

from vault import copies, mailboxes, services
from vault.losses import Cases, R, Terms, domain_of
from vault.model import Account, Email, Vault
from vault.remains import Remains

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


class World(Remains[R]):
    """What is left of places, of the vault and of its sheets; which accounts can be got into."""

    def __init__(
        self,
        vault: Vault,
        today: date,
        *,
        left: Callable[[str], R],
        every: R,
        nothing: R,
        key_ids: Collection[str] | None = None,
    ) -> None:
        super().__init__(vault, left=left, every=every, nothing=nothing, key_ids=key_ids)
        self.today = today
        self._mailboxes = mailboxes.of(vault)
        self._chains: dict[str, R] = {}
        self._follow_chains()

    def account(self, account: Account) -> R:
        """Return what is left of an account: in which cases at least one way in works."""
        return self.any(way.reach for way in self.ways(account))

    def ways(self, account: Account) -> Sequence[Way[R]]:
        """Return the ways into an account that can be thought of, in the order of least risk (pypi-facts §0)."""
        service = services.find(account.service)
        mail = [(known, self._mail(known)) for known in map(self.known, account.emails)]
        password = self.password(account)
        reset = self.any(reach for email, reach in mail if email.status == "verified")
        written_to = next((reach for email, reach in mail if email.primary), self.nothing)
        into = Need("password", password | reset)
        step = Need("mail", written_to if service.mail_step else self.every)
        verified = Need("verified", self._verified(mail) if service.needs_verified else self.every)
        found: list[Way[R]] = [
            Way("security-key", (Need("factor", self.of_copies(copies.of_keys(account))), into, verified)),
            Way("browser", (Need("factor", self._browsers(account)), Need("password", password), verified)),
            Way("authenticator", (Need("factor", self.authenticator(account)), into, step, verified)),
            Way("code", (Need("factor", self.code(account)), into, step, verified)),
        ]
        if account.has_second_factor == "no" and not has_factor(account):
            found.append(Way("password", (into, verified)))
        return found

    def password(self, account: Account) -> R:
        kept = account.password
        if kept.secret and kept.secret_at:  # whatever was said elsewhere: it is here
            return self.of_copies(kept.copies) | self.vault_with(kept.secret_at)
        if kept.state != "kept":
            return self.nothing
        return self.of_copies(kept.copies) if kept.copies else self.every

    def known(self, email: Email) -> Email:
        """Return an address with what is known of its mailbox, with this account or another one."""
        return self._mailboxes.known(email)

    def mailbox(self, email: Email) -> R:
        """Return what is left of the mail to an address: its domain, its mailbox and what that is opened with."""
        return self._mail(self.known(email))

    def _mail(self, known: Email) -> R:
        if known.reaches == "no" or (known.reaches == "unknown" and known.status != "verified"):
            return self.nothing
        there = self._left(known.address.casefold()) & self._domain(known)
        if not known.opened_at and not known.opened_by:
            return there
        return there & (self.of_copies(known.opened_at) | self._chains.get(known.opened_by, self.nothing))

    def authenticator(self, account: Account) -> R:
        """Return what is left of the one-time passwords: in this vault, in apps elsewhere, on printed sheets."""
        found = self.of_copies(copies.of_authenticator(account))
        live = account.authenticator
        if live and copies.outlived(account, live):
            found = found | self.vault_with(live.added_at) | self.seed_on_paper(live.id)
        return found

    def code(self, account: Account) -> R:
        """Return what is left of the unused codes: in this vault, in copies of them, on printed sheets."""
        live = account.live_set
        if live and not copies.is_usable(account):
            return self.nothing
        apart = self.code_apart(account)
        return apart | self.vault_with(live.added_at) if live else apart

    def code_apart(self, account: Account) -> R:
        """Return what is left of the codes elsewhere than in this vault, be they usable or not."""
        found = self.of_copies(copies.of_codes(account))
        return found | self.codes_on_paper(account.live_set.id) if account.live_set else found

    def _domain(self, known: Email) -> R:
        """Return where the domain of an address is there: it is noted as paid for, and not lost."""
        has_lapsed = known.renews_on is not None and known.renews_on < self.today
        return self.nothing if has_lapsed else self._left(f"@{domain_of(known.address)}")

    def _verified(self, mail: Sequence[tuple[Email, R]]) -> R:
        """Return where the account is not closed: an address of it is verified, or can be, for its mail can be read.

        An address that is verified stays so while its mail cannot be read, but not without its domain (pypi-facts §3).
        """
        return self.any(self._domain(known) if known.status == "verified" else reach for known, reach in mail)

    def _browsers(self, account: Account) -> R:
        """Return what is left of the remembered browsers. On the last day it may be over already."""
        since = self.today - REMEMBERED
        return self.any(self.at(one.place) for one in copies.of_browsers(account) if one.remembered_on > since)

    def _follow_chains(self) -> None:
        """Work out the accounts that mailboxes belong to: from nothing upwards, until nothing changes any more."""
        present = {account.id: account for account in self.vault.present}
        opens: dict[str, list[str]] = {}
        for account in present.values():
            for email in account.emails:
                if (opener := self.known(email).opened_by) in present:
                    opens.setdefault(opener, []).append(account.id)
        waiting = deque(opens)
        while waiting:
            account_id = waiting.popleft()
            before = self._chains.get(account_id, self.nothing)
            found = before | self.account(present[account_id])  # as `before` goes first, `Terms` come to rest in a circle too
            if found != before:
                self._chains[account_id] = found
                waiting.extend(one for one in opens[account_id] if one in opens)


def has_factor(account: Account) -> bool:
    """Tell whether a second factor of an account is noted: then the service asks for one, whatever was said once."""
    if copies.of_keys(account) or copies.of_browsers(account) or account.totp_at or account.codes_at:
        return True
    return any(thing and copies.outlived(account, thing) for thing in (account.authenticator, account.live_set))


def by_cases(vault: Vault, today: date, cases: Cases, *, key_ids: Collection[str] | None = None) -> World[int]:
    """Return a world that looks at all cases of loss at once."""
    every = cases.every
    left = {key: every & ~lost for key, lost in cases.lost.items()}
    return World(vault, today, left=lambda key: left.get(key, every), every=every, nothing=0, key_ids=key_ids)


def by_places(
    vault: Vault, today: date, gone: frozenset[str] = frozenset(), *, key_ids: Collection[str] | None = None
) -> World[Terms]:
    """Return a world that tells what is needed, by the keys of places; what is among `gone` is not to be had."""

    def left(key: str) -> Terms:
        if key in gone:
            return Terms()
        return Terms((frozenset(),)) if "@" in key else Terms((frozenset({key}),))

    return World(vault, today, left=left, every=Terms((frozenset(),)), nothing=Terms(), key_ids=key_ids)
