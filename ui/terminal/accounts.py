"""The commands about accounts: init, add, list, show, totp, code."""

import argparse
import sys
import time
from datetime import UTC, date, datetime

from ui.terminal import details
from ui.terminal.arguments import a_date, a_place, a_unix_time, an_account
from ui.terminal.session import Session, print_json, print_table
from vault import edit, files, keys, otp, reminders, services, store, usage
from vault.errors import BadInput, NotThere
from vault.model import Account, Authenticator, CodeSet, Vault, printable


def add_commands(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    command = commands.add_parser("init", help="create a vault")
    command.set_defaults(command=init)

    command = commands.add_parser("add", help="add an account")
    command.add_argument("account", type=an_account, metavar="SERVICE:USERNAME")
    command.add_argument("--email", metavar="A", help="its primary e-mail address")
    command.add_argument("--email-verified", type=a_date, metavar="DATE", help="when that address was last verified")
    command.add_argument("--json", action="store_true", help="print one JSON document")
    command.set_defaults(command=add, wrong_usage=command.error)

    command = commands.add_parser("list", help="list the accounts")
    command.add_argument("--json", action="store_true", help="print one JSON document")
    command.set_defaults(command=list_accounts)

    command = commands.add_parser("show", help="show one account")
    command.add_argument("account", type=an_account, metavar="S:U")
    command.add_argument("--reveal", action="store_true", help="with codes and seeds in the clear")
    command.add_argument("--json", action="store_true", help="print one JSON document")
    command.set_defaults(command=show)

    command = commands.add_parser("totp", help="print the six digits of this moment, alone")
    command.add_argument("account", type=an_account, metavar="S:U")
    command.add_argument("--at", type=a_unix_time, metavar="UNIXTIME", help="of another moment")
    command.set_defaults(command=totp)

    command = commands.add_parser("code", help="print the next unused recovery code, alone")
    command.add_argument("account", type=an_account, metavar="S:U")
    command.add_argument("--use", action="store_true", help="mark it used, on disk before it is printed")
    command.add_argument("--note", default="", metavar="TEXT", help="why it is used")
    command.add_argument("--place", type=a_place, metavar="N", help="this code of the set, not the next one")
    command.set_defaults(command=code, wrong_usage=command.error)


def init(session: Session, _options: argparse.Namespace) -> None:
    if files.is_there(session.path):
        raise BadInput(f"{session.path} exists already", hint="Open it, or choose another name with --vault.")
    key = keys.password(session.ask_new("New password"))
    store.close(store.create(session.path, Vault(), key, cost=store.cost_here()))
    print(f"Created {session.path}")
    print("Nobody can reset this password. Keep it where you will find it again.")


def add(session: Session, options: argparse.Namespace) -> None:
    if options.email_verified and not options.email:
        options.wrong_usage("--email-verified needs --email")
    service, username = services.parse_title(options.account)
    with session.vault(write=True) as at:
        now = session.now()
        vault = edit.add_account(at.vault, service, username, now=now)
        account = vault.accounts[-1]
        if options.email:
            vault = edit.set_email(vault, account.id, options.email, verified_on=options.email_verified, now=now)
        at.change(vault)
        account = at.account(options.account)
    if options.json:
        print_json(
            {
                "id": account.id,
                "account": details.whole(at.vault, account, {}, _next_due(at.vault).get(account.id), reveal=False),
            }
        )
    else:
        print(f"Added {account.title}")


def list_accounts(session: Session, options: argparse.Namespace) -> None:
    with session.vault(write=False) as at:
        accounts = sorted(at.vault.present, key=lambda account: account.title.casefold())
        due = _next_due(at.vault)
    if options.json:
        print_json({"accounts": [details.row(account, due.get(account.id)) for account in accounts]})
    elif not accounts:
        print("No accounts yet. Add one with: sparekey add pypi:NAME")
    else:
        rows = [
            (one.title, details.left(one), "yes" if one.authenticator else "no", str(due.get(one.id, "-"))) for one in accounts
        ]
        print_table(("ACCOUNT", "CODES LEFT", "TOTP", "NEXT DUE"), rows)


def show(session: Session, options: argparse.Namespace) -> None:
    with session.vault(write=False) as at:
        vault, account = at.vault, at.account(options.account)
    devices = usage.devices(account, vault.events)
    if options.json:
        due = _next_due(vault).get(account.id)
        print_json({"account": details.whole(vault, account, devices, due, reveal=options.reveal)})
    else:
        print("\n".join(map(printable, details.lines(vault, account, devices, reveal=options.reveal))))


def totp(session: Session, options: argparse.Namespace) -> None:
    with session.vault(write=False) as at:
        seed = _authenticator(at.account(options.account))
    if seed.type != "hotp":
        print(otp.value(seed, int(time.time()) if options.at is None else options.at))
        return
    with session.vault(write=True) as at:
        account = at.account(options.account)
        seed = _authenticator(account)
        at.change(edit.advance_counter(at.vault, account.id, seed.id, now=session.now()))
    print(otp.value_at_counter(seed, seed.counter))


def code(session: Session, options: argparse.Namespace) -> None:
    if options.note and not options.use:
        options.wrong_usage("--note needs --use")
    with session.vault(write=options.use) as at:
        account = at.account(options.account)
        code_set, place = _next_code(account, options.place)
        secret = code_set.codes[place - 1].secret
        if options.use:
            at.change(edit.mark_code(at.vault, account.id, code_set.id, place, "used", note=options.note, now=session.now()))
    print(secret, flush=True)
    if options.use and sys.stdout:
        _tell_of_the_mail(account)


def _tell_of_the_mail(account: Account) -> None:
    """Say on stderr what wastes codes: PyPI takes one before its mail step (pypi-facts §1.6)."""
    service = services.find(account.service)
    if service.mail_step:
        address = next((email.address for email in account.emails if email.primary), "the primary address")
        print(
            f"note: from a connection that is new to it {service.name} takes this code, then mails a link to {address}. "
            "Do not try another code before that link was opened.",
            file=sys.stderr,
        )


def _next_code(account: Account, place: int | None) -> tuple[CodeSet, int]:
    code_set = account.live_set
    if code_set is None:
        raise NotThere(
            f"{account.title} has no recovery codes", hint=f"Import them: sparekey import FILE --account {account.title}"
        )
    if place is not None:
        if place > len(code_set.codes):
            raise NotThere(f"There is no code {place}", hint=f"The codes are numbered 1 to {len(code_set.codes)}.")
        if code_set.codes[place - 1].state != "unused":
            raise NotThere(f"Code {place} is used", hint="Leave --place out to get the next unused one.")
        return code_set, place
    if code_set.next_unused is None:
        raise NotThere(
            f"{account.title} has no unused recovery code left",
            hint="Sign in another way and generate new codes, then import them.",
        )
    return code_set, code_set.next_unused


def _authenticator(account: Account) -> Authenticator:
    if account.authenticator is None:
        raise NotThere(
            f"{account.title} has no authenticator",
            hint=f"Import its QR code or otpauth text: sparekey import FILE --account {account.title}",
        )
    return account.authenticator


def _next_due(vault: Vault) -> dict[str, date]:
    """Return for each account, by its id, the day of what is due first."""
    today = reminders.local_day(datetime.now(UTC))
    found = sorted(reminders.upcoming(vault, today), key=lambda one: one.due_on, reverse=True)
    return {one.account_id: one.due_on for one in found}
