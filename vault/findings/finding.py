"""What a finding is."""

from collections.abc import Mapping
from typing import Literal

from msgspec import Struct

Severity = Literal["critical", "warning", "advice"]
# Where a finding is mended: the window opens that, the terminal names it.
Action = Literal[
    "interview",
    "email",
    "password",
    "codes",
    "print",
    "authenticator",
    "security-key",
    "packages",
    "places",
    "vault",
    "request",
]


RANKS: Mapping[Severity, int] = {"critical": 0, "warning": 1, "advice": 2}


class Finding(Struct, frozen=True, kw_only=True):
    """One thing to mend. `text` says what is wrong, `fix` what to do: sentences without a full stop, names in them."""

    kind: str
    severity: Severity
    text: str
    fix: str
    action: Action
