"""Older content made new: small functions on plain JSON values, run before anything is decoded.

The function at index i lifts version i + 1 to i + 2. It never imports today's classes, and freezes any data that it needs.
"""

from collections.abc import Callable, Sequence

from vault.errors import NewerFormat

Plain = dict[str, object]

MIGRATIONS: Sequence[Callable[[Plain], None]] = ()


def current(migrations: Sequence[Callable[[Plain], None]] = MIGRATIONS) -> int:
    return len(migrations) + 1


def apply(plain: Plain, version: int, migrations: Sequence[Callable[[Plain], None]] = MIGRATIONS) -> Plain:
    """Lift `plain` from `version`, 1 or more, to today's, in place. Raises NewerFormat."""
    if version > current(migrations):
        raise NewerFormat
    for migrate in migrations[version - 1 :]:
        migrate(plain)
    plain["version"] = current(migrations)
    return plain
