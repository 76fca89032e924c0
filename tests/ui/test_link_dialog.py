"""The dialog that tells whether a link from a mail is the service's own: what it says, and where it leads to."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtGui import QDesktopServices, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from tests.ui.desk import appearance, find, keys_into, mime_of_text, press, shows
from tests.ui.link_scenes import PYPI, SCENES
from tests.ui.test_accessibility import controls, heard
from tests.ui.test_layout import lasting_complaints
from ui.desktop import link_messages
from ui.desktop.dialogs.link import LinkDialog
from ui.desktop.theme import Theme
from ui.desktop.widgets.host_pair import HostPair
from vault import link_words, links, services

SERVICES = tuple(services.table().values())
ACCOUNT = f"https://{PYPI}/manage/account/"


@pytest.fixture
def opened_pages(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What would be opened in the browser."""
    pages: list[str] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: pages.append(QUrl(url).toString()))
    return pages


@pytest.fixture
def dialog(qtbot: QtBot, look: Theme) -> Iterator[LinkDialog]:
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(1024, 700)
    window.show()
    qtbot.waitExposed(window)
    made = LinkDialog(window, look)
    made.open()
    qtbot.waitExposed(made)
    yield made
    if isValid(made):
        made.reject()


def paste(dialog: LinkDialog, data: QMimeData | str) -> None:
    dialog.field.insertFromMimeData(mime_of_text(data) if isinstance(data, str) else data)
    QApplication.processEvents()


def test_an_empty_field_says_what_can_be_pasted(dialog: LinkDialog) -> None:
    assert dialog.field.hasFocus()
    assert shows(dialog, "Paste what is in the mail")
    assert all(shows(dialog, words) for words in link_messages.WHAT_FITS)
    assert not [one for one in dialog.findChildren(QPushButton, "open-own-page") if one.isVisible()]


def test_the_verdict_comes_while_typing_and_goes_with_the_text(dialog: LinkDialog) -> None:
    keys_into(dialog.field, f"https://{PYPI}")
    assert shows(dialog, "This is exactly PyPI's own host.")
    keys_into(dialog.field, ".evil.example")
    assert shows(dialog, "This link only looks like PyPI's.")
    dialog.field.clear()
    assert shows(dialog, "Paste what is in the mail")


def test_the_services_own_page_is_opened_and_never_what_was_pasted(dialog: LinkDialog, opened_pages: list[str]) -> None:
    paste(dialog, f"https://{PYPI}/account/login/?next=/help/")
    assert find(dialog, QPushButton, "open-own-page").text() == "Open PyPI itself"
    press(dialog, "open-own-page")
    dialog.field.clear()
    for text in (
        "https://pypj.org/account/login/",
        SCENES["destroys"],
        SCENES["redirect"],
        SCENES["sender"],
        SCENES["related"],
    ):
        paste(dialog, text)
        press(dialog, "open-own-page")
        dialog.field.clear()
    assert opened_pages == [f"https://{PYPI}/account/login/", *[ACCOUNT] * 5]


def test_a_service_without_an_account_page_is_opened_where_one_signs_in(dialog: LinkDialog, opened_pages: list[str]) -> None:
    paste(dialog, "https://npnjs.com/")
    press(dialog, "open-own-page")
    assert opened_pages == [services.table()["npm"].page("login")]


@pytest.mark.parametrize("text", [SCENES["unknown"], SCENES["nothing"], "javascript:x"])
def test_where_no_service_is_meant_none_is_offered(dialog: LinkDialog, text: str) -> None:
    paste(dialog, text)
    assert not [one for one in dialog.findChildren(QPushButton, "open-own-page") if one.isVisible()]
    assert not [one for one in dialog.findChildren(HostPair) if one.isVisible()]


def test_a_look_alike_is_shown_beside_the_own_host_with_what_to_do(dialog: LinkDialog) -> None:
    paste(dialog, "https://pypj.org/")
    pair = find(dialog, HostPair)
    assert pair.accessibleName() == f"This link: pypj.org. PyPI: {PYPI}. They differ: j against i."
    assert shows(dialog, f"Do not open it. Go to {PYPI} by yourself.")
    assert shows(dialog, link_words.HURT)
    dialog.field.clear()
    paste(dialog, f"https://{PYPI}/")
    assert find(dialog, HostPair).accessibleName().endswith("They are the same, letter by letter.")
    assert not shows(dialog, link_words.HURT)


def test_a_screen_reader_is_told_what_was_left_out_and_added(dialog: LinkDialog) -> None:
    paste(dialog, "https://pypi-mirror.org/")
    assert find(dialog, HostPair).accessibleName().endswith("They differ: dash m i r r o r against nothing.")
    dialog.field.clear()
    paste(dialog, "https://axp.xeadthexocsxorg.a-long-name.example/?u=https://app.readthedocs.org")
    assert find(dialog, HostPair).accessibleName().endswith("x against p, x against r, x against d, x against dot, and more.")
    dialog.field.clear()
    paste(dialog, f"https://{PYPI}.login.evil.example/")
    assert find(dialog, HostPair).accessibleName().endswith("dot l o g i n dot e v i l dot and more letters against nothing.")


