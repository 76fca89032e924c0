"""What this process keeps from other programs of the same user: its memory, its core dumps, the files that it makes.

Called at the start of both faces, and so again after a lock, which starts the program anew: the kernel forgets all of it but
the limit on core dumps when a program is executed. It keeps honest programs and crash reporters out, and those that got in by
chance. Who runs programs as the same user on purpose has other ways (docs/threat-model.md).
"""

import os
import sys
from typing import Any

_PR_GET_DUMPABLE, _PR_SET_DUMPABLE = 3, 4  # linux/prctl.h
_PT_DENY_ATTACH = 31  # macOS: sys/ptrace.h
_WER_NO_HEAP = 1  # Windows: WER_FAULT_REPORTING_FLAG_NOHEAP
_NO_BOXES = 0x0001 | 0x0002 | 0x8000  # SEM_FAILCRITICALERRORS, SEM_NOGPFAULTERRORBOX, SEM_NOOPENFILEERRORBOX


def harden() -> None:
    """Make new files readable by their owner only, leave no core dump, and let nobody look into the memory.

    What a system refuses is left as it is: the program is of use all the same.
    """
    os.umask(0o077)
    if sys.platform == "win32":  # pragma: no cover
        _leave_no_report()
        return
    import resource  # noqa: PLC0415  (Windows has none)

    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "darwin":  # pragma: no cover
        _own_library().ptrace(_PT_DENY_ATTACH, 0, None, 0)
    hide()


def hide() -> None:
    """Close /proc/PID/mem, environ and maps to other programs, also to the pipe that core dumps may go to. Linux only."""
    if sys.platform.startswith("linux"):
        _own_library().prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)


def show() -> None:
    """Take `hide` back, for as long as somebody has to see which program this is (ui/desktop/introduction.py)."""
    if sys.platform.startswith("linux"):
        _own_library().prctl(_PR_SET_DUMPABLE, 1, 0, 0, 0)


def is_hidden() -> bool:
    """Tell whether other programs are kept out of the memory. False where that cannot be told."""
    return sys.platform.startswith("linux") and int(_own_library().prctl(_PR_GET_DUMPABLE, 0, 0, 0, 0)) == 0


def _own_library() -> Any:  # noqa: ANN401  (the C library has no types)
    import ctypes  # noqa: PLC0415

    return ctypes.CDLL(None)


def _leave_no_report() -> None:  # pragma: no cover  (untested: no Windows here)
    """Keep the heap out of Windows' error reports, and this program out of them altogether where it has a name of its own."""
    import ctypes  # noqa: PLC0415

    windows: Any = ctypes.WinDLL  # type: ignore[attr-defined]
    kernel = windows("kernel32")
    kernel.SetErrorMode(_NO_BOXES)
    kernel.WerSetFlags(_WER_NO_HEAP)
    name = os.path.basename(sys.executable)  # noqa: PTH119
    if not name.lower().startswith("python"):  # else no Python program of this user would be reported any more
        windows("wer").WerAddExcludedApplication(ctypes.c_wchar_p(name), False)  # noqa: FBT003
