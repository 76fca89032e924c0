"""What it costs to say who would get back in: every account of a very large vault, every single loss and every pair at once."""

from msgspec import structs

from tests.benchmarks import vaults
from tests.benchmarks.figures import Figure, interleaved, seconds
from vault.model import Account, Authenticator, Copy, Email, Password, SecurityKey, Sheet, Vault
from vault.readiness import Readiness

_TODAY = vaults.NOW.date()
_PLACES = ("this laptop", "phone", "key ring", "bag", "home safe", "home", "office", "cloud", "bank", "car", "cabin", "Octavia")
_DOMAIN = "maintainers.example"


def readiness(rounds: int) -> list[Figure]:
    """Look at all losses of twelve places, as when the readiness page is opened or a place is said to be lost."""
    shared, own = content(vaults.LARGE), content(vaults.LARGE, own_mailboxes=True)
    looked, of_each = interleaved(
        rounds,
        lambda: seconds(lambda: _closed(shared)),
        lambda: seconds(lambda: _closed(own)),
    )
    cases = Readiness(shared, _TODAY).cases
    detail = f"{len(cases.singles)} things, {len(cases.pairs)} pairs; median of {rounds} rounds"
    return [
        Figure(f"readiness of {vaults.LARGE:,} accounts, {len(_PLACES)} places", looked, "s", 1.0, detail),
        Figure("... with a mailbox for each", of_each, "s", None, ""),
    ]


def _closed(vault: Vault) -> int:
    """Count the cases of loss in which an account is closed: every one of them is looked at."""
    looked = Readiness(vault, _TODAY)
    return sum((looked.cases.every & ~looked.reach(account)).bit_count() for account in vault.present)


def content(accounts: int, *, own_mailboxes: bool = False) -> Vault:
    """Return the accounts of every benchmark, with facts: all places are used, and some mailboxes hang on another account."""
    vault = vaults.content(accounts)
    sheet = Sheet(id="00000000", kind="recovery", printed_at=vaults.NOW, place="bank")
    several = tuple(
        _with_facts(account, number, vault.accounts[0].id, own_mailbox=own_mailboxes)
        for number, account in enumerate(vault.accounts)
    )
    kept_at = (Copy(place="this laptop"), Copy(place="cloud"))
    return structs.replace(vault, accounts=several, kept_at=kept_at, password_at=(Copy(place="home safe"),), sheets=(sheet,))


def _with_facts(account: Account, number: int, opener: str, *, own_mailbox: bool) -> Account:
    def at(*offsets: int) -> tuple[Copy, ...]:
        return tuple(Copy(place=_PLACES[(number + offset) % len(_PLACES)]) for offset in offsets)

    name = account.username if own_mailbox else f"team-{number % 4}"
    emails = (
        Email(
            id=account.id[::-1],
            address=f"{name}@{_DOMAIN}",
            primary=True,
            status="verified",
            opened_at=at(1, 5),
            opened_by=opener if number % 3 else "",
            is_own_domain=not own_mailbox,
        ),
        Email(id=account.id[:-1], address="spare@example.com", status="verified"),
    )
    return structs.replace(
        account,
        emails=emails,
        authenticators=(Authenticator(type="totp", secret="A" * 16, id=account.id, added_at=account.created_at),),
        password=Password(state="kept", copies=at(0, 4)),
        totp_at=at(1),
        codes_at=at(4),
        security_keys=(SecurityKey(id=account.id, name="blue", copy=at(2)[0]),) if number % 2 else (),
    )
