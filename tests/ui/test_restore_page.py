"""Giving paper back in the window: a paper key, shares, the pages of a backup; in any order, typed, pasted or dropped."""

import io
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

import pytest
import qrcode
from PIL import Image
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QClipboard, QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.desk import (
    NOW,
    PASSWORD,
    Desk,
    drop,
    example,
    find,
    keys_into,
    mime_of_files,
    mime_of_text,
    on_disk,
    page_of,
    press,
    shortcut,
    shows,
    write,
)
from ui.desktop.app import App
from ui.desktop.pages.restore import RestorePage
from vault import crockford, edit, keys, parts, restore, sealed, shares, sheets, store
from vault.crypto import CHEAPEST
from vault.keys import Key
from vault.model import Vault
from vault.parts import Part

PASSPHRASE = "academic acid acne acquire acrobat activity actress adapt"
NEW = "a brand new password"
KEY = keys.new_paper(lambda size: bytes(range(size)))
OTHER_KEY = keys.new_paper(lambda size: bytes(range(100, 100 + size)))


def symbols(key: Key) -> str:
    return keys.paper_symbols(key)


def scan(key: Key) -> str:
    return f"SPAREKEY1:KEY:{symbols(key)}"


def png(*texts: str) -> bytes:
    """Return a picture with these QR codes, one below the other."""
    codes = [qrcode.make(text, box_size=4).get_image().convert("L") for text in texts]
    sheet = Image.new("L", (max(code.width for code in codes), sum(code.height for code in codes)), 255)
    top = 0
    for code in codes:
        sheet.paste(code, (0, top))
        top += code.height
    data = io.BytesIO()
    sheet.save(data, "PNG")
    return data.getvalue()


@cache
def large() -> Vault:
    vault = example()
    for number in range(30):
        vault = edit.add_account(vault, "github", f"user-{number}-{number**7}", now=NOW)
    return vault


@pytest.fixture(scope="module")
def pages() -> dict[int, Sequence[Part]]:
    """The pages of a backup, with one or more parts each."""
    made = parts.split(sealed.seal(large(), PASSPHRASE, cost=CHEAPEST), sheets.new_id(), first=2, per_page=3)
    return {number: [part for part in made if part.page == number] for number in range(1, made[0].pages + 1)}


@pytest.fixture
def vault_file(desk: Desk) -> Path:
    """A vault that a paper key opens as well."""
    opened = store.create(desk.path, example(), keys.password(PASSWORD), cost=CHEAPEST)
    opened, _ = store.with_key(opened, KEY, cost=CHEAPEST)
    store.close(store.save(opened, example()))
    return desk.path


@pytest.fixture
def app(desk: Desk, vault_file: Path) -> Iterator[App]:
    app = desk.start()
    press(app.window, "restore")
    yield app
    QGuiApplication.clipboard().clear()


def page_in(app: App) -> RestorePage:
    assert app.restore_page
    assert page_of(app) is app.restore_page
    return app.restore_page


def give(qtbot: QtBot, app: App, *pieces: Path | QMimeData) -> list[tuple[str, str]]:
    """Drop files or other things, and return the states and words of all rows, the newest first."""
    page = page_in(app)
    for piece in pieces:
        assert drop(page, mime_of_files(piece) if isinstance(piece, Path) else piece)
    return rows(qtbot, app)


def rows(qtbot: QtBot, app: App) -> list[tuple[str, str]]:
    page = page_in(app)
    qtbot.waitUntil(lambda: page.gathering._reading is None and not page.gathering._waiting)
    return [(row.state, row.words) for row in page.gathering.progress.given.rows]


def said(app: App) -> str:
    return " ".join(page_in(app).gathering.progress.sentences)


def go_on(qtbot: QtBot, app: App, next_title: str) -> None:
    press(app.window, "restore-continue")
    qtbot.waitUntil(lambda: shows(app.window, next_title))


def choose_password(qtbot: QtBot, app: App, secret: str = NEW) -> None:
    page = page_in(app)
    keys_into(page.password.password.first.field, secret)
    keys_into(page.password.password.second.field, secret)
    QTest.keyClick(page.password.password.second.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: app.home is not None)
    assert app.home
    app.home._watch._timer.stop()


def opens_with(path: Path, secret: str) -> bool:
    try:
        on_disk(path, secret)
    except Exception:  # noqa: BLE001
        return False
    return True


