"""The left side of the window: search, the accounts, and the few things that are always there."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QHeaderView,
    QLineEdit,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from ui.desktop import due_messages, messages, theme
from ui.desktop.session import Session
from ui.desktop.table_models import ROW, RowsModel
from ui.desktop.theme import UNIT, Theme
from ui.desktop.widgets.basic import button, label, paint_tile, row, rule, tool, with_icon
from vault import services
from vault.model import Account

WIDTH = 272  # px
_ROW = 60


class Sidebar(QWidget):
    """Emits `chosen` with an account's id, and what else was clicked."""

    chosen = Signal(str)
    add_account = Signal()
    due = Signal()
    readiness = Signal()
    link = Signal()
    paper = Signal()
    settings = Signal()
    lock = Signal()

    def __init__(self, look: Theme, session: Session) -> None:
        super().__init__()
        self.setObjectName("side")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedWidth(WIDTH)
        self._session = session
        self._selected = ""
        self._haystacks: list[tuple[str, Account]] = []
        self.search = _Search()
        self.search.textChanged.connect(lambda _: self._show())
        self.search.left.connect(self._to_list)
        self.search.returnPressed.connect(self._open_first)
        self.model: RowsModel[Account] = RowsModel(
            {
                Qt.ItemDataRole.DisplayRole: lambda account: account.username,
                Qt.ItemDataRole.AccessibleTextRole: lambda one: _spoken(one, is_due=one.id in self._delegate.marked),
                Qt.ItemDataRole.ToolTipRole: lambda account: account.title,
            },
            self,
        )
        self._delegate = _AccountRow(look, self)
        self.list = _list_of(self.model, self._delegate)
        self.list.selectionModel().currentChanged.connect(self._on_current)
        self._none = label("Nothing found", "muted")
        self._none.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._saved = label("", "small")
        self._saved.setObjectName("save-state")
        self._due = with_icon(button("Due", "plain", clicked=self.due.emit, name="due"), look, "calendar")
        self._due_count = label("", "badge")
        self._due_count.setProperty("level", "warning")
        self._due_count.hide()
        ready = button("Readiness", "plain", clicked=self.readiness.emit, name="readiness")
        self._readiness = with_icon(ready, look, "readiness")
        self._readiness.setToolTip("Would you get back in? (Ctrl+R)")
        self._add = button("Add account", "plain", clicked=self.add_account.emit, name="add-account")
        with_icon(self._add, look, "add")
        self._lay_out(look)

    def _lay_out(self, look: Theme) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(UNIT + 4, 2 * UNIT, UNIT + 4, UNIT)
        layout.setSpacing(UNIT)
        layout.addWidget(self.search)
        top = row(gap=UNIT)
        top.addWidget(self._due, 1)
        top.addWidget(self._due_count, 0, Qt.AlignmentFlag.AlignVCenter)
        top.setContentsMargins(0, 0, UNIT, 0)
        layout.addLayout(top)
        layout.addWidget(self._readiness)
        layout.addWidget(self.list, 1)
        layout.addWidget(self._none)
        layout.addWidget(self._add)
        layout.addWidget(rule())
        foot = row(
            self._saved,
            None,
            tool(look, "shield", "Check a link (Ctrl+K)", clicked=self.link.emit),
            tool(look, "print", "Paper", clicked=self.paper.emit),
            tool(look, "settings", "Settings (Ctrl+,)", clicked=self.settings.emit),
            tool(look, "lock", "Lock (Ctrl+L)", clicked=self.lock.emit),
            gap=2,
        )
        foot.setContentsMargins(UNIT, 0, 0, 0)
        layout.addLayout(foot)

    def refresh(self) -> None:
        """Read the accounts anew, after a change."""
        accounts = sorted(self._session.vault.present, key=lambda one: (one.username.casefold(), one.service))
        self._haystacks = [(_haystack(account), account) for account in accounts]
        self._add.setEnabled(not self._session.why_read_only)
        self._show()

    def select(self, account_id: str) -> None:
        self._selected = account_id
        place = next((place for place, account in enumerate(self.model.rows) if account.id == account_id), None)
        if place is None:
            self.list.selectionModel().clear()
            self.list.setCurrentIndex(QModelIndex())  # else the first one is chosen as soon as the keyboard comes by
        else:
            self.list.setCurrentIndex(self.model.index(place))

    def focus_search(self) -> None:
        self.search.setFocus()
        self.search.selectAll()

    def show_due(self, number: int, account_ids: frozenset[str]) -> None:
        """Show how much is due, and mark the accounts that it is for."""
        self._delegate.marked = account_ids
        self.list.viewport().update()
        self._due_count.setText(due_messages.badge(number))
        self._due_count.setVisible(bool(number))
        self._due.setAccessibleName(f"Due: {messages.count(number, 'thing')}" if number else "Due: nothing")

    def say(self, text: str) -> None:
        """Show whether everything is on disk."""
        self._saved.setText(text)

    def _show(self) -> None:
        words = self.search.text().casefold().split()
        found = self._haystacks
        for word in words:
            found = [pair for pair in found if word in pair[0]]
        rows = [account for _, account in found]
        selected = self._selected
        self.model.show(rows)
        self._none.setVisible(not rows and bool(words))
        self.select(selected)

    def _to_list(self) -> None:
        """Go on with the list: from the account that is shown, else from the first one."""
        if self.model.rows:
            self.list.setFocus(Qt.FocusReason.TabFocusReason)
            if not self.list.currentIndex().isValid():
                self.list.setCurrentIndex(self.model.index(0))

    def _open_first(self) -> None:
        """Open the first account that was found."""
        if self.model.rows:
            self.list.setFocus(Qt.FocusReason.TabFocusReason)
            self.list.setCurrentIndex(self.model.index(0))

    def _on_current(self, index: QModelIndex, _before: QModelIndex) -> None:
        account = self.model.data(index, ROW)
        if isinstance(account, Account) and account.id != self._selected:
            self._selected = account.id
            self.chosen.emit(account.id)


