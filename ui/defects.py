"""What is said of a defect: where it is, never what was being handled, as the text of an exception may hold a secret."""

import sys
import threading
from pathlib import Path
from types import TracebackType


def watch() -> None:
    """Say it of every exception that nobody caught: of this thread, of others, and of what Python only notes."""
    sys.excepthook = report
    threading.excepthook = lambda found: report(found.exc_type, found.exc_value, found.exc_traceback)
    sys.unraisablehook = lambda found: report(found.exc_type, found.exc_value, found.exc_traceback)


def report(kind: type[BaseException], _error: BaseException | None, trace: TracebackType | None) -> None:
    """Name the kind of an exception and where it came from, on stderr."""
    if issubclass(kind, KeyboardInterrupt) or sys.stderr is None:
        return
    import traceback  # noqa: PLC0415  (takes longer to load than most commands)

    places = [f"  {Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(trace)]
    said = f"sparekey: a defect, {kind.__name__}. What was saved before is whole. Please report it with these lines:"
    print(said, *places, sep="\n", file=sys.stderr)