def field(app: App) -> QWidget:
    """Return what has the keyboard. On the screen that is none a list of words leaves the window inactive."""
    app.window.activateWindow()
    QApplication.processEvents()
    focus = QApplication.focusWidget()
    assert focus
    return focus


# The paper key


def test_a_typed_paper_key_opens_the_vault_and_replaces_the_password(app: App, desk: Desk, qtbot: QtBot) -> None:
    page = page_in(app)
    keys_into(page.gathering.typing.key.field, crockford.grouped(symbols(KEY)).lower())
    assert rows(qtbot, app) == [("taken", "The paper key.")]
    assert page.gathering.typing.key.text == ""
    assert field(app).objectName() == "restore-continue"
    go_on(qtbot, app, "A new password")
    assert shows(app.window, "The paper key opens vault.sparekey.")
    choose_password(qtbot, app)
    assert app.window.toast.text == "The vault is open. The new password takes the place of all older ones."
    assert app.session.vault.accounts == example().accounts
    assert [event.kind for event in app.session.vault.events[len(example().events) :]] == ["key-changed"]
    assert opens_with(desk.path, NEW)
    assert not opens_with(desk.path, PASSWORD)
    opened, _ = store.unlock(desk.path, KEY, now=desk.clock(), write=False)
    assert [one.type for one in store.key_list(opened)] == [keys.PASSWORD, keys.PAPER]


def test_nothing_stays_in_the_fields_when_it_is_done(app: App, qtbot: QtBot) -> None:
    page = page_in(app)
    keys_into(page.gathering.typing.key.field, symbols(KEY)[:8])
    give(qtbot, app, mime_of_text(scan(KEY)))
    go_on(qtbot, app, "A new password")
    choose_password(qtbot, app)
    assert page.gathering.gathered == restore.EMPTY
    assert page.gathering.typing.key.text == page.passphrase.words.text == page.password.password.secret == ""
    assert (page._key, page._vault) == (None, None)


def test_a_paper_key_is_grouped_and_checked_while_it_is_typed(app: App) -> None:
    key = page_in(app).gathering.typing.key
    words = find(key, QWidget, "paper-key-words")
    keys_into(key.field, "k7ol-abcd")
    assert key.text == "K701 ABCD"
    assert words.property("text") == "8 of 36 characters"
    QTest.keyClick(key.field, Qt.Key.Key_Backspace)
    QTest.keyClicks(key.field, "u1")
    assert key.text == "K701 ABCU 1"
    assert words.property("text").startswith("Group 2 has a character that no paper key has: U.")
    for _ in range(3):
        QTest.keyClick(key.field, Qt.Key.Key_Left)
    QTest.keyClick(key.field, Qt.Key.Key_Delete)
    assert key.text == "K701 ABC1"
    key.clear()
    wrong = symbols(KEY)[:-1] + ("0" if symbols(KEY)[-1] != "0" else "1")
    keys_into(key.field, wrong)
    assert words.property("text").startswith("The paper key has a typing error.")
    assert crockford.clean(key.text) == wrong


def test_a_scanned_key_of_another_vault_is_refused_and_the_right_file_can_be_chosen(
    app: App, desk: Desk, qtbot: QtBot, tmp_path: Path
) -> None:
    picture = tmp_path / "photo.png"
    picture.write_bytes(png(scan(OTHER_KEY)))
    give(qtbot, app, picture)
    progress = page_in(app).gathering.progress
    press(app.window, "restore-continue")
    qtbot.waitUntil(progress.banner.isVisible)
    assert progress.banner.text.startswith("The paper key does not open vault.sparekey. It is the key of another vault")
    other = tmp_path / "other.sparekey"
    opened, _ = store.with_key(store.create(other, Vault(), keys.password(PASSWORD), cost=CHEAPEST), OTHER_KEY, cost=CHEAPEST)
    store.close(store.save(opened, Vault()))
    press(app.window, "change-vault")
    find(app.window, QFileDialog).fileSelected.emit(str(other))
    assert not progress.banner.isVisible()
    go_on(qtbot, app, "The paper key opens other.sparekey.")
    choose_password(qtbot, app)
    assert opens_with(other, NEW)
    assert opens_with(desk.path, PASSWORD), "that one was not meant"


def test_without_a_vault_file_the_key_asks_for_one(desk: Desk, qtbot: QtBot, vault_file: Path) -> None:
    app = desk.start(desk.folder / "none.sparekey")
    press(app.window, "restore")
    give(qtbot, app, mime_of_text(scan(KEY)))
    assert "the vault file that it opens is needed too" in said(app)
    press(app.window, "restore-continue")
    find(app.window, QFileDialog).reject()
    assert give(qtbot, app, vault_file)[0] == ("taken", "The vault file.")
    go_on(qtbot, app, "A new password")
    choose_password(qtbot, app)
    assert app.session.path == vault_file


