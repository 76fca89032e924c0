"""The page of readiness: what it says of which vault, losses that are tried, what is offered, and that nobody has to wait."""

import threading
from datetime import timedelta

import pytest
from msgspec import structs
from PySide6.QtCore import QEvent, QModelIndex, QPoint, QPointF, Qt, QTimer
from PySide6.QtGui import QImage, QMouseEvent, QWheelEvent
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QMenu, QPushButton
from pytestqt.qtbot import QtBot

from tests.ui import readiness_scenes as made
from tests.ui.desk import NOW, PASSWORD, START, Desk, find, picture, press, recorder, shows
from tests.ui.readiness_scenes import lose, ready, seven, vault_of, well, worked_out
from tests.ui.test_accessibility import controls, heard
from tests.ui.test_layout import lasting_complaints
from ui.desktop import readiness_messages as words
from ui.desktop import survey
from ui.desktop.grid_model import GridModel
from ui.desktop.preparedness import Preparedness
from ui.desktop.session import Session
from ui.desktop.survey import STATES, Closeup, State, Survey
from ui.desktop.table_models import ROW
from ui.desktop.theme import Theme
from ui.desktop.widgets.readiness_ring import SIZE, ReadinessRing
from ui.desktop.widgets.weakness_row import RemedyRow, WeaknessRow
from vault import edit
from vault.findings.finding import RANKS
from vault.losses import Item
from vault.model import Vault

SPOKEN = Qt.ItemDataRole.AccessibleTextRole
TIP = Qt.ItemDataRole.ToolTipRole


def text(room: Preparedness, name: str) -> str:
    """Return what the label of that name says, or nothing where it is hidden."""
    label = room.page.findChild(QLabel, name)
    assert isinstance(label, QLabel)
    return label.text() if label.isVisible() else ""


def legend(room: Preparedness) -> list[str]:
    """Return what stands beside the ring, which is also what it says of itself."""
    said = room.page.picture.ring.accessibleName().split("; ")
    assert all(shows(room.page.picture, one) for one in said)
    return said


def names_in_table(room: Preparedness) -> list[str]:
    return [row.account.title for row in room.page.table.grid.rows]


def cell(room: Preparedness, title: str, item: str, role: int = ROW) -> str:
    grid = room.page.table.grid
    row = names_in_table(room).index(title)
    column = [one.name for one in grid.columns].index(item)
    return str(grid.data(grid.index(row, column), role))


def told(room: Preparedness) -> list[str]:
    """Return whom the drill locks out."""
    found = room.page.findChildren(QPushButton, "closed")
    return [one.text() for one in found if one.isVisible()]


def pills(room: Preparedness) -> list[str]:
    found = [one for one in room.page.findChildren(QPushButton, "thing") if one.isVisible()]
    return [one.text() for one in sorted(found, key=lambda one: (one.y(), one.x()))]


def rows_of(room: Preparedness) -> list[RemedyRow]:
    return room.page.closeup.findings.rows


# What it says


@pytest.mark.parametrize(
    ("vault", "headline", "comment"),
    [
        (Vault(), "No account yet", "Once there is one, this page shows what you need to get back in, and what may be lost."),
        (
            vault_of(made.blank("pypi", "alice"), made.blank("npm", "alice")),
            "Nobody can tell yet whether you would get back in",
            "Answer a few questions about the first account: it takes three minutes.",
        ),
        (
            well(),
            "All 3 accounts hold",
            "Whatever single thing you lose, you still get in. Next, see what two losses at once would do.",
        ),
        (
            well(1),
            "Your account holds",
            "Whatever single thing you lose, you still get in. Next, see what two losses at once would do.",
        ),
        (vault_of(made.hanging("github", "alice")), "Your account hangs on your phone", ""),
        (vault_of(made.shut("github", "alice")), "By what is noted, you cannot get into your account", ""),
        (
            vault_of(made.hanging("github", "alice"), made.shut("npm", "alice")),
            "None of 2 accounts holds. 1 hangs on your phone.",
            "",
        ),
        (
            vault_of(
                *(made.hanging("github", f"user-{place}", at) for place, at in enumerate(("phone", "phone", "office"))),
                made.holding("npm", "a"),
            ),
            "1 of 4 accounts holds. 3 hang on a single thing, most often on your phone.",
            "",
        ),
        (
            vault_of(made.holding("github", "alice"), made.holding("npm", "alice"), made.blank("pypi", "alice")),
            "2 of 3 accounts hold.",
            "Too little is noted about 1 account: answer a few questions there.",
        ),
    ],
    ids=["empty", "not known", "well", "one well", "one thread", "one out", "none holds", "several threads", "some not known"],
)
def test_it_says_how_things_stand(desk: Desk, qtbot: QtBot, vault: Vault, headline: str, comment: str) -> None:
    _app, room = ready(desk, qtbot, vault)
    assert (text(room, "headline"), text(room, "comment")) == (headline, comment)


def test_the_picture_says_in_words_what_it_shows_in_colours(desk: Desk, qtbot: QtBot) -> None:
    _app, room = ready(desk, qtbot, seven())
    assert legend(room) == [
        "3 hold, whatever single thing is lost",
        "2 hang on a single thing",
        "1 is not known well enough to tell",
        "1 cannot be got into, by what is noted",
    ]


