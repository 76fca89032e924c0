"""Is a link or an address from a mail exactly a service's own? Nothing is opened or looked up, and nothing pasted is kept.

A service's own host has the labels of `resources/services.toml`, one by one. Every other is not the service, however much it
looks like it. Sources: pypi-facts §9 (what was done), §1.7 (the page that destroys), §3 (mails).
"""

import re
from collections.abc import Iterable, Sequence
from typing import Literal, get_args

from msgspec import Struct, structs

from vault import campaigns, hosts, lookalikes, pasted
from vault.campaigns import Campaign
from vault.confusables import skeleton
from vault.hosts import Link
from vault.pasted import Piece
from vault.services import Service

# The worst first.
Kind = Literal["look-alike", "destroys", "suspicious", "unknown", "related", "own", "sender", "not-a-link"]
_KINDS: Sequence[Kind] = get_args(Kind)
Reason = Literal[
    "campaign",
    "confusable",
    "punycode",
    "letter",
    "ending",
    "sub-domain",
    "added-words",
    "user-info",
    "sender-name",
    "redirect",
    "path-destroys",
    "scheme",
    "port",
    "hidden",
    "ip-address",
    "broken",
    "too-long",
]
_MOST_HOPS = 3  # from one link to another in its parameters
_MOST_TARGETS = 8  # that one link may lead on to
_HANDS_ON = re.compile(r"redir|return|next|url|uri|continue|dest|target|goto|forward|callback|camefrom|back")
_HANDS_ON_SHORT = {"u", "to", "go", "r", "l", "link", "out", "q"}


class Verdict(Struct, frozen=True, kw_only=True):
    """What one link or address is. `service` is the one it is of, or pretends to be of, and `own_host` that one's own host.

    own          exactly the service's own host. With the reason `scheme` it is not encrypted on the way
    sender       an address at that host: a sender can be forged, so it proves nothing
    related      below the service's own domain, yet not the host where one signs in
    unknown      another host; with a service where it has something of its name, as an ordinary host may have
    suspicious   the service's own host in a link that is not as it should be; without a service a link that leads to no host
    destroys     a page of the service's own that destroys something as soon as it is opened
    look-alike   not the service, but made to look like it
    """

    kind: Kind
    host: str = ""
    wire: str = ""
    service: Service | None = None
    reasons: tuple[Reason, ...] = ()
    page: str = ""
    path: str = ""
    port: str = ""
    leads_to: str = ""
    through: str = ""
    campaign: Campaign | None = None
    neighbour: str = ""
    is_address: bool = False

    @property
    def own_host(self) -> str:
        return ".".join(self.service.site) if self.service else ""

    @property
    def is_fine(self) -> bool:
        """Tell a link that leads to the service and to nothing else."""
        return self.kind == "own" and not self.reasons


class Checked(Struct, frozen=True):
    """What is in a paste, the worst first and never nothing. `is_cut` where there was more than is looked at."""

    verdicts: tuple[Verdict, ...]
    is_cut: bool = False

    @property
    def worst(self) -> Verdict:
        return self.verdicts[0]

    @property
    def is_fine(self) -> bool:
        """Tell a paste whose links all lead to a service's own host. That a sender's address is right adds nothing to it."""
        return self.worst.is_fine and not self.is_cut and all(one.is_fine or one.kind == "sender" for one in self.verdicts)


def check(text: str, services: Iterable[Service]) -> Checked:
    """Say what each link and address of a text is. Raises nothing, whatever the text."""
    known = tuple(service for service in services if len(service.site) > 1)
    found = pasted.pieces(text)
    verdicts: dict[tuple[object, ...], Verdict] = {}
    for piece in found.found:
        one = _judge_piece(piece, known)
        if one and (_identity(one) not in verdicts or verdicts[_identity(one)].is_address):
            verdicts[_identity(one)] = one
    ranked = sorted(verdicts.values(), key=lambda one: (_KINDS.index(one.kind), one.campaign is None, not one.reasons))
    return Checked(tuple(ranked) or (Verdict(kind="not-a-link"),), found.is_cut)


def _identity(one: Verdict) -> tuple[object, ...]:
    """Return what tells a verdict from others. A link stands for the address at its host, and the first for all to one host."""
    return one.kind, one.wire, one.reasons, one.page, one.port, one.leads_to, one.through, one.service and one.service.id


def _judge_piece(piece: Piece, known: Sequence[Service]) -> Verdict | None:
    """Judge one piece; None for what is of no interest: a word that is no host of a service's, or not even a host."""
    verdict = _of_address(piece, known) if piece.link.is_address else _of_link(piece.link, known)
    is_of_interest = piece.is_meant or verdict.service or verdict.reasons
    return verdict if is_of_interest else None


