"""The commands that bring things in: import, formats."""

import argparse
import sys
from pathlib import Path
from typing import Any

from msgspec import Struct

from ui.terminal.session import Session, print_json
from vault import edit, files, formats, intake, qr, services
from vault.codes import FoundCodes, Problem
from vault.errors import BadImport, BadInput
from vault.formats import Entry
from vault.intake import Target
from vault.model import Now, Vault


class _Placed(Struct, frozen=True):
    """An entry, whose it is (None where it cannot be told), and whether the vault has it already."""

    entry: Entry
    to: Target | None
    is_kept: bool
    format: str


def add_commands(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    from ui.terminal.main import an_account  # noqa: PLC0415

    command = commands.add_parser("import", help="bring in recovery codes, QR pictures, otpauth texts")
    command.add_argument("files", nargs="+", metavar="FILE", help="a text, a picture, an export; - reads standard input")
    command.add_argument("--account", type=an_account, metavar="S:U", help="whose it is, where the file does not tell")
    command.add_argument("--format", default="", metavar="NAME", help="read it as this format (see: sparekey formats)")
    command.add_argument("--burned", type=int, metavar="N", help="the code that PyPI had you burn during set-up, 1 to 8")
    command.add_argument("--dry-run", action="store_true", help="only say what was found")
    command.add_argument("--reveal", action="store_true", help="with --dry-run: secrets in the clear")
    command.add_argument("--json", action="store_true", help="print one JSON document")
    command.set_defaults(command=import_files)

    command = commands.add_parser("formats", help="list what can be imported, and how to get it out of the other app")
    command.add_argument("--json", action="store_true", help="print one JSON document")
    command.set_defaults(command=list_formats)


def import_files(session: Session, options: argparse.Namespace) -> None:
    if options.reveal and not options.dry_run:
        raise BadInput("--reveal needs --dry-run", hint="After the import, use: sparekey show ACCOUNT --reveal")
    asked = Target(*services.parse_title(options.account)) if options.account else None
    if options.dry_run:
        placed, problems = _place(_peek(session), _read_all(options, asked), asked)
        _report(placed, problems, options, imported=0)
        return
    if not session.path.exists():
        with session.vault(write=True):  # raises the one sentence for a missing vault
            pass
    with session.vault(write=True) as at:
        found = _read_all(options, asked)
        placed, problems = _place(at.vault, found, asked)
        if problems and not any(one.to for one in placed):
            raise BadImport(problems[0].why, hint=_hint(problems))
        now = session.now()
        vault, imported = at.vault, 0
        for one in placed:
            if one.to and not one.is_kept:
                vault = _burn(intake.add(vault, one.entry, one.to, now=now), one, options.burned, now)
                imported += 1
        if imported:
            at.change(vault)
    _report(placed, problems, options, imported=imported)
    if options.burned is None and not options.json:
        _remind_of_burning(placed)


def list_formats(_session: Session, options: argparse.Namespace) -> None:
    if options.json:
        rows = [
            {"name": row.name, "title": row.title, "how_to_export": row.how_to_export, "import": True, "export": False}
            for row in formats.FORMATS
        ]
        print_json({"formats": rows})
        return
    for row in formats.FORMATS:
        print(f"{row.name:10}{row.title}")
        print(f"{'':10}{row.how_to_export}")


def _read_all(options: argparse.Namespace, asked: Target | None) -> list[formats.Found]:
    found = []
    for name in options.files:
        data = sys.stdin.buffer.read(qr.PICTURE_LIMIT) if name == "-" else files.read_small(Path(name), limit=qr.PICTURE_LIMIT)
        file_name = "" if name == "-" else Path(name).name
        try:
            found.append(
                formats.read(data, file_name=file_name, service_id=asked.service if asked else "", name=options.format)
            )
        except BadImport as error:
            raise BadImport(f"{file_name}: {error}" if file_name else str(error), hint=error.hint) from None
    return found


def _peek(session: Session) -> Vault:
    """Return the vault to compare with; an empty one where there is none yet, or nobody to ask for its password."""
    if not session.path.exists() or not session.can_ask:
        return Vault()
    with session.vault(write=False) as at:
        return at.vault


def _place(vault: Vault, found: list[formats.Found], asked: Target | None) -> tuple[list[_Placed], list[Problem]]:
    placed: list[_Placed] = []
    problems = [problem for one in found for problem in one.problems]
    for one in found:
        for entry in one.entries:
            try:
                to = intake.target(vault, entry, asked)
            except BadImport as error:
                placed.append(_Placed(entry, None, is_kept=False, format=one.format))
                problems.append(Problem(_label(entry), f"{error}. {error.hint}"))
            else:
                is_kept = intake.is_kept(vault.find(to.service, to.username), entry)
                placed.append(_Placed(entry, to, is_kept=is_kept, format=one.format))
    return placed, problems


def _burn(vault: Vault, one: _Placed, place: int | None, now: Now) -> Vault:
    if place is None or not isinstance(one.entry, FoundCodes) or one.to is None:
        return vault
    account = vault.find(one.to.service, one.to.username)
    if account is None or account.live_set is None:
        return vault
    return edit.mark_code(vault, account.id, account.live_set.id, place, "used", note="burned at set-up", now=now)


def _report(placed: list[_Placed], problems: list[Problem], options: argparse.Namespace, *, imported: int) -> None:
    skipped = sum(one.is_kept or one.to is None for one in placed)
    if options.json:
        print_json(
            {
                "format": ",".join(dict.fromkeys(one.format for one in placed)),
                "found": [_found(one, reveal=options.reveal) for one in placed],
                "problems": [{"where": problem.where, "why": problem.why} for problem in problems],
                "imported": imported,
                "skipped": skipped,
            }
        )
        return
    for one in placed:
        whose = one.to.title if one.to else "?"
        done = (
            "in the vault already" if one.is_kept else "left out" if one.to is None else "found" if options.dry_run else "added"
        )
        print(f"{whose}: {_label(one.entry)} {done}")
        if options.reveal:
            for secret in one.entry.secrets if isinstance(one.entry, FoundCodes) else (one.entry.secret,):
                print(f"    {secret}")
    for problem in problems:
        print(f"note: {problem.where}: {problem.why}", file=sys.stderr)


def _found(one: _Placed, *, reveal: bool) -> dict[str, Any]:
    entry = one.entry
    row: dict[str, Any] = {
        "kind": "codes" if isinstance(entry, FoundCodes) else entry.type,
        "service": one.to.service if one.to else None,
        "username": one.to.username if one.to else (entry.username if isinstance(entry, FoundCodes) else entry.name) or None,
        "issuer": "" if isinstance(entry, FoundCodes) else entry.issuer,
        "name": "" if isinstance(entry, FoundCodes) else entry.name,
        "in_vault": one.is_kept,
    }
    if isinstance(entry, FoundCodes):
        row |= {
            "count": len(entry.secrets),
            "candidates": list(entry.candidates),
            "generated_on": entry.generated_on.isoformat() if entry.generated_on else None,
        }
        return row | ({"codes": list(entry.secrets)} if reveal else {})
    row |= {
        "algorithm": entry.algorithm,
        "digits": entry.digits,
        "period": entry.period,
        "counter": entry.counter,
    }
    return row | ({"secret": entry.secret} if reveal else {})


def _label(entry: Entry) -> str:
    if isinstance(entry, FoundCodes):
        return f"{len(entry.secrets)} recovery codes"
    return f"{entry.type.upper()} authenticator"


def _hint(problems: list[Problem]) -> str:
    return f"{problems[0].where}." if problems[0].where else "Nothing was imported."


def _remind_of_burning(placed: list[_Placed]) -> None:
    for one in placed:
        if one.to and not one.is_kept and isinstance(one.entry, FoundCodes):
            rules = services.find(one.to.service).codes
            if rules and rules.burned:
                print(
                    f"note: {services.find(one.to.service).name} has you burn one code during set-up. If you did, mark it: "
                    f"sparekey code {one.to.title} --place N --use --note 'burned at set-up'",
                    file=sys.stderr,
                )
