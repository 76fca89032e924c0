"""A notification over the session's D-Bus, as freedesktop.org's specification has it, and the wait for a click on it.

The wait is a process of its own, so that who asked need not wait. It ends with the click, when the notification is closed, when
the session ends, and after a working day at the latest; the notification is taken away then, so that they never pile up.
"""

import os
import time
from collections.abc import Callable
from typing import Any

from jeepney import DBusAddress, HeaderFields, MatchRule, MessageType, message_bus, new_method_call
from jeepney.io.blocking import DBusConnection, open_dbus_connection

WAIT = 8 * 3600  # seconds
_PATIENCE = 20  # seconds for one answer: the service may have to be started first
_SHOWN = b"1"
_NAME = "org.freedesktop.Notifications"
_SERVICE = DBusAddress("/org/freedesktop/Notifications", bus_name=_NAME, interface=_NAME)
_OPEN = "Open Sparekey"


def show_and_wait_aside(title: str, body: str, on_click: Callable[[str], None]) -> bool:
    """Show a notification, and let a process of its own wait for a click on it. Return whether it is shown.

    `on_click` gets the desktop's permission to come to the front, or an empty text.
    """
    reading, writing = os.pipe()
    if os.fork() == 0:
        try:
            _leave_the_terminal(writing)
            _show_and_wait(title, body, on_click)
        finally:
            os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as answer:
        return answer.read() == _SHOWN


def _leave_the_terminal(writing: int) -> None:
    """Keep nothing open but the way to answer, as file 3; neither the terminal nor a pipe waits for this process."""
    os.setsid()
    nothing = os.open(os.devnull, os.O_RDWR)
    kept = os.dup(writing)  # it may be one of those that are replaced now
    for handle in (0, 1, 2):
        os.dup2(nothing, handle)
    os.dup2(kept, 3)
    os.closerange(4, 256)


def _show_and_wait(title: str, body: str, on_click: Callable[[str], None]) -> None:
    """Answer on file 3 once the notification is shown; close it without an answer where it cannot be."""
    with open_dbus_connection(_address(), auth_timeout=_PATIENCE) as bus:
        can = _call(bus, "GetCapabilities")[0]
        _ask(bus, message_bus.AddMatch(MatchRule(type="signal", interface=_NAME, path=_SERVICE.object_path)))
        actions = ["default", _OPEN, "open", _OPEN] if "actions" in can else []
        members = ("Sparekey", 0, "dialog-password", title, body, actions, {"urgency": ("y", 1)}, -1)
        shown_id = _call(bus, "Notify", "susssasa{sv}i", members)[0]
        os.write(3, _SHOWN)
        os.close(3)
        if actions:
            wait(bus, shown_id, on_click, seconds=WAIT)


def wait(bus: DBusConnection, shown_id: int, on_click: Callable[[str], None], *, seconds: float) -> None:
    """Wait until a notification is clicked or closed, or until it is time to take it away."""
    until = time.monotonic() + seconds
    token = ""
    while True:
        try:
            message = bus.receive(timeout=max(0.0, until - time.monotonic()))
        except TimeoutError:
            _call(bus, "CloseNotification", "u", (shown_id,))
            return
        fields = message.header.fields
        if fields.get(HeaderFields.interface) != _NAME or not message.body or message.body[0] != shown_id:
            continue
        member = fields.get(HeaderFields.member)
        if member == "ActivationToken":
            token = str(message.body[1])
        elif member == "ActionInvoked":
            on_click(token)
            return
        elif member == "NotificationClosed":
            return


def _address() -> str:
    """Return where the session's bus listens; a timer or cron may not have been told."""
    known = os.environ.get("DBUS_SESSION_BUS_ADDRESS")
    return known or f"unix:path=/run/user/{os.getuid()}/bus"


def _call(bus: DBusConnection, name: str, signature: str = "", members: tuple[Any, ...] = ()) -> tuple[Any, ...]:
    return _ask(bus, new_method_call(_SERVICE, name, signature or None, members))


def _ask(bus: DBusConnection, message: Any) -> tuple[Any, ...]:  # noqa: ANN401  (jeepney has no types)
    reply = bus.send_and_get_reply(message, timeout=_PATIENCE)
    if reply.header.message_type is MessageType.error:
        raise OSError(str(reply.header.fields.get(HeaderFields.error_name)))
    return tuple(reply.body)
