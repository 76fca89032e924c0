"""Recovery codes on the screen: hidden, revealed for a while, named by place."""

import pytest
from msgspec import structs
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QApplication, QLabel, QMenu, QPushButton, QToolButton
from pytestqt.qtbot import QtBot

from tests.ui.desk import (
    CODES,
    NOW,
    appearance,
    example,
    find,
    hasten,
    picture,
    press,
    recorder,
)
from ui.desktop.theme import Theme
from ui.desktop.widgets.burned import BurnedBox, ends
from ui.desktop.widgets.code_grid import CodeCell, CodeGrid
from ui.desktop.widgets.codes_card import CodesCard, Meter
from vault import edit, services
from vault.model import Account, Code, CodeSet

EXAMPLE = example().accounts[0]
PYPI = services.find("pypi").codes


def code_set(*secrets: str, **states: str) -> CodeSet:
    """Return a set of unused codes but for those whose place is named: p2="used"."""
    codes = [Code(secret=secret, state=states.get(f"p{place}", "unused")) for place, secret in enumerate(secrets, 1)]  # type: ignore[arg-type]
    return CodeSet(id="set", added_at=NOW.at, codes=tuple(codes))


def account(**members: object) -> Account:
    return structs.replace(EXAMPLE, **members)


def test_hidden_codes_look_the_same_whatever_they_are(look: Theme, qtbot: QtBot) -> None:
    """Not one pixel tells a code before it is revealed."""
    grid = CodeGrid(look)
    grid.show_set(code_set(*CODES), PYPI, revealed=False, can_change=True)
    appearance(qtbot, grid)
    hidden = picture(grid)
    grid.show_set(code_set(*(code[::-1] for code in CODES)), PYPI, revealed=False, can_change=True)
    assert picture(grid) == hidden
    grid.show_set(code_set(*CODES), PYPI, revealed=True, can_change=True)
    assert picture(grid) != hidden


def test_a_screen_reader_gets_a_code_only_while_it_is_revealed(look: Theme, qtbot: QtBot) -> None:
    cell = CodeCell(look, 3)
    appearance(qtbot, cell)
    cell.show_code(Code(secret=CODES[2]), PYPI, revealed=False, can_change=True)
    assert cell.accessibleName() == "Code 3, unused, hidden"
    assert not cell.toolTip()
    cell.show_code(Code(secret=CODES[2]), PYPI, revealed=True, can_change=True)
    assert cell.accessibleName() == f"Code 3, unused, {CODES[2]}"
    cell.show_code(Code(secret=CODES[2]), PYPI, revealed=False, can_change=True)
    assert CODES[2] not in cell.accessibleName() + cell._text


def test_the_grid_grows_and_shrinks_with_the_set(look: Theme, qtbot: QtBot) -> None:
    grid = CodeGrid(look)
    appearance(qtbot, grid)
    for secrets in (CODES, CODES[:3], [f"{code}{code}" for code in CODES], ()):
        grid.show_set(code_set(*secrets), None, revealed=True, can_change=True)
        picture(grid)
        assert len([cell for cell in grid.findChildren(CodeCell) if cell.isVisible()]) == len(secrets)


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (Code(secret="a"), ""),
        (Code(secret="a", state="void"), "Replaced"),
        (Code(secret="a", state="used"), "Used"),
        (Code(secret="a", state="used", used_at=NOW.at, note="new laptop"), "Used on 31 Jan 2026 · new laptop"),
        (Code(secret="a", state="used", used_at=NOW.at, outcome="refused"), "Used on 31 Jan 2026 · was refused"),
    ],
)
def test_a_cell_says_what_became_of_its_code(look: Theme, qtbot: QtBot, code: Code, words: str) -> None:
    from ui.desktop.widgets.code_grid import _state  # noqa: PLC0415

    cell = CodeCell(look, 1)
    appearance(qtbot, cell)
    cell.show_code(code, PYPI, revealed=True, can_change=True)
    assert _state(code) == words
    assert find(cell, QToolButton, "use-1").isEnabled() if code.state == "unused" else not cell._use.isVisible()
    picture(cell)


def test_a_long_code_is_painted_smaller_rather_than_cut(look: Theme, qtbot: QtBot) -> None:
    cell = CodeCell(look, 1)
    appearance(qtbot, cell, 240)
    cell.show_code(Code(secret="ab01" * 16), services.find("npm").codes, revealed=True, can_change=True)
    image = picture(cell)
    cell.show_code(Code(secret="ab01" * 15 + "ffff"), services.find("npm").codes, revealed=True, can_change=True)
    assert picture(cell).width() == image.width()


@pytest.mark.parametrize(
    ("state", "titles"),
    [
        ("unused", ["Copy and mark as used", "Copy only", "Mark as used"]),
        ("used", ["Mark as unused"]),
        ("void", []),
    ],
)
def test_a_cells_menu_offers_what_its_state_allows(look: Theme, qtbot: QtBot, state: str, titles: list[str]) -> None:
    cell, reported = CodeCell(look, 4), list[object]()
    appearance(qtbot, cell)
    for signal in (cell.copied, cell.peeked, cell.marked):
        signal.connect(recorder(reported))
    cell.show_code(code_set("a", "b", "c", "d", p4=state).codes[3], PYPI, revealed=False, can_change=True)
    menu = cell.open_menu(QPoint(0, 0))
    actions = [action for action in menu.actions() if not action.isSeparator()]
    assert [action.text() for action in actions] == titles
    for action in actions:
        action.trigger()
    expected: list[object] = {"unused": [4, 4, (4, "used")], "used": [(4, "unused")], "void": []}[state]  # type: ignore[assignment]
    assert reported == expected
    menu.close()