def test_where_the_links_of_a_formatted_mail_lead_is_pasted_too(dialog: LinkDialog) -> None:
    data = mime_of_text(f"Verify at https://{PYPI}/")
    data.setHtml(
        f'<p>Verify at <a href="https://pypj.org/verify?a=1&amp;b=2">https://{PYPI}/</a> <a href="https://{PYPI}/">x</a></p>'
    )
    paste(dialog, data)
    assert dialog.field.toPlainText() == f"Verify at https://{PYPI}/\nhttps://pypj.org/verify?a=1&b=2"
    assert shows(dialog, "This link only looks like PyPI's.")
    assert shows(dialog, "Also in this text: own host")


def test_a_long_mail_is_looked_at_but_not_shown(dialog: LinkDialog) -> None:
    paste(dialog, f"{'long words ' * 1000} https://pypj.org/ {'and more ' * 1000}")
    assert dialog.field.toPlainText() == ""
    assert dialog.field.placeholderText().startswith("A text of 20,0")
    assert shows(dialog, "This link only looks like PyPI's.")
    keys_into(dialog.field, PYPI)
    assert dialog.field.placeholderText() == link_messages.PLACEHOLDER
    assert shows(dialog, "This is exactly PyPI's own host.")


def test_a_text_with_too_many_links_says_so(dialog: LinkDialog) -> None:
    paste(dialog, " ".join(f"https://{PYPI}/{place}" for place in range(300)))
    assert dialog.banner.isVisible()
    assert dialog.banner.text == link_words.CUT
    paste(dialog, PYPI)
    assert not dialog.banner.isVisible()


def test_what_else_is_in_a_mail_is_listed(dialog: LinkDialog) -> None:
    paste(dialog, SCENES["mail"])
    assert shows(dialog, "Also in this text: unknown host (3), same domain, own host")
    assert shows(dialog, "blog.example")
    assert shows(dialog, "and 2 more")
    paste(dialog, "\n")
    dialog.field.setPlainText(f"https://{PYPI}/ noreply@{PYPI}")
    assert shows(dialog, "Also in this text: sender")
    assert not shows(dialog, "more")


def test_escape_closes_and_nothing_is_left(dialog: LinkDialog) -> None:
    paste(dialog, PYPI)
    gone: list[bool] = []
    dialog.destroyed.connect(lambda: gone.append(True))
    QTest.keyClick(dialog.field, Qt.Key.Key_Escape)
    assert not dialog.isVisible()
    QApplication.sendPostedEvents(None, 52)  # deferred deletion
    assert gone == [True]


def test_the_tab_key_leaves_the_field(dialog: LinkDialog) -> None:
    paste(dialog, PYPI)
    names = []
    for _ in range(3):
        names.append(dialog.focusWidget().objectName())
        QTest.keyClick(dialog.focusWidget(), Qt.Key.Key_Tab)
    assert names == ["link-field", "close-link", "open-own-page"]


@pytest.mark.parametrize("scene", SCENES)
def test_nothing_is_cut_and_everything_is_named(dialog: LinkDialog, scene: str) -> None:
    dialog.field.setPlainText(SCENES[scene])
    QApplication.processEvents()
    assert not lasting_complaints(dialog)
    assert all(heard(widget) for widget in controls(dialog))
    assert dialog.width() == 600
    assert dialog.height() <= 700


def hosts_of(look: Theme, qtbot: QtBot, text: str) -> QImage:
    pair = HostPair(look, 500)
    pair.show_hosts(links.check(text, SERVICES).worst)
    return appearance(qtbot, pair, 500)


def colours_in(image: QImage) -> set[str]:
    return {image.pixelColor(x, y).name().upper() for x in range(image.width()) for y in range(image.height())}


def test_letters_that_differ_are_marked_in_both_themes(qtbot: QtBot, look: Theme) -> None:
    for theme in ("light", "dark"):
        look.choose(theme)
        marks = {look.colours.danger, look.colours.good}
        assert marks <= colours_in(hosts_of(look, qtbot, "https://pypj.org"))
        assert not marks & colours_in(hosts_of(look, qtbot, f"https://{PYPI}"))


def test_the_mark_is_not_of_colour_alone(qtbot: QtBot, look: Theme) -> None:
    """Under the one letter that differs there is a line, in both hosts."""
    marked, plain = (hosts_of(look, qtbot, f"https://{host}") for host in ("pypj.org", PYPI))
    ground = plain.pixelColor(499, 0)

    def letters(image: QImage, y: int) -> int:
        return sum(image.pixelColor(x, y) != ground for x in range(96, 500))

    lines = [y for y in range(marked.height()) if 8 <= letters(marked, y) <= 14 and letters(plain, y) == 0]
    assert lines
    assert min(lines) < 30 < max(lines)


def test_a_long_host_is_broken_over_lines(qtbot: QtBot, look: Theme) -> None:
    assert hosts_of(look, qtbot, f"https://{PYPI}.example").height() == 60
    assert hosts_of(look, qtbot, f"https://{PYPI}.{'a' * 60}.example").height() == 60 + 30 + 30
