"""What is said of a link, for both faces: one sentence, why, and what to do next. Never what was pasted but the host in it."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from vault import hosts, lookalikes
from vault.confusables import alphabet
from vault.links import Checked, Reason, Verdict

FORGED = "Anyone can write any sender into a mail, so this proves nothing. Look at the links in it instead."
HURT = (
    "Have you typed anything there? Change the password, remove what you do not know in the account's history and tokens, "
    "and make new recovery codes."
)
CUT = "There is more in this text than is looked at. Paste the one link that you want to know about."
_LONGEST = 32  # letters of a host or path in a sentence: it is shown whole beside it
KINDS = MappingProxyType(
    {
        "look-alike": "look-alike",
        "destroys": "destroys codes",
        "suspicious": "suspicious",
        "unknown": "unknown host",
        "related": "same domain",
        "own": "own host",
        "sender": "sender",
        "not-a-link": "no link",
    }
)
NOTHING = "There is no link or address in this text"

_PAGES = MappingProxyType(
    {
        "home": "It leads to the front page.",
        "account": "It leads to your account's settings.",
        "two_factor": "It leads to the settings of two-factor sign-in.",
        "login": "It leads to the page to sign in.",
        "help": "It leads to the help.",
        "emails": "It leads to your addresses.",
        "tokens": "It leads to your tokens.",
        "history": "It leads to your account's history.",
        "projects": "It leads to your projects.",
        "associations": "It leads to your linked accounts.",
        "recovery": "It leads to the help for those who cannot get in.",
        "generate": "It leads to the page that makes recovery codes. While you have unused ones it changes nothing by itself.",
        "burn": "It leads to the page that burns one recovery code. It changes nothing until you type one.",
        "confirm_login": "It confirms a sign-in from a new connection. Open it only if you have just signed in yourself; "
        "otherwise somebody knows your password: change it.",
        "reset": "It leads to the page that asks for a new password. It changes nothing by itself.",
    }
)


def headline(verdict: Verdict) -> str:
    """Say in one sentence what it is."""
    if not verdict.service:
        return {
            "look-alike": "This host was used for deceit",
            "suspicious": "This is no link to a page",
            "unknown": "This host belongs to none of the services that Sparekey knows",
        }.get(verdict.kind, NOTHING)
    name = verdict.service.name
    return {
        "own": f"This is exactly {_its(name)} own host{', but the link is not encrypted' * bool(verdict.reasons)}",
        "destroys": "Do not open this link: it makes all your recovery codes void",
        "suspicious": _suspicious(verdict, name),
        "look-alike": f"This {'sender' if verdict.is_address else 'link'} only looks like {_its(name)}",
        "related": f"This host lies below {_its(name)} own domain, but it is not the one where you sign in",
        "sender": f"The address is at {_its(name)} own host, which proves nothing",
        "unknown": f"This leads to {name} through another host" if verdict.leads_to else f"This is not {_its(name)} own host",
    }[verdict.kind]


def why(verdict: Verdict) -> tuple[str, ...]:
    """Say why, a sentence for each reason, the most telling first."""
    said = [_WHY[reason](verdict) for reason in verdict.reasons]
    said += [verdict.neighbour] if verdict.neighbour else []
    if verdict.kind in {"own", "suspicious"} and verdict.service:
        elsewhere = f"It leads to /{_short(verdict.path)}." if verdict.path else ""
        said += filter(None, [_PAGES.get(verdict.page, elsewhere)])
    said += [FORGED] if verdict.is_address and verdict.kind in {"sender", "related"} else []
    return tuple(said)


def next_step(verdict: Verdict) -> str:
    """Say what to do; empty where there is nothing to do about it."""
    own = verdict.own_host or "its own host"
    go = f"Go to {verdict.own_host} by yourself." if verdict.own_host else "Close what it came in."
    return {
        "look-alike": f"Do not open it. {go}"
        if not verdict.is_address
        else f"Do not answer, and open no link of that mail. {go}",
        "destroys": f"Do not open it, not even to look. {go}",
        "suspicious": f"Do not open it. {go}",
        "unknown": go if verdict.leads_to else f"Type {_your(verdict)} password and codes at {own} only.",
        "related": f"Type your password and your codes at {verdict.own_host} only.",
        "own": f"Open {verdict.own_host} with https instead." if verdict.reasons else "",
        "not-a-link": "Copy the link's address, not its words, and paste that.",
    }.get(verdict.kind, "")


def others(checked: Checked) -> str:
    """Say what else there is in a text besides the worst, in one line; empty where there is nothing."""
    kinds = [one.kind for one in checked.verdicts[1:]]
    counts = [(KINDS[kind], kinds.count(kind)) for kind in dict.fromkeys(kinds)]
    parts = [f"{word} ({count})" if count > 1 else word for word, count in counts]
    return f"Also in this text: {', '.join(parts)}" if parts else ""


def shown(host: str) -> str:
    """Write a foreign host so that everything in it is seen and nothing steers what is around it."""
    return "".join(char if char.isprintable() else "\ufffd" for char in host)


def strange_letters(host: str) -> str:
    """Name the letters of a host that are of another alphabet: “р” is a Cyrillic letter. Empty where there are none."""
    found = {f"“{char}”": name for char in shown(host) if (name := alphabet(char))}
    if not found:
        return ""
    letters, of = " and ".join(found), " and ".join(sorted(set(found.values())))
    return f"{letters} is a {of} letter." if len(found) == 1 else f"{letters} are {of} letters."


def _suspicious(verdict: Verdict, name: str) -> str:
    whose = f"{_its(name)} own" if verdict.host == verdict.own_host else f"below {_its(name)} own domain"
    if "redirect" in verdict.reasons:
        return f"The host is {whose}, but the link hands you on to {_short(verdict.leads_to)}"
    return f"The host is {whose}, but {name} sends no such links"


def _confusable(verdict: Verdict) -> str:
    letters = strange_letters(verdict.host)
    return f"Letters of another alphabet stand in it that look the same: {letters}" if letters else _letter(verdict)


def _letter(verdict: Verdict) -> str:
    """Say in what the registered part of the host differs, where it is a letter or two."""
    theirs, own = hosts.registered(_labels(verdict.host)), _labels(verdict.own_host)[-2:]
    slips = [one for one in lookalikes.columns(_short(".".join(theirs)), ".".join(own)) if one.differs]
    if len(slips) == 1 and slips[0].theirs and slips[0].own:
        return f"It has {slips[0].theirs} where {_name(verdict)} has {slips[0].own}."
    if len(slips) == 1 and (extra := slips[0].theirs):
        return f"It has one {extra} more than {_its(_name(verdict))} own."
    if len(slips) == 1:
        return f"It has one {slips[0].own} less than {_its(_name(verdict))} own."
    if len(slips) == 2 and sorted(one.theirs for one in slips) == sorted(one.own for one in slips):
        return "Two letters in it are swapped."
    return f"Some of its letters are not {_its(_name(verdict))}."


def _ending(verdict: Verdict) -> str:
    labels, name = _labels(verdict.host), _name(verdict)
    theirs = f"ends in .{_short('.'.join(hosts.ending(labels)))}" if len(labels) > 1 else "has no ending"
    return f"It {theirs}, {_its(name)} own in .{_labels(verdict.own_host)[-1]}."


def _sub_domain(verdict: Verdict) -> str:
    whose = _short(".".join(hosts.registered(_labels(verdict.host))))
    name = _name(verdict)
    if verdict.kind == "unknown":
        return f"Whoever owns {whose} may run a {name} there. Your account at {verdict.own_host} is another."
    return f"{_its(name)} name stands in front only. The end of a host says whose it is: {whose}."


def _user_info(verdict: Verdict) -> str:
    what = "may be anything. The address is at" if verdict.is_address else "is only a user name. The link leads to"
    return f"What stands before the @ {what} {_short(verdict.host)}."


def _redirect(verdict: Verdict) -> str:
    if verdict.through:
        return f"The link begins at {_short(verdict.through)} and hands you on from there."
    if verdict.kind == "unknown":
        return (
            f"It says that it leads to {_short(verdict.leads_to)}. What is at {_short(verdict.host)} decides where you get to."
        )
    return "A part of the link names another host, to which you may be handed on after you have signed in."


def _scheme(verdict: Verdict) -> str:
    if not verdict.service:
        return f"It begins with {_short(verdict.host)} instead of https, and carries or runs something itself."
    return "It does not begin with https: whoever is on the way can read and change the page."


def _campaign(verdict: Verdict) -> str:
    return verdict.campaign.what if verdict.campaign else ""


def _short(host: str) -> str:
    """Write a host so that it fits into a sentence: a long one by its beginning and its end, which says whose it is."""
    text = shown(host)
    return text if len(text) <= _LONGEST else f"{text[:8]}…{text[9 - _LONGEST :]}"


def _labels(host: str) -> tuple[str, ...]:
    return tuple(host.split("."))


def _name(verdict: Verdict) -> str:
    return verdict.service.name if verdict.service else "the service"


def _your(verdict: Verdict) -> str:
    return f"your {verdict.service.name}" if verdict.service else "a service's"


def _its(name: str) -> str:
    return f"{name}'" if name.endswith("s") else f"{name}'s"


_WHY: Mapping[Reason, Callable[[Verdict], str]] = {
    "campaign": _campaign,
    "confusable": _confusable,
    "punycode": lambda verdict: f"It is written {_short(verdict.wire)}, which a browser may show as {_short(verdict.host)}.",
    "letter": _letter,
    "ending": _ending,
    "sub-domain": _sub_domain,
    "added-words": lambda verdict: f"Something was added to {_its(_name(verdict))} name. Anyone can register such a host.",
    "user-info": _user_info,
    "sender-name": lambda verdict: (
        f"The name says {_name(verdict)}, the address is at {_short(verdict.host)}. Anyone can write any name."
    ),
    "redirect": _redirect,
    "path-destroys": lambda verdict: (
        f"{_name(verdict)} deletes every recovery code and makes new ones as soon as this page is opened."
    ),
    "scheme": _scheme,
    "port": lambda verdict: f"It names port {verdict.port}, where {_name(verdict)} has no page.",
    "hidden": lambda _: "It has characters that are not seen, or are not what they seem.",
    "ip-address": lambda _: "It is a number instead of a name. No service sends such links.",
    "broken": lambda _: "No browser opens it: it has characters that no host has, or too many.",
    "too-long": lambda _: "It is so long that only its beginning was looked at.",
}
