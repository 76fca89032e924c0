"""Sentences about readiness. As `messages.py`: sentence case, calm, never a secret."""

import html
from collections.abc import Mapping, Sequence

from PySide6.QtGui import Qt

from ui.desktop import messages
from ui.desktop.survey import Closeup, Help, Standing, State, Survey
from vault.findings.finding import Action, Severity
from vault.findings.words import joined
from vault.losses import Item, ItemKind
from vault.model import Account, printable
from vault.readiness import WORDS, Loss, Verdict, WayIn

_NAMED = 4  # things that one sentence names
ABOUT = "Would you get back in? What nobody noted counts as missing."
WORKING = "Working it out…"
TRY_LOSS = "What if you lost…"
NOTHING_LOST = "Nothing lost"
MORE = "More…"
TABLE = "What each account hangs on"
VAULT = "The vault itself"
NOTHING_TO_MEND = "Nothing to mend here."
STATE_WORDS: Mapping[State, tuple[str, str]] = {  # of one account, of several
    "holds": ("holds, whatever single thing is lost", "hold, whatever single thing is lost"),
    "thread": ("hangs on a single thing", "hang on a single thing"),
    "unknown": ("is not known well enough to tell", "are not known well enough to tell"),
    "out": ("cannot be got into, by what is noted", "cannot be got into, by what is noted"),
}
DRILL_WORDS: Mapping[State, tuple[str, str]] = {  # the same, after something was lost
    "holds": ("stays open, whatever single thing else is lost", "stay open, whatever single thing else is lost"),
    "thread": ("stays open, on a single thing", "stay open, each on a single thing"),
    "unknown": STATE_WORDS["unknown"],
    "out": ("is closed", "are closed"),
}
LOCKS_OUT = "Its loss locks you out"
CLOSES = "It closes a way in, another one is left"
SEVERITIES: Mapping[Severity, str] = {"critical": "Pressing", "warning": "Weak point", "advice": "Advice"}
KINDS: Mapping[ItemKind, str] = {"place": "Places", "person": "People", "mailbox": "Mailboxes", "domain": "Domains"}
# What the button says that leads to where a finding is mended.
ROOMS: Mapping[Action, str] = {
    "interview": "Questions…",
    "email": "Addresses…",
    "password": "Password…",
    "codes": "Bring in…",
    "print": "Print…",
    "authenticator": "Authenticator…",
    "security-key": "Security keys…",
    "packages": "Packages…",
    "places": "Places…",
    "vault": "Copies…",
    "request": "Request…",
}


def count(number: int, singular: str, plural: str = "") -> str:
    return f"{number:,} {singular if number == 1 else plural or singular + 's'}"


def sentence(text: str) -> str:
    """End a text that was written without a full stop."""
    return printable(text if text.endswith("?") else f"{text}.")


def name(account: Account) -> str:
    return printable(f"{account.username} at {messages.service_name(account)}")


def thing(item: Item) -> str:
    return printable(item.words)


def things(several: Sequence[Item], word: str = "and") -> str:
    """Name several things: your phone, this laptop and 2 more."""
    named = [thing(item) for item in several]
    if len(named) > _NAMED:
        named = [*named[: _NAMED - 1], f"{len(named) - _NAMED + 1} more"]
    return joined(named) if word == "and" or len(named) < 2 else f"{', '.join(named[:-1])} {word} {named[-1]}"


# The picture


def headline(survey: Survey) -> str:
    """Say in one line how things stand: 5 of 7 accounts hold. 2 hang on your phone."""
    total = len(survey.rows)
    if not total:
        return "No account yet"
    if survey.lost:
        return _drilled(survey, total)
    if survey.count("unknown") == total:
        return "Nobody can tell yet whether you would get back in"
    if survey.count("holds") == total:
        return "Your account holds" if total == 1 else f"All {total:,} accounts hold"
    if total == 1:
        return _one(survey)
    holds, threads = survey.count("holds"), survey.count("thread")
    said = [f"{_many(holds)} of {total:,} accounts {'holds' if holds < 2 else 'hold'}."]
    said += [f"{threads:,} {'hangs' if threads == 1 else 'hang'} on {_most_hung_on(survey)}."] if threads else []
    return " ".join(said)


def comment(survey: Survey) -> str:
    """Say what the headline means, and what comes next."""
    total, unknown = len(survey.rows), survey.count("unknown")
    if not total:
        return "Once there is one, this page shows what you need to get back in, and what may be lost."
    if survey.lost:
        return _after_drill(survey)
    if unknown == total:
        return "Answer a few questions about the first account: it takes three minutes."
    if survey.count("holds") == total:
        return "Whatever single thing you lose, you still get in. Next, see what two losses at once would do."
    if unknown:
        return f"Too little is noted about {count(unknown, 'account')}: answer a few questions there."
    return ""


def in_the_middle(survey: Survey) -> tuple[str, str]:
    """Return the number that matters, and what it counts."""
    total = len(survey.rows)
    number = survey.count("holds") + (survey.count("thread") if survey.lost else 0)
    return f"{number:,}", f"of {total:,} {'open' if survey.lost else 'hold'}" if total else "accounts"


def legend(survey: Survey, state: State) -> str:
    """Say how many accounts are in a state."""
    number = survey.count(state)
    return f"{number:,} {(DRILL_WORDS if survey.lost else STATE_WORDS)[state][number > 1]}"