def test_until_it_is_worked_out_it_says_so(desk: Desk, qtbot: QtBot) -> None:
    app, home = desk.opened(seven())
    room = Preparedness(app.window, app.look, app.session, app.tasks, home.ring, days=app.days)
    app.window.show_page(room.page)
    assert text(room, "working") == "Working it out…"
    assert not room.page.picture.isVisible()
    worked_out(room, qtbot)
    assert not text(room, "working")
    assert room.page.picture.isVisible()


@pytest.mark.parametrize(
    ("vault", "step", "wanted"),
    [
        (Vault(), "Add an account…", ("account", "")),
        (vault_of(made.blank("pypi", "alice")), "Answer a few questions…", ("interview", "pypi-alice")),
    ],
    ids=["empty", "not known"],
)
def test_who_noted_nothing_yet_is_offered_one_step(
    desk: Desk, qtbot: QtBot, vault: Vault, step: str, wanted: tuple[str, str]
) -> None:
    _app, room = ready(desk, qtbot, vault)
    asked: list[tuple[str, str]] = []
    room.wanted.connect(recorder(asked))
    assert find(room.page, QPushButton, "next-step").text() == step
    press(room.page, "next-step")
    assert asked == [wanted]
    assert not room.page.picture.drill.isVisible()
    assert not room.page.table.isVisible()


def test_who_noted_something_is_not(desk: Desk, qtbot: QtBot) -> None:
    _app, room = ready(desk, qtbot, seven())
    assert not [one for one in room.page.findChildren(QPushButton, "next-step") if one.isVisible()]


# The table


def test_accounts_that_need_something_come_first(desk: Desk, qtbot: QtBot) -> None:
    _app, room = ready(desk, qtbot, seven())
    assert names_in_table(room) == [
        *("npm:mirah", "pypi:mira-holt", "testpypi:mira-holt", "rubygems:mira"),
        *("pypi:attest-release-bot", "gitlab:mira.holt", "github:miraholt"),
    ]
    assert room.page.closeup.account_id == "npm-mirah"


def test_what_most_accounts_hang_on_comes_first(desk: Desk, qtbot: QtBot) -> None:
    _app, room = ready(desk, qtbot, seven())
    assert [item.name for item in room.page.table.grid.columns][:3] == ["phone", "bag", "mira@mail.example"]


@pytest.mark.parametrize(
    ("title", "item", "mark", "sentence"),
    [
        ("testpypi:mira-holt", "phone", "out", "Without your phone you are locked out of mira-holt at TestPyPI"),
        (
            "github:miraholt",
            "phone",
            "weak",
            "Without your phone you still get into miraholt at GitHub, with a security key",
        ),
        ("github:miraholt", "home", "", "miraholt at GitHub does not need your home"),
        ("npm:mirah", "phone", "", "No way into mirah at npm is known to work"),
        ("rubygems:mira", "phone", "", "Too little is noted to tell whether you would get into mira at RubyGems"),
    ],
)
def test_a_cell_says_what_a_loss_means(desk: Desk, qtbot: QtBot, title: str, item: str, mark: str, sentence: str) -> None:
    _app, room = ready(desk, qtbot, seven())
    assert cell(room, title, item) == mark
    assert cell(room, title, item, SPOKEN) == sentence
    assert cell(room, title, item, TIP) == sentence


def test_the_headers_are_spoken(desk: Desk, qtbot: QtBot) -> None:
    _app, room = ready(desk, qtbot, seven())
    grid = room.page.table.grid
    assert grid.headerData(0, Qt.Orientation.Horizontal, SPOKEN) == "Your phone: 2 accounts hang on it"
    assert grid.headerData(3, Qt.Orientation.Horizontal, TIP) == "This laptop"
    assert grid.headerData(1, Qt.Orientation.Vertical, SPOKEN) == "mira-holt at PyPI hangs on a single thing"
    assert grid.headerData(1, Qt.Orientation.Vertical, TIP) == "mira-holt at PyPI hangs on a single thing"
    assert grid.headerData(1, Qt.Orientation.Vertical) == "mira-holt at PyPI"


def test_a_foreign_name_is_no_markup_in_a_tool_tip(desk: Desk, qtbot: QtBot) -> None:
    _app, room = ready(desk, qtbot, made.many_things())
    tip = cell(room, "pypi:maintainer-8", "<b>attic</b> & cellar", TIP)
    assert "&lt;b&gt;attic&lt;/b&gt; &amp; cellar" in tip


def test_a_click_on_a_cell_or_a_name_looks_closely_at_the_account(desk: Desk, qtbot: QtBot) -> None:
    _app, room = ready(desk, qtbot, seven())
    table = room.page.table
    at = table.visualRect(table.grid.index(2, 0)).center()
    QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=at)
    worked_out(room, qtbot)
    assert room.page.closeup.account_id == "testpypi-mira-holt"
    assert text(room, "pointed") == "Without your phone you are locked out of mira-holt at TestPyPI."
    QTest.mouseClick(table.accounts.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(60, table.rowViewportPosition(0) + 9))
    worked_out(room, qtbot)
    assert room.page.closeup.account_id == "npm-mirah"


