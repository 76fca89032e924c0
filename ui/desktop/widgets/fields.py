"""Fields of forms, each with its label."""

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import QDate
from PySide6.QtWidgets import QComboBox, QDateEdit, QLineEdit, QVBoxLayout, QWidget

from ui.desktop.theme import CONTROL
from ui.desktop.widgets.basic import column, label
from vault import services


def service_box(name: str, only: Sequence[str] = ()) -> QComboBox:
    """Return a box to choose a service of the table, or to type another."""
    box = QComboBox()
    box.setObjectName(name)
    box.setAccessibleName("Service")
    box.setEditable(True)
    for service in services.table().values():
        if not only or service.id in only:
            box.addItem(service.name, service.id)
    return box


def service_of(box: QComboBox) -> str:
    """Return the id that was chosen, or the word that was typed."""
    place = box.findText(box.currentText())
    return str(box.itemData(place)) if place >= 0 else box.currentText().strip().lower().replace(" ", "-")


def text_field(name: str, placeholder: str) -> QLineEdit:
    field = QLineEdit()
    field.setObjectName(name)
    field.setPlaceholderText(placeholder)
    field.setMaxLength(254)
    field.setMinimumHeight(CONTROL)
    return field


def labelled(title: str, control: QWidget) -> QVBoxLayout:
    words = label(title, "label")
    words.setBuddy(control)
    control.setAccessibleName(title)
    return column(words, control, gap=6)


def date_field(name: str, title: str) -> QDateEdit:
    """Return a field for a day that is not in the future."""
    field = QDateEdit(QDate.currentDate())
    field.setObjectName(name)
    field.setAccessibleName(title)
    field.setCalendarPopup(True)
    field.setDisplayFormat("d MMMM yyyy")
    field.setMaximumDate(QDate.currentDate())
    field.setMinimumHeight(CONTROL)
    return field


def day_of(field: QDateEdit) -> date:
    chosen = field.date()
    return date(chosen.year(), chosen.month(), chosen.day())


def names_in(text: str) -> list[str]:
    """Return the names in a text that has commas between them."""
    return [name for part in text.split(",") if (name := part.strip())]
