"""The command link: is a link or an address from a mail exactly a service's own? Nothing is opened, and no vault is needed."""

import argparse
import sys
from typing import Any

from ui.terminal import streams
from ui.terminal.session import Session, print_json
from vault import link_words, links, lookalikes, pasted, services
from vault.errors import BadInput
from vault.links import Checked, Verdict

_BYTES = 4  # of one character, at most


def add_commands(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    command = commands.add_parser(
        "link",
        help="tell whether a link or an address from a mail is a service's own",
        description="Tells whether a link, a host, a sender or everything in a mail is exactly a service's own. "
        "Nothing is opened or looked up, and no vault is needed.",
        epilog="Exit codes: 0 every link leads to a service's own host, 1 one does not, destroys something, or is doubtful.",
    )
    command.add_argument("text", nargs="+", metavar="TEXT", help="what the mail has; - reads standard input")
    command.add_argument("--json", action="store_true", help="print one JSON document")
    command.set_defaults(command=check)


def check(_session: Session, options: argparse.Namespace) -> None:
    """Print what each link is. Raises BadInput, after that, where not all of them are a service's own."""
    text = _standard_input() if options.text == ["-"] else " ".join(options.text)
    checked = links.check(text, services.table().values())
    if options.json:
        found = [one for one in checked.verdicts if one.kind != "not-a-link"]
        print_json({"links": [_row(one) for one in found], "complete": not checked.is_cut})
    else:
        _print(checked)
    if not checked.is_fine:
        streams.flush()
        raise _refusal(checked)


def _refusal(checked: Checked) -> BadInput:
    worst = checked.worst
    if checked.is_cut and worst.kind in {"own", "sender", "not-a-link"}:
        sentence, hint = link_words.CUT.split(". ", maxsplit=1)
        return BadInput(sentence, hint=hint)
    return BadInput(link_words.headline(worst), hint=link_words.next_step(worst) or link_words.FORGED)


def _print(checked: Checked) -> None:
    for place, verdict in enumerate(checked.verdicts):
        if verdict.kind == "not-a-link":
            return
        print(f"{chr(10) * bool(place)}{link_words.shown(verdict.host)}: {link_words.KINDS[verdict.kind]}")
        for sentence in (f"{link_words.headline(verdict)}.", *link_words.why(verdict)):
            print(f"  {sentence}")
        if verdict.service and verdict.host != verdict.own_host:
            _print_pair(verdict, verdict.service.name)
        if verdict.kind == "look-alike" and not place:
            print(f"  {link_words.HURT}")


def _print_pair(verdict: Verdict, name: str) -> None:
    """Print two hosts one above the other, with a mark under each letter that differs."""
    columns = lookalikes.columns(verdict.host, verdict.own_host)
    theirs = "this address" if verdict.is_address else "this link"
    width = max(len(theirs), len(name))
    lines = (
        (theirs, [link_words.shown(one.theirs) or " " for one in columns]),
        (name, [one.own or " " for one in columns]),
        ("", ["^" if one.differs else " " for one in columns]),
    )
    for caption, letters in lines:
        print(f"    {caption:{width}}  {''.join(letters)}".rstrip())


def _row(verdict: Verdict) -> dict[str, Any]:
    return {
        "host": link_words.shown(verdict.host),
        "verdict": verdict.kind,
        "service": verdict.service.id if verdict.service else None,
        "own_host": verdict.own_host or None,
        "reasons": list(verdict.reasons),
        "page": verdict.page or None,
        "leads_to": verdict.leads_to or None,
        "through": verdict.through or None,
        "campaign": verdict.campaign.year if verdict.campaign else None,
        "text": f"{link_words.headline(verdict)}.",
    }


def _standard_input() -> str:
    if sys.stdin is None:
        raise BadInput("There is no standard input to read", hint="Give the link as an argument, in quotes.")
    return sys.stdin.buffer.read(_BYTES * pasted.MOST + 1).decode("utf-8", "replace")
