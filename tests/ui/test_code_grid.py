"""Recovery codes on the screen: hidden, revealed for a while, named by place."""

import pytest
from msgspec import structs
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
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
    ("state", "can_change", "titles", "expected"),
    [
        ("unused", True, ["Copy and mark as used", "Copy only", "Mark as used"], [4, 4, (4, "used")]),
        ("unused", False, ["(Copy and mark as used)", "Copy only", "(Mark as used)"], [4]),
        ("used", True, ["(Used)", "Mark as unused"], [(4, "unused")]),
        ("used", False, ["(Used)", "(Mark as unused)"], []),
    ],
)
def test_a_cells_menu_offers_what_its_state_allows(
    look: Theme, qtbot: QtBot, state: str, can_change: bool, titles: list[str], expected: list[object]
) -> None:
    cell, reported = CodeCell(look, 4), list[object]()
    appearance(qtbot, cell)
    for signal in (cell.copied, cell.peeked, cell.marked):
        signal.connect(recorder(reported))
    cell.show_code(code_set("a", "b", "c", "d", p4=state).codes[3], PYPI, revealed=False, can_change=can_change)
    cell.open_menu(QPoint(0, 0))
    menu = find(cell, QMenu)
    actions = [action for action in menu.actions() if not action.isSeparator()]
    assert [action.text() if action.isEnabled() else f"({action.text()})" for action in actions] == titles
    for action in actions:
        action.trigger()
    assert reported == expected
    menu.close()


def test_a_code_that_was_replaced_has_no_menu(look: Theme, qtbot: QtBot) -> None:
    cell = CodeCell(look, 1)
    appearance(qtbot, cell)
    cell.show_code(Code(secret=CODES[0], state="void"), PYPI, revealed=False, can_change=True)
    cell.open_menu(QPoint(0, 0))
    assert not cell.findChildren(QMenu)
    assert cell.focusPolicy() == Qt.FocusPolicy.NoFocus


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Space])
def test_keys_open_the_menu_where_there_is_no_button_to_press(look: Theme, qtbot: QtBot, key: Qt.Key) -> None:
    grid, peeked = CodeGrid(look), list[int]()
    grid.peeked.connect(recorder(peeked))
    grid.show_set(code_set(*CODES[:2], p2="used"), PYPI, revealed=False, can_change=False)
    appearance(qtbot, grid)
    grid.activateWindow()
    cell = find(grid, CodeCell, "code-1")
    grid.focusNextChild()
    if not cell.hasFocus():  # it had got the focus with the window
        grid.focusPreviousChild()
    assert cell.hasFocus()
    focused = picture(grid)
    cell.clearFocus()
    assert picture(grid) != focused
    cell.setFocus()
    QTest.keyClick(cell, Qt.Key.Key_A)
    QTest.keyClick(cell, key)
    menu = find(cell, QMenu)
    menu.actions()[1].trigger()
    assert peeked == [1]
    menu.close()
    grid.focusNextChild()
    assert find(grid, CodeCell, "code-2").hasFocus()
    grid.show_set(code_set(*CODES[:2], p2="used"), PYPI, revealed=False, can_change=True)
    assert cell.focusPolicy() == Qt.FocusPolicy.NoFocus


def test_a_button_that_goes_away_does_not_hand_the_keys_to_the_next_code(look: Theme, qtbot: QtBot) -> None:
    """A second press of Enter would burn that one."""
    grid, copied = CodeGrid(look), list[int]()
    grid.copied.connect(recorder(copied))
    grid.show_set(code_set(*CODES), PYPI, revealed=False, can_change=True)
    appearance(qtbot, grid)
    grid.activateWindow()
    use = find(grid, QToolButton, "use-1")
    use.setFocus()
    QTest.keyClick(use, Qt.Key.Key_Space)
    grid.show_set(code_set(*CODES, p1="used"), PYPI, revealed=False, can_change=True)
    assert find(grid, CodeCell, "code-1").hasFocus()
    assert copied == [1]


def test_a_used_code_says_when_from_where_and_why(look: Theme, qtbot: QtBot) -> None:
    code = Code(secret=CODES[0], state="used", used_at=NOW.at, note="new laptop", outcome="worked")
    codes = CodeSet(id="set", added_at=NOW.at, codes=(code, Code(secret=CODES[1], state="used")))
    grid = CodeGrid(look)
    grid.show_set(codes, PYPI, revealed=False, can_change=True, devices={("set", 1): "work & bench"})
    appearance(qtbot, grid)
    first, second = (find(grid, CodeCell, f"code-{place}") for place in (1, 2))
    lines = first.toolTip().splitlines()
    assert lines[0].startswith("Used on 31 January 2026, ")
    assert lines[0].endswith(", from work & bench")
    assert lines[1:] == ["Why: new laptop", "Outcome: worked"]
    assert first.accessibleDescription() == first.toolTip()
    assert second.toolTip() == "Used"
    first.open_menu(QPoint(0, 0))
    assert find(first, QMenu).actions()[0].text().endswith("work && bench")
    find(first, QMenu).close()


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
    card.show_account(account(code_sets=()), can_change=False)
    assert not find(card, QPushButton, "add-codes").isEnabled()


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
