"""What can be answered to each question, as `vault/questions.py` names them."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import NamedTuple, cast

from msgspec import structs
from PySide6.QtWidgets import QComboBox, QSizePolicy, QWidget

from ui.desktop import fact_form_messages as form_words
from ui.desktop import fact_messages, noting
from ui.desktop import interview_messages as words
from ui.desktop.theme import CONTROL, UNIT, Theme
from ui.desktop.widgets.basic import column, label
from ui.desktop.widgets.choices import Choices
from ui.desktop.widgets.fields import labelled, text_field
from ui.desktop.widgets.package_paste import PackagePaste
from ui.desktop.widgets.place_ticks import PlaceTicks
from ui.desktop.widgets.question import Question
from vault import edit, facts, places, questions
from vault.errors import BadInput
from vault.model import Account, Answer, Copy, Email, EmailStatus, Now, PasswordState, Vault
from vault.reminders import local_day


class Asked(NamedTuple):
    """Who is asked. `is_none`: it was answered that there is none."""

    look: Theme
    vault: Vault
    account: Account
    is_none: bool


def question(topic: str, look: Theme, vault: Vault, account: Account) -> Question:
    """Return a question with what is known of its answer."""
    is_none = questions.answer(account, topic, questions.said(vault, account.id)) == "none"
    return _QUESTIONS[topic](Asked(look, vault, account, is_none))


def copies(account: Account, topic: str) -> Sequence[Copy]:
    """Return where something lies, as far as that is known: the password, authenticators, codes."""
    return {"password": account.password.copies, "authenticator": account.totp_at, "codes": account.codes_at}[topic]


_LONGEST = 52  # letters of an account that fit into a box


def owner_box(vault: Vault, account: Account, chosen: str = "") -> QComboBox:
    """Return a box of the other accounts, to which a mailbox may belong."""
    box = QComboBox()
    box.setObjectName("mailbox-owner")
    box.setMinimumHeight(CONTROL)
    box.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
    others = [one for one in vault.present if one.id != account.id]
    for one in sorted(others, key=lambda one: (one.username.casefold(), one.service)):
        box.addItem(fact_messages.short(form_words.whose(one), _LONGEST), one.id)
    box.setCurrentIndex(max(box.findData(chosen), 0))
    return box


def reached(email: Email, owner: QComboBox) -> str:
    """Return which of the answers is noted of a mailbox; none where the account that it belongs to is gone."""
    if email.opened_by:
        opens = "account" if owner.findData(email.opened_by) >= 0 else ""
    else:
        opens = "places" if email.opened_at else "anywhere"
    return {"yes": opens, "no": "nobody", "unknown": ""}[email.reaches]


def _email(asked: Asked) -> Question:
    known = asked.account.primary or next(iter(asked.account.emails), None)
    address = text_field("email", words.ADDRESS)
    address.setText(known.address if known else "")
    status = {"verified": "yes", "unverified": "no", "unknown": ""}[known.status] if known else ""
    choices = Choices(words.VERIFIED, status, title="Is it verified?")

    def note(vault: Vault, account_id: str, _on: date | None, now: Now) -> Vault:
        answer = choices.chosen
        old = noting.email_of(edit.account_of(vault, account_id), address.text())
        days = {"seen": local_day(now.at), "yes": old.verified_on}
        status: EmailStatus = "verified" if answer in days else "unverified" if answer == "no" else "unknown"
        said = structs.replace(old, primary=True, status=status, verified_on=days.get(answer))
        vault = noting.with_email(vault, account_id, said, now=now)
        return facts.leave_open(vault, account_id, "email", now=now) if answer == "unknown" else vault

    above = QWidget()
    above.setLayout(column(labelled("Address", address)))
    made = Question(choices, note, above=above, needs={"": (lambda: address.text().strip(), words.NO_ADDRESS)})
    if not known:
        made.setFocusProxy(address)
    return made


def _spare_email(asked: Asked) -> Question:
    others = [one for one in asked.account.emails if not one.primary]
    known = next((one for one in others if one.status == "verified"), None)
    address = text_field("email", words.ADDRESS)
    address.setAccessibleName("The second address")
    address.setText((known or others[0]).address if others else "")
    is_told = asked.is_none or any(one.status == "unverified" for one in others)
    chosen = "yes" if known else "no" if is_told else ""
    choices = Choices(words.SPARE, chosen, title="Is there a second verified address?", below={"yes": address})

    def note(vault: Vault, account_id: str, _on: date | None, now: Now) -> Vault:
        if choices.chosen == "no":
            for one in others:
                vault = facts.set_unverified(vault, account_id, one.id, now=now)
            return facts.note_none(vault, account_id, "spare-email", now=now)
        old = noting.email_of(edit.account_of(vault, account_id), address.text())
        if old.primary:
            raise BadInput("This is the primary address", hint="Type the other one, or say that there is only the one.")
        return noting.with_email(vault, account_id, structs.replace(old, status="verified"), now=now)

    return Question(choices, note, needs={"yes": (lambda: address.text().strip(), words.NO_ADDRESS)})


def _mailbox(asked: Asked) -> Question:
    email = asked.account.primary
    assert email is not None  # noqa: S101  (the question is not asked before there is one)
    title = "What does it take to read this mail?"
    ticks = PlaceTicks(asked.look, asked.vault, [copy.place for copy in email.opened_at], title=title)
    owner = owner_box(asked.vault, asked.account, email.opened_by)
    below: dict[str, QWidget] = {"places": ticks}
    if owner.count():
        below["account"] = QWidget()
        below["account"].setLayout(column(labelled(words.OWNER, owner)))
        below["account"].setFocusProxy(owner)
    answers = {key: text for key, text in words.MAILBOX.items() if key != "account" or key in below}
    choices = Choices(answers, reached(email, owner), title=title, below=below)

    def note(vault: Vault, account_id: str, on: date | None, now: Now) -> Vault:
        answer = choices.chosen
        said = structs.replace(
            email,
            reaches="no" if answer == "nobody" else "yes",
            opened_at=tuple(Copy(place=name) for name in ticks.names) if answer == "places" else (),
            opened_by=owner.currentData() if answer == "account" else "",
        )
        return noting.with_email(vault, account_id, said, looked_on=on, now=now)

    return Question(choices, note, needs={"places": (lambda: ticks.names, words.NO_PLACE)})


def _password(asked: Asked) -> Question:
    kept = asked.account.password
    title = "Where is the password?"
    ticks = PlaceTicks(asked.look, asked.vault, [copy.place for copy in kept.copies], title=title, own=[places.HEAD])
    choices = Choices(words.PASSWORD, "" if kept.state == "unknown" else kept.state, title=title, below={"kept": ticks})

    def note(vault: Vault, account_id: str, on: date | None, now: Now) -> Vault:
        state = cast("PasswordState", choices.chosen)
        return facts.set_password(vault, account_id, state, at=ticks.names if state == "kept" else (), on=on, now=now)

    return Question(choices, note, needs={"kept": (lambda: ticks.names, words.NO_PLACE)})


def _second_factor(asked: Asked) -> Question:
    known = asked.account.has_second_factor
    choices = Choices(words.SECOND_FACTOR, "" if known == "unknown" else known, title="Is a second factor asked for?")

    def note(vault: Vault, account_id: str, _on: date | None, now: Now) -> Vault:
        return facts.set_second_factor(vault, account_id, cast("Answer", choices.chosen), now=now)

    return Question(choices, note)


def _copies(topic: str, what: facts.Copied) -> Callable[[Asked], Question]:
    def made(asked: Asked) -> Question:
        known = [copy.place for copy in getattr(asked.account, what)]
        title, _ = words.asked(asked.account, topic)
        ticks = PlaceTicks(asked.look, asked.vault, known, title=title)
        choices = Choices(
            words.where(asked.account, topic),
            "at" if known else "none" if asked.is_none else "",
            title=title,
            below={"at": ticks},
        )

        def note(vault: Vault, account_id: str, on: date | None, now: Now) -> Vault:
            at = ticks.names if choices.chosen == "at" else ()
            return facts.set_copies(vault, account_id, what, at, on=on, now=now)

        return Question(choices, note, needs={"at": (lambda: ticks.names, words.NO_PLACE)})

    return made


def _security_key(asked: Asked) -> Question:
    known = next(iter(asked.account.security_keys), None)
    title = "Is there a security key or passkey?"
    name = text_field("key-name", words.KEY_NAME)
    name.setText(known.name if known else "")
    ticks = PlaceTicks(asked.look, asked.vault, [known.copy.place] if known else [], title=title, only_one=True)
    below = QWidget()
    lies = column(label(words.WHERE_IT_LIES, "label"), ticks)
    below.setLayout(column(labelled("Name", name), lies, gap=UNIT + 4))
    below.setFocusProxy(name)
    choices = Choices(words.SECURITY_KEY, "yes" if known else "no" if asked.is_none else "", title=title, below={"yes": below})

    def note(vault: Vault, account_id: str, on: date | None, now: Now) -> Vault:
        if choices.chosen == "no":
            for key in asked.account.security_keys:
                vault = facts.remove_security_key(vault, account_id, key.id, now=now)
            return facts.note_none(vault, account_id, "security-key", now=now)
        return facts.add_security_key(vault, account_id, name.text(), ticks.names[0], on=on, now=now)

    return Question(choices, note, needs={"yes": (lambda: name.text().strip() and ticks.names, words.NO_KEY)})


def _packages(asked: Asked) -> Question:
    paste = PackagePaste([one.name for one in asked.account.packages])
    owner = text_field("owner", words.OTHER_OWNER)
    owner.setAccessibleName("Who else can release")
    choices = Choices(
        words.OTHERS, "none" if asked.is_none else "", title="Can somebody else release them?", below={"yes": owner}
    )

    def note(vault: Vault, account_id: str, _on: date | None, now: Now) -> Vault:
        answer = choices.chosen
        if answer == "none":
            for package in asked.account.packages:
                vault = facts.remove_package(vault, account_id, package.id, now=now)
            return facts.note_none(vault, account_id, "packages", now=now)
        told = cast("Answer", answer) if answer in {"yes", "no"} else None
        return noting.with_packages(vault, account_id, paste.named, has_other_owner=told, owner=owner.text().strip(), now=now)

    needs = {key: (lambda: paste.named, words.NO_PACKAGE) for key in ("yes", "no", "unknown")}
    made = Question(choices, note, above=paste, needs=needs)
    made.setFocusProxy(paste)
    return made


_QUESTIONS: Mapping[str, Callable[[Asked], Question]] = {
    "email": _email,
    "spare-email": _spare_email,
    "mailbox": _mailbox,
    "password": _password,
    "second-factor": _second_factor,
    "authenticator": _copies("authenticator", "totp_at"),
    "codes": _copies("codes", "codes_at"),
    "security-key": _security_key,
    "packages": _packages,
}
