"""What can be chosen for each kind of sheet, and how a printout is made of it. Nothing here prints or asks for the password."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import TYPE_CHECKING, Literal

from msgspec import Struct
from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QCheckBox, QComboBox, QRadioButton, QWidget

from ui.desktop import paper_messages
from ui.desktop.tasks import Tasks
from ui.desktop.theme import UNIT, Theme
from ui.desktop.widgets.account_ticks import AccountTicks
from ui.desktop.widgets.basic import column, label, row
from ui.desktop.widgets.fields import labelled, text_field
from ui.desktop.widgets.holders import Holders
from ui.desktop.widgets.passphrase_choice import PassphraseChoice
from vault import printouts
from vault.model import Account, Now, Vault, printable
from vault.paper import code_sheet

if TYPE_CHECKING:
    from vault.crypto import Cost
    from vault.paper.page import PaperSize
    from vault.printouts import Printout

Kind = Literal["codes", "recovery", "backup", "shares"]
Making = Callable[["Cost"], "Printout"]
# Where people print on US Letter (Unicode CLDR, supplemental data, paperSize); everywhere else it is A4.
_LETTER = frozenset(["BZ", "CA", "CL", "CO", "CR", "GT", "MX", "NI", "PA", "PH", "PR", "SV", "US", "VE"])


class Wanted(Struct, frozen=True, kw_only=True):
    """What a print begins with: for one account, or like a sheet that was printed before. No kind: the user is asked."""

    kind: Kind | None = None
    account_ids: tuple[str, ...] = ()
    as_cards: bool = False
    with_totp: bool = False
    place: str = ""
    holders: tuple[str, ...] = ()
    threshold: int = 2


class Source(Struct, frozen=True):
    """What is printed from, and when."""

    vault: Vault
    name: str
    now: Now


class CodesOptions(QWidget):
    """Codes in the clear: of which accounts, on which paper."""

    def __init__(self, vault: Vault, wanted: Wanted) -> None:
        super().__init__()
        accounts = [one for one in _sorted(vault) if one.live_set or one.authenticator]
        self.accounts = AccountTicks(accounts, wanted.account_ids)
        self.on_pages = QRadioButton("On whole pages, with where to type them and what to mind")
        self.on_pages.setObjectName("on-pages")
        self.as_cards = QRadioButton("As wallet cards, 85.6 × 54 mm, to be cut out")
        self.as_cards.setObjectName("as-cards")
        self.with_totp = QCheckBox("With the QR code and the setup key of the authenticator")
        self.with_totp.setObjectName("with-totp")
        self.with_totp.setChecked(wanted.with_totp)
        self.with_totp.setVisible(any(one.authenticator for one in accounts))
        (self.as_cards if wanted.as_cards else self.on_pages).setChecked(True)
        self._listed = accounts
        for box in (self.as_cards, self.with_totp):
            box.toggled.connect(lambda _: self._show())
        self._show()
        form = column(label("Form", "label"), self.on_pages, self.as_cards, self.with_totp, gap=UNIT // 2)
        self.setLayout(column(self.accounts, form, gap=2 * UNIT))
        self.setFocusProxy(self.accounts.list)

    @property
    def complaint(self) -> str | None:
        return None if self.accounts.ids else "Tick at least one account."

    @property
    def _prints_seeds(self) -> bool:
        return self.with_totp.isChecked() and not self.as_cards.isChecked()

    def _show(self) -> None:
        """Offer the accounts of which there is anything to print in this form."""
        self.with_totp.setDisabled(self.as_cards.isChecked())
        seeds = self._prints_seeds
        self.accounts.offer({one.id for one in self._listed if code_sheet.has_content(one, with_totp=seeds)})

    def making(self, source: Source, size: PaperSize, place: str) -> Making:
        ids, as_cards, with_totp = set(self.accounts.ids), self.as_cards.isChecked(), self._prints_seeds
        chosen = [one for one in _sorted(source.vault) if one.id in ids]
        return lambda _: printouts.codes(chosen, now=source.now, size=size, place=place, with_totp=with_totp, as_cards=as_cards)


class RecoveryOptions(QWidget):
    """A fresh paper key: nothing to choose, something to know."""

    def __init__(self, vault: Vault, _wanted: Wanted) -> None:
        super().__init__()
        words = [
            "It opens this vault without the password. So can whoever finds it: keep it where you would keep a spare key.",
            "It opens this file and the copies that you make from now on. It does not open older ones.",
        ]
        if others := paper_messages.other_keys(vault):
            words.append(others)
        self.setLayout(column(*(label(printable(one), "muted", wrap=True) for one in words), gap=UNIT))

    @property
    def complaint(self) -> str | None:
        return None

    def making(self, source: Source, size: PaperSize, place: str) -> Making:
        return lambda _: printouts.recovery(source.name, now=source.now, size=size, place=place)


class SharesOptions(QWidget):
    """A fresh paper key, split among people."""

    def __init__(self, look: Theme, wanted: Wanted) -> None:
        super().__init__()
        self.holders = Holders(look, wanted.holders, wanted.threshold)
        words = "Each gets a page with 23 words and what to do with them. One share alone opens nothing and tells nothing."
        self.setLayout(column(label(words, "muted", wrap=True), self.holders, gap=2 * UNIT))
        self.setFocusProxy(self.holders)

    @property
    def complaint(self) -> str | None:
        return self.holders.complaint

    def making(self, source: Source, size: PaperSize, _place: str) -> Making:
        names, threshold = self.holders.names, self.holders.threshold
        return lambda _: printouts.shares_of_key(source.name, names, threshold, now=source.now, size=size)


class BackupOptions(QWidget):
    """The vault, or some accounts, locked with a passphrase of its own."""

    def __init__(self, look: Theme, tasks: Tasks, vault: Vault, wanted: Wanted) -> None:
        super().__init__()
        self.whole = QRadioButton("The whole vault")
        self.whole.setObjectName("whole-vault")
        self.some = QRadioButton("Some accounts")
        self.some.setObjectName("some-accounts")
        self.accounts = AccountTicks(_sorted(vault), wanted.account_ids, rows=3)
        self.passphrase = PassphraseChoice(look, tasks)
        self.some.toggled.connect(self.accounts.setVisible)
        (self.some if wanted.account_ids else self.whole).setChecked(True)
        self.accounts.setVisible(self.some.isChecked())
        what = column(label("What", "label"), row(self.whole, self.some, None, gap=3 * UNIT), self.accounts, gap=UNIT // 2)
        self.setLayout(column(what, self.passphrase, gap=2 * UNIT))
        self.setFocusProxy(self.whole)

    @property
    def complaint(self) -> str | None:
        if self.some.isChecked() and not self.accounts.ids:
            return "Tick at least one account."
        return self.passphrase.complaint

    def making(self, source: Source, size: PaperSize, place: str) -> Making:
        ids: Collection[str] | None = self.accounts.ids if self.some.isChecked() else None
        secret = self.passphrase.secret
        return lambda cost: printouts.backup(
            source.vault, ids, secret, vault_name=source.name, now=source.now, size=size, place=place, cost=cost
        )


Options = CodesOptions | RecoveryOptions | SharesOptions | BackupOptions


class PaperOptions(QWidget):
    """On which paper, and where it will lie."""

    def __init__(self, wanted: Wanted, *, has_place: bool) -> None:
        super().__init__()
        self.size_box = QComboBox()
        self.size_box.setObjectName("paper-size")
        for size in ("A4", "Letter"):
            self.size_box.addItem(size, size)
        self.size_box.setCurrentIndex(self.size_box.findData(usual_paper(QLocale.system())))
        self.size_box.setMinimumWidth(110)
        self.place_field = text_field("sheet-place", "For example: fire safe at home")
        self.place_field.setText(wanted.place)
        line = row(gap=2 * UNIT)
        line.addLayout(labelled("Paper", self.size_box))
        if has_place:
            line.addLayout(labelled("Where will it lie?", self.place_field), 1)
        else:
            self.place_field.setParent(self)
            self.place_field.hide()
            line.addStretch(1)
        self.setLayout(column(line))
        self.setFocusProxy(self.place_field if has_place else self.size_box)

    @property
    def paper_size(self) -> PaperSize:
        return "Letter" if self.size_box.currentData() == "Letter" else "A4"

    @property
    def place(self) -> str:
        return self.place_field.text().strip()


def usual_paper(locale: QLocale) -> PaperSize:
    """Return the paper that is usual where the user is."""
    return "Letter" if QLocale.territoryToCode(locale.territory()) in _LETTER else "A4"


def _sorted(vault: Vault) -> list[Account]:
    return sorted(vault.present, key=lambda one: (one.username.casefold(), one.service))
