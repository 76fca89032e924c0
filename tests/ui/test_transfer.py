"""Bringing in: what cannot be read says so in one sentence and a hint, what is odd is said before it is saved."""

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import QMimeData, QUrl
from PySide6.QtGui import QDragLeaveEvent, QGuiApplication, QImage
from PySide6.QtWidgets import QApplication, QCheckBox, QFrame, QPushButton, QRadioButton
from pytestqt.qtbot import QtBot

from tests.ui.desk import (
    CODES,
    NOW,
    OTPAUTH,
    PYPI_FILE,
    SEED,
    Desk,
    account_of,
    dialog_of,
    drop,
    example,
    find,
    keys_into,
    mime_of_files,
    mime_of_text,
    on_disk,
    press,
    qr_png,
    shows,
    states,
)
from ui.desktop.app import App
from ui.desktop.dialogs.transfer import TransferDialog
from ui.desktop.widgets.banner import Banner
from vault import edit
from vault.model import Vault

LINES = "\n".join(CODES)
OTHERS = [code[::-1] for code in CODES]


def plain_picture() -> bytes:
    """A picture without any QR code."""
    data = io.BytesIO()
    Image.new("RGB", (80, 80), "white").save(data, "PNG")
    return data.getvalue()


def dropped(app: App, folder: Path, data: bytes, name: str = PYPI_FILE) -> TransferDialog:
    file = folder / name
    file.write_bytes(data)
    assert drop(app.window, mime_of_files(file))
    return dialog_of(app, TransferDialog)


def bring_in(app: App) -> TransferDialog:
    press(app.window, "bring-in")
    return dialog_of(app, TransferDialog)


def refusal(dialog: TransferDialog, qtbot: QtBot) -> str:
    qtbot.waitUntil(lambda: bool(dialog.banner.text))
    assert dialog.banner.isVisible()
    assert dialog.banner.property("banner") == "danger"
    return dialog.banner.text


def notes(dialog: TransferDialog) -> list[str]:
    return find(dialog.preview, Banner).text.splitlines()


@pytest.mark.parametrize(
    ("make", "name", "sentence", "hint"),
    [
        (bytes, PYPI_FILE, "The file is empty.", "save or copy them again"),
        (lambda: b"\n \n\t\n", PYPI_FILE, "The file is empty.", "save or copy them again"),
        (lambda: b"hello, these are not the codes you look for", "notes.txt", "No recovery codes were found", "eight lines"),
        (lambda: b"a\0b\0c" * 99, "a.bin", "Sparekey does not know this kind of file.", "The formats are"),
        (plain_picture, "qr.png", "There is no readable QR code in this picture.", "Take it again"),
        (lambda: qr_png("https://example.com/"), "qr.png", "This is not an authenticator's text (QR code 1).", "otpauth://"),
        (lambda: qr_png(OTPAUTH)[:200], "qr.png", "The picture cannot be read.", "Save it as PNG"),
        (lambda: b"otpauth://totp/PyPI:alice?secret=1", "seed.txt", "The TOTP seed is not base32 (line 1).", "otpauth://"),
        (lambda: b"0" * 70000, "long.txt", "The text is too long", "Choose the file"),
    ],
    ids=["empty", "blank", "prose", "binary", "no QR", "other QR", "torn", "bad seed", "long"],
)
def test_what_cannot_be_read_says_why_and_changes_nothing(
    desk: Desk, qtbot: QtBot, tmp_path: Path, make: Callable[[], bytes], name: str, sentence: str, hint: str
) -> None:
    app, _home = desk.opened()
    before, file = app.session.vault, desk.path.read_bytes()
    dialog = dropped(app, tmp_path, make(), name)
    text = refusal(dialog, qtbot)
    assert text.startswith(sentence)
    assert hint in text
    assert find(dialog, QFrame, "drop").isVisible()
    press(dialog, "cancel")
    assert app.session.vault is before
    assert desk.path.read_bytes() == file


def test_a_file_that_is_gone_says_so(desk: Desk, qtbot: QtBot, tmp_path: Path) -> None:
    app, _home = desk.opened()
    assert drop(app.window, mime_of_files(tmp_path / "gone.txt"))
    text = refusal(dialog_of(app, TransferDialog), qtbot)
    assert text.startswith("There is no file")


