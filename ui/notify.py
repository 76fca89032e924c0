"""One desktop notification a day at most, however often it is asked for. It names nothing, and offers to open Sparekey.

The days on which it was shown lie in a small file beside the agenda. On Linux a process of its own waits for the click.
"""

import os
import subprocess
import sys
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from pathlib import Path

import msgspec
from msgspec import Struct

from vault import agenda, files
from vault.errors import InUse, VaultError
from vault.files import Disk

TITLE = "Something is due"
BODY = "Open Sparekey to see what it is."
NOBODY = "Nothing could be shown on the desktop, as no notification service answers. The next run tries again"
_KEPT = 60  # days that are remembered
_AHEAD = timedelta(7)  # a day told that lies further ahead is of a clock that was wrong
_LIMIT = 1 << 16  # bytes
# A toast needs a registered program; PowerShell is one (untested: no Windows here).
_TOAST = """
$null = [Windows.UI.Notifications.ToastNotificationManager, Windows.UI.Notifications, ContentType = WindowsRuntime]
$kind = [Windows.UI.Notifications.ToastTemplateType]::ToastText02
$xml = [Windows.UI.Notifications.ToastNotificationManager]::GetTemplateContent($kind)
$texts = $xml.GetElementsByTagName('text')
$null = $texts.Item(0).AppendChild($xml.CreateTextNode('{title}'))
$null = $texts.Item(1).AppendChild($xml.CreateTextNode('{body}'))
$id = '{{1AC14E77-02E7-4E5D-B744-2EB1AE5198B7}}\\WindowsPowerShell\\v1.0\\powershell.exe'
$toast = [Windows.UI.Notifications.ToastNotification]::new($xml)
[Windows.UI.Notifications.ToastNotificationManager]::CreateToastNotifier($id).Show($toast)
"""


class Told(Struct, frozen=True):
    """On which days a notification was shown, the latest last."""

    days: tuple[date, ...] = ()

    def is_enough(self, today: date) -> bool:
        """Tell whether nothing more is to be shown today.

        After the clock was set back a little, today's notification bears the date of a day to come: it counts. Everything
        that is due now was due then, too.
        """
        return any(today <= day <= today + _AHEAD for day in self.days)

    def and_on(self, today: date) -> "Told":
        return Told(tuple(sorted({*self.days, today} - {day for day in self.days if day > today + _AHEAD}))[-_KEPT:])


def tell(vault_id: str, today: date, open_with: Sequence[str]) -> str:
    """Show today's notification, if it was not shown yet. Return why that could not be done, or an empty text.

    `open_with` is the command that a click starts. Without a note of it nothing is shown: it would be shown again and again.
    """
    path = agenda.folder() / f"{vault_id}.told.json"
    try:
        lock = files.lock_new(path, disk=Disk())
    except InUse:  # another run is just telling
        return ""
    except VaultError as error:
        return f"Nothing was shown on the desktop, as it cannot be noted that it was: {error}"
    try:
        told = _read(path)
        if told.is_enough(today):
            return ""
        files.replace_small(path, msgspec.json.encode(told.and_on(today)), keep=False)
        if _show(open_with):
            return ""
        files.replace_small(path, msgspec.json.encode(told), keep=False)
    except VaultError as error:
        return f"Nothing was shown on the desktop, as it cannot be noted that it was: {error}"
    finally:
        lock.release()
    return NOBODY


def _read(path: Path) -> Told:
    try:
        return msgspec.json.decode(files.read_small(path, limit=_LIMIT), type=Told)
    except (msgspec.MsgspecError, VaultError, ValueError, RecursionError):
        return Told()


def _show(open_with: Sequence[str]) -> bool:
    if sys.platform == "darwin":  # pragma: no cover
        return _runs(["osascript", "-e", f'display notification "{BODY}" with title "{TITLE}"'])
    if sys.platform == "win32":  # pragma: no cover
        script = _TOAST.format(title=TITLE, body=BODY)
        return _runs(["powershell", "-NoProfile", "-NonInteractive", "-WindowStyle", "Hidden", "-Command", script])
    from ui import bus  # noqa: PLC0415  (Linux and its kin only)

    return bus.show_and_wait_aside(TITLE, BODY, lambda token: open_window(open_with, token))


def open_window(command: Sequence[str], token: str = "", *, among: Iterable[str] = ("systemd-run",)) -> None:
    """Start the window. Where a user's systemd runs it does so: what the timer's unit may not do, the window may.

    `token` is the desktop's permission to come to the front.
    """
    given = {"XDG_ACTIVATION_TOKEN": token, "DESKTOP_STARTUP_ID": token} if token else {}
    settings = [f"--setenv={name}={value}" for name, value in given.items()]
    for starter in among:
        if _runs([starter, "--user", "--collect", "--quiet", *settings, "--", *command]):
            return
    subprocess.Popen(  # noqa: S603
        command,
        env=os.environ | given,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def _runs(command: Sequence[str]) -> bool:
    try:
        done = subprocess.run(  # noqa: S603
            command, stdin=subprocess.DEVNULL, capture_output=True, timeout=30, check=False
        )
    except (OSError, subprocess.SubprocessError):
        return False
    return done.returncode == 0