def _of_link(link: Link, known: Sequence[Service], hops: int = 0) -> Verdict:
    if not link.labels:
        return Verdict(kind="suspicious", host=f"{link.scheme}:", reasons=("scheme",))
    verdict = _of_host(link, known)
    if verdict.kind == "own":
        verdict = _of_own(link, verdict)
    elif verdict.kind == "related" and (odd := _odd(link)):
        verdict = structs.replace(verdict, kind="suspicious", reasons=odd)
    elif verdict.kind == "unknown" and link.user and (service := _named_before_at(link.user, known)):
        reasons: tuple[Reason, ...] = ("user-info", *verdict.reasons)
        verdict = structs.replace(verdict, kind="look-alike", service=service, reasons=reasons)
    if hops < _MOST_HOPS and verdict.kind in {"own", "related", "unknown"}:
        return _handed_on(link, verdict, known, hops)
    return verdict


def _of_host(link: Link, known: Sequence[Service]) -> Verdict:
    """Judge the host alone."""
    labels = link.labels
    host = ".".join(link.shown)
    verdict = Verdict(kind="unknown", host=host, wire=".".join(labels), port=link.port, is_address=link.is_address)
    if link.is_number:
        return structs.replace(verdict, reasons=("ip-address",))
    own = next((service for service in known if service.site == labels), None)
    if own and not link.is_broken:
        return structs.replace(verdict, kind="own", service=own)
    campaign = campaigns.campaign(labels)
    above = next((service for service in known if hosts.is_below(labels, service.site[-2:])), None)
    if above and not campaign and not link.is_broken:
        return structs.replace(verdict, kind="related", service=above)
    return _of_other(link, known, verdict, campaign)


def _of_other(link: Link, known: Sequence[Service], verdict: Verdict, campaign: Campaign | None) -> Verdict:
    """Judge a host that is no service's own."""
    tricks: list[Reason] = []
    tricks += ["punycode"] if any(label.startswith("xn--") for label in link.labels) else []
    tricks += ["hidden"] if link.is_hidden else []
    tricks += ["broken"] if link.is_broken else []
    neighbour = None if campaign else campaigns.neighbour(link.labels)
    looked_at = link.shown
    if neighbour:
        front = link.shown[: -len(neighbour.host)] if neighbour.anyone else ()
        looked_at = (*front, *[""] * len(neighbour.host))  # the neighbour's own name is no sign
        verdict = structs.replace(verdict, neighbour=neighbour.what)
    meant = [service for service in known if campaign and service.id == campaign.service]
    like = lookalikes.likeness(looked_at, meant or known)
    if campaign:
        signs = like.signs if like and meant else ()
        return structs.replace(
            verdict,
            kind="look-alike",
            service=meant[0] if meant else None,
            campaign=campaign,
            reasons=("campaign", *signs, *tricks),
        )
    if like:
        kind: Kind = "look-alike" if like.is_certain else "unknown"
        return structs.replace(verdict, kind=kind, service=like.service, reasons=(*like.signs, *tricks))
    return structs.replace(verdict, reasons=tuple(trick for trick in tricks if trick != "punycode"))


def _of_own(link: Link, verdict: Verdict) -> Verdict:
    """Judge a link to a service's own host: which page it leads to, and whether all of it is as it should be."""
    assert verdict.service  # noqa: S101
    odd = _odd(link)
    name, destroys = _page(verdict.service, link.path, link.fragment)
    targets = [hosts.segments(value.partition("?")[0]) for _, value in link.parameters if value.startswith(("/", "\\"))]
    destroys = destroys or any(_page(verdict.service, target)[1] for target in targets)
    scheme: tuple[Reason, ...] = ("scheme",) if link.scheme not in {"", "https"} else ()
    void: tuple[Reason, ...] = ("path-destroys",) if destroys else ()
    kind: Kind = "destroys" if destroys else "suspicious" if odd or (scheme and link.scheme != "http") else "own"
    return structs.replace(verdict, kind=kind, reasons=(*void, *odd, *scheme), page=name, path="/".join(link.path))


def _odd(link: Link) -> tuple[Reason, ...]:
    """Return what no link of a service's own has."""
    odd: list[Reason] = []
    odd += ["user-info"] if link.user and not link.is_address else []
    odd += ["port"] if link.port else []
    odd += ["hidden"] if link.is_hidden else []
    odd += ["too-long"] if link.is_cut else []
    return tuple(odd)


