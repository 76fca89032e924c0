"""All that can be noted of one e-mail address."""

from msgspec import structs
from PySide6.QtWidgets import QCheckBox, QComboBox, QVBoxLayout, QWidget

from ui.desktop import fact_form_messages as words
from ui.desktop import interview_messages, noting
from ui.desktop.session import Session
from ui.desktop.theme import UNIT, Theme
from ui.desktop.widgets.answers import owner_box, reached
from ui.desktop.widgets.basic import column, row
from ui.desktop.widgets.choices import choice_box
from ui.desktop.widgets.day_choice import DayChoice, set_day
from ui.desktop.widgets.fields import date_field, day_of, labelled, names_in, text_field
from ui.desktop.widgets.place_ticks import PlaceTicks
from vault import facts
from vault.model import Account, Copy, Email, EmailStatus, Now, Vault
from vault.reminders import local_day

_STATUS: dict[str, EmailStatus] = {"seen": "verified", "yes": "verified", "no": "unverified"}


class EmailForm(QWidget):
    """Several addresses may be typed at once: what is chosen is said of each, and only the first can be the primary one."""

    def __init__(self, look: Theme, session: Session, account: Account, email: Email) -> None:
        super().__init__()
        self._email = email
        self.address = text_field("email", interview_messages.ADDRESS)
        self.address.setText(email.address)
        self.address.setReadOnly(bool(email.id))
        self.is_primary = QCheckBox(words.is_primary(account))
        self.is_primary.setObjectName("is-primary")
        self.is_primary.setChecked(email.primary)
        self.is_primary.setEnabled(not email.primary or not email.id)
        self.verified = choice_box("verified", words.VERIFIED, _verified(account, email))
        self.verified_on = date_field("verified-on", "Verified on")
        set_day(self.verified_on, email.verified_on or local_day(session.now().at))
        self.owner = owner_box(session.vault, account, email.opened_by)
        answers = {key: text for key, text in words.MAILBOX.items() if key != "account" or self.owner.count()}
        self.mailbox = choice_box("mailbox", answers, _mailbox(account, email, self.owner))
        self.ticks = PlaceTicks(look, session.vault, [copy.place for copy in email.opened_at], title="Where it is opened")
        self.looked = QCheckBox(words.ALL_LOOKED)
        self.looked.setObjectName("looked")
        self._places = QWidget()
        self._places.setLayout(column(self.ticks, self.looked, gap=UNIT))
        self.is_own_domain = QCheckBox(words.OWN_DOMAIN)
        self.is_own_domain.setObjectName("own-domain")
        self.is_own_domain.setChecked(email.is_own_domain or email.renews_on is not None)
        self.renews_on = DayChoice("paid until", "renews-on", email.renews_on, is_ahead=True)
        self.readers = text_field("readers", words.READERS)
        self.readers.setText(", ".join(email.readers))
        self.setLayout(self._layout())
        for signal in (self.verified.currentIndexChanged, self.mailbox.currentIndexChanged):
            signal.connect(lambda _: self._show())
        self.is_own_domain.toggled.connect(lambda _: self._show())
        self.setFocusProxy(self.verified if email.id else self.address)
        self._show()

    def noted(self, vault: Vault, account_id: str, *, now: Now) -> Vault:
        """Put what is chosen into a vault, and leave open what is not known. Raises VaultError."""
        looked_on = local_day(now.at) if self.looked.isChecked() and self.mailbox.currentData() == "places" else None
        for place, address in enumerate(self.address.text().replace(",", " ").replace(";", " ").split() or [""]):
            email = structs.replace(self.said, address=address, primary=self.is_primary.isChecked() and not place)
            vault = noting.with_email(vault, account_id, email, looked_on=looked_on, now=now)
        if self.verified.currentData() == "unknown":
            vault = facts.leave_open(vault, account_id, "email" if self.is_primary.isChecked() else "spare-email", now=now)
        if self.mailbox.currentData() == "unknown":
            vault = facts.leave_open(vault, account_id, "mailbox", now=now)
        return vault

    @property
    def said(self) -> Email:
        """What is chosen, but for the address."""
        verified, mailbox = self.verified.currentData(), self.mailbox.currentData()
        return structs.replace(
            self._email,
            status=_STATUS.get(verified, "unknown"),
            verified_on=day_of(self.verified_on) if verified == "seen" else None,
            reaches="no" if mailbox == "nobody" else "yes" if mailbox in {"anywhere", "places", "account"} else "unknown",
            opened_at=tuple(Copy(place=name) for name in self.ticks.names) if mailbox == "places" else (),
            opened_by=(self.owner.currentData() or "") if mailbox == "account" else "",
            is_own_domain=self.is_own_domain.isChecked(),
            renews_on=self.renews_on.day if self.is_own_domain.isChecked() else None,
            readers=tuple(names_in(self.readers.text())),
        )

    def _layout(self) -> QVBoxLayout:
        verified = row(gap=UNIT)
        verified.addLayout(labelled("Is it verified?", self.verified), 1)
        self._verified_on = QWidget()
        self._verified_on.setLayout(labelled("Seen on", self.verified_on))
        verified.addWidget(self._verified_on)
        self._owner = QWidget()
        self._owner.setLayout(labelled(interview_messages.OWNER, self.owner))
        mailbox = column(labelled("What does it take to read its mail?", self.mailbox), self._places, self._owner, gap=UNIT)
        domain = row(self.is_own_domain, self.renews_on, None, gap=2 * UNIT)
        return column(
            column(labelled("Address", self.address), self.is_primary, gap=4),
            verified,
            mailbox,
            domain,
            labelled("Who else can read it", self.readers),
            gap=2 * UNIT,
        )

    def _show(self) -> None:
        self._verified_on.setVisible(self.verified.currentData() == "seen")
        self._places.setVisible(self.mailbox.currentData() == "places")
        self._owner.setVisible(self.mailbox.currentData() == "account")
        self.renews_on.setVisible(self.is_own_domain.isChecked())


def _verified(account: Account, email: Email) -> str:
    if email.status == "verified":
        return "seen" if email.verified_on else "yes"
    topic = "email" if email.primary else "spare-email"
    return "no" if email.status == "unverified" else "unknown" if email.id and topic in account.questions else ""


def _mailbox(account: Account, email: Email, owner: QComboBox) -> str:
    is_open = email.id and email.primary and email.reaches == "unknown" and "mailbox" in account.questions
    return "unknown" if is_open else reached(email, owner)
