"""What is known of hosts besides the services' own, read from `resources/campaigns.toml`, whose first lines explain it."""

from functools import cache

import msgspec
from msgspec import Struct

import resources
from vault import hosts

Labels = tuple[str, ...]


class Campaign(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Hosts that were used against users of a service."""

    service: str
    hosts: tuple[Labels, ...]
    year: int
    what: str
    source: str


class Page(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A page of a service's own host that is worth a word."""

    services: tuple[str, ...]
    name: str
    path: Labels
    destroys: bool = False


class Neighbour(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An ordinary host that carries a service's name, or nearly so."""

    host: Labels
    what: str
    source: str
    anyone: bool = False


class Installed(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A service that others install on hosts of their own."""

    service: str
    source: str


class Table(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The whole file."""

    campaign: tuple[Campaign, ...]
    page: tuple[Page, ...]
    neighbour: tuple[Neighbour, ...]
    installed: tuple[Installed, ...]


@cache
def table() -> Table:
    import tomllib  # noqa: PLC0415

    return msgspec.convert(tomllib.loads(resources.path("campaigns.toml").read_text("utf-8")), Table)


def campaign(labels: Labels) -> Campaign | None:
    """Return the campaign that used a host, or a host above it."""
    return next((one for one in table().campaign if any(hosts.is_below(labels, host) for host in one.hosts)), None)


def neighbour(labels: Labels) -> Neighbour | None:
    """Return the ordinary host that this one is, or lies below."""
    return next((one for one in table().neighbour if hosts.is_below(labels, one.host)), None)


def page(service_id: str, path: Labels) -> Page | None:
    """Return what is known of a page. Capitals are forgiven: better one warning too many."""
    folded = tuple(part.casefold() for part in path)
    return next((one for one in table().page if service_id in one.services and one.path == folded), None)


def is_installed_elsewhere(service_id: str) -> bool:
    return any(one.service == service_id for one in table().installed)