def test_a_link_or_nothing_is_no_file(desk: Desk, qtbot: QtBot) -> None:
    app, home = desk.opened()
    dialog = home.bring_in()
    for data in (None, QMimeData()):
        dialog.read_mime(data)
        assert dialog.banner.text == "There is no text, picture or file to read."
    link = QMimeData()
    link.setUrls([QUrl("https://example.com/codes")])
    dialog.read_mime(link)
    qtbot.waitUntil(lambda: dialog.banner.text.startswith("No recovery codes"))
    QGuiApplication.clipboard().clear()
    press(dialog, "paste")
    press(dialog, "continue")
    assert dialog.banner.text.startswith("Paste the codes or the otpauth text first")
    assert app.session.vault


@pytest.mark.parametrize(
    ("text", "heading", "note"),
    [
        (LINES[:-17], "7 recovery codes", "7 codes, PyPI gives 8"),
        (f"{LINES}\n{CODES[0]}", "8 recovery codes", "Line 9: the same code as in line 1, kept once"),
        (f"{LINES}\n{CODES[0][:-1]}", "8 recovery codes", "Line 9: not a PyPI recovery code: 15 characters instead of 16"),
        ("\n".join(f"{code[:8]}-{code[8:]}".upper() for code in CODES), "8 recovery codes", "Kept in lower case and without"),
    ],
    ids=["seven", "doubled", "short", "capitals and dashes"],
)
def test_what_is_odd_is_said_before_it_is_saved(
    desk: Desk, qtbot: QtBot, tmp_path: Path, text: str, heading: str, note: str
) -> None:
    app, _home = desk.opened(Vault())
    dialog = dropped(app, tmp_path, text.encode())
    qtbot.waitUntil(lambda: shows(dialog, f"{heading} · alice at PyPI"))
    assert notes(dialog)[0].startswith(note)
    assert not any(code in one for one in notes(dialog) for code in CODES)
    assert not app.session.vault.accounts
    press(dialog, "continue")
    desk.settle(app)
    kept = [code["secret"] for code in on_disk(desk.path)["accounts"][0]["code_sets"][0]["codes"]]
    assert kept == list(CODES[: len(kept)])


def test_codes_that_are_there_already_are_not_added_twice(desk: Desk, qtbot: QtBot, tmp_path: Path) -> None:
    app, _home = desk.opened()
    dialog = dropped(app, tmp_path, LINES.encode())
    qtbot.waitUntil(lambda: shows(dialog, "In the vault already. There is nothing to add."))
    assert not find(dialog, QPushButton, "continue").isEnabled()


@pytest.mark.parametrize("older", [False, True])
def test_newer_codes_replace_the_old_ones_only_when_asked(desk: Desk, qtbot: QtBot, tmp_path: Path, older: bool) -> None:
    vault, account = example(), account_of(example())
    app, home = desk.opened(edit.mark_code(vault, account.id, account.code_sets[0].id, 1, "used", now=NOW))
    dialog = dropped(app, tmp_path, "\n".join(OTHERS).encode(), "PyPI-Recovery-Codes-alice-2026-03-01T09_08_07.123456.txt")
    qtbot.waitUntil(lambda: shows(dialog, "There is a set already: 7 of 8 left, generated on 31 January 2026."))
    assert find(dialog, QRadioButton, "newer").isChecked()
    assert shows(dialog, " 1   091f •••• •••• 38a0")
    assert shows(dialog, " 1   0a83 •••• •••• f190   used")
    assert shows(dialog, " 8   7a83 •••• •••• f197")
    if older:
        find(dialog, QRadioButton, "older").click()
    press(dialog, "continue")
    sets = account_of(app.session.vault).code_sets
    assert [bool(code_set.void_at) for code_set in sets] == ([False, True] if older else [True, False])
    assert states(account_of(app.session.vault)) == ("Uuuuuuuu" if older else "uuuuuuuu")
    assert find(home.account, QPushButton, "older-sets").isVisible()


def test_a_set_of_an_earlier_day_is_taken_for_the_older_one(desk: Desk, qtbot: QtBot, tmp_path: Path) -> None:
    app, _home = desk.opened()
    dialog = dropped(app, tmp_path, "\n".join(OTHERS).encode(), "PyPI-Recovery-Codes-alice-2025-03-01T09_08_07.123456.txt")
    qtbot.waitUntil(lambda: shows(dialog, "There is a set already"))
    assert find(dialog, QRadioButton, "older").isChecked()


