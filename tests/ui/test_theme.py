"""Light and dark: who follows, whether the words can be read, whether every icon is there."""

import ast
import re
from collections.abc import Iterator
from itertools import chain, product
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QFontDatabase, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

import resources
from ui.desktop import theme
from ui.desktop.theme import DARK, LIGHT, Colours, Theme
from vault import services

SOURCES = Path(theme.__file__).parent
ICON_ARGUMENT = {"icon": 0, "button_icon": 0, "pixmap": 0, "_add_way": 0, "tool": 1, "with_icon": 2}
NORMAL, LARGE = 4.5, 3.0  # WCAG 2.2, success criteria 1.4.3 and 1.4.11


class System(QObject):
    """A desktop that can be made dark; the screen that is none cannot."""

    colorSchemeChanged = Signal(Qt.ColorScheme)  # noqa: N815

    def __init__(self) -> None:
        super().__init__()
        self._scheme = Qt.ColorScheme.Light

    def colorScheme(self) -> Qt.ColorScheme:  # noqa: N802
        return self._scheme

    def become(self, scheme: Qt.ColorScheme) -> None:
        self._scheme = scheme
        self.colorSchemeChanged.emit(scheme)


@pytest.fixture
def look(qapp: QApplication) -> Iterator[Theme]:
    made = Theme(qapp, "light")
    yield made
    made.deleteLater()
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


# Switching


def test_the_window_follows_the_choice(look: Theme, qapp: QApplication) -> None:
    drawn: list[str] = []
    look.follow(look, lambda: drawn.append(look.colours.ground))
    look.choose("dark")
    assert qapp.palette().color(QPalette.ColorRole.Window).name().upper() == DARK.ground
    assert DARK.ground in qapp.styleSheet()
    look.choose("dark")
    look.choose("light")
    assert LIGHT.ground in qapp.styleSheet()
    assert drawn == [LIGHT.ground, DARK.ground, LIGHT.ground]


def test_the_window_follows_the_system_only_if_told_to(qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> None:
    system = System()
    monkeypatch.setattr(QGuiApplication, "styleHints", lambda: system)
    look = Theme(qapp, "light")
    system.become(Qt.ColorScheme.Dark)
    assert LIGHT.ground in qapp.styleSheet()
    look.choose("system")
    assert DARK.ground in qapp.styleSheet()
    system.become(Qt.ColorScheme.Light)
    assert LIGHT.ground in qapp.styleSheet()
    look.deleteLater()


def test_who_is_gone_is_no_longer_asked_to_draw(look: Theme, qapp: QApplication) -> None:
    owner, drawn = QObject(), list[int]()
    look.follow(owner, lambda: drawn.append(1))
    owner.deleteLater()
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    look.choose("dark")
    look.follow(look, lambda: None)
    assert drawn == [1]
    assert len(look._followers) == 1


def test_icons_are_drawn_in_the_colours_in_force(look: Theme) -> None:
    light = look.pixmap("lock").toImage()
    look.choose("dark")
    dark = look.pixmap("lock").toImage()
    assert light != dark
    assert not look.icon("lock", "accent").isNull()
    assert look.button_icon("lock").availableSizes() == [theme.BUTTON_ICON]
    assert len(theme.app_icon().availableSizes()) == 7


@pytest.mark.parametrize("choice", ["light", "dark"])
def test_the_style_sheet_is_filled_in(look: Theme, qapp: QApplication, choice: str) -> None:
    look.choose(choice)
    assert not re.findall(r"@\w+", re.sub(r"/\*.*?\*/", "", qapp.styleSheet(), flags=re.DOTALL))
    for picture in re.findall(r"url\((.+?)\)", qapp.styleSheet()):
        assert Path(picture).is_file()


def test_the_fonts_are_the_ones_that_are_packed(look: Theme) -> None:
    assert isinstance(look, Theme)
    assert {theme.UI_FONT, theme.CODE_FONT} <= set(QFontDatabase.families())
    assert QFontDatabase.isFixedPitch(theme.CODE_FONT)
    assert theme.code_font(15).pixelSize() == 15


# Reading


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
def test_words_can_be_read_on_every_ground_they_stand_on(colours: Colours) -> None:
    words = ("text", "muted", "accent", "danger", "warning", "good")
    pairs = [
        *product(words, ("ground", "surface")),
        *product(("text", "muted", "accent"), ("side",)),
        *product(("text", "muted"), ("hover", "accent_soft")),
        ("accent", "accent_soft"),
        ("warning", "warning_soft"),
        ("danger", "danger_soft"),
        ("text", "warning_soft"),
        ("on_accent", "accent"),
        ("on_accent", "accent_hover"),
        ("surface", "danger"),
        ("on_toast", "toast"),
        ("toast_accent", "toast"),
    ]
    ratios = {pair: contrast(getattr(colours, pair[0]), getattr(colours, pair[1])) for pair in pairs}
    assert {pair: round(ratio, 2) for pair, ratio in ratios.items() if ratio < NORMAL} == {}


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
def test_fields_can_be_told_from_their_ground(colours: Colours) -> None:
    pairs = product(("field_line", "accent", "danger"), ("ground", "surface"))
    ratios = {pair: contrast(getattr(colours, pair[0]), getattr(colours, pair[1])) for pair in pairs}
    assert {pair: round(ratio, 2) for pair, ratio in ratios.items() if ratio < LARGE} == {}


def test_monograms_can_be_read(look: Theme) -> None:
    assert isinstance(look, Theme)
    tiles = {theme.tile_colour(service_id).name() for service_id in [*services.table(), "somewhere-else", "?"]}
    assert {tile: contrast("#ffffff", tile) for tile in tiles if contrast("#ffffff", tile) < NORMAL} == {}
    assert theme.tile_colour("pypi") != theme.tile_colour("testpypi")


# Icons


def used_icons(source: Path) -> Iterator[str]:
    """Yield the names of icons in a module: the words at the places where icons are named."""
    for node in ast.walk(ast.parse(source.read_text("utf-8"))):
        if isinstance(node, ast.Call):
            called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            place = ICON_ARGUMENT.get(called, len(node.args))
            for argument in node.args[place : place + 1]:
                inside = (argument.body, argument.orelse) if isinstance(argument, ast.IfExp) else (argument,)
                yield from (one.value for one in inside if isinstance(one, ast.Constant) and isinstance(one.value, str))


def test_every_icon_that_is_named_exists_and_can_be_tinted() -> None:
    used = set(chain.from_iterable(map(used_icons, SOURCES.rglob("*.py"))))
    assert {"lock", "settings", "eye", "eye-off", "copy", "shield"} <= used
    for name in used:
        text = resources.path(f"icons/{name}.svg").read_text("ascii")
        assert "#000000" in text, f"{name} has a colour of its own"
