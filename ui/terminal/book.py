"""The commands that keep the book of codes right after they were used: outcome, compare."""

import argparse

from ui.terminal.arguments import a_count, a_date, a_place, an_account
from ui.terminal.session import Session, print_json
from vault import edit, reconcile, services
from vault.errors import BadInput, NotThere
from vault.model import Account, CodeSet

_ADVICE = {
    "worked": "",
    "mailed": "Open the link in the mail on this connection within six hours. Do not try another code meanwhile.",
    "refused": "It stays marked as used: it may have been burned. Compare the count with: sparekey compare {title} --unused N",
}


def add_commands(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    command = commands.add_parser("outcome", help="note how the use of a code ended")
    command.add_argument("account", type=an_account, metavar="S:U")
    command.add_argument("outcome", choices=("worked", "mailed", "refused"))
    command.add_argument("--place", type=a_place, metavar="N", help="this code of the set, not the one used last")
    command.set_defaults(command=outcome)

    command = commands.add_parser("compare", help="hold the book against the count that the service shows")
    command.add_argument("account", type=an_account, metavar="S:U")
    command.add_argument("--unused", type=a_count, required=True, metavar="N", help="unused codes, as the service shows them")
    command.add_argument("--generated", type=a_date, metavar="DATE", help="when they were generated, as it shows")
    command.add_argument("--json", action="store_true", help="print one JSON document")
    command.set_defaults(command=compare)


def outcome(session: Session, options: argparse.Namespace) -> None:
    with session.vault(write=True) as at:
        account = at.account(options.account)
        code_set, place = _used_code(account, options.place)
        at.change(edit.note_outcome(at.vault, account.id, code_set.id, place, options.outcome, now=session.now()))
    print(f"Code {place} of {account.title}: {options.outcome}")
    if advice := _ADVICE[options.outcome]:
        print(advice.format(title=account.title))


def compare(session: Session, options: argparse.Namespace) -> None:
    """Exit 1 where the two do not agree, so that a script notices."""
    with session.vault(write=True) as at:
        account = at.account(options.account)
        verdict = reconcile.compare(account, unused=options.unused, generated_on=options.generated)
        if verdict.agrees and verdict.code_set:
            checked = edit.note_checked(
                at.vault, account.id, verdict.code_set.id, generated_on=options.generated, now=session.now()
            )
            at.change(checked)
    if options.json:
        print_json({"agrees": verdict.agrees, "text": verdict.sentence, "hint": verdict.hint or None})
    elif verdict.agrees:
        print(f"{verdict.sentence}.")
    if not verdict.agrees:
        raise BadInput(verdict.sentence, hint=verdict.hint)


def _used_code(account: Account, place: int | None) -> tuple[CodeSet, int]:
    """Return the code that is meant: the one at `place` of the set in force, else the one used last."""
    code_set = account.live_set
    if code_set is None:
        raise NotThere(
            f"{account.title} has no recovery codes", hint=f"{services.find(account.service).name}'s were not imported."
        )
    if place is not None:
        return code_set, place
    used = [(code.used_at, number) for number, code in enumerate(code_set.codes, 1) if code.used_at]
    if not used:
        raise NotThere(f"No code of {account.title} was used", hint="Say which one with --place.")
    return code_set, max(used)[1]
