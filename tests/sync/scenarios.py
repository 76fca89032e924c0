"""Stories of two machines, each told once from beginning to end with real programs."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from tests.evidence import Row
from tests.sync.machine import BrokenError, Machine
from tests.sync.oracle import Acknowledged
from tests.sync.syncthing import Pair, running, tree, wait_for
from tests.ui.desk import NOW
from vault import edit, keys, store
from vault.crypto import CHEAPEST
from vault.model import Vault

PASSWORD = "a password for two machines"
NEW_PASSWORD = "another password for both"
TITLE = "pypi:alice"
# What the user guide tells to put into .stignore.
IGNORED = ("(?d).*.lock", "(?d).*.tmp", "(?d)*.backups")
CODES = tuple(f"{place:02x}a83fe2954d8f{place:02x}" for place in range(200))


class Two(NamedTuple):
    """Two machines over one vault, and what was acknowledged on either."""

    pair: Pair
    a: Machine
    b: Machine
    told: Acknowledged

    @property
    def both(self) -> tuple[Machine, Machine]:
        return self.a, self.b

    def check(self) -> None:
        """Compare both machines with what was acknowledged, and with each other."""
        for machine in self.both:
            if lost := self.told.missing_from(machine.content()):
                raise BrokenError("\n".join([f"{machine.name} lost {len(lost)} changes that were acknowledged:", *lost]))
            machine.check_passwords()
        if self.a.vault.read_bytes() != self.b.vault.read_bytes():
            raise BrokenError("The two machines have different vaults after everything settled")

    def merge_on(self, machine: Machine) -> int:
        """Take in each conflict file on one machine, delete it as its owner would, and return how many there were."""
        found = machine.conflicts()
        for copy in found:
            machine.command("merge", str(copy))
            copy.unlink()
        return len(found)


@contextmanager
def two_machines(top: Path, *, ignored: tuple[str, ...] = ()) -> Iterator[Two]:
    """Start two machines that have the same vault with one account and 200 codes."""
    with running(top, ignored=ignored) as pair:
        a, b = (Machine(one, PASSWORD) for one in pair.both)
        vault = edit.add_account(Vault(), *TITLE.split(":"), now=NOW)
        vault = edit.add_codes(vault, vault.accounts[0].id, CODES, now=NOW)
        store.close(store.create(a.vault, vault, keys.password(PASSWORD), cost=CHEAPEST))
        pair.settle()
        try:
            yield Two(pair, a, b, Acknowledged())
        finally:
            for one in (a, b):
                if one.window:
                    one.window.kill()


def one_side(top: Path) -> list[Row]:
    """Edits on one machine only: the other one sees them, its idle window without a click."""
    with two_machines(top, ignored=IGNORED) as two:
        two.a.command("add", "npm:terminal")
        two.told.note("add", "npm:terminal")
        secret = two.a.command("code", TITLE, "--use").out.strip()
        two.told.note("use", TITLE, secret)
        two.pair.settle()
        two.check()
        window = two.b.open_window()
        before = window.do("look")
        two.pair.settle()
        two.a.command("add", "npm:watched")
        two.told.note("add", "npm:watched")
        begun = time.monotonic()
        wait_for(lambda: "npm:watched" in window.do("look")["titles"], "the window to see it")
        seconds = time.monotonic() - begun
        seen = window.do("look")
        expect(seen["toast"] == "Changes from another machine were taken in.", f"the window said {seen}")
        expect(not seen["banner"] and not seen["unsaved"] and "npm:watched" not in before["titles"], f"the window asked {seen}")
        window.edit("note", TITLE, "from the window")
        two.told.note("note", TITLE, "from the window")
        two.b.close_window()
        two.pair.settle()
        two.check()
        expect(not two.a.conflicts(), "conflict files where only one machine wrote at a time")
    return [
        ("edits on one machine", f"{two.told.count} edits", "on the other machine, no conflict file"),
        ("an idle window while another machine writes", "1", f"seen {seconds:.1f} s after the command ended, without a click"),
    ]


def apart(top: Path) -> list[Row]:
    """Edits on both machines while they are apart: one conflict file, merged by the command."""
    with two_machines(top, ignored=IGNORED) as two:
        two.a.command("add", "npm:shared")
        two.a.command("set", TITLE, "key=grey@drawer")
        two.told.note("add", "npm:shared")
        two.pair.settle()
        two.pair.disconnect()
        for machine in two.both:
            machine.command("add", f"npm:{machine.name}")
            two.told.note("add", f"npm:{machine.name}")
            two.told.note("use", TITLE, machine.command("code", TITLE, "--use").out.strip())  # both take the same one
            machine.command("set", TITLE, f"note=by {machine.name}", f"key={machine.name}@drawer", f"package={machine.name}")
            for what, value in (("note", f"by {machine.name}"), ("key", machine.name), ("package", machine.name)):
                two.told.note(what, TITLE, value)
        two.a.command("keys", "change-password", secrets=(NEW_PASSWORD,))  # the file that loses is the one with it
        two.a.password, two.a.old_password = NEW_PASSWORD, PASSWORD
        two.a.command("set", TITLE, "key=grey@")
        two.told.note("unkey", TITLE, "grey")
        window = two.a.open_window()
        window.edit("delete", "npm:shared")
        two.told.note("delete", "npm:shared")
        two.a.close_window()
        two.told.note("use", TITLE, two.b.command("code", TITLE, "--use").out.strip())  # the last save, which Syncthing keeps
        two.pair.connect()
        two.pair.settle()
        names = [path.name for path in two.a.conflicts()]
        expect(len(names) == 1 and _is_known_name(two.a, names), f"these conflict files were recognised: {names}")
        two.merge_on(two.b)
        two.pair.settle()
        two.b.password, two.b.old_password = NEW_PASSWORD, PASSWORD
        two.check()
        expect(not two.a.conflicts(), "a conflict file is left after the merge")
    return [
        (
            "edits on both machines while apart, then `sparekey merge`",
            f"{two.told.count} edits",
            "all on both, 1 conflict file",
        ),
        ("the name that Syncthing gave", names[0], "recognised"),
    ]


def unsaved(top: Path) -> list[Row]:
    """A conflict file and another vault file arrive while the window cannot save what was edited in it."""
    with two_machines(top, ignored=IGNORED) as two:
        window = two.b.open_window()
        window.do("look")
        two.pair.settle()
        two.pair.disconnect()
        window.edit("note", TITLE, "before")
        two.told.note("note", TITLE, "before")
        blocker = two.b.vault.with_name("vault.backups")
        kept = blocker.rename(two.b.home / "backups")
        blocker.write_text("in the way of the backups")
        told = window.do("edit", what="add", title="npm:unsaved", value="")
        expect(not told["ok"], f"the window saved where it could not: {told}")
        for number in range(3):  # several, and later than the window's: Syncthing keeps these
            two.a.command("add", f"npm:apart-{number}")
            two.told.note("add", f"npm:apart-{number}")
        two.pair.connect()
        wait_for(lambda: bool(two.b.conflicts()), "the conflict file")
        time.sleep(2)
        seen = window.do("look")
        expect(seen["unsaved"] and "Try again" in seen["buttons"], f"what is unsaved was hidden: {seen}")
        blocker.unlink()
        kept.rename(blocker)
        window.do("press", button="Try again")
        wait_for(lambda: "Try again" not in window.do("look")["buttons"], "the window to save or to ask")
        seen = window.do("look")
        if seen["unsaved"]:
            window.put_together()
        two.told.note("add", "npm:unsaved")
        window.settle()
        two.pair.settle()
        window.settle()
        two.b.close_window()
        two.pair.settle()
        two.check()
        left = two.merge_on(two.a)
        two.pair.settle()
        two.check()
    return [
        (
            "a conflict file arrives while the window has unsaved edits",
            f"{two.told.count} edits",
            f"the edits first, then the copy; all on both, {left} conflict file",
        )
    ]


def whole_folder(top: Path) -> list[Row]:
    """What becomes of backups and lock files where they are synced, too, and where they are not."""
    rows = []
    for ignored, words in (((), "everything is synced"), (IGNORED, "with the guide's .stignore")):
        with two_machines(top / ("ignoring" if ignored else "all"), ignored=ignored) as two:
            two.pair.disconnect()
            for machine in two.both:
                for number in range(3):
                    machine.command("add", f"npm:{machine.name}-{number}")
                    two.told.note("add", f"npm:{machine.name}-{number}")
            two.pair.connect()
            two.pair.settle()
            files = sorted(tree(two.a.instance.folder))
            backups = [name for name in files if ".backups/" in name and "sync-conflict" in name]
            is_same = tree(two.a.instance.folder) == tree(two.b.instance.folder)
            expect(is_same == (not ignored), f"{words}: the folders are{' not' * (not is_same)} the same")
            two.merge_on(two.a)
            two.pair.settle()
            two.check()
            for machine in two.both:
                machine.command("verify")
            said = two.a.command("verify", "--json").json["files"]
            listed = sum(".backups/" in one["path"] for one in said)
            expect(not (ignored and backups), f"{words}: {backups}")
        row = f"{len(backups)} conflict files among the backups, {listed} backups listed and whole; no change lost"
        rows.append((f"backups and lock files: {words}", f"{two.told.count} edits", row))
    return rows


def expect(is_so: bool, words: str) -> None:
    if not is_so:
        raise BrokenError(words)


def _is_known_name(machine: Machine, names: list[str]) -> bool:
    return all("sync-conflict" in name and name.startswith(machine.vault.stem) for name in names)


STORIES: tuple[Callable[[Path], list[Row]], ...] = (one_side, apart, unsaved, whole_folder)
