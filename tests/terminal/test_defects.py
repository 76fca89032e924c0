"""What is said of a defect: where it is, never what was being handled."""

import subprocess
import sys

import pytest

from ui import defects

CANARY = "c4n4ry-5ecret"
CAUSES = {
    "main thread": f"raise ValueError('{CANARY}')",
    "another thread": f"""
import threading
def fail(): raise ValueError('{CANARY}')
thread = threading.Thread(target=fail); thread.start(); thread.join()""",
    "only noted": f"""
class Odd:
    def __del__(self): raise ValueError('{CANARY}')
Odd()""",
    "with a cause": f"""
try: raise KeyError('{CANARY}')
except KeyError as error: raise ValueError('{CANARY}') from error""",
}


@pytest.mark.parametrize("cause", CAUSES.values(), ids=CAUSES.keys())
def test_a_defect_is_named_without_its_text(cause: str) -> None:
    program = f"from ui import defects; defects.watch()\n{cause}"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.stderr.startswith("sparekey: a defect, ValueError.")
    assert "<string>:" in done.stderr
    assert CANARY not in done.stdout + done.stderr


def test_stopping_is_no_defect(capsys: pytest.CaptureFixture[str]) -> None:
    defects.report(KeyboardInterrupt, KeyboardInterrupt(), None)
    assert capsys.readouterr().err == ""


def test_without_stderr_nothing_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stderr", None)
    defects.report(ValueError, ValueError(CANARY), None)
