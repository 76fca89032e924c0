"""The rooms beside the accounts: each action of a finding, and each fact of the card, opens what it is for."""

import pytest
from PySide6.QtWidgets import QDialog
from pytestqt.qtbot import QtBot

from tests.ui.desk import Desk, open_dialogs, press
from ui.desktop.dialogs.email import EmailsDialog
from ui.desktop.dialogs.get_in import GetInDialog
from ui.desktop.dialogs.interview import InterviewDialog
from ui.desktop.dialogs.link import LinkDialog
from ui.desktop.dialogs.packages import PackagesDialog
from ui.desktop.dialogs.printing import PrintDialog
from ui.desktop.dialogs.question import QuestionDialog
from ui.desktop.dialogs.record import AccountDialog
from ui.desktop.dialogs.request import RequestDialog
from ui.desktop.dialogs.second_factors import SecurityKeysDialog
from ui.desktop.dialogs.transfer import TransferDialog
from ui.desktop.dialogs.vault_places import PlacesDialog, VaultDialog


@pytest.mark.parametrize(
    ("action", "room"),
    [
        ("interview", InterviewDialog),
        ("email", EmailsDialog),
        ("password", QuestionDialog),
        ("codes", TransferDialog),
        ("print", PrintDialog),
        ("authenticator", QuestionDialog),
        ("security-key", SecurityKeysDialog),
        ("packages", PackagesDialog),
        ("places", PlacesDialog),
        ("vault", VaultDialog),
        ("request", RequestDialog),
    ],
)
def test_each_finding_leads_to_where_it_is_mended(desk: Desk, qtbot: QtBot, action: str, room: type[QDialog]) -> None:
    app, home = desk.opened()
    home.show_readiness()
    home.rooms.preparedness.wanted.emit(action, app.session.vault.accounts[0].id)
    qtbot.waitUntil(lambda: [type(one) for one in open_dialogs(app)] == [room])


@pytest.mark.parametrize(("action", "room"), [("print", PrintDialog), ("vault", VaultDialog), ("account", AccountDialog)])
def test_what_is_about_the_vault_itself_has_no_account(desk: Desk, action: str, room: type[QDialog]) -> None:
    app, home = desk.opened()
    home.show_readiness()
    home.rooms.preparedness.wanted.emit(action, "")
    assert [type(one) for one in open_dialogs(app)] == [room]


def test_of_the_card_codes_means_where_they_lie(desk: Desk) -> None:
    app, home = desk.opened()
    home.account.fact_wanted.emit("codes", app.session.vault.accounts[0].id)
    assert [type(one) for one in open_dialogs(app)] == [QuestionDialog]


def test_an_account_of_the_readiness_page_is_opened(desk: Desk) -> None:
    app, home = desk.opened()
    home.show_readiness()
    home.rooms.preparedness.opened.emit(app.session.vault.accounts[0].id)
    assert app.window.page is home.account


def test_from_the_request_the_ways_that_still_work_can_be_tried(desk: Desk, qtbot: QtBot) -> None:
    app, home = desk.opened()
    home.rooms.ask_for(app.session.vault.accounts[0].id)
    qtbot.waitUntil(lambda: bool(open_dialogs(app)))
    (dialog,) = open_dialogs(app)
    assert isinstance(dialog, RequestDialog)
    dialog.get_in.emit(app.session.vault.accounts[0].id)
    assert GetInDialog in {type(one) for one in open_dialogs(app)}


def test_a_request_of_an_account_that_is_gone_opens_nothing(desk: Desk, qtbot: QtBot) -> None:
    app, home = desk.opened()
    home.rooms.ask_for("nobody")
    looked: list[None] = []
    app.tasks.run(home, lambda: None, looked.append, lambda _error: None)
    qtbot.waitUntil(lambda: bool(looked))
    assert not open_dialogs(app)


def test_the_shield_opens_the_check_of_a_link(desk: Desk) -> None:
    app, home = desk.opened()
    home.side.link.emit()
    assert [type(one) for one in open_dialogs(app)] == [LinkDialog]


def test_the_settings_lead_to_copies_and_their_places(desk: Desk) -> None:
    app, home = desk.opened()
    home.show_settings()
    press(home.settings, "vault-places")
    assert [type(one) for one in open_dialogs(app)] == [VaultDialog]
