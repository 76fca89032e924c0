"""Nothing is cut and nothing lies outside on any page or dialog in the smallest window; the usual one: test_accessibility."""

import re
from collections.abc import Iterator
from itertools import combinations

from PySide6.QtCore import QRect
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QAbstractSpinBox,
    QApplication,
    QCheckBox,
    QComboBox,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPushButton,
    QRadioButton,
    QScrollArea,
    QTableView,
    QWidget,
)
from pytestqt.qtbot import QtBot

from tests.ui.desk import Desk
from tests.ui.scenes import scenes
from ui.desktop.widgets.basic import Elided

INSIDE_OF_QT = (QLineEdit, QComboBox, QAbstractSpinBox, QHeaderView, QTableView)


def test_nothing_is_cut(desk: Desk, qtbot: QtBot) -> None:
    found: dict[str, set[str]] = {}
    seen, size = 0, (880, 600)
    for name, widget in scenes(desk, qtbot, size):
        seen += 1
        for complaint in lasting_complaints(widget):
            found.setdefault(complaint, set()).add(name)
        if widget is widget.window() and not widget.parent():
            assert (widget.width(), widget.height()) == size, name
    assert seen > 60
    assert not found, "\n".join(f"{complaint} ({', '.join(sorted(names)[:4])})" for complaint, names in found.items())


def lasting_complaints(top: QWidget) -> list[str]:
    """Return what is wrong once the layouts, which ask each other for several rounds, have come to rest."""
    found: list[str] = []
    for _ in range(20):
        found = list(complaints(top))
        if not found:
            break
        QApplication.processEvents()
    return found


def complaints(top: QWidget) -> Iterator[str]:
    for widget in [one for one in top.findChildren(QWidget) if one.isVisible() and one.window() is top]:
        parent = widget.parentWidget()
        if parent is None or isinstance(parent, INSIDE_OF_QT) or parent.metaObject().className().startswith("QComboBox"):
            continue
        yield from of_place(widget, parent)
        if isinstance(widget, QLabel):
            yield from of_label(widget)
        elif isinstance(widget, QPushButton | QCheckBox | QRadioButton | QComboBox):
            yield from of_button(widget)
        yield from of_neighbours(widget)
        if isinstance(widget, QScrollArea) and widget.horizontalScrollBar().maximum():
            yield f"{named(widget)} is wider than its view"


def of_place(widget: QWidget, parent: QWidget) -> Iterator[str]:
    """A widget lies inside its parent; in a view it may be longer, never wider."""
    area = parent.rect()
    is_in_view = isinstance(parent.parent(), QAbstractScrollArea)
    if not area.contains(widget.geometry()) and not (is_in_view and widget.width() <= area.width()):
        yield f"{named(widget)} at {rectangle(widget.geometry())} outside {named(parent)} of {rectangle(area)}"


def of_label(label: QLabel) -> Iterator[str]:
    text, room, metrics = label.text(), label.contentsRect(), label.fontMetrics()
    if not text or isinstance(label, Elided):
        return
    if label.wordWrap():
        widest = max(map(metrics.horizontalAdvance, re.split(r"[\s\u200b]+", text)), default=0)
        if widest > room.width() or label.heightForWidth(label.width()) > label.height() + 1:
            yield f"{named(label)} does not fit into {rectangle(room)}"
    elif metrics.horizontalAdvance(text) > room.width() or metrics.height() > room.height() + 2:
        yield f"{named(label)} of {metrics.horizontalAdvance(text)}x{metrics.height()} is cut to {rectangle(room)}"


def of_button(button: QAbstractButton | QComboBox) -> Iterator[str]:
    wanted = button.minimumSizeHint() if isinstance(button, QComboBox) else button.sizeHint()
    if wanted.width() > button.width() or wanted.height() > button.height() + 4:
        yield f"{named(button)} wants {wanted.width()}x{wanted.height()} and has {rectangle(button.geometry())}"


def of_neighbours(parent: QWidget) -> Iterator[str]:
    """Words and buttons beside each other do not overlap."""
    parts = [one for one in parent.children() if isinstance(one, QLabel | QAbstractButton) and one.isVisible()]
    for one, other in combinations(parts, 2):
        if one.geometry().intersects(other.geometry()):
            yield f"{named(one)} and {named(other)} overlap"


def named(widget: QWidget) -> str:
    text = widget.text() if isinstance(widget, QLabel | QAbstractButton) else ""
    return f"{type(widget).__name__} {widget.objectName()} {text[:60]!r}"


def rectangle(area: QRect) -> str:
    return f"{area.x()},{area.y()} {area.width()}x{area.height()}"