def test_an_authenticator_is_replaced_only_when_agreed(desk: Desk, qtbot: QtBot) -> None:
    app, _home = desk.opened()
    press(app.window, "bring-in-here")
    dialog = dialog_of(app, TransferDialog)
    dialog.read_text(OTPAUTH.replace(SEED, SEED[::-1]))
    qtbot.waitUntil(lambda: shows(dialog, "1 authenticator · alice at PyPI"))
    agree = find(dialog, QCheckBox, "replaces")
    assert not find(dialog, QPushButton, "continue").isEnabled()
    agree.click()
    press(dialog, "continue")
    assert [bool(one.void_at) for one in account_of(app.session.vault).authenticators] == [True, False]


def test_of_many_that_replace_something_it_is_asked_once(desk: Desk, qtbot: QtBot) -> None:
    app, home = desk.opened()
    dialog = home.bring_in(home.account.account_id)
    dialog.read_text("\n".join([OTPAUTH.replace(SEED, SEED[::-1]), OTPAUTH.replace("alice", "bob")]))
    qtbot.waitUntil(lambda: shows(dialog, "There is more than one of alice at PyPI."))
    assert not find(dialog, QPushButton, "continue").isEnabled()
    find(dialog, QCheckBox, "replaces").click()
    press(dialog, "continue")
    assert [bool(one.void_at) for one in account_of(app.session.vault).authenticators] == [True, False]


def test_two_sets_of_one_account_are_told_apart_before_one_replaces_the_other(desk: Desk, qtbot: QtBot, tmp_path: Path) -> None:
    app, home = desk.opened(Vault())
    files = [
        tmp_path / name for name in (PYPI_FILE, PYPI_FILE.replace(".txt", " (1).txt"), PYPI_FILE.replace("01-31", "02-28"))
    ]
    for file, lines in zip(files, (LINES, LINES, "\n".join([*OTHERS, "not a code"])), strict=True):
        file.write_text(lines)
    dialog = home.bring_in()
    dialog.read_files(files)
    qtbot.waitUntil(lambda: shows(dialog, "There is more than one of alice at PyPI."))
    assert shows(dialog, "The same as above.")
    assert all(shows(dialog, file.name) for file in files)
    assert notes(dialog)[0].startswith(f"{files[2].name}: Line 9")
    assert not find(dialog, QPushButton, "continue").isEnabled()
    find(dialog, QCheckBox, "replaces").click()
    press(dialog, "continue")
    assert [code_set.count("unused") for code_set in account_of(app.session.vault).code_sets] == [0, 8]


def test_what_the_user_says_goes_for_one_of_many(desk: Desk, qtbot: QtBot, tmp_path: Path) -> None:
    """Codes of two services in one go: a name for one of them must not take the other along."""
    app, home = desk.opened(Vault())
    files = [tmp_path / name for name in (PYPI_FILE, "gitlab-recovery-codes.txt", "hex-recovery-codes-1.txt")]
    files[0].write_text(LINES)
    files[1].write_text("\n".join(f"{place}b83fe2954d8f19{place}" for place in range(10)))
    files[2].write_text("\n".join(f"{place}c83-fe29-54d8-f1g{place}" for place in range(10)))
    dialog = home.bring_in()
    dialog.read_files(files)
    qtbot.waitUntil(lambda: shows(dialog, "8 recovery codes · alice at PyPI"))
    assert find(dialog, QPushButton, "continue").text() == "Save 8 recovery codes"
    assert dialog.preview.service.currentText() == "GitLab"
    assert shows(dialog, "hex-recovery-codes-1.txt  ·  Bring it in by itself.")
    keys_into(dialog.preview.username, "zoe")
    qtbot.waitUntil(lambda: shows(dialog, "10 recovery codes · zoe at GitLab"))
    dialog.preview.service.setCurrentText("PyPI")
    qtbot.waitUntil(lambda: any("of GitLab, not of pypi:zoe" in note for note in notes(dialog)))
    dialog.preview.service.setCurrentText("GitLab")
    qtbot.waitUntil(lambda: shows(dialog, "10 recovery codes · zoe at GitLab"))
    press(dialog, "continue")
    assert [one.title for one in app.session.vault.present] == ["pypi:alice", "gitlab:zoe"]


def test_a_long_set_is_shown_in_part(desk: Desk, qtbot: QtBot) -> None:
    _app, home = desk.opened(Vault())
    dialog = home.bring_in()
    dialog.read_text("\n".join(f"{place:02}a83fe2954d8f1{place:02}"[:16] for place in range(20)))
    qtbot.waitUntil(lambda: shows(dialog, "20 recovery codes"))
    assert shows(dialog, "and 4 more")


