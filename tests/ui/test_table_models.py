"""The one model, under Qt's own test of models."""

import pytest
from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from ui.desktop.table_models import ROW, RowsModel

SHOW = Qt.ItemDataRole.DisplayRole
TIP = Qt.ItemDataRole.ToolTipRole


@pytest.fixture
def model(qtbot: QtBot) -> RowsModel[int]:
    return RowsModel({SHOW: str, TIP: lambda number: f"{number} years"})


def test_model_keeps_qts_rules_over_its_life(model: RowsModel[int]) -> None:
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Warning)
    for rows in ((), (1, 2, 3), (), range(1000), (5,)):
        model.show(rows)
        assert list(model.rows) == list(rows)
        assert model.rowCount() == len(rows)
    assert tester.model() is model


def test_roles_show_what_their_functions_say(model: RowsModel[int]) -> None:
    model.show([40, 41])
    second = model.index(1)
    assert model.data(second) == "41"
    assert model.data(second, TIP) == "41 years"
    assert model.data(second, ROW) == 41
    assert model.data(second, Qt.ItemDataRole.DecorationRole) is None


def test_no_place_has_no_data_and_a_row_has_no_rows(model: RowsModel[int]) -> None:
    model.show([40])
    assert model.data(QModelIndex()) is None
    assert model.rowCount(model.index(0)) == 0
    assert isinstance(model, QAbstractListModel)
    kept = QPersistentModelIndex(model.index(0))
    model.show([41])
    assert not kept.isValid()
