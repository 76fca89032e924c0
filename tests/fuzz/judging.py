"""One input, read by one target: what is a failure, and how it is told without showing what was read."""

import random
import traceback
import zlib
from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct

from tests.fuzz import change
from tests.fuzz.change import Chance, Plain
from tests.fuzz.stretching import cheap
from tests.fuzz.targets import BY_NAME, CANARIES, Target
from vault.errors import VaultError

FOUND = Path(__file__).parent / "found"
_TOP = FOUND.parent.parent.parent
_TRIES = 2000  # to make an input smaller


class Failure(Struct, frozen=True):
    """What went wrong: the kind of the exception and where it was raised, never its text."""

    kind: str
    where: str

    def __str__(self) -> str:
        return f"{self.kind} at {self.where}"


class Leak(AssertionError):
    """Something shows a secret, or keeps the foreign exception that may hold one."""


def read(target: Target, data: bytes) -> bool:
    """Let a target read an input, and tell whether it could. Whatever is raised is a failure."""
    try:
        value = target.read(data)
    except target.errors as error:
        if error.__cause__ or (error.__context__ and not error.__suppress_context__):
            raise Leak("a foreign exception is kept") from None
        _check_words(error)
        return False
    if any(secret in repr(value) for secret in CANARIES):
        raise Leak("a value shows a secret")
    return True


def judged(target: Target, data: bytes) -> Failure | None:
    try:
        read(target, data)
    except Exception as error:  # noqa: BLE001  (that is what is looked for)
        return Failure(type(error).__name__, _where(error))
    return None


def _check_words(error: Exception) -> None:
    words = str(error) + (error.hint if isinstance(error, VaultError) else "")
    if any(secret in words for secret in CANARIES):
        raise Leak("an error shows a secret")
    assert not isinstance(error, VaultError) or str(error), "an error without words"


def _where(error: BaseException) -> str:
    frames = traceback.extract_tb(error.__traceback__)
    own = [frame for frame in frames if Path(frame.filename).is_relative_to(_TOP) and ".venv" not in frame.filename]
    last = (own or list(frames))[-1]
    return f"{'/'.join(Path(last.filename).parts[-2:])}:{last.lineno}"


def changed(target: Target, *, runs: int, seed: int = 0) -> Iterator[bytes]:
    """Yield the seeds of a target, then changed ones, the same in each run; some are changed once more."""
    known = list(target.seeds())
    yield from known
    chance = random.Random(zlib.crc32(f"{target.name} {seed}".encode()))
    plain = change.plainly(chance, target.tokens, known)
    last = b""
    for _ in range(runs):
        start = last if chance.random() < 0.4 else chance.choice(known)
        last = mutated(target, start, target.longest, chance, plain)
        yield last


def mutated(target: Target, data: bytes, longest: int, chance: Chance, plain: Plain) -> bytes:
    """Change an input. What a mutator cannot make sense of is changed plainly."""
    if target.mutate is None:
        return plain(data, longest)
    try:
        return target.mutate(data, longest, chance, plain)
    except Exception:  # noqa: BLE001  (it takes hostile bytes apart without looking)
        return plain(data, longest)


def found() -> list[tuple[Target, Path]]:
    """Return the inputs that once were failures: each file is named after its target, and is hexadecimal text."""
    return [(BY_NAME[path.name.partition(".")[0]], path) for path in sorted(FOUND.glob("*.hex"))]


def from_hex(path: Path) -> bytes:
    return bytes.fromhex(path.read_text("ascii"))


def smaller(target: Target, data: bytes) -> bytes:
    """Return a smaller input that fails in the same way, by leaving out what is not needed."""
    with cheap():
        wanted = judged(target, data)
        step, tries = max(1, len(data) // 2), 0
        while wanted and step and tries < _TRIES:
            at = 0
            while at < len(data) and tries < _TRIES:
                less = data[:at] + data[at + step :]
                tries += 1
                if judged(target, less) == wanted:
                    data = less
                else:
                    at += step
            step //= 2
    return data
