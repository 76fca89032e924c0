"""How findings name several things at once."""

from collections.abc import Sequence


def joined(several: Sequence[str]) -> str:
    return several[0] if len(several) == 1 else f"{', '.join(several[:-1])} and {several[-1]}"
