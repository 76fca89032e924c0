"""Every colour, size and icon, and the only style sheet. One palette in light and dark, one type scale, one spacing unit."""

from collections.abc import Callable
from functools import cache
from typing import NamedTuple

from PySide6.QtCore import QByteArray, QObject, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QGuiApplication, QIcon, QPainter, QPalette, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication
from shiboken6 import isValid

import resources
from vault import services

UNIT = 8  # px: every margin, gap and height is a multiple of half of it
TEXT, SMALL, LARGE, TITLE, DISPLAY = 14, 12, 16, 24, 34  # px
RADIUS = 8
CONTROL = 38  # px: height of buttons and fields
BUTTON_ICON = QSize(24, 18)  # px: an icon and the room between it and the words
UI_FONT, CODE_FONT = "Inter", "JetBrains Mono"
_FONT_FILES = ("Inter-Regular.otf", "Inter-Medium.otf", "Inter-SemiBold.otf", "JetBrainsMono-Regular.ttf")


class Colours(NamedTuple):
    """The palette. `soft` colours are grounds for text in the strong colour of the same name."""

    ground: str
    side: str
    surface: str
    hover: str
    line: str
    field_line: str
    scroll: str
    text: str
    muted: str
    accent: str
    accent_hover: str
    on_accent: str
    accent_soft: str
    good: str
    warning: str
    warning_soft: str
    danger: str
    danger_soft: str
    toast: str
    on_toast: str
    toast_accent: str


LIGHT = Colours(
    ground="#F7F8F8",
    side="#EEF1F0",
    surface="#FFFFFF",
    hover="#E4E9E8",
    line="#E1E6E5",
    field_line="#828F8D",
    scroll="#C3CCCA",
    text="#15201E",
    muted="#56645F",
    accent="#0F6B5C",
    accent_hover="#0B584B",
    on_accent="#FFFFFF",
    accent_soft="#E1F1ED",
    good="#1A7447",
    warning="#855300",
    warning_soft="#FDF2DC",
    danger="#B0261C",
    danger_soft="#FBE9E7",
    toast="#1E2927",
    on_toast="#F2F6F5",
    toast_accent="#7FDCC8",
)
DARK = Colours(
    ground="#15191A",
    side="#101415",
    surface="#1D2324",
    hover="#283031",
    line="#2C3536",
    field_line="#6B7A78",
    scroll="#3C4748",
    text="#E7ECEB",
    muted="#9CAAA7",
    accent="#56C7B2",
    accent_hover="#74D6C4",
    on_accent="#06231D",
    accent_soft="#18352F",
    good="#6FCF97",
    warning="#F0BC5E",
    warning_soft="#38301D",
    danger="#FF9389",
    danger_soft="#3D2322",
    toast="#E7ECEB",
    on_toast="#15201E",
    toast_accent="#0F6B5C",
)
# Grounds of the services' monograms: dark enough for white letters in both themes.
_TILES = ("#31708E", "#5B5EA6", "#8A4B7D", "#9C4A3C", "#7A6320", "#3F7350", "#2F6F6B", "#64596B")


class Theme(QObject):
    """The colours in force; who draws with them follows when the user or the system turns light into dark or back."""

    def __init__(self, app: QApplication, choice: str) -> None:
        super().__init__(app)
        self._app = app
        self._choice = choice
        self._followers: list[tuple[QObject, Callable[[], None]]] = []
        _dress()
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._apply)
        self._apply()

    @property
    def colours(self) -> Colours:
        return DARK if self.is_dark else LIGHT

    @property
    def is_dark(self) -> bool:
        if self._choice == "system":
            return QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark
        return self._choice == "dark"

    def choose(self, choice: str) -> None:
        """Use `light`, `dark` or what the `system` has."""
        if choice != self._choice:
            self._choice = choice
            self._apply()

    def icon(self, name: str, role: str = "text", *, size: int = 20) -> QIcon:
        """Return the icon `name` in the colour `role`, sharp at any scale."""
        ratio = self._app.devicePixelRatio()
        return QIcon(_tinted(name, getattr(self.colours, role), size, ratio))

    def button_icon(self, name: str, role: str = "text") -> QIcon:
        """Return an icon for a button with words: with room between the two."""
        ratio = self._app.devicePixelRatio()
        padded = QPixmap(QSize(round(BUTTON_ICON.width() * ratio), round(BUTTON_ICON.height() * ratio)))
        padded.fill(Qt.GlobalColor.transparent)
        padded.setDevicePixelRatio(ratio)
        painter = QPainter(padded)
        painter.drawPixmap(0, 0, _tinted(name, getattr(self.colours, role), BUTTON_ICON.height(), ratio))
        painter.end()
        return QIcon(padded)

    def pixmap(self, name: str, role: str = "text", *, size: int = 20) -> QPixmap:
        return _tinted(name, getattr(self.colours, role), size, self._app.devicePixelRatio())

    def follow(self, owner: QObject, draw: Callable[[], None]) -> None:
        """Call `draw` now and whenever the colours change, for as long as `owner` lives."""
        draw()
        self._followers = [follower for follower in self._followers if isValid(follower[0])]
        self._followers.append((owner, draw))

    def _apply(self) -> None:
        colours = self.colours
        self._app.setPalette(_palette(colours))
        self._app.setFont(font())
        sheet = _style(colours)
        if sheet != self._app.styleSheet():  # setting it polishes every widget anew
            self._app.setStyleSheet(sheet)
        for owner, draw in self._followers:
            if isValid(owner):
                draw()


