"""A desktop with a real keyring: gnome-keyring on a message bus of its own, unlocked as at signing in."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

from jeepney import DBusAddress, MessageType, Properties
from jeepney.io.blocking import open_dbus_connection

from tests.e2e.screen import until

_LOGIN = DBusAddress(
    "/org/freedesktop/secrets/collection/login", "org.freedesktop.secrets", "org.freedesktop.Secret.Collection"
)


@contextmanager
def new_keyring(address: str, environment: dict[str, str]) -> Iterator[None]:
    """Run the keyring for as long as it is needed."""
    command = ["gnome-keyring-daemon", "--foreground", "--unlock", "--components=secrets"]
    daemon = subprocess.Popen(
        command,
        env=environment | {"DBUS_SESSION_BUS_ADDRESS": address},
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    assert daemon.stdin
    try:
        daemon.stdin.write(b"signing in")
        daemon.stdin.close()
        until("the keyring is unlocked", lambda: _is_unlocked(address))
        yield
    finally:
        daemon.terminate()
        daemon.wait()


def _is_unlocked(address: str) -> bool:
    with open_dbus_connection(bus=address) as bus:
        reply = bus.send_and_get_reply(Properties(_LOGIN).get("Locked"))
        return reply.header.message_type is MessageType.method_return and reply.body[0][1] is False