def test_a_vault_that_is_open_elsewhere_can_be_read(app: App, desk: Desk, qtbot: QtBot) -> None:
    held, _ = store.unlock(desk.path, keys.password(PASSWORD), now=desk.clock())
    give(qtbot, app, mime_of_text(scan(KEY)))
    go_on(qtbot, app, "A new password")
    page = page_in(app)
    for part in (page.password.password.first, page.password.password.second):
        keys_into(part.field, NEW)
    press(app.window, "finish-restore")
    qtbot.waitUntil(page.password.banner.isVisible)
    assert "open in another Sparekey" in page.password.banner.text
    [read] = [one for one in page.password.banner._buttons if one.isVisible()]
    read.click()
    qtbot.waitUntil(lambda: app.home is not None)
    assert app.session.why_read_only
    store.close(held)
    assert opens_with(desk.path, PASSWORD)


# Shares


def test_shares_are_typed_with_completion_and_tell_how_many_more(app: App, desk: Desk, qtbot: QtBot) -> None:
    splits = iter(lambda: shares.split(KEY, 2, 3), None)
    first, second, _ = next(split for split in splits if len(split[1].split()[-1]) > 4)  # four letters would be a whole word
    page = page_in(app)
    assert give(qtbot, app, mime_of_text(first))[0][0] == "taken"
    assert "1 more share is needed" in said(app)
    assert not page.gathering.progress.next.isEnabled()
    assert page.gathering.typing.kind == "share", "that is what comes next"
    keys_into(page.gathering.typing.share.field, " ".join(word[:4] for word in second.split()))
    assert len(rows(qtbot, app)) == 1, "the last word is not finished"
    QTest.keyClicks(page.gathering.typing.share.field, "  ")
    assert rows(qtbot, app)[0][0] == "taken"
    assert page.gathering.typing.share.text == ""
    go_on(qtbot, app, "A new password")
    choose_password(qtbot, app)
    assert opens_with(desk.path, NEW)


def test_a_wrong_word_is_marked_and_the_nearest_is_offered(app: App, qtbot: QtBot) -> None:
    words = shares.split(KEY, 2, 3)[0].split()
    typing = page_in(app).gathering.typing
    press(app.window, "type-share")
    share = typing.share
    assert field(app) is share.field
    typed = [*words[:6], "breathhe", *words[7:]]
    keys_into(share.field, " ".join(typed[:7]) + " ")
    assert shows(share, "Word 7 is not in the list.")
    start = share.field.spans()[6][0]
    block = share.field.document().firstBlock()
    formats = block.layout().formats()
    assert [(one.start, one.length) for one in formats] == [(start, len("breathhe"))]
    press(share, "nearest-1")
    assert share.words[6] == "breathe"
    assert share.is_right
    share.clear()
    keys_into(share.field, " ".join(typed[:6]) + f" breathe {' '.join(typed[7:])} ")
    assert find(share, QWidget, "share-words-words").property("role") == "error", "the checksum tells"
    assert not rows(qtbot, app)
    assert len(share.words) == len(words)


def test_the_list_of_words_is_worked_by_keys(app: App) -> None:
    press(app.window, "type-share")
    share = page_in(app).gathering.typing.share
    popup = share.field._completer.popup()
    assert popup
    QTest.keyClicks(share.field, "ac")
    assert popup.isVisible()
    line = share.field.cursorRect().bottomLeft()
    assert popup.pos().y() > share.field.viewport().mapToGlobal(line).y(), "what is typed stays to be seen"
    QTest.keyClick(popup, Qt.Key.Key_Down)
    QTest.keyClick(popup, Qt.Key.Key_Return)
    assert share.text == "acid "
    QTest.keyClicks(share.field, "acq")
    QTest.keyClick(popup, Qt.Key.Key_Space)
    assert share.text == "acid acquire "
    QTest.keyClicks(share.field, "zo")
    assert not popup.isVisible()
    QTest.keyClicks(share.field, " be")
    QTest.keyClick(popup, Qt.Key.Key_Escape)
    assert not popup.isVisible()
    assert page_of(app) is page_in(app), "the first Escape closes the list only"


# A backup