def font(size: int = TEXT, weight: QFont.Weight = QFont.Weight.Normal) -> QFont:
    """Return the font of the window; `size` in px."""
    made = QFont(UI_FONT)
    made.setPixelSize(size)
    made.setWeight(weight)
    return made


def code_font(size: int) -> QFont:
    """Return the font of codes and digits: 0 and O, 1 and l cannot be mistaken. `size` in px."""
    made = QFont(CODE_FONT)
    made.setPixelSize(size)
    made.setStyleHint(QFont.StyleHint.Monospace)
    made.setStyleStrategy(QFont.StyleStrategy.PreferAntialias)
    return made


def tile_colour(service_id: str) -> QColor:
    """Return the ground of a service's monogram: always the same, and no two neighbours of the table alike."""
    known = list(services.table())
    place = known.index(service_id) if service_id in known else sum(service_id.encode())
    return QColor(_TILES[place % len(_TILES)])


def logo(size: int, ratio: float) -> QPixmap:
    return _drawn(resources.path("icons/sparekey.svg").read_bytes(), size, ratio)


def app_icon() -> QIcon:
    icon = QIcon()
    for size in (16, 24, 32, 48, 64, 128, 256):
        icon.addPixmap(logo(size, 1.0))
    return icon


@cache
def _dress() -> None:
    """Give the application its fonts: once, as Qt keeps them. Its style, Fusion, is asked for when it starts."""
    for name in _FONT_FILES:
        QFontDatabase.addApplicationFont(str(resources.path(f"fonts/{name}")))


@cache
def _tinted(name: str, colour: str, size: int, ratio: float) -> QPixmap:
    source = resources.path(f"icons/{name}.svg").read_text("ascii").replace("#000000", colour)
    return _drawn(source.encode(), size, ratio)


def _drawn(source: bytes, size: int, ratio: float) -> QPixmap:
    pixmap = QPixmap(QSize(round(size * ratio), round(size * ratio)))
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    QSvgRenderer(QByteArray(source)).render(painter, QRectF(0, 0, pixmap.width(), pixmap.height()))
    painter.end()
    pixmap.setDevicePixelRatio(ratio)
    return pixmap


def _palette(colours: Colours) -> QPalette:
    palette = QPalette()
    roles = QPalette.ColorRole
    for role, colour in {
        roles.Window: colours.ground,
        roles.WindowText: colours.text,
        roles.Base: colours.surface,
        roles.AlternateBase: colours.ground,
        roles.Text: colours.text,
        roles.Button: colours.surface,
        roles.ButtonText: colours.text,
        roles.PlaceholderText: colours.muted,
        roles.Highlight: colours.accent,
        roles.HighlightedText: colours.on_accent,
        roles.ToolTipBase: colours.toast,
        roles.ToolTipText: colours.on_toast,
        roles.Link: colours.accent,
        roles.Accent: colours.accent,
    }.items():
        palette.setColor(role, QColor(colour))
    for role in (roles.WindowText, roles.Text, roles.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, role, QColor(colours.muted))
    return palette


def _style(colours: Colours) -> str:
    """Fill the one style sheet with the colours in force."""
    shade = "dark" if colours is DARK else "light"
    values = colours._asdict() | {
        "unit": UNIT,
        "radius": RADIUS,
        "inner": RADIUS - 2,
        "control": CONTROL - 2,
        "text_size": TEXT,
        "small": SMALL,
        "large": LARGE,
        "title": TITLE,
        "display": DISPLAY,
        "code_font": CODE_FONT,
        "chevron": resources.path(f"icons/chevron-down-{shade}.svg").as_posix(),
        "tick": resources.path(f"icons/tick-{shade}.svg").as_posix(),
    }
    sheet = resources.path("style.qss").read_text("ascii")
    for name in sorted(values, key=len, reverse=True):
        sheet = sheet.replace(f"@{name}", str(values[name]))
    return sheet
