"""One question about an account with its possible answers: a page of the interview, and alone in a dialog of its own."""

from collections.abc import Callable, Mapping
from datetime import date

from PySide6.QtWidgets import QWidget

from ui.desktop import interview_messages as words
from ui.desktop.theme import UNIT
from ui.desktop.widgets.basic import column
from ui.desktop.widgets.choices import Choices
from vault.model import Now, Vault

# What an answer needs to be told as well: how to read that, and what to say where it is missing.
Need = tuple[Callable[[], object], str]


# Puts an answer into a vault: of which account, and on which day the places were looked at, where they were.
Noting = Callable[[Vault, str, date | None, Now], Vault]


class Question(QWidget):
    """`needs` are those of each answer; a need without an answer's key is one of all."""

    def __init__(
        self, choices: Choices, noting: Noting, *, above: QWidget | None = None, needs: Mapping[str, Need] | None = None
    ) -> None:
        super().__init__()
        self.choices = choices
        self._noting, self._needs = noting, dict(needs or {})
        parts = [above, choices] if above else [choices]
        self.setLayout(column(*parts, None, gap=2 * UNIT))
        self.setFocusProxy(choices)

    @property
    def complaint(self) -> str:
        """Say what is missing; empty where the answer is whole."""
        for key in ("", self.choices.chosen):
            if key in self._needs and not self._needs[key][0]():
                return self._needs[key][1]
        return "" if self.choices.chosen else words.NO_ANSWER

    @property
    def said(self) -> object:
        """What is chosen and told now, to be compared."""
        return self.choices.chosen, [told() for told, _ in self._needs.values()]

    def noted(self, vault: Vault, account_id: str, *, on: date | None = None, now: Now) -> Vault:
        """Put the answer into a vault. Raises VaultError."""
        return self._noting(vault, account_id, on, now)
