"""The loop: random edits on both machines at random moments, also while Syncthing works and while it is killed."""

import random
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

from tests.sync.machine import BrokenError, Machine
from tests.sync.scenarios import CODES, IGNORED, NEW_PASSWORD, PASSWORD, TITLE, Two, two_machines
from tests.sync.syncthing import StuckError
from tests.terminal import shell

_MOST_MERGES = 8  # times that both machines merge until they have to agree
_EDITS = ("add", "note", "key", "token", "use", "unkey", "delete")
_ONLY_COMMANDS = ("package", "person")  # what the window of these rounds cannot do
_MODES = ("together", "together", "apart", "killed")


class Tally(NamedTuple):
    """What was done: rounds, acknowledged changes, conflict files, kills, rounds with a window, commands given again."""

    rounds: int
    changes: int
    conflicts: int
    kills: int
    windows: int
    refused: int


class Loop:
    """Random rounds over one pair of machines. Everything random comes from one seed, but for the machine's own timing."""

    def __init__(self, two: Two, seed: str) -> None:
        self._two, self._random = two, random.Random(seed)
        self._count = 0
        self._is_changed = False
        self.conflicts = self.kills = self.windows = 0
        self.log: list[str] = []

    def round(self, number: int, *, change_password: bool = False) -> None:
        """Edit on both, bring both together, merge, and compare with what was acknowledged."""
        mode = self._random.choice(_MODES)
        has_window = self._random.random() < 0.3
        self.log = [f"round {number}: {mode}{', with a window' if has_window else ''}"]
        if has_window:
            self.windows += 1
            self._two.b.open_window()
            self._two.pair.settle()  # unlocking may raise the cost of the key
        if mode == "apart":
            self._two.pair.disconnect()
        with ThreadPoolExecutor(3) as threads:
            seeds = [self._random.random() for _ in range(3)]
            work = [
                threads.submit(self._edit, machine, random.Random(seed))
                for machine, seed in zip(self._two.both, seeds, strict=False)
            ]
            if mode == "killed":
                work.append(threads.submit(self._kill, random.Random(seeds[2])))
            for one in work:
                one.result()
        if change_password:
            self._change_password()
        if mode == "apart":
            self._two.pair.connect()
        self._come_to_rest()
        self._two.check()

    def _edit(self, machine: Machine, chance: random.Random) -> None:
        """Make some changes on one machine, each noted once it is acknowledged."""
        accounts = [title for who, title in self._accounts() if who == machine.name]
        for _ in range(chance.randint(1, 4)):
            time.sleep(chance.random() * 0.8)
            self._count += 1
            value = f"{machine.name}-{self._count}"
            what = chance.choice(_EDITS if machine.window else _EDITS + _ONLY_COMMANDS)
            if what == "delete" and not accounts:
                continue
            title = f"npm:{value}" if what == "add" else accounts.pop() if what == "delete" else TITLE
            if what == "unkey":
                mine = {
                    name for _, name in self._two.told.of("key") - self._two.told.of("unkey") if name.startswith(machine.name)
                }
                if not mine:
                    continue
                value = chance.choice(sorted(mine))
            if what == "use":
                value = self._use(machine, chance)
            elif machine.window:
                machine.window.edit(what, title, value)
            elif what == "unkey":  # which may lie in a conflict file for now: then it is refused, and has not happened
                if machine.try_command("set", title, f"key={value}@").code != shell.DONE:
                    continue
            else:
                self._command(machine, what, title, value)
            self._two.told.note(what, title, value)
            self.log.append(f"{time.monotonic():.2f} {machine.name} {what} {title} {value}")

    def _accounts(self) -> list[tuple[str, str]]:
        """Return who added which account, for those that nobody deleted."""
        gone = {title for title, _ in self._two.told.of("delete")}
        return sorted((value.partition("-")[0], title) for title, value in self._two.told.of("add") if title not in gone)

    def _use(self, machine: Machine, chance: random.Random) -> str:
        """Use a code and return it. Both machines often take the same one: the next."""
        if not machine.window:
            return machine.command("code", TITLE, "--use", "--note", f"by {machine.name}").out.strip()
        used = {secret for _, secret in self._two.told.of("use")}
        place = chance.choice([place for place, secret in enumerate(CODES, 1) if secret not in used])
        machine.window.edit("use", TITLE, str(place))
        return CODES[place - 1]

    def _command(self, machine: Machine, what: str, title: str, value: str) -> None:
        arguments = {
            "add": ("add", title),
            "note": ("set", title, f"note={value}"),
            "key": ("set", title, f"key={value}@drawer"),
            "token": ("set", title, f"token={value}:all"),
            "package": ("set", title, f"package={value}"),
            "person": ("set", "vault", f"person={value}"),
            "delete": ("delete", title),
        }
        machine.command(*arguments[what])

    def _kill(self, chance: random.Random) -> None:
        """Kill one machine's Syncthing in the middle of its work, and start it again."""
        instance = chance.choice(self._two.pair.both)
        time.sleep(0.3 + chance.random() * 2)
        instance.kill()
        time.sleep(chance.random())
        instance.start()
        self.kills += 1
        self.log.append(f"{time.monotonic():.2f} killed {instance.name}'s Syncthing")

    def _change_password(self) -> None:
        """Change the password on one machine; its owner uses the new one everywhere once it is there."""
        a = self._two.a
        a.command("keys", "change-password", secrets=(NEW_PASSWORD,))
        a.password, a.old_password = NEW_PASSWORD, PASSWORD
        self._is_changed = True
        self.log.append(f"{time.monotonic():.2f} changed the password on {a.name}")

    def _come_to_rest(self) -> None:
        """Merge what conflicts there are, now on one machine, now on both, until there are none."""
        for _ in range(_MOST_MERGES):
            self._two.pair.settle()
            if self._two.b.window:
                self._two.b.window.settle()
                self._two.pair.settle()
            if self._is_changed:
                self._two.b.password, self._two.b.old_password = NEW_PASSWORD, PASSWORD
            found = self._two.a.conflicts()
            if not found:
                self._two.b.close_window()
                self._two.pair.settle()
                if not self._two.a.conflicts():
                    return
                continue
            self.conflicts += len(found)
            self.log.append(f"{time.monotonic():.2f} conflicts: {', '.join(one.name for one in found)}")
            self._merge(self._random.random() < 0.3)
        raise BrokenError(f"There are conflict files after {_MOST_MERGES} merges")

    def _merge(self, on_both: bool) -> None:
        """Take in the conflict files. A machine with a window has done so already; only then are they deleted."""
        machines = [self._two.a] if self._two.b.window or not on_both else list(self._two.both)
        for machine in machines:
            for copy in machine.conflicts():
                machine.command("merge", str(copy))
        if len(machines) == 1:
            for copy in machines[0].conflicts():
                copy.unlink()
        else:
            self._two.pair.settle()
            for copy in self._two.a.conflicts():
                if "nothing new" in self._two.a.command("merge", str(copy)).out:
                    copy.unlink()


def run(top: Path, seed: str, rounds: int, *, until: float, is_all_synced: bool) -> Tally:
    """Run rounds until there were enough or it is late. Raises BrokenError with what was done in the round that failed."""
    with two_machines(top, ignored=() if is_all_synced else IGNORED) as two:
        loop = Loop(two, seed)
        done = 0
        while done < rounds and time.monotonic() < until:
            try:
                loop.round(done + 1, change_password=done == rounds // 2)
            except (BrokenError, StuckError, subprocess.TimeoutExpired) as error:
                raise BrokenError("\n".join([str(error), *loop.log])) from error
            done += 1
            print(f"{loop.log[0]}: {two.told.count} changes, {loop.conflicts} conflict files so far, nothing lost", flush=True)
        for machine in two.both:
            machine.command("verify")
        refused = two.a.refused + two.b.refused
    return Tally(done, two.told.count, loop.conflicts, loop.kills, loop.windows, refused)
