"""Whether an account can be got into when certain things are gone, once more: with sets, loops and recursion.

It shares nothing with `vault/ways.py` but the facts. What it takes from the vault's modules are the tables of services.
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from vault import services
from vault.model import Account, CodeSet, Copy, Email, Sheet, Vault

# How the places of the generated vaults are written, and what they are: the evaluator knows no other ones.
SPELLED = {
    "this laptop": "laptop",
    "Laptop": "laptop",
    "phone": "phone",
    "my phone": "phone",
    "bag": "bag",
    "home": "home",
    "home-safe": "home safe",
    "safe": "home safe",
    "office": "office",
    "Octavia": "octavia",
    "head": "head",
}
USUAL = {"laptop": "bag", "phone": "bag", "key ring": "bag", "home safe": "home"}
PLACES = sorted(set(SPELLED.values()) - {"head"})


def lost_with(vault: Vault, lost: Iterable[str]) -> set[str]:
    """Return everything that is gone when these places, addresses and @domains are."""
    lies_in = dict(USUAL)
    for place in vault.places:
        lies_in[SPELLED[place.name]] = SPELLED.get(place.within, "")
    gone = set(lost)
    for _ in range(len(lies_in) + 1):
        for inner, outer in lies_in.items():
            if outer in gone and inner != "head" and outer != "head":
                gone.add(inner)
    return gone


class Naive:
    def __init__(self, vault: Vault, today: date, gone: set[str]) -> None:
        self.vault, self.today, self.gone = vault, today, gone
        self.accounts = {one.id: one for one in vault.accounts if one.deleted_at is None}

    def opens(self, account: Account, asked: tuple[str, ...] = ()) -> bool:
        """Tell whether there is a way in that does not need the account itself, or one that asks for this one."""
        return bool(self.ways(account, asked))

    def ways(self, account: Account, asked: tuple[str, ...] = ()) -> set[str]:
        service = services.find(account.service)
        asked = (*asked, account.id)
        password = self.has_password(account)
        can_reset = any(email.status == "verified" and self.reads(email, asked) for email in account.emails)
        mailed = any(email.primary and self.reads(email, asked) for email in account.emails) or not service.mail_step
        is_closed = service.needs_verified and not any(self.is_trusted(email, asked) for email in account.emails)
        into = password or can_reset
        found = set()
        since = account.recovered_on or date.min
        known = [one for one in account.security_keys if since == date.min or (one.copy.checked_on or date.min) >= since]
        remembered = [one for one in account.browsers if one.remembered_on >= since]
        if any(self.there(one.copy.place) for one in known) and into:
            found.add("security-key")
        fresh = [one for one in remembered if (self.today - one.remembered_on).days < 30]
        if any(self.there(one.place) for one in fresh) and password:
            found.add("browser")
        if self.has_digits(account) and into and mailed:
            found.add("authenticator")
        if self.has_code(account) and into and mailed:
            found.add("code")
        asks_for_none = account.has_second_factor == "no" and not any([known, remembered, account.totp_at, account.codes_at])
        sets = [one for one in account.code_sets if one.void_at is None][-1:]
        seeds = [one for one in account.authenticators if one.void_at is None][-1:]
        sets = [one for one in sets if latest(one.added_at) >= since]
        seeds = [one for one in seeds if latest(one.added_at) >= since]
        if asks_for_none and not sets and not seeds and into:
            found.add("password")
        return set() if is_closed else found

    def there(self, place: str) -> bool:
        return SPELLED[place] == "head" or SPELLED[place] not in self.gone

    def has_password(self, account: Account) -> bool:
        if account.password.state != "kept":
            return False
        return not account.password.copies or any(self.there(copy.place) for copy in account.password.copies)

    def reads(self, email: Email, asked: tuple[str, ...]) -> bool:
        """Tell whether mail to an address can be read."""
        others = [
            other for one in self.accounts.values() for other in one.emails if other.address.lower() == email.address.lower()
        ]
        answers = {email.reaches} if email.reaches != "unknown" else {other.reaches for other in others}
        if "no" in answers or ("yes" not in answers and email.status != "verified"):
            return False
        if email.address.lower() in self.gone or not self.has_domain(email):
            return False
        said = [one for one in (email, *others) if one.opened_at or one.opened_by]
        if not said:
            return True
        if any(self.there(copy.place) for copy in said[0].opened_at):
            return True
        opener = self.accounts.get(said[0].opened_by)
        return opener is not None and opener.id not in asked and self.opens(opener, asked)

    def has_domain(self, email: Email) -> bool:
        domain = email.address.lower().split("@")[1]
        if f"@{domain}" in self.gone:
            return False
        emails = [other for one in self.accounts.values() for other in one.emails]
        days = [other.renews_on for other in emails if other.renews_on and other.address.lower().split("@")[1] == domain]
        until = email.renews_on or (max(days) if days else None)
        return until is None or until >= self.today

    def is_trusted(self, email: Email, asked: tuple[str, ...]) -> bool:
        return self.has_domain(email) if email.status == "verified" else self.reads(email, asked)

    def has_digits(self, account: Account) -> bool:
        live = [one for one in account.authenticators if one.void_at is None]
        voided = [one.void_at for one in account.authenticators if one.void_at]
        since = account.recovered_on
        for copy in account.totp_at:
            if since and (copy.checked_on is None or copy.checked_on < since):
                is_current = False
            elif not voided:
                is_current = True
            elif live:
                is_current = copy.checked_on is not None and copy.checked_on >= earliest(live[-1].added_at)
            else:
                is_current = copy.checked_on is not None and copy.checked_on >= earliest(max(voided))
            if is_current and self.there(copy.place):
                return True
        if not live or (since and latest(live[-1].added_at) < since):
            return False
        papers = [
            sheet
            for sheet in self.papers("codes", "card")
            if any(printed.authenticator_id == live[-1].id for printed in sheet.contents)
        ]
        return self.opens_vault_since(live[-1].added_at) or any(self.lies(sheet) for sheet in papers)

    def has_code(self, account: Account) -> bool:
        live = [one for one in account.code_sets if one.void_at is None]
        if live and not self.is_good(account, live[-1]):
            return False
        if any(self.is_of(copy, account, live) and self.there(copy.place) for copy in account.codes_at):
            return True
        if not live:
            return False
        places_left = {place for place, code in enumerate(live[-1].codes, 1) if code.state == "unused"}
        for sheet in self.papers("codes", "card"):
            for printed in sheet.contents:
                if printed.code_set_id == live[-1].id and self.lies(sheet):
                    readable = places_left & set(printed.unused)
                    if len(readable) > self.unsure(account, live[-1]):
                        return True
        return self.opens_vault_since(live[-1].added_at)

    def is_good(self, account: Account, live: CodeSet) -> bool:
        unused = [code for code in live.codes if code.state == "unused"]
        refused = [code for code in live.codes if code.outcome == "refused"]
        is_removed = account.recovered_on is not None and latest(live.added_at) < account.recovered_on
        return not is_removed and len(unused) > self.unsure(account, live) and len(refused) < 2

    def unsure(self, account: Account, live: CodeSet) -> int:
        is_marked = live.is_burned_known or any(code.note == "burned at set-up" for code in live.codes)
        return 1 if account.service in {"pypi", "testpypi"} and not is_marked else 0

    def is_of(self, copy: Copy, account: Account, live: list[CodeSet]) -> bool:
        """Tell whether a copy is of the set in force."""
        voided = [one.void_at for one in account.code_sets if one.void_at]
        if account.recovered_on and (copy.checked_on is None or copy.checked_on < account.recovered_on):
            return False
        if copy.checked_on is None:
            return not voided
        if not live:
            return not voided or copy.checked_on >= earliest(max(voided))
        days = [earliest(live[-1].added_at)] if voided or live[-1].generated_on else []
        if live[-1].generated_on:
            days.append(live[-1].generated_on)
        return not days or copy.checked_on >= min(days)

    def opens_vault_since(self, moment: datetime) -> bool:
        """Tell whether some copy of the vault file holds what came in then, and can be opened."""
        named = list(self.vault.kept_at) or [Copy(place="this laptop")]
        in_use = next((copy for copy in named if SPELLED[copy.place] == "laptop"), named[0])
        for copy in named:
            is_new = copy is in_use or copy.checked_on is None or copy.checked_on >= earliest(moment)
            if is_new and self.there(copy.place) and self.opens_file(copy, is_in_use=copy is in_use):
                return True
        return False

    def opens_file(self, copy: Copy, *, is_in_use: bool) -> bool:
        if not self.vault.password_at or any(self.there(one.place) for one in self.vault.password_at):
            return True
        known = [
            sheet
            for sheet in self.papers("recovery", "share")
            if (is_in_use or copy.checked_on is None or copy.checked_on >= earliest(sheet.printed_at)) and self.lies(sheet)
        ]
        if any(sheet.kind == "recovery" for sheet in known):
            return True
        for sheet in known:
            together = {one.number for one in known if one.kind == "share" and one.key_id == sheet.key_id}
            if sheet.kind == "share" and 0 < sheet.threshold <= len(together):
                return True
        return False

    def papers(self, *kinds: str) -> list[Sheet]:
        return [sheet for sheet in self.vault.sheets if sheet.kind in kinds and sheet.destroyed_at is None]

    def lies(self, sheet: Sheet) -> bool:
        known = [name for name in (sheet.place, sheet.holder) if name]
        return bool(known) and all(self.there(name) for name in known)


def latest(moment: datetime) -> date:
    return (moment + timedelta(hours=14)).date()


def earliest(moment: datetime) -> date:
    return (moment - timedelta(hours=12)).date()