def test_a_backup_comes_back_bit_for_bit(
    app: App, desk: Desk, qtbot: QtBot, tmp_path: Path, pages: dict[int, Sequence[Part]]
) -> None:
    files = []
    for number, of_page in pages.items():
        files.append(tmp_path / f"page {number}.png")
        files[-1].write_bytes(png(*map(parts.qr_text, of_page)))
    cat, notes = tmp_path / "cat.png", tmp_path / "notes.docx"
    cat.write_bytes(png("hello"))
    notes.write_bytes(bytes(range(256)))
    assert drop(page_in(app), mime_of_files(files[1], cat, notes, files[1]))
    shown = rows(qtbot, app)
    assert [state for state, _ in shown] == ["taken", "refused", "refused", "taken"]
    assert shown[0][1] == "Nothing new: all of it is in already."
    assert "page" in said(app)
    assert not page_in(app).gathering.progress.next.isEnabled()
    assert drop(page_in(app), mime_of_files(*files[2:]))
    rows(qtbot, app)
    go_on(qtbot, app, "The passphrase")
    page = page_in(app)
    assert field(app) is page.passphrase.words.field
    press(app.window, "open-backup")
    assert shows(page.passphrase, "Type the passphrase of this backup.")
    keys_into(page.passphrase.words.field, PASSPHRASE.replace("adapt", "adult"))
    QTest.keyClick(page.passphrase.words.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: shows(page.passphrase, "The passphrase does not open this backup."))
    assert field(app) is page.passphrase.words.field
    page.passphrase.words.clear()
    keys_into(page.passphrase.words.field, PASSPHRASE.upper() + " ")
    QTest.keyClick(page.passphrase.words.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: shows(app.window, "31 accounts came back"))
    choose_password(qtbot, app)
    assert app.session.vault == large()
    assert app.session.path == desk.folder / "vault-2.sparekey"
    assert opens_with(app.session.path, NEW)
    assert opens_with(desk.path, PASSWORD), "the vault that was there is untouched"


def test_a_place_that_is_taken_is_said_and_another_can_be_chosen(
    app: App, desk: Desk, qtbot: QtBot, pages: dict[int, Sequence[Part]]
) -> None:
    give(qtbot, app, mime_of_text("\n".join(parts.qr_text(part) for of_page in pages.values() for part in of_page)))
    go_on(qtbot, app, "The passphrase")
    page = page_in(app)
    keys_into(page.passphrase.words.field, PASSPHRASE + " ")
    press(app.window, "open-backup")
    qtbot.waitUntil(lambda: shows(app.window, "A new vault"))
    press(app.window, "choose-place")
    find(app.window, QFileDialog).fileSelected.emit(str(desk.path))
    find(app.window, QFileDialog).reject()
    for part in (page.password.password.first, page.password.password.second):
        keys_into(part.field, NEW)
    press(app.window, "finish-restore")
    qtbot.waitUntil(page.password.banner.isVisible)
    assert opens_with(desk.path, PASSWORD)
    page.choose_place(desk.folder / "back.sparekey")
    press(app.window, "finish-restore")
    qtbot.waitUntil(lambda: app.home is not None)
    assert opens_with(desk.folder / "back.sparekey", NEW)


def test_typed_lines_are_taken_and_those_with_errors_stay(app: App, qtbot: QtBot, pages: dict[int, Sequence[Part]]) -> None:
    part = pages[1][0]
    lines = list(parts.lines(part))
    wrong = lines[1][:-1] + ("0" if lines[1][-1] != "0" else "1")
    press(app.window, "type-lines")
    typing = page_in(app).gathering.typing
    keys_into(typing.lines, "\n".join([lines[0], wrong, *lines[2:]]))
    shortcut(typing.lines, "Ctrl+Return")
    assert rows(qtbot, app)[0][0] == "taken"
    assert typing.lines.toPlainText() == wrong
    assert shows(typing, "Line 1.02 has a typing error.")
    typing.lines.setPlainText(lines[1])
    press(app.window, "add-typed")
    assert rows(qtbot, app)[0] == ("taken", "1 part of a backup.")
    assert typing.lines.toPlainText() == ""
    keys_into(typing.lines, "nothing of use")
    press(app.window, "add-typed")
    qtbot.waitUntil(lambda: find(typing, QWidget, "backup-lines-words").property("role") == "error")
    assert len(rows(qtbot, app)) == 2, "what is typed is answered at its field"


# The ways in, the ways out