def test_a_file_of_another_account_is_not_put_into_this_one(desk: Desk, qtbot: QtBot, tmp_path: Path) -> None:
    app, _home = desk.opened(edit.add_account(Vault(), "pypi", "bob", now=NOW))
    press(app.window, "bring-in-here")
    dialog = dialog_of(app, TransferDialog)
    assert shows(dialog, "For bob at PyPI.")
    file = tmp_path / PYPI_FILE
    file.write_text(LINES)
    dialog.read_files([file])
    qtbot.waitUntil(lambda: shows(dialog, "of pypi:alice, not of pypi:bob"))
    assert not find(dialog, QPushButton, "continue").isEnabled()
    assert not account_of(app.session.vault, username="bob").code_sets


def test_starting_over_forgets_what_was_typed(desk: Desk, qtbot: QtBot) -> None:
    app, _home = desk.opened(Vault())
    dialog = bring_in(app)
    dialog.text.setPlainText(LINES)
    press(dialog, "continue")
    qtbot.waitUntil(lambda: shows(dialog, "Whose are they?"))
    keys_into(dialog.preview.username, "alice")
    press(dialog, "start-over")
    assert not dialog.text.toPlainText()
    assert not dialog.preview.asks
    assert find(dialog, QPushButton, "continue").text() == "Continue"
    dialog.read_text("\n".join(OTHERS))
    qtbot.waitUntil(lambda: shows(dialog, "Whose are they?"))


def test_a_name_for_one_file_is_not_taken_for_the_next(desk: Desk, qtbot: QtBot, tmp_path: Path) -> None:
    app, _home = desk.opened(Vault())
    dialog = bring_in(app)
    dialog.read_text("\n".join(OTHERS))
    qtbot.waitUntil(lambda: shows(dialog, "Whose are they?"))
    keys_into(dialog.preview.username, "bob")
    qtbot.waitUntil(lambda: shows(dialog, "bob at PyPI"))
    file = tmp_path / PYPI_FILE
    file.write_text(LINES)
    assert drop(dialog, mime_of_files(file))
    qtbot.waitUntil(lambda: shows(dialog, "8 recovery codes · alice at PyPI"))
    assert not dialog.preview.asks


def test_another_service_may_be_typed(desk: Desk, qtbot: QtBot) -> None:
    app, _home = desk.opened(Vault())
    dialog = bring_in(app)
    dialog.read_text(LINES)
    qtbot.waitUntil(lambda: shows(dialog, "Whose are they?"))
    dialog.preview.service.setCurrentText("TestPyPI")
    keys_into(dialog.preview.username, "alice")
    qtbot.waitUntil(lambda: shows(dialog, "8 recovery codes · alice at TestPyPI"))
    press(dialog, "continue")
    assert states(app.session.vault.find("testpypi", "alice")) == "uuuuuuuu"


def test_many_authenticators_are_summed_up(desk: Desk, qtbot: QtBot, tmp_path: Path) -> None:
    app, _home = desk.opened(Vault())
    texts = "\n".join(OTPAUTH.replace("alice", f"user-{number}") + str(number) for number in range(1, 9))
    dialog = dropped(app, tmp_path, texts.replace("period=30", "period=3").encode(), "export.txt")
    qtbot.waitUntil(lambda: shows(dialog, "and 2 more"))
    assert find(dialog, QPushButton, "continue").text() == "Save 8 authenticators"
    press(dialog, "continue")
    assert len(app.session.vault.accounts) == 8
    assert app.window.toast.text == "8 authenticators saved."


def test_a_picture_may_be_dropped_itself(desk: Desk, qtbot: QtBot) -> None:
    app, _home = desk.opened(Vault())
    data = QMimeData()
    data.setImageData(QImage.fromData(qr_png(OTPAUTH)))
    assert drop(app.window, data)
    dialog = dialog_of(app, TransferDialog)
    qtbot.waitUntil(lambda: shows(dialog, "1 authenticator · alice at PyPI"))


def test_what_has_no_text_file_or_picture_is_not_taken(desk: Desk) -> None:
    app, home = desk.opened()
    data = QMimeData()
    data.setData("application/x-something", b"1")
    assert not drop(app.window, data)
    dialog = home.bring_in()
    assert not drop(dialog, data)


def test_the_place_to_drop_lights_up(desk: Desk) -> None:
    _app, home = desk.opened()
    dialog = home.bring_in()
    frame = find(dialog, QFrame, "drop")
    drop(dialog, mime_of_text("hello"), enter_only=True)
    assert frame.property("active") == "true"
    QApplication.sendEvent(dialog, QDragLeaveEvent())
    assert frame.property("active") == "false"
