"""The keyboard on a page whose parts are made anew: where it was, and in which order it walks."""

from collections.abc import Callable, Iterator, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QLayout, QScrollArea, QWidget


def leave(page: QScrollArea, parts: Sequence[QWidget]) -> Callable[[], None]:
    """Take the keyboard out of parts that are made anew, and return what gives it back: to the same button, or to the next."""
    focused = page.focusWidget()
    is_here = page.window().focusWidget() is focused  # also while a dialog is over the window
    if not isinstance(focused, QAbstractButton) or not is_here or not _is_in(focused, parts):
        return lambda: None
    name = focused.accessibleName() or focused.text()
    place = _buttons(parts).index(focused)
    page.setFocus()

    def give_back() -> None:
        found = _buttons(parts)
        same = [one for one in found if name in {one.accessibleName(), one.text()}]
        next(iter(same or found[place:] or found[-1:]), page).setFocus()

    return give_back


def put_in_order(page: QScrollArea) -> None:
    """Let the Tab key walk through a page as the eye does. New widgets come last by themselves."""
    before: QWidget = page
    for stop in _stops(page.viewport()):
        QWidget.setTabOrder(before, stop)
        before = stop


def _buttons(parts: Sequence[QWidget]) -> list[QAbstractButton]:
    stops = (stop for part in parts for stop in _stops(part))
    return [one for one in stops if isinstance(one, QAbstractButton) and not one.isHidden() and one.isEnabled()]


def _is_in(widget: QWidget, parts: Sequence[QWidget]) -> bool:
    return any(part is widget or part.isAncestorOf(widget) for part in parts)


def _stops(widget: QWidget) -> Iterator[QWidget]:
    """Yield where the Tab key may stop, in the order in which the layouts have it."""
    if widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
        yield widget
    if isinstance(widget, QAbstractItemView):
        return
    layout = widget.layout()
    parts = _parts(layout) if layout else (child for child in widget.children() if isinstance(child, QWidget))
    for part in parts:
        yield from _stops(part)


def _parts(layout: QLayout) -> Iterator[QWidget]:
    """Yield the widgets of a layout and of those in it."""
    for place in range(layout.count()):
        item = layout.itemAt(place)
        inner, widget = (item.layout(), item.widget()) if item else (None, None)
        if inner:
            yield from _parts(inner)
        elif widget:
            yield widget
