"""The commands that bring things in: import, formats."""

import argparse
import sys
from pathlib import Path
from typing import Any

from ui.terminal.arguments import a_place, an_account
from ui.terminal.session import Session, print_json
from vault import edit, files, formats, intake, qr, services
from vault.codes import FoundCodes, Problem
from vault.errors import BadImport, BadInput, NotThere
from vault.formats import Entry, Found
from vault.intake import Placed, Target


def add_commands(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    command = commands.add_parser("import", help="bring in recovery codes, QR pictures, otpauth texts")
    command.add_argument("files", nargs="+", metavar="FILE", help="a text, a picture, an export; - reads standard input")
    command.add_argument("--account", type=an_account, metavar="S:U", help="whose it is, where the file does not tell")
    names = [row.name for row in formats.FORMATS]
    command.add_argument("--format", default="", choices=names, metavar="NAME", help="read it as this (see: sparekey formats)")
    command.add_argument("--burned", type=a_place, metavar="N", help="the code that PyPI had you burn during set-up, 1 to 8")
    command.add_argument("--dry-run", action="store_true", help="only say what was found")
    command.add_argument("--reveal", action="store_true", help="with --dry-run: secrets in the clear")
    command.add_argument("--json", action="store_true", help="print one JSON document")
    command.set_defaults(command=import_files, wrong_usage=command.error)

    command = commands.add_parser("formats", help="list what can be imported, and how to get it out of the other app")
    command.add_argument("--json", action="store_true", help="print one JSON document")
    command.set_defaults(command=list_formats)


def import_files(session: Session, options: argparse.Namespace) -> None:
    if options.reveal and not options.dry_run:
        options.wrong_usage("--reveal needs --dry-run; after the import, use: sparekey show ACCOUNT --reveal")
    asked = Target(*services.parse_title(options.account)) if options.account else None
    if options.dry_run:
        vault = session.peek()
        found = _read_all(options, asked)
        _report(intake.place(vault, found, asked), found, options, imported=0)
        return
    with session.vault(write=True) as at:
        found = _read_all(options, asked)
        placed = intake.place(at.vault, found, asked)
        if not any(one.to for one in placed):
            raise BadImport(placed[0].why_not, hint=placed[0].hint)
        _check_burned(placed, options.burned)
        imported = sum(one.is_new for one in placed)
        if imported:
            at.change(intake.add_all(at.vault, placed, burned=options.burned, now=session.now()))
    _report(placed, found, options, imported=imported)
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


def _check_burned(placed: list[Placed], burned: int | None) -> None:
    for one in placed:
        count = len(one.entry.secrets) if isinstance(one.entry, FoundCodes) else 0
        if burned and one.is_new and 0 < count < burned:
            raise NotThere(f"There is no code {burned} to mark", hint=f"These codes are numbered 1 to {count}.")


def _read_all(options: argparse.Namespace, asked: Target | None) -> list[Found]:
    found = []
    for name in options.files:
        data = _read_stdin() if name == "-" else files.read_small(Path(name), limit=qr.PICTURE_LIMIT)
        file_name = "" if name == "-" else Path(name).name
        try:
            found.append(
                formats.read(data, file_name=file_name, service_id=asked.service if asked else "", name=options.format)
            )
        except BadImport as error:
            raise BadImport(f"{file_name}: {error}" if file_name else str(error), hint=error.hint) from None
    return found


def _read_stdin() -> bytes:
    data = sys.stdin.buffer.read(qr.PICTURE_LIMIT + 1) if sys.stdin else b""
    if len(data) > qr.PICTURE_LIMIT:
        raise BadInput(f"Standard input is larger than {qr.PICTURE_LIMIT // 1024 // 1024} MB", hint="Import a file instead.")
    return data


def _report(placed: list[Placed], found: list[Found], options: argparse.Namespace, *, imported: int) -> None:
    problems = formats.problems_of(found)
    problems += [Problem(_label(one.entry), one.why_not) for one in placed if one.why_not]
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


def _found(one: Placed, *, reveal: bool) -> dict[str, Any]:
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


def _remind_of_burning(placed: list[Placed]) -> None:
    for one in placed:
        if one.to and one.is_new and isinstance(one.entry, FoundCodes):
            rules = services.find(one.to.service).codes
            if rules and rules.burned:
                print(
                    f"note: {services.find(one.to.service).name} has you burn one code during set-up. If you did, mark it: "
                    f"sparekey code {one.to.title} --place N --use --note '{edit.BURNED_NOTE}'",
                    file=sys.stderr,
                )
