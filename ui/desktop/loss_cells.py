"""What the table of accounts and things says in each cell, worked out for those cells that are seen."""

from collections.abc import Callable
from functools import lru_cache
from typing import Literal

from ui.desktop import readiness_messages as words
from ui.desktop.survey import Standing, Survey
from vault.losses import Item
from vault.readiness import Loss, Verdict

CellMark = Literal["", "out", "weak"]
_KEPT = 400  # accounts of which what was worked out is kept


class LossCells:
    """The cells of one survey."""

    def __init__(self, survey: Survey) -> None:
        self._survey = survey
        self._verdict: Callable[[Standing], Verdict] = lru_cache(_KEPT)(lambda one: survey.readiness.verdict(one.account))

    def mark(self, standing: Standing, item: Item) -> CellMark:
        """Return what the loss of a thing does to an account: locks out, closes something, or nothing."""
        loss = self._loss(standing, item)
        if loss is None or not loss.closes:
            return ""
        return "out" if loss.locks_out else "weak"

    def says(self, standing: Standing, item: Item) -> str:
        """Say the same in a sentence without a full stop."""
        if standing.state == "unknown":
            return words.cell_unknown(standing.account)
        if self.is_gone(item):
            return words.cell_gone(item)
        return words.cell(self._verdict(standing), item, self._loss(standing, item))

    def is_gone(self, item: Item) -> bool:
        """Tell whether a thing is taken for lost already, by itself or with what it lies in."""
        return item.key in self._survey.gone

    def of_column(self, item: Item) -> str:
        return words.column(item, self._survey.hanging.get(item.key, 0))

    def _loss(self, standing: Standing, item: Item) -> Loss | None:
        return next((loss for loss in self._verdict(standing).single_losses if loss.lost[0] == item), None)
