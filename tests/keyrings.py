"""A keyring for the tests of quick unlock, which keeps what it is given."""

from keyring.backends import SecretService


class Kept(SecretService.Keyring):
    """A keyring that keeps everything in memory. It stands for the system's, so its class says that it is that."""

    __module__ = SecretService.__name__
    kept: dict[str, str]

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get(f"{service} {username}")

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[f"{service} {username}"] = password

    def delete_password(self, service: str, username: str) -> None:
        del self.kept[f"{service} {username}"]


def kept() -> Kept:
    """Return an empty one."""
    made = Kept.__new__(Kept)
    made.kept = {}
    return made