def test_the_arrow_keys_walk_through_the_cells_and_each_is_said(desk: Desk, qtbot: QtBot) -> None:
    _app, room = ready(desk, qtbot, seven())
    table = room.page.table
    table.setFocus()
    assert text(room, "pointed") == "No way into mirah at npm is known to work."
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Right):
        QTest.keyClick(table, key)
    worked_out(room, qtbot)
    assert text(room, "pointed") == "Without your bag you are locked out of mira-holt at PyPI."
    assert room.page.closeup.account_id == "pypi-mira-holt"
    assert table.hasFocus()
    room.page.picture.drill.pills.setFocus()
    assert not text(room, "pointed")


def test_the_row_of_the_keyboard_stays_in_sight(desk: Desk, qtbot: QtBot) -> None:
    app, room = ready(desk, qtbot, seven())
    app.window.resize(880, 600)
    QApplication.processEvents()
    table = room.page.table
    table.setFocus()
    room.page.verticalScrollBar().setValue(0)
    for _ in range(6):
        QTest.keyClick(table, Qt.Key.Key_Down)
    worked_out(room, qtbot)
    at = table.viewport().mapTo(room.page, table.visualRect(table.currentIndex()).center())
    assert room.page.rect().contains(at)


def test_the_cell_under_the_pointer_is_said(desk: Desk, qtbot: QtBot) -> None:
    _app, room = ready(desk, qtbot, seven())
    table = room.page.table
    at = QPointF(table.visualRect(table.grid.index(1, 1)).center())
    button, none = Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier
    QApplication.sendEvent(
        table.viewport(), QMouseEvent(QEvent.Type.MouseMove, at, table.viewport().mapToGlobal(at), button, button, none)
    )
    qtbot.waitUntil(lambda: text(room, "pointed") == "Without your bag you are locked out of mira-holt at PyPI.")
    QApplication.sendEvent(table, QEvent(QEvent.Type.Leave))
    assert not text(room, "pointed")


def test_the_wheel_scrolls_the_page_until_the_table_is_used(desk: Desk, qtbot: QtBot) -> None:
    """A table of ten thousand rows is no trap on the way down."""
    _app, room = ready(desk, qtbot, made.large(200))
    table = room.page.table

    def turned() -> bool:
        at, down, none = QPointF(20, 20), QPoint(0, -120), QPoint()
        event = QWheelEvent(
            at, table.mapToGlobal(at), none, down, Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier,
            Qt.ScrollPhase.NoScrollPhase, False,
        )  # fmt: skip
        table.wheelEvent(event)
        return event.isAccepted()

    assert not turned()
    table.setFocus()
    assert turned()
    assert table.verticalScrollBar().value() > 0


def test_the_table_paints_each_mark_in_light_and_dark(desk: Desk, qtbot: QtBot) -> None:
    app, room = ready(desk, qtbot, seven())
    pictures = []
    for theme in ("light", "dark"):
        app.look.choose(theme)
        pictures.append(picture(room.page.table))
        colours = app.look.colours
        assert has(pictures[-1], colours.danger)
        assert has(pictures[-1], colours.good)
        assert has(pictures[-1], colours.accent_soft)
    assert pictures[0] != pictures[1]


def has(image: QImage, colour: str) -> bool:
    """Tell whether a picture has a colour."""
    wanted = int(colour[1:], 16) | 0xFF000000
    return any(image.pixel(x, y) == wanted for x in range(image.width()) for y in range(image.height()))


def test_the_model_keeps_qts_rules(qtbot: QtBot) -> None:
    grid: GridModel[int, str] = GridModel(
        {Qt.ItemDataRole.DisplayRole: lambda row, column: f"{row}{column}"},
        rows={Qt.ItemDataRole.DisplayRole: str},
        columns={Qt.ItemDataRole.DisplayRole: str.upper},
    )
    tester = QAbstractItemModelTester(grid, QAbstractItemModelTester.FailureReportingMode.Warning)
    for rows, columns in (((), ()), ((1, 2), "abc"), (range(1000), "a"), ((), "ab")):
        grid.show(rows, columns)
        assert (grid.rowCount(), grid.columnCount()) == (len(rows), len(columns))
    grid.show((1, 2), "ab")
    assert (grid.rows, grid.columns) == ((1, 2), "ab")
    assert grid.data(grid.index(1, 1)) == "2b"
    assert grid.data(grid.index(1, 1), TIP) is None
    assert grid.data(QModelIndex()) is None
    assert grid.headerData(1, Qt.Orientation.Horizontal) == "B"
    assert grid.headerData(1, Qt.Orientation.Vertical) == "2"
    assert grid.headerData(5, Qt.Orientation.Vertical) is None
    assert grid.headerData(5, Qt.Orientation.Horizontal) is None
    assert grid.rowCount(grid.index(0, 0)) == grid.columnCount(grid.index(0, 0)) == 0
    assert tester.model() is grid


# Losses that are tried


def test_a_loss_says_who_is_locked_out_by_which_step(desk: Desk, qtbot: QtBot) -> None:
    _app, room = ready(desk, qtbot, seven())
    lose(room, qtbot, "phone")
    assert text(room, "headline") == "Without your phone you are locked out of 2 of 7 accounts"
    assert text(room, "comment") == "1 could not be got into before either."
    assert told(room) == ["mira-holt at PyPI", "mira-holt at TestPyPI"]
    assert any("authenticator" in label.text() for label in room.page.picture.answer.findChildren(QLabel))
    assert names_in_table(room)[:3] == ["pypi:mira-holt", "testpypi:mira-holt", "npm:mirah"]
    assert room.page.closeup.account_id == "pypi-mira-holt"
    assert text(room, "standing") == "Without your phone you are locked out."
    assert cell(room, "github:miraholt", "phone", SPOKEN) == "Your phone: taken for lost"