class _Search(QLineEdit):
    """The field to search with. Emits `left` when the arrow down leads out of it."""

    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("search")
        self.setPlaceholderText("Search")
        self.setAccessibleName("Search accounts")
        self.setClearButtonEnabled(True)
        for clear_button in self.findChildren(QToolButton):
            clear_button.setAccessibleName("Clear the search")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Down:
            self.left.emit()
        else:
            super().keyPressEvent(event)


def _list_of(model: RowsModel[Account], delegate: QStyledItemDelegate) -> QTableView:
    """Return a list of one column. A table with fixed rows asks the model for what it shows only; QListView asks for all."""
    made = QTableView()
    made.setObjectName("accounts")
    made.setAccessibleName("Accounts")
    made.setModel(model)
    made.setItemDelegate(delegate)
    made.setShowGrid(False)
    made.setTabKeyNavigation(False)
    made.setMouseTracking(True)
    made.setSelectionMode(QTableView.SelectionMode.SingleSelection)
    made.setVerticalScrollMode(QTableView.ScrollMode.ScrollPerPixel)
    made.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    made.horizontalHeader().hide()
    made.horizontalHeader().setStretchLastSection(True)
    made.verticalHeader().hide()
    made.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
    made.verticalHeader().setDefaultSectionSize(_ROW)
    return made


class _AccountRow(QStyledItemDelegate):
    """Paints an account: monogram, user name, service, how many codes are left, and a dot where something is due."""

    def __init__(self, look: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._look = look
        self.marked: frozenset[str] = frozenset()  # ids of accounts

    def sizeHint(self, _option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(WIDTH - 4 * UNIT, _ROW)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> None:
        account = index.data(ROW)
        colours = self._look.colours
        area: QRect = option.rect.adjusted(0, 2, 0, -2)
        state: QStyle.StateFlag = option.state
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        if state & QStyle.StateFlag.State_Selected:
            painter.setBrush(QColor(colours.accent_soft))
            if state & QStyle.StateFlag.State_HasFocus:
                painter.setPen(QColor(colours.accent))
            painter.drawRoundedRect(area.adjusted(1, 0, -1, 0), theme.RADIUS, theme.RADIUS)
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.setBrush(QColor(colours.hover))
            painter.drawRoundedRect(area, theme.RADIUS, theme.RADIUS)
        service = services.find(account.service)
        paint_tile(painter, service, QRect(area.left() + UNIT, area.top() + (area.height() - 36) // 2, 36, 36))
        if account.id in self.marked:
            painter.setPen(QPen(QColor(colours.side), 2))
            painter.setBrush(QColor(colours.warning))
            painter.drawEllipse(area.left() + UNIT + 28, area.top() + (area.height() - 36) // 2 - 4, 12, 12)
        badge = self._paint_badge(painter, account, area)
        left, width = area.left() + 56, area.width() - 56 - badge - UNIT
        _paint_line(painter, account.username, QRect(left, area.top() + 9, width, 20), colours.text, theme.TEXT, strong=True)
        _paint_line(painter, service.name, QRect(left, area.top() + 29, width, 18), colours.muted, theme.SMALL)
        painter.restore()

    def _paint_badge(self, painter: QPainter, account: Account, area: QRect) -> int:
        """Paint how many codes are left and return how wide it is."""
        code_set = account.live_set
        if code_set is None:
            return 0
        colours = self._look.colours
        left = code_set.count("unused")
        strong, ground = colours.muted, colours.hover
        if left == 0:
            strong, ground = colours.danger, colours.danger_soft
        elif left <= messages.LOW:
            strong, ground = colours.warning, colours.warning_soft
        font = theme.font(theme.SMALL, QFont.Weight.DemiBold)
        width = max(QFontMetrics(font).horizontalAdvance(str(left)) + 14, 26)
        pill = QRect(area.right() - width - UNIT, area.center().y() - 10, width, 20)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(ground))
        painter.drawRoundedRect(pill, 10, 10)
        painter.setPen(QColor(strong))
        painter.setFont(font)
        painter.drawText(pill, Qt.AlignmentFlag.AlignCenter, str(left))
        return width + UNIT


def _paint_line(painter: QPainter, text: str, area: QRect, colour: str, size: int, *, strong: bool = False) -> None:
    font = theme.font(size, QFont.Weight.DemiBold if strong else QFont.Weight.Normal)
    painter.setFont(font)
    painter.setPen(QColor(colour))
    cut = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, area.width())
    painter.drawText(area, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, cut)


def _haystack(account: Account) -> str:
    words = [account.username, account.service, services.find(account.service).name, account.note]
    return " ".join([*words, *(email.address for email in account.emails)]).casefold()


def _spoken(account: Account, *, is_due: bool) -> str:
    words = f"{account.username}, {messages.service_name(account)}, {messages.codes_left(account.live_set)}"
    return f"{words}, something is due" if is_due else words