def _page(service: Service, path: tuple[str, ...], fragment: str = "") -> tuple[str, bool]:
    """Return the name of a page, empty where it is not known, and whether opening it destroys something."""
    if known := campaigns.page(service.id, path):
        return known.name, known.destroys
    if not path:
        return "home", False
    named = [(name, *address.partition("#")[::2]) for name, address in service.pages.items()]
    same = [(name, anchor) for name, address, anchor in named if hosts.segments(address) == path]
    exact = [name for name, anchor in same if anchor == fragment]
    return next(iter([*exact, *(name for name, anchor in same if not anchor)]), ""), False


def _handed_on(link: Link, verdict: Verdict, known: Sequence[Service], hops: int) -> Verdict:
    """Judge where the parameters of a link may lead on to."""
    targets = _targets(link)
    inner = [_of_link(target, known, hops + 1) for target in targets[:_MOST_TARGETS]]
    others = [one for one in inner if one.host != verdict.host or one.kind == "destroys"]
    if not others:
        return verdict
    worst = min(others, key=lambda one: _KINDS.index(one.kind))
    if worst.kind in {"look-alike", "destroys"}:
        return structs.replace(worst, reasons=(*worst.reasons, "redirect"), through=verdict.host)
    is_ours = verdict.kind in {"own", "related"}
    if is_ours and (worst.kind not in {"own", "related"} or len(targets) > _MOST_TARGETS):
        return structs.replace(verdict, kind="suspicious", reasons=(*verdict.reasons, "redirect"), leads_to=worst.host)
    if not is_ours and worst.service and not verdict.service:
        reasons: tuple[Reason, ...] = (*verdict.reasons, "redirect")
        return structs.replace(verdict, service=worst.service, reasons=reasons, leads_to=worst.host)
    return verdict


def _targets(link: Link) -> list[Link]:
    """Return what the parameters of a link lead to: links under any name, hosts under names that hand on; others first."""
    found = []
    for name, value in (*link.parameters, ("", link.fragment)):
        for _ in range(_MOST_HOPS):
            value = hosts.unquoted(value)  # noqa: PLW2901  (encoded several times over, as each hop adds one)
        is_whole = re.match(r"(?:https?:|[/\\]{2})", value, re.IGNORECASE)
        word = re.sub(r"[^a-z]", "", name.lower())
        if (is_whole or word in _HANDS_ON_SHORT or _HANDS_ON.search(word)) and (target := hosts.read(value)):
            found.append(target)
    led_to = [target for target in found if not target.is_address]
    elsewhere = {target.labels: target for target in led_to if target.labels != link.labels}
    here = {target.path: target for target in led_to if target.labels == link.labels}
    return [*elsewhere.values(), *here.values()]


def _of_address(piece: Piece, known: Sequence[Service]) -> Verdict:
    """Judge a mail's sender by the host of its address alone, and by the name that it gives itself."""
    verdict = _of_host(piece.link, known)
    if verdict.kind == "own":
        kind: Kind = "suspicious" if piece.link.is_hidden else "sender"
        return structs.replace(verdict, kind=kind, reasons=_odd(piece.link))
    if verdict.kind != "unknown" or verdict.neighbour or verdict.service:
        return verdict
    if service := _named_before_at(piece.link.user, known, is_exact=True):
        return structs.replace(verdict, kind="look-alike", service=service, reasons=("user-info", *verdict.reasons))
    if service := _named(piece.name, known):
        return structs.replace(verdict, kind="look-alike", service=service, reasons=("sender-name", *verdict.reasons))
    return verdict


def _named_before_at(user: str, known: Sequence[Service], *, is_exact: bool = False) -> Service | None:
    """Return the service whose host, or a look-alike of it, stands where only a user name belongs."""
    if not (link := hosts.read(re.split(r"[^\w.-]", user, maxsplit=1)[0])) or link.is_address:
        return None
    for service in known:
        if link.labels == service.site or (not is_exact and hosts.is_below(link.labels, service.site[-2:])):
            return service
    like = None if is_exact else lookalikes.likeness(link.shown, known)
    return like.service if like else None


def _named(name: str, known: Sequence[Service]) -> Service | None:
    """Return the service whose name, or own host, somebody gives himself as his name."""
    words = [skeleton(word) for word in re.findall(r"[\w.@-]+", name)]
    for service in known:
        wanted = [skeleton(word) for word in service.name.split()]
        has_name = any(words[start : start + len(wanted)] == wanted for start in range(len(words)))
        is_long = len(service.name) > len("npm") or words == wanted
        own = skeleton(".".join(service.site))
        if (has_name and is_long) or any(word.rpartition("@")[2] == own for word in words):
            return service
    return None