def picture(survey: Survey) -> str:
    """Tell who cannot see the picture what it shows."""
    return "; ".join(legend(survey, state) for state in STATE_WORDS if survey.count(state)) or headline(survey)


def next_step(unknown: Account | None) -> str:
    return "Answer a few questions…" if unknown else "Add an account…"


def _one(survey: Survey) -> str:
    if survey.count("thread"):
        return f"Your account hangs on {_most_hung_on(survey)}"
    return "By what is noted, you cannot get into your account"


def _most_hung_on(survey: Survey) -> str:
    """Name what all of them hang on; else say what most of them hang on."""
    if survey.shared:
        return " and on ".join(thing(item) for item in survey.shared[:_NAMED])
    return f"a single thing, most often on {thing(survey.columns[0])}"


def _drilled(survey: Survey, total: int) -> str:
    lost = things(survey.lost, "or")
    if not survey.weak:
        return f"Without {lost} you still get in as before"
    if total == 1:
        return f"Without {lost} you are locked out"
    return f"Without {lost} you are locked out of {_many(survey.weak)} of {total:,} accounts"


def _after_drill(survey: Survey) -> str:
    before = survey.count("out") - survey.weak
    return f"{before:,} could not be got into before either." if before else ""


def _many(number: int) -> str:
    return f"{number:,}" if number else "None"


# What a loss closes


def more_closed(left: int) -> str:
    return f"and {left:,} more: they come first in the table"


def steps(several: Sequence[str]) -> str:
    return printable(" ".join(f"{one}." for one in several))


def cell(verdict: Verdict, item: Item, loss: Loss | None) -> str:
    """Say what the loss of a thing means for an account."""
    whose, what = name(verdict.account), thing(item)
    if verdict.locked_out:
        return f"No way into {whose} is known to work"
    if loss is None or not loss.closes:
        return f"{whose} does not need {what}"
    if loss.locks_out:
        return f"Without {what} you are locked out of {whose}"
    return f"Without {what} you still get into {whose}, with {WORDS[loss.by[0]]}"


def cell_unknown(account: Account) -> str:
    return f"Too little is noted to tell whether you would get into {name(account)}"


def cell_gone(item: Item) -> str:
    return f"{_capital(thing(item))}: taken for lost"


def column(item: Item, hanging: int) -> str:
    what = _capital(thing(item))
    return f"{what}: {count(hanging, 'account hangs', 'accounts hang')} on it" if hanging else what


def of_row(standing: Standing) -> str:
    return f"{name(standing.account)} {STATE_WORDS[standing.state][0]}"


def tip(text: str) -> str:
    """Return a tool tip that reads no markup in a foreign name."""
    return html.escape(text) if Qt.mightBeRichText(text) else text


# One account


def standing(closeup: Closeup, lost: Sequence[Item]) -> str:
    """Say how an account stands."""
    state, verdict = closeup.standing.state, closeup.verdict
    if state == "unknown":
        return "Too little is noted to tell whether you would get in."
    if lost:
        return f"Without {things(lost, 'or')} you {'are locked out' if verdict.locked_out else 'still get in'}."
    if state == "out":
        return "By what is noted, no way in works."
    if verdict.threads:
        return f"It hangs on {things([loss.lost[0] for loss in verdict.threads])}: any one of these lost, you are locked out."
    return "No single loss locks you out."


def pairs(verdict: Verdict) -> str:
    """Say which two losses at once lock out."""
    said = [" with ".join(thing(item) for item in loss.lost) for loss in verdict.pairs[:_NAMED]]
    more = f"; and {len(verdict.pairs) - len(said)} more" if len(verdict.pairs) > len(said) else ""
    return f"Two at once lock you out: {'; '.join(said)}{more}." if said else ""


def way(one: WayIn) -> str:
    return _capital(WORDS[one.way])


def way_needs(one: WayIn) -> str:
    """Say what a way needs, or why it is closed."""
    if not one.works:
        return printable(f"{one.why_not}.")
    return printable(f"With {joined(one.needs)} at hand") if one.needs else "Works from anywhere"


def spoken_way(one: WayIn) -> str:
    return f"{way(one)}: {'works' if one.works else 'closed'}. {way_needs(one)}"


def room(action: Action) -> str:
    return ROOMS[action]


# What helps


def helps(survey: Survey) -> str:
    return "What would keep you in" if survey.lost else "What would help most"


def saves(survey: Survey, one: Help) -> str:
    """Say what a remedy would save."""
    for_whom = name(one.first) if one.accounts == 1 else f"{one.accounts:,} accounts"
    if not survey.lost:
        return f"Saves {one.saves:,} of {count(survey.helps.cases, 'case')} of loss, for {for_whom}"
    if one.accounts == 1:
        return f"Keeps you in {for_whom}"
    return f"Keeps you in {one.accounts:,} of these {survey.helps.accounts:,} accounts"


def first(one: Help) -> str:
    return f"First for {name(one.first)}" if one.accounts > 1 and one.account_id else ""


def worked_out(survey: Survey) -> str:
    """Say in which order remedies come, and for how many accounts that was worked out, where it was not for all."""
    of_some = f" Worked out for the {survey.helps.accounts:,} accounts that need it most."
    return f"First what saves most for the least effort.{of_some if survey.helps.accounts < survey.weak else ''}"


def show_more(number: int) -> str:
    return f"Show {number} more"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
