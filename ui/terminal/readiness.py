"""The command readiness: whether you would get back in, and what if something were lost."""

import argparse
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

from ui.terminal.arguments import an_account
from ui.terminal.session import Session, print_json
from vault import findings, fixes, losses, reminders, store
from vault.findings.finding import Finding
from vault.findings.words import joined
from vault.losses import Item
from vault.model import Account, printable
from vault.readiness import WORDS, Loss, Readiness, Verdict

_MARKS = {"critical": "!!", "warning": "! ", "advice": "- "}
_MOST_TOLD = 5  # accounts that are told in full; of more, those that need something


def add_commands(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    command = commands.add_parser(
        "readiness",
        help="would you get back in? what if something were lost?",
        description="Tells for each account which ways in work by what is noted, what they hang on, and what would help. "
        "What is not known counts as missing.",
    )
    command.add_argument("account", nargs="?", type=an_account, metavar="S:U")
    command.add_argument(
        "--lose",
        action="append",
        default=[],
        metavar="PLACE",
        help="as if a place, a person, a mailbox or a domain were lost; may be given several times",
    )
    command.add_argument("--json", action="store_true", help="print one JSON document")
    command.set_defaults(command=show)


def show(session: Session, options: argparse.Namespace) -> None:
    with session.vault(write=False) as at:
        vault, key_ids = at.vault, [key.id for key in store.key_list(at.opened)]
        accounts = [at.account(options.account)] if options.account else list(vault.present)
    lost = [losses.find(vault, name) for name in options.lose]
    found = Readiness(vault, reminders.local_day(datetime.now(UTC)), lost=lost, key_ids=key_ids)
    accounts.sort(key=lambda account: account.title.casefold())
    of_vault = findings.of_vault(vault, key_ids=key_ids)
    if options.json:
        told = [_document(found, account) for account in accounts]
        print_json({"lost": [item.name for item in lost], "accounts": told, "vault": [_finding(one) for one in of_vault]})
        return
    told_of_vault = ["The vault", *_of_findings(of_vault)] if of_vault and not options.account else []
    print("\n".join(map(printable, [*_lines(found, accounts, lost), *told_of_vault])).rstrip())


def _document(found: Readiness, account: Account) -> dict[str, Any]:
    verdict = found.verdict(account)
    return {
        "account": account.title,
        "locked_out": verdict.locked_out,
        "ways_in": [
            {"way": one.way, "works": one.works, "why_not": one.why_not or None, "needs": list(one.needs)}
            for one in verdict.ways_in
        ],
        "single_losses": [
            {
                "lost": loss.lost[0].name,
                "kind": loss.lost[0].kind,
                "consequence": loss.consequence,
                "locked_out": loss.locks_out,
            }
            for loss in verdict.single_losses
        ],
        "pairs": [[item.name for item in loss.lost] for loss in verdict.pairs],
        "findings": [_finding(one) for one in findings.of_account(found, verdict)],
        "fixes": [{"fix": one.words, "saves": one.saves} for one in fixes.fixes(found, account)],
    }


def _finding(one: Finding) -> dict[str, str]:
    return {"kind": one.kind, "severity": one.severity, "text": one.text, "fix": one.fix}


def _lines(found: Readiness, accounts: Sequence[Account], lost: Sequence[Item]) -> Iterator[str]:
    if lost:
        yield f"As if you had lost {joined([item.words for item in lost])}:"
        yield ""
    if not accounts:
        yield "No accounts yet. Add one with: sparekey add pypi:NAME"
        yield ""
    verdicts = [found.verdict(account) for account in accounts]
    if len(verdicts) > 1:
        yield f"{sum(not verdict.locked_out for verdict in verdicts)} of {len(verdicts)} accounts could be got into."
        yield ""
    for verdict in verdicts:
        if len(verdicts) <= _MOST_TOLD or verdict.locked_out or verdict.threads:
            yield from _of_account(found, verdict)
            yield ""


def _of_account(found: Readiness, verdict: Verdict) -> Iterator[str]:
    yield f"{verdict.account.title}: {'no way in is known to work' if verdict.locked_out else 'you would get in'}"
    for one in verdict.ways_in:
        words = WORDS[one.way]
        if one.works:
            yield f"  yes  {words}{f', with {joined(one.needs)} at hand' if one.needs else ''}"
        else:
            yield f"  no   {words}. {one.why_not}."
    yield from _of_losses(verdict)
    yield from _of_findings(findings.of_account(found, verdict))
    if best := fixes.fixes(found, verdict.account):
        yield f"  What helps most: {'; '.join(fix.words for fix in best[:3])}."
    if verdict.locked_out:
        yield f"  If you are locked out: sparekey request {verdict.account.title}"


def _of_losses(verdict: Verdict) -> Iterator[str]:
    if verdict.locked_out:
        return
    if verdict.threads:
        yield f"  It hangs on {joined([loss.lost[0].words for loss in verdict.threads])}."
    else:
        yield "  No single loss locks you out."
    if verdict.pairs:
        yield f"  Two at once lock you out: {'; '.join(_pair(loss) for loss in verdict.pairs[:5])}."


def _pair(loss: Loss) -> str:
    return " with ".join(item.words for item in loss.lost)


def _of_findings(several: Sequence[Finding]) -> Iterator[str]:
    for one in several:
        yield f"  {_MARKS[one.severity]} {one.text}."
        yield f"     {one.fix}."
