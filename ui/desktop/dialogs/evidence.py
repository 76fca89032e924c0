"""What shows whose account it is: repositories, signing keys, old mails; and the accounts that are linked at the service."""

from typing import cast

from PySide6.QtWidgets import QWidget

from ui.desktop import fact_form_messages as words
from ui.desktop import fact_messages
from ui.desktop.session import Session
from ui.desktop.theme import UNIT, Theme
from ui.desktop.widgets.basic import button, column, label
from ui.desktop.widgets.choices import choice_box
from ui.desktop.widgets.fact_frame import FactFrame
from ui.desktop.widgets.fact_rows import Row
from ui.desktop.widgets.fields import labelled, names_in, text_field
from ui.desktop.widgets.list_frame import ListFrame
from ui.desktop.widgets.place_ticks import PlaceTicks
from vault import edit, facts, services
from vault.model import Evidence, EvidenceKind, Now, Vault, printable


class EvidenceDialog(ListFrame):
    """Lists the evidence. A piece is replaced, not changed: it is what it is."""

    def __init__(self, parent: QWidget, look: Theme, session: Session, account_id: str) -> None:
        account = edit.account_of(session.vault, account_id)
        super().__init__(
            parent,
            look,
            session,
            account_id,
            topic="evidence",
            title="Evidence",
            words=words.about(account, "evidence"),
            rows_of=lambda: list(map(_row, self.account.evidence)),
            adding=("Add evidence", self.add),
        )
        self.rows.edit_wanted.connect(self.edit)
        self.rows.remove_wanted.connect(self.remove)
        self.begin()

    def add(self) -> None:
        self._open(None, "Add evidence")

    def edit(self, evidence_id: str) -> None:
        self._open(self._evidence(evidence_id), "Evidence")

    def remove(self, evidence_id: str) -> None:
        sentence = words.removed(self._evidence(evidence_id).text)
        if self.note_in_list(sentence, facts.remove_evidence, self._account_id, evidence_id):
            self.show_list()

    def _open(self, evidence: Evidence | None, title: str) -> None:
        form = EvidenceForm(self._look, self._session, evidence)
        noted = words.noted_name
        self.show_form(form, title, lambda: self.note_in_list(noted(form.text.text()), form.noted, self._account_id))

    def _evidence(self, evidence_id: str) -> Evidence:
        return next(one for one in self.account.evidence if one.id == evidence_id)


class EvidenceForm(QWidget):
    """What it is, and where it lies."""

    def __init__(self, look: Theme, session: Session, evidence: Evidence | None) -> None:
        super().__init__()
        self._evidence = evidence
        self.kind = choice_box("evidence-kind", words.KINDS, evidence.kind if evidence else "repository")
        self.text = text_field("evidence-text", words.EVIDENCE_TEXT)
        self.text.setText(evidence.text if evidence else "")
        lies = [evidence.copy.place] if evidence and evidence.copy else []
        title = "Where does it lie? If it lies anywhere"
        self.ticks = PlaceTicks(look, session.vault, lies, title=title, only_one=True)
        places = column(label(title, "label"), self.ticks)
        self.setLayout(column(labelled("What is it?", self.kind), labelled("Which", self.text), places, gap=2 * UNIT))
        self.setFocusProxy(self.kind)

    def noted(self, vault: Vault, account_id: str, *, now: Now) -> Vault:
        """Put it into a vault. Raises VaultError."""
        kind, text = cast("EvidenceKind", self.kind.currentData()), self.text.text()
        place = next(iter(self.ticks.names), "")
        if self._evidence:
            old = self._evidence
            if (kind, text, place) == (old.kind, old.text, old.copy.place if old.copy else ""):
                return vault
            vault = facts.remove_evidence(vault, account_id, old.id, now=now)
        return facts.add_evidence(vault, account_id, kind, text, place=place, now=now)


class LinkedDialog(FactFrame):
    """Notes which accounts elsewhere are linked at the service."""

    def __init__(self, parent: QWidget, _look: Theme, session: Session, account_id: str) -> None:
        account = edit.account_of(session.vault, account_id)
        super().__init__(parent, session, account_id, "Linked accounts", words.about(account, "linked"))
        known = dict(one.partition(":")[::2] for one in account.linked if ":" in one)
        shown = {f"{service}:{known[service]}" for service in ("github", "gitlab") if service in known}
        self.fields = {}
        for service in ("github", "gitlab"):
            field = text_field(f"linked-{service}", words.LINKED_NAME)
            field.setText(known.get(service, ""))
            field.setEnabled(self.can_change)
            self.fields[service] = field
            self.body.addLayout(labelled(f"At {services.find(service).name}", field))
        self.more = text_field("linked-others", words.LINKED_OTHERS)
        self.more.setText(", ".join(one for one in account.linked if one not in shown))
        self.more.setEnabled(self.can_change)
        self.body.addLayout(labelled("Elsewhere", self.more))
        save = button("Save", "primary", clicked=self.save, name="save-fact")
        save.setEnabled(self.can_change)
        self.finish_with(save)
        self.fields["github"].setFocus()

    def save(self) -> None:
        named = [f"{service}:{name}" for service, field in self.fields.items() if (name := field.text().strip().lstrip("@"))]
        others = names_in(self.more.text())
        if self.note(words.NOTED_LINKED, facts.set_linked, self._account_id, [*named, *others]):
            self.accept()


def _row(one: Evidence) -> Row:
    return Row(one.id, printable(one.text), fact_messages.evidence_words(one))