def test_any_set_of_things_can_be_lost_and_what_lies_in_a_bag_goes_with_it(desk: Desk, qtbot: QtBot) -> None:
    _app, room = ready(desk, qtbot, well())
    lose(room, qtbot, "bag")
    assert text(room, "headline") == "Without your bag you still get in as before"
    assert cell(room, "pypi:user-0", "phone", SPOKEN) == "Your phone: taken for lost"
    assert not room.page.picture.answer.isVisible()
    assert not room.page.helps.isVisible()
    lose(room, qtbot, "office", "home", "bank")
    assert (
        text(room, "headline") == "Without your bag, your home, your office or your bank you are locked out of 3 of 3 accounts"
    )
    assert find(room.page, QPushButton, "nothing-lost").isVisible()


def test_nothing_lost_resets(desk: Desk, qtbot: QtBot) -> None:
    _app, room = ready(desk, qtbot, seven())
    before = text(room, "headline")
    assert not [one for one in room.page.findChildren(QPushButton, "nothing-lost") if one.isVisible()]
    lose(room, qtbot, "phone", "home")
    press(room.page, "nothing-lost")
    worked_out(room, qtbot)
    assert text(room, "headline") == before
    assert room.page.picture.drill.lost == ()
    assert not told(room)
    focused = room.page.focusWidget()
    assert isinstance(focused, QPushButton)
    assert focused.accessibleName() == "Lost: this laptop"


def test_a_thing_is_lost_and_found_by_a_click(desk: Desk, qtbot: QtBot) -> None:
    _app, room = ready(desk, qtbot, seven())
    phone = next(one for one in room.page.findChildren(QPushButton, "thing") if one.text() == "phone")
    for headline in ("Without your phone you are locked out of 2 of 7 accounts", "3 of 7 accounts hold. 2 hang on "):
        before = phone.mapTo(room.page, QPoint())
        QTest.mouseClick(phone, Qt.MouseButton.LeftButton)
        worked_out(room, qtbot)
        assert text(room, "headline").startswith(headline)
        if phone.isChecked():
            assert phone.mapTo(room.page, QPoint()) == before, "the button moved from under the mouse"


def test_one_account_is_spoken_of_as_yours(desk: Desk, qtbot: QtBot) -> None:
    _app, room = ready(desk, qtbot, vault_of(made.hanging("github", "alice")))
    lose(room, qtbot, "phone")
    assert text(room, "headline") == "Without your phone you are locked out"
    assert shows(room.page.helps, "Keeps you in alice at GitHub")


def test_the_usual_things_come_first_and_the_others_are_in_a_menu(desk: Desk, qtbot: QtBot) -> None:
    _app, room = ready(desk, qtbot, made.many_things())
    assert pills(room)[:4] == ["this laptop", "phone", "bag", "home safe"]
    assert pills(room)[6] == "<b>attic</b> && cellar"
    press(room.page, "more-things")
    (menu,) = room.page.picture.drill.findChildren(QMenu)
    actions = menu.actions()
    assert [one.text() for one in actions if not one.isEnabled()] == ["Places", "People", "Mailboxes", "Domains"]
    assert len(actions) - 4 + len(pills(room)) == len(room.page.table.grid.columns)
    assert not {one.text() for one in actions} & set(pills(room))
    next(one for one in actions if one.text() == "Anna").trigger()
    menu.hide()
    worked_out(room, qtbot)
    assert "Anna" in pills(room)
    assert text(room, "headline") == "Without Anna you still get in as before"


def test_a_wide_window_shows_more_things(desk: Desk, qtbot: QtBot) -> None:
    app, room = ready(desk, qtbot, made.many_things())
    few = len(pills(room))
    app.window.resize(1600, 1000)
    qtbot.waitUntil(lambda: len(pills(room)) > few)


def test_of_many_that_are_locked_out_the_first_are_told_and_more_when_wanted(desk: Desk, qtbot: QtBot) -> None:
    _app, room = ready(desk, qtbot, vault_of(*(made.hanging("github", f"user-{place:02}") for place in range(20))))
    lose(room, qtbot, "phone")
    assert told(room) == [f"user-{place:02} at GitHub" for place in range(3)]
    press(room.page, "unfold-closed")
    assert len(told(room)) == 12
    assert shows(room.page, "and 8 more: they come first in the table")
    lose(room, qtbot, "home")
    assert len(told(room)) == 3


def test_from_what_is_told_one_goes_to_the_account(desk: Desk, qtbot: QtBot) -> None:
    app, room = ready(desk, qtbot, seven())
    lose(room, qtbot, "phone")
    second = [one for one in room.page.findChildren(QPushButton, "closed") if one.isVisible()][1]
    QTest.mouseClick(second, Qt.MouseButton.LeftButton)
    worked_out(room, qtbot)
    assert room.page.closeup.account_id == room.page.table.account_id == "testpypi-mira-holt"
    assert app.window.focusWidget().accessibleName() == "Open mira-holt at TestPyPI"
    assert room.page.rect().contains(room.page.closeup.mapTo(room.page, QPoint(0, 40)))


