"""The recovery codes of an account: how many are left, the grid, and the next step."""

from types import MappingProxyType

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QMenu, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from ui.desktop import messages
from ui.desktop.theme import UNIT, Theme
from ui.desktop.widgets.banner import Banner
from ui.desktop.widgets.basic import button, clear, column, label, restyle, row, tool, with_icon
from ui.desktop.widgets.code_grid import CodeGrid
from vault import edit, services
from vault.model import Account, CodeSet
from vault.services import CodeRules
from vault.usage import Devices


class CodesCard(QFrame):
    """Reports by place, from 1: `copied` (copy and mark), `peeked` (copy only), `marked` (place, state)."""

    copied = Signal(int)
    peeked = Signal(int)
    next_wanted = Signal()
    marked = Signal(int, str)
    add_wanted = Signal()
    burned_wanted = Signal()
    compare_wanted = Signal()
    drill_wanted = Signal()
    print_wanted = Signal()
    renew_wanted = Signal()

    def __init__(self, look: Theme, *, hide_after: int) -> None:
        super().__init__()
        self.setObjectName("card")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        self._account: Account | None = None
        self._devices: Devices = MappingProxyType({})
        self._can_change = True
        self._look = look
        self.hide_after = hide_after
        self._left = label("")
        self._left.setObjectName("codes-left")
        self._meter = Meter(look)
        self._origin = label("", "small", wrap=True)
        self._older = OlderSets(look)
        self._ask = Banner()
        self._show = with_icon(button("Show codes", clicked=self.toggle, name="show-codes"), look, "eye")
        self._use = with_icon(button("Use next code", clicked=self.use_next, name="use-next"), look, "use")
        self._more = tool(look, "more", "More about these codes", clicked=self.open_menu)
        self._more.setObjectName("codes-more")
        self._add = with_icon(
            button("Add recovery codes", "primary", clicked=self.add_wanted.emit, name="add-codes"), look, "add", "on_accent"
        )
        self.grid = CodeGrid(look)
        for signal, target in (
            (self.grid.copied, self.copied),
            (self.grid.peeked, self.peeked),
            (self.grid.marked, self.marked),
        ):
            signal.connect(target)
        self._full = QWidget()
        heading = column(row(self._left, UNIT, self._meter, None), self._origin, gap=4)
        self._full.setLayout(column(heading, self._ask, self.grid, self._older, gap=UNIT + 4))
        self._doing = QWidget()
        self._doing.setLayout(row(self._show, self._use, self._more))
        self._empty = QWidget()
        words = label("Drop the file that the service saved, or paste the list of codes.", "muted", wrap=True)
        empty = row(gap=2 * UNIT)
        empty.addWidget(words, 1)
        empty.addWidget(self._add)
        self._empty.setLayout(empty)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(3 * UNIT, 2 * UNIT + 4, 3 * UNIT, 2 * UNIT + 4)
        title = row(label("Recovery codes", "heading"), None, self._doing)
        layout.addLayout(column(title, self._full, self._empty, gap=UNIT + 4))
        self._hide = QTimer(self, singleShot=True)
        self._hide.timeout.connect(self.hide_codes)
        look.follow(self, self._draw)

    @property
    def is_revealed(self) -> bool:
        return self._hide.isActive()

    def show_account(self, account: Account, *, can_change: bool, devices: Devices = MappingProxyType({})) -> None:
        """Show the codes of an account; `devices` tells where they were used."""
        if self._account is None or account.id != self._account.id:
            self._hide.stop()
        self._account, self._can_change, self._devices = account, can_change, devices
        self._draw()

    def toggle(self) -> None:
        """Show the codes for a while, or hide them."""
        if self.is_revealed:
            self.hide_codes()
        else:
            self._hide.start(self.hide_after * 1000)
            self._draw()

    def hide_codes(self) -> None:
        self._hide.stop()
        self._draw()

    def conceal(self) -> None:
        if self.is_revealed:
            self.hide_codes()

    def open_menu(self) -> None:
        """Offer what is done with codes now and then."""
        menu = QMenu(self)
        name = messages.service_name(self._account) if self._account else ""
        menu.addAction(f"Compare with {name}…", self.compare_wanted.emit)
        menu.addAction("Test my copy on paper…", self.drill_wanted.emit)
        menu.addAction("Print…", self.print_wanted.emit)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self._more.mapToGlobal(self._more.rect().bottomLeft()))

    def use_next(self) -> None:
        """Ask for the next unused code, where there is one to be had."""
        code_set = self._account.live_set if self._account else None
        if code_set and code_set.next_unused and self._can_change:
            self.next_wanted.emit()

    def _draw(self) -> None:
        if self._account is None:
            return
        code_set = self._account.live_set
        for part in (self._full, self._doing):
            part.setVisible(code_set is not None)
        self._empty.setVisible(code_set is None)
        self._add.setEnabled(self._can_change)
        if code_set is None:
            return
        rules = services.find(self._account.service).codes
        left = code_set.count("unused")
        self._left.setText(messages.codes_left(code_set))
        restyle(self._left, "role", "error" if left == 0 else "warning" if left <= messages.LOW else "label")
        self._meter.show_set(code_set)
        self._origin.setText(messages.code_set_origin(code_set))
        icon = "eye-off" if self.is_revealed else "eye"
        self._show.setText("Hide codes" if self.is_revealed else "Show codes")
        self._show.setIcon(self._look.button_icon(icon))
        self._use.setEnabled(left > 0 and self._can_change)
        self.grid.show_set(code_set, rules, revealed=self.is_revealed, can_change=self._can_change, devices=self._devices)
        self._older.show_account(self._account, rules, revealed=self.is_revealed, devices=self._devices)
        name = messages.service_name(self._account)
        if left <= messages.LOW and rules and rules.count > messages.LOW:
            service = services.find(self._account.service)
            has_page = service.page("two_factor") or service.page("account")
            actions = [(f"Open {name}", self.renew_wanted.emit)] if has_page else []
            self._ask.show_message("warning", messages.low(left, name), actions)
        elif rules and rules.burned and self._can_change and not edit.is_burned_known(code_set):
            self._ask.show_message("info", messages.BURNED, [("Choose…", self.burned_wanted.emit)])
        else:
            self._ask.hide()
        self._order_tabs()

    def _order_tabs(self) -> None:
        """Let the Tab key follow the eye: what is made anew would come last."""
        before: QWidget = self._more
        for offered in self._ask.findChildren(QPushButton):
            if not offered.isHidden():
                self.setTabOrder(before, offered)
                before = offered
        self._older.tab_after(self.grid.tab_after(before))