def test_the_menu_opens_with_the_right_button_and_the_menu_key(look: Theme, qtbot: QtBot) -> None:
    from PySide6.QtGui import QContextMenuEvent  # noqa: PLC0415

    cell = CodeCell(look, 1)
    appearance(qtbot, cell)
    cell.show_code(Code(secret=CODES[0]), PYPI, revealed=False, can_change=True)
    event = QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, QPoint(5, 5), QPoint(5, 5))
    QApplication.sendEvent(find(cell, QToolButton, "use-1"), event)
    find(cell, QMenu).close()


def test_codes_hide_themselves_after_the_time(look: Theme, qtbot: QtBot) -> None:
    card = CodesCard(look, hide_after=30)
    card.show_account(account(), can_change=True)
    appearance(qtbot, card)
    hidden = picture(card)
    press(card, "show-codes")
    assert find(card, QPushButton, "show-codes").text() == "Hide codes"
    assert picture(card) != hidden
    hasten(card._hide, 30)
    qtbot.waitUntil(lambda: not card.is_revealed)
    assert find(card, QPushButton, "show-codes").text() == "Show codes"
    press(card, "show-codes")
    press(card, "show-codes")
    assert not card.is_revealed


def test_codes_are_hidden_when_another_account_is_shown(look: Theme, qtbot: QtBot) -> None:
    card = CodesCard(look, hide_after=30)
    card.show_account(account(), can_change=True)
    appearance(qtbot, card)
    card.toggle()
    card.show_account(account(note="changed"), can_change=True)
    assert card.is_revealed
    card.show_account(account(id="another"), can_change=True)
    assert not card.is_revealed


def test_a_card_without_codes_asks_for_them(look: Theme, qtbot: QtBot) -> None:
    card, wanted = CodesCard(look, hide_after=30), list[object]()
    card.add_wanted.connect(lambda: wanted.append("add"))
    card.copied.connect(recorder(wanted))
    card.use_next()
    card.hide_codes()
    card.show_account(account(code_sets=()), can_change=True)
    appearance(qtbot, card)
    press(card, "add-codes")
    card.use_next()
    assert wanted == ["add"]


@pytest.mark.parametrize(
    ("used", "role", "words"),
    [(0, "label", "8 of 8 left"), (5, "label", "3 of 8 left"), (6, "warning", "2 of 8 left"), (8, "error", "No code left")],
)
def test_running_low_is_said_in_time(look: Theme, qtbot: QtBot, used: int, role: str, words: str) -> None:
    card = CodesCard(look, hide_after=30)
    states = {f"p{place}": "used" for place in range(1, used + 1)}
    card.show_account(account(code_sets=(code_set(*CODES, **states),)), can_change=True)
    appearance(qtbot, card)
    left = find(card, QLabel, "codes-left")
    assert (left.text(), left.property("role")) == (words, role)
    assert find(card, QPushButton, "use-next").isEnabled() == (used < 8)


def test_replaced_sets_are_folded_away(look: Theme, qtbot: QtBot) -> None:
    card = CodesCard(look, hide_after=30)
    vault = example()
    vault = edit.add_codes(vault, vault.accounts[0].id, [code[::-1] for code in CODES], now=NOW)
    card.show_account(vault.accounts[0], can_change=True)
    appearance(qtbot, card)
    older = find(card, QPushButton, "older-sets")
    assert older.text() == "1 older set, replaced"
    assert len([grid for grid in card.findChildren(CodeGrid) if grid.isVisible()]) == 1
    press(card, "older-sets")
    assert len([grid for grid in card.findChildren(CodeGrid) if grid.isVisible()]) == 2
    press(card, "older-sets")


def test_the_meter_has_a_bar_for_each_code(look: Theme, qtbot: QtBot) -> None:
    meter = Meter(look)
    meter.show_set(code_set(*CODES))
    assert meter.width() == 80
    plenty = appearance(qtbot, meter, 80)
    meter.show_set(code_set(*CODES, **{f"p{place}": "used" for place in range(1, 8)}))
    assert picture(meter) != plenty


@pytest.mark.parametrize(
    ("secret", "service", "seen"),
    [
        ("a83fe2954d8f190b", "pypi", "a83f •••• •••• 190b"),
        ("12345-67890", "github", "123••••••••"),
        ("ab", "", "ab•••"),
    ],
)
def test_a_code_is_named_by_its_ends(secret: str, service: str, seen: str) -> None:
    assert ends(secret, services.find(service).codes) == seen


def test_the_burned_code_is_chosen_by_place(qtbot: QtBot) -> None:
    box = BurnedBox([(2, CODES[1]), (5, CODES[4])], PYPI, none="None yet")
    qtbot.addWidget(box)
    assert box.currentData() is None
    box.setCurrentIndex(2)
    assert box.place == 5
    assert CODES[4] not in box.currentText()