def test_pictures_and_texts_are_pasted(app: App, qtbot: QtBot) -> None:
    clipboard = QGuiApplication.clipboard()
    press(app.window, "paste-paper")
    assert page_in(app).gathering.progress.banner.text == "There is no text, picture or file to read."
    clipboard.setImage(QImage.fromData(png(scan(KEY))))
    typing = page_in(app).gathering.typing
    typing.key.field.setFocus()
    shortcut(typing.key.field, "Ctrl+V")
    assert rows(qtbot, app) == [("taken", "The paper key.")]
    clipboard.setText(scan(OTHER_KEY))
    shortcut(find(app.window, QWidget, "choose-files"), "Ctrl+V")
    assert len(rows(qtbot, app)) == 2
    clipboard.setText(shares.scan_text(shares.split(KEY, 2, 3)[0]))
    typing.key.field.setFocus()
    shortcut(typing.key.field, "Ctrl+V")
    assert len(rows(qtbot, app)) == 3, "whatever it is, in whichever field"
    assert typing.key.text == ""
    clipboard.setText(symbols(OTHER_KEY)[:12])
    shortcut(typing.key.field, "Ctrl+V")
    assert len(rows(qtbot, app)) == 3
    assert shows(typing, "12 of 36 characters")


def test_files_are_chosen(app: App, qtbot: QtBot, tmp_path: Path) -> None:
    text = tmp_path / "key.txt"
    text.write_text(f"my key is\n{crockford.grouped(symbols(KEY))}\n")
    press(app.window, "choose-files")
    find(app.window, QFileDialog).filesSelected.emit([str(text), str(tmp_path / "gone.png")])
    find(app.window, QFileDialog).reject()
    assert sorted(state for state, _ in rows(qtbot, app)) == ["refused", "taken"]


def test_a_selection_never_reaches_other_programs(app: App) -> None:
    typing = page_in(app).gathering.typing
    clipboard = QGuiApplication.clipboard()
    keys_into(typing.key.field, symbols(KEY)[:20])
    typing.key.field.selectAll()
    shortcut(typing.key.field, "Ctrl+C")
    assert not clipboard.text()
    if clipboard.supportsSelection():
        assert not clipboard.text(QClipboard.Mode.Selection)
    assert not typing.key.field.createMimeDataFromSelection().formats()


def test_back_leads_to_where_one_came_from_and_forgets(app: App, qtbot: QtBot) -> None:
    page = page_in(app)
    give(qtbot, app, mime_of_text(scan(KEY)))
    go_on(qtbot, app, "A new password")
    press(app.window, "restore-back")
    assert shows(app.window, "Restore from paper")
    assert rows(qtbot, app), "what was given is still there"
    shortcut(field(app), "Esc")
    assert page_of(app) is app.unlock_page
    assert field(app) is app.unlock_page.password.field
    assert page.gathering.gathered == restore.EMPTY
    press(app.window, "create-new")
    press(app.window, "restore")
    press(app.window, "restore-back")
    assert page_of(app) is app.first_run


def test_what_is_still_being_read_when_one_goes_back_is_dropped(app: App, qtbot: QtBot) -> None:
    page = page_in(app)
    drop(page, mime_of_text(scan(KEY)))
    page.back()
    done: list[object] = []
    app.tasks.run(page, lambda: None, done.append, done.append)
    qtbot.waitUntil(lambda: bool(done))
    assert page.gathering.gathered == restore.EMPTY


def test_nothing_can_be_dropped_on_the_later_steps(app: App, qtbot: QtBot) -> None:
    give(qtbot, app, mime_of_text(scan(KEY)))
    go_on(qtbot, app, "A new password")
    assert not drop(page_in(app), mime_of_text(scan(OTHER_KEY)))


def test_the_keyboard_walks_through_the_page(app: App, qtbot: QtBot) -> None:
    give(qtbot, app, mime_of_text(scan(KEY)))
    page = page_in(app)
    find(page, QWidget, "restore-back").setFocus()
    names = []
    for _ in range(10):
        names.append(field(app).objectName())
        QTest.keyClick(field(app), Qt.Key.Key_Tab)
        QApplication.processEvents()
    assert names[:8] == [
        "restore-back",
        "choose-files",
        "paste-paper",
        "type-key",
        "paper-key",
        "add-typed",
        "change-vault",
        "restore-continue",
    ]


def test_the_page_is_not_loaded_before_it_is_wanted(desk: Desk) -> None:
    write(desk.path, example())
    app = desk.start()
    assert app.restore_page is None
