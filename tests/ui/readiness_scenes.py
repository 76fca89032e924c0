"""Vaults that are ready, half ready, and not at all, for the tests that look at how ready they are."""

from collections.abc import Iterator, Sequence
from datetime import date

from msgspec import structs
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.desk import NOW, START, Desk, press
from ui.desktop.app import App
from ui.desktop.preparedness import Preparedness
from vault import edit, facts
from vault.losses import Item
from vault.model import Account, Copy, Email, Now, Password, Place, SecurityKey, Sheet, Vault

LONG_NAME = "the-maintainers-of-a-package-with-a-very-long-name-indeed"
LONG_PLACE = "the second drawer from below in the desk at my sister's"
TODAY: date = START.date()


def copies(*places: str) -> tuple[Copy, ...]:
    return tuple(Copy(place=place) for place in places)


def address(text: str, *opened_at: str, primary: bool = True, is_own: bool = False) -> Email:
    """Return a verified address whose mail is read at these places, or anywhere."""
    return Email(
        id=text.replace("@", "-"),
        address=text,
        primary=primary,
        status="verified",
        verified_on=TODAY,
        reaches="yes",
        is_own_domain=is_own,
        renews_on=date(2027, 5, 1) if is_own else None,
        opened_at=copies(*opened_at),
    )


def account(service: str, username: str, **members: object) -> Account:
    made = edit.add_account(Vault(), service, username, now=NOW).accounts[0]
    return structs.replace(made, id=f"{service}-{username}", **members)


def holding(service: str, username: str) -> Account:
    """Return an account that no single loss closes, and no two of them."""
    return account(
        service,
        username,
        emails=(address("mira@mail.example"), address("mira@post.example", primary=False)),
        password=Password(state="kept"),
        security_keys=tuple(SecurityKey(id=at, name=at, copy=Copy(place=at)) for at in ("office", "home safe", "bank")),
        totp_at=copies("phone"),
        has_second_factor="yes",
    )


def hanging(service: str, username: str, at: str = "phone", **members: object) -> Account:
    """Return an account whose one authenticator is at a place."""
    known: dict[str, object] = {
        "emails": (address("mira@mail.example"), address("mira@post.example", primary=False)),
        "password": Password(state="kept"),
        "totp_at": copies(at),
        "has_second_factor": "yes",
    }
    return account(service, username, **(known | members))


def shut(service: str, username: str) -> Account:
    """Return an account into which no way leads."""
    return account(
        service, username, emails=(address("old@gone.example"),), password=Password(state="lost"), has_second_factor="yes"
    )


def blank(service: str, username: str) -> Account:
    return account(service, username)


def vault_of(*accounts: Account) -> Vault:
    return Vault(accounts=accounts, kept_at=copies("this laptop", "home safe"))  # a copy of the vault at each


def seven() -> Vault:
    """Return a vault with something of everything."""
    return vault_of(
        holding("github", "miraholt"),
        hanging("pypi", "mira-holt"),
        holding("gitlab", "mira.holt"),
        shut("npm", "mirah"),
        hanging("testpypi", "mira-holt"),
        blank("rubygems", "mira"),
        holding("pypi", "attest-release-bot"),
    )


def well(number: int = 3) -> Vault:
    return vault_of(*(holding("pypi", f"user-{place}") for place in range(number)))


def many_things() -> Vault:
    """Return a vault with many places, persons, mailboxes and domains, some of them with long names."""
    rooms = (
        "car",
        "office",
        "bank",
        "my parents",
        LONG_PLACE,
        "old phone",
        "summer house",
        "work laptop",
        "<b>attic</b> & cellar",
    )
    accounts = [
        hanging(
            "pypi",
            f"maintainer-{place}" if place else LONG_NAME,
            room,
            password=Password(state="kept", copies=copies("phone", room)),
            emails=(
                address(
                    f"{room.split()[0]}@holt-and-daughters-{place % 3}.example".replace("<b>", ""),
                    "phone",
                    room,
                    is_own=not place % 3,
                ),
            ),
        )
        for place, room in enumerate(rooms)
    ]
    people = (Place(name="Anna", is_person=True), Place(name="Bartholomew Featherstonehaugh-Cholmondeley", is_person=True))
    shares = tuple(
        Sheet(
            id=f"SHARE00{place}",
            kind="share",
            printed_at=NOW.at,
            holder=one.name,
            key_id="k",
            number=place,
            threshold=2,
            total=2,
        )
        for place, one in enumerate(people, 1)
    )
    return structs.replace(vault_of(*accounts, *seven().accounts), places=people, sheets=shares)


