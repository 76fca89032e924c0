"""The third page of a recovery request: showing whose account it is, by a branch that the staff name."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from ui.desktop import request_messages as words
from ui.desktop.theme import UNIT
from ui.desktop.widgets.basic import column, label, restyle
from ui.desktop.widgets.breakable import breakable
from ui.desktop.widgets.fields import labelled, text_field
from ui.desktop.widgets.numbered import numbered
from ui.desktop.widgets.paste_piece import PastePiece, tall_card
from vault import push_proof
from vault.errors import VaultError
from vault.model import Package
from vault.push_proof import BranchLines, PushProof


class RequestProof(QWidget):
    """Emits `wanted` with the name of a line and the line, to be copied."""

    wanted = Signal(str, str)

    def __init__(self, proof: PushProof) -> None:
        super().__init__()
        self._rows: list[tuple[Package, PastePiece, PastePiece]] = []
        self.name = text_field("branch-name", words.BRANCH_HINT)
        self.name.textChanged.connect(lambda _: self._fill())
        self._odd = label("", "error", wrap=True)
        self._odd.hide()
        layout = column(*numbered(proof.steps), gap=UNIT)
        if proof.carriers:
            layout.addSpacing(UNIT)
            layout.addLayout(column(labelled(words.BRANCH_FIELD, self.name), self._odd, gap=4))
            layout.addWidget(label(words.IN_A_COPY, "muted", wrap=True))
        else:
            self.name.setParent(self)
            self.name.hide()
            self._odd.setParent(self)
        for package in proof.carriers:
            layout.addWidget(self._card(package))
        if proof.barred:
            layout.addWidget(breakable(words.barred([one.name for one in proof.barred]), "muted"))
        layout.addStretch(1)
        self.setLayout(layout)

    def _card(self, package: Package) -> QWidget:
        told = push_proof.lines(package.repository)
        check = self._piece(words.CHECK, told.check)
        push, delete = self._piece(words.PUSH, told.push), self._piece(words.DELETE, told.delete)
        self._rows.append((package, push, delete))
        head = column(breakable(package.name, "heading"), label(words.CAN_PUSH[package.can_push], "muted"), gap=4)
        return tall_card(column(head, check, push, delete, gap=2 * UNIT))

    def _piece(self, title: str, line: str) -> PastePiece:
        made = PastePiece(title, line, is_code=True)
        made.wanted.connect(self.wanted)
        return made

    def _fill(self) -> None:
        """Put the branch's name into the lines; one that the staff would not give is told."""
        odd = ""
        for package, push, delete in self._rows:
            told: BranchLines = push_proof.lines(package.repository)
            try:
                told = push_proof.lines(package.repository, self.name.text())
            except VaultError as error:
                odd = words.refused(error)
            push.show_text(told.push)
            delete.show_text(told.delete)
        self._odd.setText(odd)
        self._odd.setVisible(bool(odd))
        restyle(self.name, "state", "error" if odd else "")