# One account


def test_an_account_says_how_it_stands_by_which_ways_and_what_two_losses_do(desk: Desk, qtbot: QtBot) -> None:
    _app, room = ready(desk, qtbot, seven())
    room.page.table.select("pypi-mira-holt")
    room.page.table.chosen.emit("pypi-mira-holt")
    worked_out(room, qtbot)
    card = room.page.closeup
    assert text(room, "standing").startswith("It hangs on your phone")
    assert shows(card, "An authenticator")
    assert shows(card, "With phone at hand")
    assert not shows(card, "A security key")


@pytest.mark.parametrize(
    ("vault", "standing"),
    [
        (well(1), "No single loss locks you out."),
        (vault_of(made.shut("npm", "alice")), "By what is noted, no way in works."),
        (vault_of(made.blank("npm", "alice")), "Too little is noted to tell whether you would get in."),
    ],
    ids=["holds", "out", "not known"],
)
def test_an_account_says_how_it_stands(desk: Desk, qtbot: QtBot, vault: Vault, standing: str) -> None:
    _app, room = ready(desk, qtbot, vault)
    assert text(room, "standing") == standing


def test_an_account_that_still_opens_says_so_after_a_loss(desk: Desk, qtbot: QtBot) -> None:
    _app, room = ready(desk, qtbot, well(1))
    lose(room, qtbot, "phone", "bank")
    assert text(room, "standing") == "Without your phone or your bank you still get in."


def test_what_works_from_anywhere_needs_nothing(desk: Desk, qtbot: QtBot) -> None:
    _app, room = ready(desk, qtbot, vault_of(made.hanging("github", "alice", "head")))
    assert shows(room.page.closeup, "Works from anywhere")


def test_pairs_that_lock_out_are_told_the_first_few(desk: Desk, qtbot: QtBot) -> None:
    two = made.hanging("github", "alice", "phone", totp_at=made.copies("phone", "office"))
    _app, room = ready(desk, qtbot, vault_of(two))
    assert shows(room.page.closeup, "Two at once lock you out: your phone with your office")
    assert shows(room.page.closeup, " more.") == (len(room._survey.readiness.verdict(two).pairs) > 4)  # type: ignore[union-attr]


def test_findings_come_in_the_order_of_their_weight_each_with_one_button(desk: Desk, qtbot: QtBot) -> None:
    _app, room = ready(desk, qtbot, vault_of(made.hanging("pypi", "alice")))
    asked: list[tuple[str, str]] = []
    room.wanted.connect(recorder(asked))
    press(room.page, "unfold-findings")
    rows = [one for one in rows_of(room) if isinstance(one, WeaknessRow)]
    assert app_focus(room) is rows[3].start
    ranks = [RANKS[one.finding.severity] for one in rows]
    assert ranks == sorted(ranks)
    for one in rows:
        assert len([part for part in one.findChildren(QAbstractButton) if part.isVisible()]) == 1
        assert shows(one, words.SEVERITIES[one.finding.severity])
        assert shows(one, words.sentence(one.finding.text))
        assert shows(one, words.sentence(one.finding.fix))
        QTest.mouseClick(one.start, Qt.MouseButton.LeftButton)
    assert asked == [(one.finding.action, "pypi-alice") for one in rows]


def app_focus(room: Preparedness) -> object:
    return room.page.window().focusWidget()


def test_a_question_keeps_its_mark(desk: Desk, qtbot: QtBot) -> None:
    assert words.sentence("Who else can release?") == "Who else can release?"
    assert words.sentence("No code is left") == "No code is left."


def test_an_account_is_opened_from_here(desk: Desk, qtbot: QtBot) -> None:
    _app, room = ready(desk, qtbot, seven())
    opened: list[str] = []
    room.opened.connect(recorder(opened))
    press(room.page, "open-account")
    assert opened == ["npm-mirah"]


