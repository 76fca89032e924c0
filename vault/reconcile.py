"""Does the book agree with the service? PyPI shows when the codes were generated and how many are unused (pypi-facts §1.8)."""

from datetime import date

from msgspec import Struct

from vault.model import Account, CodeSet


class Verdict(Struct, frozen=True):
    """Whether the two agree, and why not. `code_set` is the set that the service means, None where the vault lacks it."""

    agrees: bool
    sentence: str
    hint: str = ""
    code_set: CodeSet | None = None


def compare(account: Account, *, unused: int, generated_on: date | None = None) -> Verdict:
    """Hold the book against what the service shows: `unused` codes, generated on a day (its own, in UTC)."""
    live = account.live_set
    if live is None:
        return Verdict(agrees=False, sentence="There are no codes of this account in the vault", hint="Bring them in.")
    if generated_on and live.generated_on and abs((generated_on - live.generated_on).days) > 1:
        return _other_set(account, live, generated_on)
    left = live.count("unused")
    if unused == left:
        return Verdict(agrees=True, sentence=f"The book agrees: {left} unused", code_set=live)
    if unused < left:
        missing = left - unused
        return Verdict(
            agrees=False,
            sentence=f"{_codes(missing)} more {'was' if missing == 1 else 'were'} used than the book says",
            hint="Mark what you used. If you used none of them, somebody else did: change the password and make new codes.",
            code_set=live,
        )
    if unused > len(live.codes):
        return _unknown_set()
    return Verdict(
        agrees=False,
        sentence=f"{_codes(unused - left)} marked as used {'is' if unused - left == 1 else 'are'} still unused at the service",
        hint="Mark as unused what was never typed in, or was refused because of a typing slip.",
        code_set=live,
    )


def _other_set(account: Account, live: CodeSet, generated_on: date) -> Verdict:
    for code_set in account.code_sets:
        if code_set is not live and code_set.generated_on and abs((generated_on - code_set.generated_on).days) <= 1:
            return Verdict(
                agrees=False,
                sentence="The service means an older set of this vault, and the newest one here is stale",
                hint="Were the newest codes generated for another account, TestPyPI perhaps?",
                code_set=code_set,
            )
    if live.generated_on and generated_on > live.generated_on:
        return _unknown_set()
    return Verdict(
        agrees=False,
        sentence="The service shows codes that are older than the newest ones here",
        hint="Were the newest codes generated for another account, TestPyPI perhaps?",
    )


def _unknown_set() -> Verdict:
    return Verdict(
        agrees=False,
        sentence="The codes here are stale: the service has issued newer ones that are not in the vault",
        hint="Find the newer download and bring it in, or generate new codes and bring those in.",
    )


def _codes(number: int) -> str:
    return "1 code" if number == 1 else f"{number} codes"
