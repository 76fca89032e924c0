"""How much was searched, for docs/evidence.md."""

from tests.evidence import Row
from tests.leaks.memory import STRIDES
from tests.leaks.window import Scan
from tests.leaks.world import World


class Figures:
    """Counts over one run of the tests."""

    def __init__(self) -> None:
        self.scenarios = self.commands = self.files = self.bytes = self.samples = self.findings = self.secrets = 0
        self.families: set[str] = set()
        self.open: list[Scan] = []
        self.locked: list[Scan] = []

    def count(self, world: World) -> None:
        """Add what was done in a world that was searched to its end."""
        self.scenarios += 1
        self.commands += world.commands
        self.files += world.files
        self.bytes += world.search.bytes
        self.samples += world.samples
        self.findings += len(world.findings)
        self.families |= world.families
        self.secrets = max(self.secrets, len(world.search.secrets))

    @property
    def rows(self) -> list[Row]:
        size = sum(one.size for one in self.locked)
        where = "files, their names, everything written, stdout, stderr, arguments, environments, X, D-Bus"
        return [
            (f"canary secrets searched for in {where}", f"{self.scenarios} scenarios", self._outcome(self.findings)),
            ("programs run in them, and processes looked at from outside", f"{self.commands} and {self.samples}", "as above"),
            ("files left behind, and bytes searched", f"{self.files} and {self.bytes:,}", "as above"),
            ("secrets in each scenario, in every form that is looked for", f"up to {self.secrets}", "as above"),
            (
                f"memory of the window after it was locked, letters 1 to {STRIDES[-1]} bytes apart",
                f"{len(self.locked)} scans, {size // 1_000_000} MB",
                self._outcome(sum(len(one.found) for one in self.locked)),
            ),
            (
                "the same scan while the vault was open, to show that it finds",
                f"{len(self.open)} scans",
                f"{sum(len(one.found) for one in self.open)} found",
            ),
            ("families of the sockets that strace saw in all of these", f"{self.commands} programs", self._families),
        ]

    @property
    def _families(self) -> str:
        return ", ".join(sorted(self.families)) or "no socket at all"

    @staticmethod
    def _outcome(found: int) -> str:
        return f"{found} found" if found else "none found"


FIGURES = Figures()
