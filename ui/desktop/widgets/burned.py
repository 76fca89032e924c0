"""A box to choose one of a set's codes by its place and its ends."""

from collections.abc import Sequence

from PySide6.QtWidgets import QComboBox

from ui.desktop import theme
from vault.services import CodeRules


class BurnedBox(QComboBox):
    """`place` is that of the chosen code, None for the first line."""

    def __init__(self, codes: Sequence[tuple[int, str]], rules: CodeRules | None, *, none: str) -> None:
        super().__init__()
        self.setObjectName("burned")
        self.setAccessibleName("Code that was burned")
        self.addItem(none, None)
        for place, secret in codes:
            self.addItem(f"{place}    {ends(secret, rules)}", place)
            self.setItemData(self.count() - 1, theme.code_font(theme.TEXT), role=6)

    @property
    def place(self) -> int | None:
        chosen = self.currentData()
        return int(chosen) if chosen is not None else None


def ends(secret: str, rules: CodeRules | None) -> str:
    """Show the ends of a code, enough to recognise it: a83f •••• •••• 8f19."""
    groups = (rules.grouped(secret) if rules else secret).replace("-", " ").split()
    if len(groups) < 3:
        return secret[:3] + "•" * max(len(secret) - 3, 3)
    return " ".join([groups[0], *("••••" for _ in groups[1:-1]), groups[-1]])