def test_where_nothing_is_to_be_mended_it_says_so(desk: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ui.desktop.survey.findings.of_account", lambda *_: ())
    _app, room = ready(desk, qtbot, well(1))
    assert shows(room.page.closeup, "Nothing to mend here.")


# What would help


def test_what_would_help_most_is_ranked_and_started_for_the_account_that_needs_it(desk: Desk, qtbot: QtBot) -> None:
    _app, room = ready(desk, qtbot, seven())
    asked: list[tuple[str, str]] = []
    room.wanted.connect(recorder(asked))
    rows = room.page.helps.remedies.rows
    assert shows(room.page.helps, "What would help most")
    assert len(rows) >= 3
    QTest.mouseClick(rows[0].start, Qt.MouseButton.LeftButton)
    assert asked == [("print", "pypi-mira-holt")]
    assert shows(rows[0], "First for mira-holt at PyPI")
    assert any(label.text().startswith("Saves ") for label in rows[0].findChildren(QLabel))


def test_a_remedy_of_the_vault_is_not_for_one_account() -> None:
    one = survey.Help("vault-copy", 3, 2, made.blank("pypi", "alice"))
    assert (one.account_id, one.action, words.first(one)) == ("", "vault", "")


def test_after_a_loss_the_remedies_say_how_many_accounts_they_keep_open(desk: Desk, qtbot: QtBot) -> None:
    _app, room = ready(desk, qtbot, seven())
    lose(room, qtbot, "phone")
    assert shows(room.page.helps, "What would keep you in")
    assert shows(room.page.helps, "Keeps you in 2 of these 2 accounts")


def test_the_vault_has_findings_of_its_own(desk: Desk, qtbot: QtBot) -> None:
    _app, room = ready(desk, qtbot, seven())
    asked: list[tuple[str, str]] = []
    room.wanted.connect(recorder(asked))
    rows = [one for one in room.page.of_vault.remedies.rows if isinstance(one, WeaknessRow)]
    assert rows
    QTest.mouseClick(rows[0].start, Qt.MouseButton.LeftButton)
    assert asked == [(rows[0].finding.action, "")]


def test_of_very_many_accounts_the_worst_are_looked_at_and_it_says_so(desk: Desk, qtbot: QtBot) -> None:
    _app, room = ready(desk, qtbot, vault_of(*(made.hanging("github", f"user-{place}") for place in range(150))))
    assert shows(room.page.helps, "Worked out for the 100 accounts that need it most.")


# Changes, and what may not happen


def test_a_change_is_shown(desk: Desk, qtbot: QtBot) -> None:
    app, room = ready(desk, qtbot, vault_of(made.hanging("github", "alice"), made.hanging("github", "bob", "office")))
    assert text(room, "headline").startswith("None of 2 accounts holds.")
    app.session.apply(made.set_authenticator_at, "github-alice", "phone", "office", "bank")
    worked_out(room, qtbot)
    assert text(room, "headline") == "1 of 2 accounts holds. 1 hangs on your office."


def test_what_is_taken_for_lost_stays_so_until_it_is_no_more(desk: Desk, qtbot: QtBot) -> None:
    app, room = ready(desk, qtbot, vault_of(made.hanging("github", "alice"), made.hanging("github", "bob", "office")))
    lose(room, qtbot, "office")
    app.session.apply(edit.set_note, "github-bob", "a note")
    worked_out(room, qtbot)
    assert text(room, "headline") == "Without your office you are locked out of 1 of 2 accounts"
    app.session.apply(edit.delete_account, "github-bob")
    worked_out(room, qtbot)
    assert text(room, "headline") == "Your account hangs on your phone"
    assert room.page.picture.drill.lost == ()


def test_the_account_that_is_looked_at_stays_so_until_it_is_gone(desk: Desk, qtbot: QtBot) -> None:
    app, room = ready(desk, qtbot, seven())
    room.page.table.chosen.emit("github-miraholt")
    worked_out(room, qtbot)
    app.session.apply(edit.set_note, "npm-mirah", "a note")
    worked_out(room, qtbot)
    assert room.page.closeup.account_id == room.page.table.account_id == "github-miraholt"
    app.session.apply(edit.delete_account, "github-miraholt")
    worked_out(room, qtbot)
    assert room.page.closeup.account_id == "npm-mirah"
    for account in app.session.vault.present:
        app.session.apply(edit.delete_account, account.id)
    worked_out(room, qtbot)
    assert not room.page.closeup.isVisible()
    assert text(room, "headline") == "No account yet"


def test_the_table_stays_where_it_is_when_something_changes(desk: Desk, qtbot: QtBot) -> None:
    app, room = ready(desk, qtbot, made.many_things())
    table = room.page.table
    table.setFocus()
    table.setCurrentIndex(table.grid.index(9, 7))
    worked_out(room, qtbot)
    item, down = table.grid.columns[7], table.verticalScrollBar().value()
    page = room.page.verticalScrollBar().value()
    app.session.apply(edit.set_note, "npm-mirah", "a note")
    worked_out(room, qtbot)
    assert table.grid.columns[table.currentIndex().column()] == item
    assert (table.verticalScrollBar().value(), room.page.verticalScrollBar().value()) == (down, page)
    assert table.hasFocus()


def test_the_page_does_not_jump_when_something_changes(desk: Desk, qtbot: QtBot) -> None:
    app, room = ready(desk, qtbot, seven())
    bar = room.page.verticalScrollBar()
    bar.setValue(bar.maximum())
    seen = {bar.value()}
    bar.valueChanged.connect(seen.add)
    app.session.apply(edit.set_note, "npm-mirah", "a note")
    worked_out(room, qtbot)
    assert len(seen) == 1


def test_the_keyboard_stays_at_the_same_button_or_goes_on_to_the_next(desk: Desk, qtbot: QtBot) -> None:
    app, room = ready(desk, qtbot, vault_of(made.hanging("pypi", "alice")))
    second = rows_of(room)[1].start
    second.setFocus()
    name = second.accessibleName()
    app.session.apply(edit.set_note, "pypi-alice", "a note")
    worked_out(room, qtbot)
    again = app.window.focusWidget()
    assert again is not second
    assert again.accessibleName() == name
    app.session.apply(made.set_authenticator_at, "pypi-alice", "phone", "office", "bank")
    worked_out(room, qtbot)
    assert room.page.isAncestorOf(app.window.focusWidget())
    app.session.apply(edit.delete_account, "pypi-alice")
    worked_out(room, qtbot)
    assert app.window.focusWidget()


def test_the_tab_key_walks_as_the_eye_does_also_after_a_change(desk: Desk, qtbot: QtBot) -> None:
    app, room = ready(desk, qtbot, vault_of(made.hanging("pypi", "alice"), made.holding("github", "alice")))
    app.session.apply(edit.set_note, "pypi-alice", "a note")
    lose(room, qtbot, "phone")
    room.page.picture.drill.pills.setFocus()
    walked = [app.window.focusWidget()]
    for _ in range(60):
        QTest.keyClick(app.window.focusWidget(), Qt.Key.Key_Tab)
        if not room.page.isAncestorOf(app.window.focusWidget()):
            break
        walked.append(app.window.focusWidget())
    places = [one.mapTo(room.page, one.rect().center()) for one in walked]
    tops = [one.mapTo(room.page, QPoint()).y() + room.page.verticalScrollBar().value() for one in walked]
    assert len(places) > 12
    names = [one.objectName() for one in walked]
    assert names.index("closed") < names.index("mend-print") < names.index("losses") < names.index("open-account")
    assert names[-1].startswith("mend-")
    assert tops  # each stop was on the page


def test_a_page_that_is_not_seen_costs_nothing(desk: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    app, room = ready(desk, qtbot, seven())
    calls: list[str] = []
    monkeypatch.setattr(survey, "look_over", lambda *_: calls.append("looked"))
    assert app.home
    app.home.show_settings()
    app.session.apply(edit.set_note, "npm-mirah", "a note")
    worked_out(room, qtbot)
    assert calls == []
    monkeypatch.undo()
    app.session.apply(edit.delete_account, "npm-mirah")
    app.window.show_page(room.page)
    worked_out(room, qtbot)
    assert text(room, "headline").startswith("3 of 6 accounts hold.")


def test_it_is_worked_out_on_the_worker_and_once_for_several_changes(
    desk: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    app, room = ready(desk, qtbot, seven())
    threads: list[str] = []
    look_over = survey.look_over

    def noted(*args: object) -> object:
        threads.append(threading.current_thread().name)
        return look_over(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(survey, "look_over", noted)
    for number in range(5):
        app.session.apply(edit.set_note, "npm-mirah", f"note {number}")
    worked_out(room, qtbot)
    assert threads == ["sparekey-worker"]
    lose(room, qtbot, "phone")
    room.page.table.chosen.emit("github-miraholt")
    worked_out(room, qtbot)
    assert threads == ["sparekey-worker"], "what is known is not worked out again"


def test_what_changes_meanwhile_is_looked_at_once_more(desk: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    app, room = ready(desk, qtbot, seven())
    shown: list[int] = []
    show = room.page.show_survey
    held = threading.Event()
    app.tasks.warm_up(lambda: held.wait(30))
    room.refresh()
    QApplication.processEvents()
    assert room._is_busy
    app.session.apply(edit.delete_account, "npm-mirah")
    QApplication.processEvents()
    assert room._is_stale

    def noted(found: Survey, closeup: Closeup | None) -> None:
        shown.append(len(found.rows))
        show(found, closeup)

    monkeypatch.setattr(room.page, "show_survey", noted)
    held.set()
    worked_out(room, qtbot)
    assert shown == [6]


def test_the_window_answers_while_ten_thousand_accounts_are_looked_at(desk: Desk, qtbot: QtBot) -> None:
    app, home = desk.opened(made.large())
    room = Preparedness(app.window, app.look, app.session, app.tasks, home.ring, days=app.days)
    QApplication.processEvents()
    qtbot.waitUntil(lambda: not home.reminding._is_busy)
    beats = 0

    def beat() -> None:
        nonlocal beats
        beats += 1

    timer = QTimer()
    timer.timeout.connect(beat)
    timer.start(1)
    app.window.show_page(room.page)
    worked_out(room, qtbot)
    timer.stop()
    assert beats > 20
    assert text(room, "headline").startswith("4,285 of 10,000 accounts hold.")
    assert shows(room.page, "1,429 are not known well enough to tell")
    lose(room, qtbot, "phone")
    assert find(room.page, QPushButton, "unfold-closed").text() == "Show 9 more"


def test_another_day_is_another_look(desk: Desk, qtbot: QtBot) -> None:
    app, room = ready(desk, qtbot, seven())
    assert room._survey
    before = room._survey.readiness.today
    desk.clock.move(timedelta(days=1).total_seconds())
    app.days.look()
    worked_out(room, qtbot)
    assert room._survey.readiness.today == before + timedelta(1)


def test_nothing_is_looked_at_while_the_vault_is_locked(desk: Desk, qtbot: QtBot) -> None:
    app = desk.start()
    session = Session(app.tasks, clock=desk.clock)
    _opened, home = desk.opened(seven())
    room = Preparedness(app.window, app.look, session, app.tasks, home.ring, days=app.days)
    app.window.add_outer(room.page)
    app.window.show_outer(room.page)
    worked_out(room, qtbot)
    assert text(room, "working")
    room.page.setParent(None)
    room.page.deleteLater()


def test_a_vault_that_can_only_be_read_is_shown_and_says_why_nothing_is_offered(
    desk: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Session, "why_read_only", property(lambda _: "The vault is open for reading only"))
    _app, room = ready(desk, qtbot, seven())
    assert text(room, "headline").startswith("3 of 7 accounts hold.")
    actions = {one.start.objectName(): one.start for one in (*rows_of(room), *room.page.helps.remedies.rows)}
    assert actions["mend-request"].isEnabled(), "preparing a request changes nothing"
    for name, start in actions.items():
        if name != "mend-request":
            assert not start.isEnabled()
            assert start.toolTip() == start.accessibleDescription() == "The vault is open for reading only."
    lose(room, qtbot, "phone")
    assert told(room) == ["mira-holt at PyPI", "mira-holt at TestPyPI"]


def test_the_next_step_is_not_offered_where_nothing_can_be_changed(
    desk: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Session, "why_read_only", property(lambda _: "The vault is open for reading only"))
    _app, room = ready(desk, qtbot, Vault())
    step = find(room.page, QPushButton, "next-step")
    assert not step.isEnabled()
    assert step.toolTip() == "The vault is open for reading only."


# What it looks like


@pytest.mark.parametrize("state", STATES)
def test_each_state_has_a_look_of_its_own_in_the_ring(look: Theme, qtbot: QtBot, state: State) -> None:
    """Also for who does not tell the colours apart: in shades of grey no two are alike."""
    ring = ReadinessRing(look)
    qtbot.addWidget(ring)
    looks = []
    for one in STATES:
        ring.show_counts({one: 2}, ("2", "of 2 hold"), "2 hold")
        looks.append(picture(ring).convertToFormat(QImage.Format.Format_Mono))
    own = looks[STATES.index(state)]
    assert [one == own for one in looks].count(True) == 1
    assert ring.accessibleName() == "2 hold"
    assert (ring.width(), ring.height()) == (SIZE, SIZE)


def test_a_single_account_among_thousands_is_seen(look: Theme, qtbot: QtBot) -> None:
    ring = ReadinessRing(look)
    qtbot.addWidget(ring)
    ring.show_counts({"holds": 9999, "out": 1}, ("9,999", "of 10,000 hold"), "")
    assert has(picture(ring), look.colours.danger)


def test_a_ring_of_nothing_is_quiet(look: Theme, qtbot: QtBot) -> None:
    ring = ReadinessRing(look)
    qtbot.addWidget(ring)
    ring.show_counts({}, ("0", "accounts"), "")
    assert has(picture(ring), look.colours.line)
    assert not has(picture(ring), look.colours.danger)


@pytest.mark.parametrize("size", [(880, 600), (1600, 1000)], ids=lambda size: f"{size[0]}x{size[1]}")
def test_nothing_is_cut_and_everything_has_a_name(desk: Desk, qtbot: QtBot, size: tuple[int, int]) -> None:
    found: dict[str, str] = {}
    seen = 0
    for name, top in made.scenes(desk, qtbot, size):
        seen += 1
        found |= dict.fromkeys(lasting_complaints(top), name)
        unnamed = [one for one in controls(top) if not heard(one) or one.focusPolicy() == Qt.FocusPolicy.NoFocus]
        found |= {f"{type(one).__name__} {one.objectName()} has no name, or cannot be reached": name for one in unnamed}
        rich = [one for one in top.findChildren(QLabel) if one.text() and one.textFormat() != Qt.TextFormat.PlainText]
        found |= {f"{one.text()} may be read as markup": name for one in rich}
    assert seen > 20
    assert not found


def test_no_secret_is_on_the_page(desk: Desk, qtbot: QtBot) -> None:
    vault = edit.add_codes(seven(), "pypi-mira-holt", ["0123456789abcdef"], now=NOW)
    _app, room = ready(desk, qtbot, vault)
    shown = [one.text() for one in room.page.findChildren(QLabel)] + [one.text() for one in room.page.findChildren(QPushButton)]
    assert not [one for one in shown if "0123456789abcdef" in one or PASSWORD in one]


def test_things_are_named_the_first_few() -> None:
    items = [thing_of(name) for name in ("phone", "office", "bank", "car", "cellar")]
    assert words.things(items) == "your phone, your office, your bank and 2 more"
    assert words.things(items[:2], "or") == "your phone or your office"
    assert words.things(items, "or") == "your phone, your office, your bank or 2 more"


def thing_of(name: str) -> Item:
    return Item("place", name, name)


def test_a_survey_knows_what_it_is_of() -> None:
    vault = seven()
    found = survey.look_over(vault, START.date(), frozenset({"a"}))
    assert found.is_of(vault, START.date(), frozenset({"a"}))
    assert not found.is_of(structs.replace(vault), START.date(), frozenset({"a"}))
    assert not found.is_of(vault, START.date() + timedelta(1), frozenset({"a"}))
    assert not found.is_of(vault, START.date(), frozenset())


def test_what_is_lost_is_always_seen_however_much_it_is(desk: Desk, qtbot: QtBot) -> None:
    app, room = ready(desk, qtbot, made.many_things())
    app.window.resize(880, 600)
    names = [item.name for item in room.page.table.grid.columns][:16]
    lose(room, qtbot, *names)
    assert sum(one.isChecked() and one.isVisible() for one in room.page.findChildren(QPushButton, "thing")) == 16
    assert not lasting_complaints(app.window)
