"""The service table: what Sparekey knows of PyPI and the others, read from `resources/services.toml`.

A service's site is kept as DNS labels and joined at run time; a host is compared label by label, never as a substring.
"""

import re
from collections.abc import Mapping
from functools import cache

import msgspec
from msgspec import Struct, field

import resources
from vault.errors import BadInput


class CodeRules(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How a service's recovery codes look. The members are explained at the top of `resources/services.toml`."""

    count: int
    pattern: str
    groups: tuple[int, ...] = ()
    dashes: bool = False
    headers: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    burned: int = 0

    def normal(self, text: str) -> str | None:
        """Return `text` in the form that the service accepts, or None if it cannot be one of its codes.

        Capitals and dashes between parts of one length are forgiven here; PyPI itself refuses them (pypi-facts §1.3).
        """
        parts = text.lower().split("-")
        bare = "".join(parts)
        if len({len(part) for part in parts}) > 1 or not re.fullmatch(self.pattern, bare):
            return None
        return "-".join(self._split(bare)) if self.dashes else bare

    def grouped(self, code: str) -> str:
        """Return `code` with blanks between its groups: for reading, never for copying."""
        return code if self.dashes else " ".join(self._split(code))

    def _split(self, bare: str) -> list[str]:
        parts: list[str] = []
        for size in self.groups:
            parts.append(bare[:size])
            bare = bare[size:]
        return [part for part in [*parts, bare] if part]


class Recovery(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where a service's staff are asked to let an owner back in. The members are explained in `resources/services.toml`."""

    site: tuple[str, ...]
    path: str
    desk: tuple[str, ...] = ()

    @property
    def page(self) -> str:
        """The address of the form, or of the service's own help. It is never opened without a click."""
        return "https://" + ".".join(self.site) + self.path

    @property
    def issues(self) -> str:
        """The address below which a request that was sent is found by its number; empty where there is no form."""
        return self.page.partition("/new?")[0] + "/" if self.desk else ""

    def mailbox(self, name: str) -> str:
        """Return the address of one of the staff's mailboxes."""
        return f"{name}@{'.'.join(self.desk)}"


class Service(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One row of the table. A service that is not in it has only an id, and no rules for its codes."""

    id: str
    name: str
    monogram: str = ""
    site: tuple[str, ...] = ()
    issuers: tuple[str, ...] = ()
    pages: dict[str, str] = field(default_factory=dict)
    single_authenticator: bool = False
    mail_step: bool = False
    needs_verified: bool = False
    chores: bool = False
    codes: CodeRules | None = None
    recovery: Recovery | None = None

    @property
    def host(self) -> str:
        """The service's own host, or an empty text."""
        return ".".join(self.site)

    def page(self, name: str) -> str | None:
        """Return the address of one of the service's own pages, or None. Every page is safe to open (pypi-facts §0)."""
        if name not in self.pages:
            return None
        return f"https://{self.host}{self.pages[name]}"


@cache
def table() -> Mapping[str, Service]:
    """Return the services by id, in the order of the file."""
    import tomllib  # noqa: PLC0415

    rows = tomllib.loads(resources.path("services.toml").read_text("utf-8"))["service"]
    return {service.id: service for service in msgspec.convert(rows, tuple[Service, ...])}


def find(service_id: str) -> Service:
    """Return the service, or for an id that is not in the table a service of that name without rules."""
    if found := table().get(service_id):
        return found
    letters = [char for char in service_id if char.isalnum()]
    return Service(id=service_id, name=service_id, monogram="".join(letters[:2]).capitalize())


def by_issuer(issuer: str) -> tuple[Service, ...]:
    """Return the services that may have written this issuer: PyPI's may be TestPyPI's as well (pypi-facts §2)."""
    word = issuer.strip().casefold()
    return tuple(
        service
        for service in table().values()
        if word in {name.casefold() for name in service.issuers} or tuple(word.split(".")) == service.site
    )


def parse_title(text: str) -> tuple[str, str]:
    """Split `service:username` and return both. Raises BadInput."""
    service_id, colon, username = (part.strip() for part in text.partition(":"))
    if not colon or not service_id or not username:
        raise BadInput(
            "An account is written as SERVICE:USERNAME",
            hint="For example pypi:alice. The services are: " + ", ".join(table()),
        )
    service_id = service_id.lower()
    if not re.fullmatch(r"[a-z0-9][a-z0-9._-]{0,63}", service_id):
        raise BadInput(
            "A service's name has letters, digits, dots and dashes only",
            hint="Known services: " + ", ".join(table()) + "; any other word stands for itself.",
        )
    if len(username) > 200 or not username.isprintable():
        raise BadInput("The user name is too long or has characters that cannot be shown", hint="Type it again.")
    return service_id, username
