"""A list of accounts to tick."""

from collections.abc import Collection, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QWidget

from ui.desktop import messages, paper_messages
from ui.desktop.widgets.basic import button, column, label, row
from vault.model import Account, printable

_MOST_ROWS = 6
_ROW = 32  # px
_ID = Qt.ItemDataRole.UserRole


class AccountTicks(QWidget):
    """Emits `ticked` when a tick was set or taken away. All are ticked at first, or those that are `wanted`."""

    ticked = Signal()

    def __init__(self, accounts: Sequence[Account], wanted: Collection[str] = (), *, rows: int = _MOST_ROWS) -> None:
        super().__init__()
        self.list = QListWidget()
        self.list.setObjectName("account-ticks")
        self.list.setAccessibleName("Accounts")
        self.list.setUniformItemSizes(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        for account in accounts:
            item = QListWidgetItem(printable(paper_messages.whose(account)))
            item.setData(_ID, account.id)
            item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsUserCheckable)
            is_wanted = not wanted or account.id in wanted
            item.setCheckState(Qt.CheckState.Checked if is_wanted else Qt.CheckState.Unchecked)
            self.list.addItem(item)
        self.list.setCurrentRow(0)
        self.list.setFixedHeight(min(max(len(accounts), 2), rows) * _ROW + 10)
        self._all = button("Tick none", "link", clicked=self._tick_all, name="tick-all-accounts")
        self._all.setVisible(len(accounts) > 1)
        self._title = label("", "label")
        self._title.setBuddy(self.list)
        self.list.itemChanged.connect(lambda _: self._on_ticked())
        self.setLayout(column(row(self._title, None, self._all), self.list, gap=4))
        self._on_ticked()

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of the accounts that are ticked."""
        return tuple(str(item.data(_ID)) for item in self._offered if item.checkState() == Qt.CheckState.Checked)

    @property
    def are_all(self) -> bool:
        return len(self.ids) == len(self._offered)

    def offer(self, ids: Collection[str]) -> None:
        """Let these be ticked, and show the others greyed."""
        self.list.blockSignals(True)  # noqa: FBT003  (Qt's own signature)
        for item in self._items:
            enabled = item.flags() | Qt.ItemFlag.ItemIsEnabled
            item.setFlags(enabled if item.data(_ID) in ids else enabled ^ Qt.ItemFlag.ItemIsEnabled)
        self.list.blockSignals(False)  # noqa: FBT003
        self._on_ticked()

    @property
    def _items(self) -> list[QListWidgetItem]:
        return [self.list.item(place) for place in range(self.list.count())]

    @property
    def _offered(self) -> list[QListWidgetItem]:
        return [item for item in self._items if item.flags() & Qt.ItemFlag.ItemIsEnabled]

    def _tick_all(self) -> None:
        state = Qt.CheckState.Unchecked if self.are_all else Qt.CheckState.Checked
        self.list.blockSignals(True)  # noqa: FBT003
        for item in self._offered:
            item.setCheckState(state)
        self.list.blockSignals(False)  # noqa: FBT003
        self._on_ticked()

    def _on_ticked(self) -> None:
        ticked = len(self.ids)
        of = len(self._offered)
        self._title.setText(f"All {of} accounts" if self.are_all and of > 1 else f"{ticked} of {messages.count(of, 'account')}")
        self._all.setText("Tick none" if self.are_all else "Tick all")
        self.ticked.emit()