def large(number: int = 10_000) -> Vault:
    """Return a vault with very many accounts: every third hangs on the phone, every seventh is not known."""
    made: list[Account] = []
    samples: Sequence[Account] = (holding("pypi", "x"), hanging("pypi", "x"), holding("github", "x"), shut("npm", "x"))
    for place in range(number):
        one = blank("pypi", "x") if place % 7 == 0 else samples[place % 4]
        made.append(structs.replace(one, id=f"{place:016x}", username=f"maintainer-{place}"))
    return vault_of(*made)


def set_authenticator_at(vault: Vault, account_id: str, *at: str, now: Now) -> Vault:
    return facts.set_copies(vault, account_id, "totp_at", at, now=now)


def ready(desk: Desk, qtbot: QtBot, vault: Vault) -> tuple[App, Preparedness]:
    """Open a vault, and the page of readiness."""
    app, home = desk.opened(vault)
    room = Preparedness(app.window, app.look, app.session, app.tasks, home.ring, days=app.days)
    app.window.show_page(room.page)
    worked_out(room, qtbot)
    return app, room


def worked_out(room: Preparedness, qtbot: QtBot) -> None:
    """Wait until the page shows how things stand now, and everything has found its place."""
    QApplication.processEvents()
    qtbot.waitUntil(lambda: not (room._is_busy or room._soon.isActive()))
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    QApplication.processEvents()


def thing(room: Preparedness, name: str) -> Item:
    assert room._survey
    return next(item for item in room._survey.things if item.name == name)


def lose(room: Preparedness, qtbot: QtBot, *names: str) -> None:
    """Take things for lost."""
    for name in names:
        room.page.picture.drill.toggle(thing(room, name))
    worked_out(room, qtbot)


def scenes(desk: Desk, qtbot: QtBot, size: tuple[int, int] = (1024, 700)) -> Iterator[tuple[str, QWidget]]:
    """Yield the page in all its states. Each is laid out before it is yielded."""
    for name, vault, lost in (
        ("empty", Vault(), ()),
        ("not known", vault_of(blank("pypi", "alice"), blank("npm", LONG_NAME)), ()),
        ("one", vault_of(hanging("pypi", "alice")), ("phone",)),
        ("well", well(), ("phone", "office")),
        ("seven", seven(), ("bag",)),
        ("many things", many_things(), ("phone", LONG_PLACE, "Anna")),
        ("a thousand", large(1000), ("phone",)),
    ):
        app, room = ready(desk, qtbot, vault)
        app.window.resize(*size)
        yield _settled(f"readiness, {name}", app.window)
        if lost:
            lose(room, qtbot, *lost)
            yield _settled(f"readiness, {name}, {' and '.join(lost)} lost", app.window)
            for button in ("unfold-closed", "unfold-helps", "unfold-findings"):
                for one in [one for one in room.page.findChildren(QWidget, button) if one.isVisible()]:
                    press(room.page, one.objectName())
                    yield _settled(f"readiness, {name}, {button}", app.window)
        room.page.verticalScrollBar().setValue(room.page.verticalScrollBar().maximum())
        yield _settled(f"readiness, {name}, its end", app.window)
        desk.close()
        desk.path.unlink()


def _settled(name: str, top: QWidget) -> tuple[str, QWidget]:
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    QApplication.processEvents()
    return name, top