class Meter(QWidget):
    """One small bar a code: filled while it is unused."""

    def __init__(self, look: Theme) -> None:
        super().__init__()
        self._look = look
        self._states: list[bool] = []
        self._is_low = False
        self.setFixedHeight(12)
        look.follow(self, self.update)

    def show_set(self, code_set: CodeSet) -> None:
        self._states = [code.state == "unused" for code in code_set.codes]
        self._is_low = sum(self._states) <= messages.LOW
        self.setFixedWidth(len(self._states) * 10)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        colours = self._look.colours
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QColor("transparent"))
        for place, is_unused in enumerate(self._states):
            strong = colours.warning if self._is_low else colours.accent
            painter.setBrush(QColor(strong if is_unused else colours.hover))
            painter.drawRoundedRect(place * 10, 0, 7, 12, 2, 2)


class OlderSets(QWidget):
    """The sets that were replaced: kept, greyed, never offered; folded away until somebody looks for them."""

    def __init__(self, look: Theme) -> None:
        super().__init__()
        self._look = look
        self._title = button("", "link", clicked=self.toggle, name="older-sets")
        self._sets = column(gap=UNIT)
        self._grids: list[CodeGrid] = []
        self._holder = QWidget()
        self._holder.setLayout(self._sets)
        self._holder.hide()
        layout = column(row(self._title, None), self._holder, gap=UNIT)
        self.setLayout(layout)

    def show_account(self, account: Account, rules: CodeRules | None, *, revealed: bool, devices: Devices) -> None:
        void = [code_set for code_set in account.code_sets if code_set.void_at]
        self.setVisible(bool(void))
        self._title.setText(f"{messages.count(len(void), 'older set')}, replaced")
        clear(self._sets)
        self._grids = [CodeGrid(self._look) for _ in void]
        for grid, code_set in zip(self._grids, reversed(void), strict=True):
            if grid is not self._grids[0]:
                self._sets.addSpacing(UNIT)
            grid.show_set(code_set, rules, revealed=revealed, can_change=False, devices=devices)
            self._sets.addWidget(label(messages.replaced(code_set), "small"))
            self._sets.addWidget(grid)

    def tab_after(self, before: QWidget) -> None:
        """Let the Tab key lead from a widget through the sets."""
        self.setTabOrder(before, self._title)
        before = self._title
        for grid in self._grids:
            before = grid.tab_after(before)

    def toggle(self) -> None:
        self._holder.setVisible(self._holder.isHidden())
