"""Showing whose account it is: a branch that the staff name, pushed to a repository that a package's newest release links.

What they take and what not: pypi-facts §7.2, §7.3; pypi/support#7306 (a name with something before it), #1066 (answered in the
issue only), #11543 (not git).
"""

import re
import shlex

from msgspec import Struct

from vault.errors import BadInput
from vault.model import Package
from vault.situation import Situation

BRANCH = "NAME-FROM-THE-MAIL"
_WITH_BRANCH = (
    "The staff choose one of your packages and mail you the name of a branch: 16 letters and digits.",
    "Push a branch of exactly that name, with nothing before it. It needs no commit of its own.",
    "Reply to the mail. An answer in the issue alone is overlooked.",
    "Delete the branch when you are back in.",
)
_BY_MAIL = (
    "No package is noted whose newest release links a public repository that you can push to.",
    "Then the staff go by your mail: confirm that you want the account reset, and wait seven days.",
    "If there is such a repository after all, note it with the package: with one it goes faster.",
)


class PushProof(Struct, frozen=True):
    """How the owner shows whose account it is. To `barred` nobody can push, though the staff may name one of them."""

    carriers: tuple[Package, ...]
    barred: tuple[Package, ...]
    steps: tuple[str, ...]


class BranchLines(Struct, frozen=True):
    """Lines for a terminal in a copy of a repository. `check` tries whether one may push, and changes nothing."""

    check: str
    push: str
    delete: str


def of(here: Situation) -> PushProof:
    """Return what an account has to show."""
    return PushProof(here.carriers, here.barred, _WITH_BRANCH if here.carriers else _BY_MAIL)


def lines(repository: str, name: str = "") -> BranchLines:
    """Return the lines for a repository and the branch that the staff named. Raises BadInput where it is no such name."""
    name = name.strip()
    if name and not re.fullmatch(r"[A-Za-z0-9]{16}", name):
        raise BadInput(
            "The staff's branch names have 16 letters and digits", hint="Copy it from their mail, without anything before it."
        )
    place, ref = shlex.quote(repository), f"refs/heads/{name or BRANCH}"
    return BranchLines(
        check=f"git push --dry-run {place} HEAD:refs/heads/try",
        push=f"git push {place} HEAD:{ref}",
        delete=f"git push {place} --delete {ref}",
    )
