"""Why a way in is closed, in words: sentences without a full stop, with what the user noted in them."""

from vault import copies, services
from vault.model import Account, CodeSet, Email
from vault.ways import NeedKind, WayKind, World


def why_not(world: World[int], account: Account, way: WayKind, need: NeedKind, *, is_lost: bool) -> str:
    """Return why a way is closed by one of its needs. `is_lost`: something is taken to be lost already."""
    if need == "factor":
        return _no_factor(account, way, is_lost=is_lost)
    if need == "password":
        return _no_password(account, way)
    if not account.emails:
        return f"No e-mail address is noted, and {services.find(account.service).name} lets nobody in without one"
    return _no_mail(world, account) if need == "mail" else _not_verified(world, account)


def _no_factor(account: Account, way: WayKind, *, is_lost: bool) -> str:
    has = {
        "security-key": bool(account.security_keys),
        "browser": bool(account.browsers),
        "authenticator": bool(account.totp_at or account.authenticator),
        "code": bool(account.codes_at or account.live_set),
    }[way]
    if way == "code" and account.live_set and (why := _no_code(account, account.live_set)):
        return why
    if not has:
        return {
            "security-key": "No security key is noted",
            "browser": "No browser is remembered",
            "authenticator": "No authenticator is noted",
            "code": "No recovery codes are noted",
        }[way]
    if account.recovered_on and not _outlived(account, way):
        return f"What is noted is from before the recovery of {account.recovered_on}, which removed it"
    if not is_lost:
        return {
            "browser": "No browser was remembered in the last 30 days",
            "authenticator": "The copies of the authenticator that are noted are of one that was replaced since",
            "code": "The copies of the codes that are noted are of a set that was replaced since",
        }[way]
    return {
        "security-key": "The security key is lost",
        "browser": "The remembered browser is lost, or it is 30 days ago",
        "authenticator": "Every copy of the authenticator is lost, or the vault with it cannot be opened",
        "code": "Every copy of the codes is lost, or the vault with them cannot be opened",
    }[way]


def _outlived(account: Account, way: WayKind) -> bool:
    """Tell whether anything is noted of a factor that the last recovery did not remove."""
    live = account.authenticator
    return {
        "security-key": bool(copies.of_keys(account)),
        "browser": bool(copies.of_browsers(account)),
        "authenticator": bool(copies.of_authenticator(account) or (live and copies.outlived(account, live))),
        "code": bool(copies.of_codes(account) or account.live_set),
    }[way]


def _no_code(account: Account, live: CodeSet) -> str:
    """Return why none of the codes can be used, or an empty text."""
    if not copies.outlived(account, live):
        return f"These codes are from before the recovery of {account.recovered_on}, which made them void"
    if copies.is_refused(live):
        return "Several codes of this set were refused, so it is not the one in force"
    left = live.count("unused")
    if left == 0:
        return "No unused code is left"
    return "The last unused code may be the one that was burned at set-up" if left <= copies.doubtful(account) else ""


def _no_password(account: Account, way: WayKind) -> str:
    said = "Nobody noted where the password is" if account.password.state == "unknown" else "The password is lost"
    if way == "browser":
        return f"{said}, and after a reset a remembered browser is not counted on"
    if all(email.status != "verified" for email in account.emails):
        return f"{said}, and there is no verified address to reset it with"
    return f"{said}, and no mailbox of a verified address can be opened to reset it"


def _no_mail(world: World[int], account: Account) -> str:
    name, primary = services.find(account.service).name, account.primary
    if primary is None:
        return f"From a new place {name} mails a link to the primary address, and nobody noted which one that is"
    return f"From a new place {name} mails a link to {primary.address}, and {_unread(world, primary)}"


def _unread(world: World[int], email: Email) -> str:
    known = world.known(email)
    if known.reaches == "no":
        return "nobody can read that mailbox"
    if known.reaches == "unknown" and known.status != "verified":
        return "nobody noted that you can read that mailbox"
    if known.renews_on and known.renews_on < world.today:
        return f"its domain was paid for until {known.renews_on}"
    return "that mailbox cannot be opened"


def _not_verified(world: World[int], account: Account) -> str:
    name = services.find(account.service).name
    verified = next((world.known(email) for email in account.emails if email.status == "verified"), None)
    if verified is None:
        address = (account.primary or account.emails[0]).address
        return f"{name} closes an account whose primary address is not verified: {address}"
    if verified.renews_on and verified.renews_on < world.today:
        return f"{name} no longer trusts {verified.address}: its domain was paid for until {verified.renews_on}"
    return f"{name} no longer trusts {verified.address} when its domain is gone"
