"""How all accounts stand, and what a loss would do to them, worked out at once on the worker: the window only shows it."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import date
from typing import Literal

from msgspec import Struct

from vault import findings, losses, places
from vault.findings.access import MENDED
from vault.findings.finding import Action, Finding
from vault.fixes import WORDS, Remedy, fixes
from vault.losses import Item
from vault.model import Account, Vault
from vault.readiness import Loss, Readiness, Verdict, WayIn

State = Literal["out", "thread", "unknown", "holds"]
STATES: tuple[State, ...] = ("out", "thread", "unknown", "holds")  # what needs something comes first
MOST_THINGS = 48  # things that are offered, and that the table has columns for: those that most hangs on
_MOST_TOLD = 12  # accounts of which it is told by which step a loss closes them
_MOST_LOOKED_AT = 100  # accounts for which it is worked out what helps most
_KINDS = ("place", "person", "mailbox", "domain")
_USUAL = {places.key(name): place for place, name in enumerate(places.STANDARD)}
_OF_VAULT: frozenset[Remedy] = frozenset({"vault-copy", "recovery-sheet"})


class Standing(Struct, frozen=True):
    """How one account stands: on how many single things it hangs, and how many losses, of one thing or of two, close it."""

    account: Account
    state: State
    threads: int = 0
    closed: int = 0


class Closed(Struct, frozen=True):
    """An account that a loss closes, and by which steps: sentences without a full stop."""

    account: Account
    steps: tuple[str, ...]


class Help(Struct, frozen=True):
    """A remedy, and what it would save: cases of loss in all, for how many accounts. `first` is the one that needs it most."""

    remedy: Remedy
    saves: int
    accounts: int
    first: Account

    @property
    def words(self) -> str:
        return WORDS[self.remedy]

    @property
    def action(self) -> Action:
        return MENDED[self.remedy]

    @property
    def account_id(self) -> str:
        """The account that it is started for; empty for the vault itself."""
        return "" if self.remedy in _OF_VAULT else self.first.id


class Helps(Struct, frozen=True):
    """What would help most, worked out for so many accounts, which so many cases of loss close in all."""

    ranked: tuple[Help, ...] = ()
    accounts: int = 0
    cases: int = 0


class Survey(Struct, frozen=True, kw_only=True):
    """How all accounts stand, as if `lost` were lost. `rows`: those that need something first.

    `things`: what can be lost, the usual ones first; `columns`: the same, first what most accounts hang on. `hanging`: how many
    accounts hang on each thing by its key. `shared`: what each of those hangs on that hangs on a single thing, without what
    is only lost with it. `weak`: how many open accounts some loss would close, or those that `lost` closes.
    `gone`: the keys of all that is lost with `lost`. `before`: how they stand as things are, where something is lost.
    """

    readiness: Readiness
    key_ids: frozenset[str]
    rows: tuple[Standing, ...]
    counts: Mapping[State, int]
    things: tuple[Item, ...]
    columns: tuple[Item, ...]
    hanging: Mapping[str, int]
    shared: tuple[Item, ...]
    helps: Helps
    weak: int
    findings: tuple[Finding, ...]
    gone: AbstractSet[str] = frozenset()
    told: tuple[Closed, ...] = ()
    before: "Survey | None" = None

    @property
    def of(self) -> "Survey":
        """How things stand as they are."""
        return self.before or self

    @property
    def lost(self) -> tuple[Item, ...]:
        return self.readiness.lost

    def is_of(self, vault: Vault, today: date, key_ids: frozenset[str]) -> bool:
        """Tell whether it was worked out for this."""
        return self.readiness.vault is vault and self.readiness.today == today and self.key_ids == key_ids

    def count(self, state: State) -> int:
        return self.counts.get(state, 0)

    @property
    def is_blank(self) -> bool:
        """Whether nothing can be told of any account, or there is none."""
        return self.count("unknown") == len(self.rows)

    def standing(self, account_id: str) -> Standing | None:
        """Return how an account stands; of one that is not there, how the first one does."""
        first = self.rows[0] if self.rows else None
        return next((row for row in self.rows if row.account.id == account_id), first)


class Closeup(Struct, frozen=True):
    """One account looked at closely: as if something were lost (`verdict`, `ways`), and what is to be mended as things are."""

    standing: Standing
    verdict: Verdict
    ways: tuple[WayIn, ...]
    findings: tuple[Finding, ...]


def look_over(vault: Vault, today: date, key_ids: frozenset[str]) -> Survey:
    """Return how all accounts stand. `key_ids`: those of the vault file."""
    readiness = Readiness(vault, today, key_ids=key_ids)
    closed = _closed_cases(readiness)
    rows = _rows(readiness, closed)
    hanging = _hanging(readiness, rows, closed)
    order = {item: place for place, item in enumerate(sorted(readiness.cases.items, key=_usual))}
    columns = sorted(order, key=lambda item: (-hanging[item.key], order[item]))[:MOST_THINGS]
    weak = [row for row in rows if row.closed and row.state in {"thread", "holds"}]
    helps = _helps(readiness, weak)
    return Survey(
        readiness=readiness,
        key_ids=key_ids,
        rows=rows,
        counts=Counter(row.state for row in rows),
        things=tuple(sorted(columns, key=lambda item: order[item])),
        columns=tuple(columns),
        hanging=hanging,
        shared=_shared(vault, columns, hanging, sum(row.state == "thread" for row in rows)),
        helps=helps,
        weak=len(weak),
        findings=tuple(findings.of_vault(vault)),
    )


def drill(before: Survey, lost: Sequence[Item]) -> Survey:
    """Return how all accounts would stand if something were lost; `before` is how they stand."""
    if not lost:
        return before
    vault = before.readiness.vault
    readiness = Readiness(vault, before.readiness.today, lost=lost, key_ids=before.key_ids)
    rows = _rows(readiness, _closed_cases(readiness))
    were_open = {row.account.id for row in before.rows if row.state in {"thread", "holds"}}
    shut = [row for row in rows if row.state == "out" and row.account.id in were_open]
    helps = _helps(readiness, shut, against=Loss((lost[0],)))
    return Survey(
        readiness=readiness,
        key_ids=before.key_ids,
        rows=rows,
        counts=Counter(row.state for row in rows),
        things=before.things,
        columns=before.columns,
        hanging=before.hanging,
        shared=before.shared,
        helps=helps,
        weak=len(shut),
        findings=before.findings,
        gone=losses.gone(vault, lost),
        told=tuple(_closed(before, readiness, row.account) for row in shut[:_MOST_TOLD]),
        before=before,
    )


def look_closely(survey: Survey, standing: Standing) -> Closeup:
    """Return what there is to say of one account."""
    before = survey.of
    verdict = before.readiness.verdict(standing.account)
    found = findings.of_account(before.readiness, verdict)
    now = survey.readiness.verdict(standing.account) if survey.lost else verdict
    worked = {way.way for way in verdict.ways_in if way.works}
    ways = tuple(way for way in now.ways_in if way.works or way.way in worked or verdict.locked_out)
    return Closeup(standing, now, ways, tuple(found))


def _closed_cases(readiness: Readiness) -> dict[str, int]:
    """Return in which cases each account is closed, by its id: one bit each."""
    every = readiness.cases.every
    return {account.id: every & ~readiness.reach(account) for account in readiness.vault.present}


def _rows(readiness: Readiness, closed: Mapping[str, int]) -> tuple[Standing, ...]:
    singles = sum(1 << number for number in readiness.cases.singles)
    rows = [_standing(readiness, account, closed[account.id], singles) for account in readiness.vault.present]
    return tuple(sorted(rows, key=_urgency))


def _standing(readiness: Readiness, account: Account, closed: int, singles: int) -> Standing:
    if closed & 1:
        return Standing(account, "unknown" if readiness.is_undecided(account) else "out", closed=closed.bit_count())
    threads = (closed & singles).bit_count()
    return Standing(account, "thread" if threads else "holds", threads, closed.bit_count())


def _urgency(row: Standing) -> tuple[object, ...]:
    return STATES.index(row.state), -row.threads, -row.closed, row.account.username.casefold(), row.account.service


def _hanging(readiness: Readiness, rows: Sequence[Standing], closed: Mapping[str, int]) -> Counter[str]:
    """Count the accounts that hang on each thing."""
    cases = readiness.cases
    singles = sum(1 << number for number in cases.singles)
    found: Counter[int] = Counter()
    for row in rows:
        if row.state == "thread":
            found.update(cases.numbers(closed[row.account.id] & singles))
    return Counter({cases.singles[number].key: count for number, count in found.items()})


def _shared(vault: Vault, columns: Sequence[Item], hanging: Mapping[str, int], threads: int) -> tuple[Item, ...]:
    """Return what all of so many accounts hang on: not the bag, where it is for the phone in it."""
    shared = {item.key: losses.gone(vault, (item,)) for item in columns if threads and hanging[item.key] == threads}
    return tuple(item for item in columns if item.key in shared and not (shared[item.key] - {item.key}) & shared.keys())


def _usual(item: Item) -> tuple[int, int, str]:
    return _KINDS.index(item.kind), _USUAL.get(item.key, len(_USUAL)), item.name.casefold()


def _helps(readiness: Readiness, rows: Sequence[Standing], *, against: Loss | None = None) -> Helps:
    """Return what helps most. Of very many accounts those that come first are looked at.

    For each account remedies come in the order of what they save for what they ask; first comes what is high up in most.
    """
    looked_at = rows[:_MOST_LOOKED_AT]
    found: dict[Remedy, Help] = {}
    weight: Counter[Remedy] = Counter()
    for row in looked_at:
        for place, fix in enumerate(fixes(readiness, row.account, against=against)):
            weight[fix.remedy] += len(WORDS) - place
            known = found.get(fix.remedy, Help(fix.remedy, 0, 0, row.account))
            found[fix.remedy] = Help(fix.remedy, known.saves + fix.saves, known.accounts + 1, known.first)
    ranked = sorted(found.values(), key=lambda one: -weight[one.remedy])
    return Helps(tuple(ranked), len(looked_at), sum(row.closed for row in looked_at))


def _closed(before: Survey, readiness: Readiness, account: Account) -> Closed:
    worked = {way.way for way in before.readiness.verdict(account).ways_in if way.works}
    return Closed(account, tuple(dict.fromkeys(_why(readiness.verdict(account), worked))))


def _why(verdict: Verdict, worked: AbstractSet[str]) -> Iterator[str]:
    return (way.why_not for way in verdict.ways_in if way.way in worked)
