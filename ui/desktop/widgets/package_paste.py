"""A field for the names of packages, however they come, and what was found in it."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from ui.desktop import fact_messages, interview_messages
from ui.desktop.widgets.basic import column, label
from vault import package_list
from vault.package_list import Named

_HEIGHT = 76  # px: some three lines


class PackagePaste(QWidget):
    """Emits `changed`."""

    changed = Signal()

    def __init__(self, names: Sequence[str] = ()) -> None:
        super().__init__()
        self.field = QPlainTextEdit()
        self.field.setObjectName("package-names")
        self.field.setAccessibleName("Packages")
        self.field.setPlaceholderText(interview_messages.PASTE)
        self.field.setFixedHeight(_HEIGHT)
        self.field.setTabChangesFocus(True)
        self.field.setPlainText("\n".join(names))
        self._found = label("", "small", wrap=True)
        self._found.setObjectName("packages-found")
        self.field.textChanged.connect(self._on_changed)
        self.setLayout(column(self.field, self._found, gap=4))
        self.setFocusProxy(self.field)
        self._show()

    @property
    def named(self) -> Sequence[Named]:
        return package_list.read(self.field.toPlainText())

    def _on_changed(self) -> None:
        self._show()
        self.changed.emit()

    def _show(self) -> None:
        self._found.setText(fact_messages.packages_found(self.named, is_empty=not self.field.toPlainText().strip()))
        self._found.setVisible(bool(self._found.text()))
