"""The command request: what to try when locked out, the account-recovery request ready to paste, and its log."""

import argparse
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, get_args

from ui.terminal import request_text
from ui.terminal.arguments import a_date, an_account
from ui.terminal.session import Session, Vaulted, print_json
from vault import files, losses, other_ways, recovery, reminders, request, store
from vault.errors import NotThere
from vault.files import Disk
from vault.model import Account, Now, Request, RequestStep, Vault
from vault.push_proof import PushProof
from vault.readiness import Readiness
from vault.recovery import Ending
from vault.request import NEVER, Prepared

_STEPS: tuple[RequestStep, ...] = ("answered", "branch-pushed", "mail-answered")


def add_commands(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    command = commands.add_parser(
        "request",
        help="locked out? what to try first, then the recovery request, ready to paste",
        description="Tells which ways in still work and what you can do yourself; then the account-recovery request as PyPI's "
        "form wants it, without secrets. Once it is sent, its steps are noted here, and you are reminded of the next one.",
    )
    command.add_argument("account", type=an_account, metavar="S:U")
    command.add_argument("--reason", default="", metavar="TEXT", help="in your own words (default: made from what is noted)")
    command.add_argument("-o", "--output", type=Path, metavar="FILE", help="write it into a new file that only you can read")
    command.add_argument(
        "--lose", action="append", default=[], metavar="PLACE", help="you lost this place, person, mailbox or domain; several"
    )
    command.add_argument("--json", action="store_true", help="print one JSON document")
    log = command.add_argument_group("the log", "Each notes a step, today or on a DATE.")
    log.add_argument("--sent", type=a_date, nargs="?", const=_today(), metavar="DATE", help="the form was sent")
    log.add_argument("--link", default="", metavar="ISSUE", help="the link of the issue, or its number")
    for kind, words in (
        ("answered", "the staff answered"),
        ("branch-pushed", "the branch was pushed"),
        ("mail-answered", "their mail was answered"),
        ("closed", "it is over; needs --ending"),
    ):
        log.add_argument(f"--{kind}", type=a_date, nargs="?", const=_today(), metavar="DATE", help=words)
    log.add_argument(
        "--ending",
        choices=get_args(Ending),
        help="with --closed: back in, and two-factor authentication was reset; back in by a new password alone; or neither",
    )
    command.set_defaults(command=run, wrong_usage=command.error)


def run(session: Session, options: argparse.Namespace) -> None:
    is_logging = bool(options.link or options.closed or options.sent or any(_step(options, kind) for kind in _STEPS))
    if (options.closed is None) != (options.ending is None):
        options.wrong_usage("--closed and --ending go together")
    if is_logging and (options.reason or options.output or options.lose):
        options.wrong_usage("a step of the log stands alone")
    if is_logging:
        _keep_log(session, options)
    else:
        _prepare(session, options)


def _prepare(session: Session, options: argparse.Namespace) -> None:
    if options.output:
        files.check_new(options.output)
    with session.vault(write=False) as at:
        account = at.account(options.account)
        found = _readiness(at, options.lose)
    prepared = request.prepare(found, account, options.reason)
    text = request_text.of(found, prepared)
    if options.output:
        files.write_new(options.output, text.encode("utf-8", "replace"), disk=Disk())
    if options.json:
        print_json(_document(found, prepared))
    elif options.output:
        print(f"Wrote {options.output}")
    else:
        print(text, end="")


def _readiness(at: Vaulted, lost: Sequence[str]) -> Readiness:
    key_ids = [key.id for key in store.key_list(at.opened)]
    return Readiness(at.vault, _today(), lost=[losses.find(at.vault, name) for name in lost], key_ids=key_ids)


def _keep_log(session: Session, options: argparse.Namespace) -> None:
    with session.vault(write=True) as at:
        account = at.account(options.account)
        vault = _with_steps(at.vault, account.id, options, now=session.now())
        at.change(vault)
        account = at.account(options.account)
    asked = account.requests[-1]
    if options.json:
        print_json({"log": [_logged(one) for one in account.requests], "afterwards": _mendings(vault, account)})
        return
    print(f"Noted for {account.title}: {', '.join(f'{step.kind} on {step.on}' for step in recovery.steps(asked))}")
    if turn := recovery.turn(asked):
        print(f"{turn.text} You are reminded on {turn.due_on}.")
    elif options.ending == "reset":
        print("You are back in. What is to be set up anew:")
        for one in recovery.mendings(vault, account):
            print(f"  {'done' if one.is_done else '-   '} {one.text}.")


def _with_steps(vault: Vault, account_id: str, options: argparse.Namespace, *, now: Now) -> Vault:
    """Note the steps in the order in which they can be done. Raises BadInput, NotThere."""
    if options.sent:
        vault = recovery.open_request(vault, account_id, on=options.sent, link=options.link, now=now)
    asked = recovery.current(next(one for one in vault.accounts if one.id == account_id))
    if asked is None:
        raise NotThere("There is no request that is not closed", hint="Note first that it was sent: --sent [DATE].")
    if options.link and not options.sent:
        vault = recovery.set_link(vault, account_id, asked.id, options.link, now=now)
    for kind in _STEPS:
        if on := _step(options, kind):
            vault = recovery.note_step(vault, account_id, asked.id, kind, on=on, now=now)
    if options.closed:
        vault = recovery.close(vault, account_id, asked.id, options.ending, on=options.closed, now=now)
    return vault


def _step(options: argparse.Namespace, kind: RequestStep) -> date | None:
    on: date | None = getattr(options, kind.replace("-", "_"))
    return on


def _today() -> date:
    return reminders.local_day(datetime.now(UTC))


def _document(found: Readiness, prepared: Prepared) -> dict[str, Any]:
    account = prepared.account
    open_ways = {one.way: one for one in other_ways.open_ways(found, account)}
    return {
        "account": account.title,
        "locked_out": prepared.is_locked_out,
        "ways_in": [
            {
                "way": one.way,
                "works": one.works,
                "why_not": one.why_not or None,
                "needs": list(one.needs),
                "traps": list(open_ways[one.way].traps) if one.works else [],
            }
            for one in found.verdict(account).ways_in
        ],
        "own_steps": [{"kind": one.kind, "text": one.text} for one in other_ways.own_steps(found, account)],
        "belongs_elsewhere": [{"kind": one.kind, "text": one.text} for one in prepared.diversions],
        "order": list(prepared.order),
        "page": prepared.page or None,
        "request": _form(prepared) if prepared.pieces else None,
        "log": [_logged(one) for one in account.requests],
        "afterwards": _mendings(found.vault, account),
    }


def _form(prepared: Prepared) -> dict[str, Any]:
    proof = prepared.proof or PushProof((), (), ())
    return {
        "pieces": [
            {
                "kind": one.kind,
                "label": one.label,
                "value": one.value,
                "stands": one.stands if one.kind == "tick" else None,
                "note": one.note or None,
            }
            for one in prepared.pieces
        ],
        "mails": [
            {
                "kind": one.kind,
                "when": one.when,
                "to": one.to,
                "from": one.sender or None,
                "subject": one.subject,
                "text": one.body,
            }
            for one in prepared.letters
        ],
        "proof": {
            "steps": list(proof.steps),
            "repositories": [
                {"package": one.name, "repository": one.repository, "can_push": one.can_push}
                for one in (*proof.carriers, *proof.barred)
            ],
        },
        "never": list(NEVER),
        "expect": list(prepared.expect),
    }


def _logged(asked: Request) -> dict[str, Any]:
    turn = recovery.turn(asked)
    return {
        "id": asked.id,
        "link": asked.link or None,
        "steps": [{"kind": step.kind, "on": step.on.isoformat()} for step in recovery.steps(asked)],
        "next": {"text": turn.text, "on": turn.due_on.isoformat(), "yours": turn.is_ours} if turn else None,
    }


def _mendings(vault: Vault, account: Account) -> list[dict[str, Any]]:
    return [{"kind": one.kind, "text": one.text, "done": one.is_done} for one in recovery.mendings(vault, account)]
