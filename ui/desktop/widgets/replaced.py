"""Content that takes the place of other content."""

from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.desktop.widgets.basic import clear


def put(content: QVBoxLayout, place: QVBoxLayout) -> None:
    """Put this in the place of what was there, and show it at once: for a page that is empty for a moment jumps to its top."""
    clear(place)
    holder = QWidget()
    holder.setLayout(content)
    place.addWidget(holder)
    holder.show()
