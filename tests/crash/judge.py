"""What may lie in a folder after something went wrong, and what may not: the one judge of all campaigns."""

from collections.abc import Mapping

from msgspec import Struct

from tests.crash.scenes import BACKUPS, DAMAGED, VAULT, holds
from vault.backups import KEEP_LAST
from vault.beside import SUFFIX


class Promise(Struct, frozen=True):
    """What an operation told its user: from now on the file `name` holds this. `keeps`: the vault before it is a backup."""

    name: str
    content: str
    keeps: bool = False

    def __str__(self) -> str:
        return f"{self.name}: {self.content}"


class Story(Struct, frozen=True):
    """What was there before an operation, and what it promises, in its order."""

    before: tuple[Promise, ...]
    promised: tuple[Promise, ...]

    def losses(self, found: Mapping[str, bytes], kept: int, said: str = "") -> list[str]:
        """Say what is wrong with what was found after `kept` promises were made, in words; nothing where all is well.

        `said` is the sentence with which the operation gave up, where it could: it has to be true.
        """
        contents = {name: holds(data) for name, data in found.items()}
        made = (*self.before, *self.promised[:kept])
        coming = self.promised[kept : kept + 1]
        wrong = []
        for name in {one.name for one in (*made, *coming)}:
            last = [one.content for one in made if one.name == name][-1:]
            next_one = [one.content for one in coming if one.name == name]
            now = contents.get(name)
            if now is None:
                if last and not self._is_pruned(name, contents):
                    wrong.append(f"{name} is gone; it held {last[0]}")
            elif now not in last + next_one:
                wrong.append(f"{name} holds {now}; promised was {' or '.join(last + next_one)}")
            elif now not in _as_said(said, last, next_one, now):
                wrong.append(f"{name} holds {now}, but the program said: {said}")
        return [*wrong, *self._wrong_copies(contents), *self._missing_backup(contents, kept)]

    def _is_pruned(self, name: str, contents: Mapping[str, str]) -> bool:
        """Backups may go, once there are as many newer ones as are kept."""
        return name.startswith(BACKUPS) and sum(other.startswith(BACKUPS) and other > name for other in contents) >= KEEP_LAST

    def _wrong_copies(self, contents: Mapping[str, str]) -> list[str]:
        """A file that looks like a vault is one: one of those that there ever were."""
        known = {one.content for one in (*self.before, *self.promised)}
        named = {one.name for one in (*self.before, *self.promised)}
        return [
            f"{name} holds {content}"
            for name, content in contents.items()
            if name not in named and name.endswith(SUFFIX) and (content == DAMAGED or content not in known)
        ]

    def _missing_backup(self, contents: Mapping[str, str], kept: int) -> list[str]:
        states = [one for one in (*self.before, *self.promised[: kept + 1]) if one.name == VAULT]
        for old, new in zip(reversed(states[:-1]), reversed(states[1:]), strict=True):
            if contents.get(VAULT) == new.content:
                copies = {content for name, content in contents.items() if name.startswith(BACKUPS)}
                return [f"the backup of {old.content}"] if new.keeps and old.content not in copies else []
        return []


def _as_said(said: str, last: list[str], next_one: list[str], now: str) -> list[str]:
    """Return what a file may hold if the sentence is true with which the program gave up."""
    if "nothing was saved" in said.lower():
        return last
    if "was written, but" in said and next_one:
        return next_one
    return [now]
