"""Copies: which of them hold what is in force today, as far as the days tell."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from msgspec import structs

from tests.core.owners import account, at, codes, seed
from vault import copies
from vault.model import Account, Browser, Code, CodeSet, CodeState, Copy, SecurityKey, Vault

OLD, NEW = datetime(2026, 1, 10, 18, tzinfo=UTC), datetime(2026, 3, 10, 18, tzinfo=UTC)
EARLIEST, LATEST = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)
NIGHT = datetime(2026, 3, 11, 4, tzinfo=UTC)  # in California it is still the evening before


def of_codes(*several: CodeSet, on: date | None) -> bool:
    one = account(code_sets=several, codes_at=at("office", on=on))
    return bool(copies.of_codes(one))


REPLACED = codes("void", void_at=NEW)


@pytest.mark.parametrize(
    ("several", "on", "counts"),
    [
        ((), None, True),
        ((), date(2020, 1, 1), True),
        ((codes(added_at=NEW),), None, True),
        ((codes(added_at=NEW),), date(2026, 1, 1), True),
        ((codes(added_at=NEW, generated_on=date(2026, 2, 1)),), None, True),
        ((codes(added_at=NEW, generated_on=date(2026, 2, 1)),), date(2026, 2, 1), True),
        ((codes(added_at=NEW, generated_on=date(2026, 2, 1)),), date(2026, 1, 31), False),
        ((REPLACED, codes(added_at=NEW)), None, False),
        ((REPLACED, codes(added_at=NEW)), date(2026, 3, 9), False),
        ((REPLACED, codes(added_at=NEW)), date(2026, 3, 10), True),
        ((REPLACED, codes(added_at=NIGHT)), date(2026, 3, 10), True),
        ((REPLACED, codes(added_at=NIGHT, generated_on=date(2026, 3, 11))), date(2026, 3, 10), True),
        ((REPLACED, codes(added_at=NEW, generated_on=date(2026, 2, 1))), date(2026, 2, 3), True),
        ((REPLACED,), None, False),
        ((REPLACED,), date(2026, 3, 9), False),
        ((REPLACED,), date(2026, 3, 11), True),
    ],
)
def test_a_copy_of_codes_counts_if_it_was_seen_since_they_are_in_force(
    several: Sequence[CodeSet], on: date | None, counts: bool
) -> None:
    assert of_codes(*several, on=on) is counts


def test_a_copy_of_an_authenticator_counts_if_it_was_seen_since_that_is_in_force() -> None:
    kept = (*at("tablet"), *at("phone", on=date(2026, 3, 10)), *at("old phone", on=date(2026, 1, 11)))
    alone = account(totp_at=kept, authenticators=(seed(added_at=NEW),))
    assert [copy.place for copy in copies.of_authenticator(alone)] == ["tablet", "phone", "old phone"]
    replaced = account(totp_at=kept, authenticators=(seed(void_at=NEW), seed(added_at=NEW)))
    assert [copy.place for copy in copies.of_authenticator(replaced)] == ["phone"]
    assert copies.of_authenticator(account(totp_at=kept)) == kept


@pytest.mark.parametrize(
    ("kept_at", "found"),
    [
        ((), at("this laptop")),
        (at("cloud"), at("cloud")),
        (at("cloud", on=date(2026, 1, 1)), at("cloud")),
        (
            (*at("usb", on=date(2026, 1, 1)), *at("Laptop", on=date(2026, 1, 2))),
            (*at("Laptop"), *at("usb", on=date(2026, 1, 1))),
        ),
        ((*at("desk", on=date(2026, 1, 1)), *at("usb", on=date(2026, 1, 1))), (*at("desk"), *at("usb", on=date(2026, 1, 1)))),
    ],
)
def test_the_copy_of_the_vault_that_is_in_use_is_always_new(kept_at: tuple[Copy, ...], found: tuple[Copy, ...]) -> None:
    assert copies.of_vault(Vault(kept_at=kept_at)) == found


@pytest.mark.parametrize(
    ("on", "moment", "holds"),
    [
        (None, NEW, True),
        (date(2026, 3, 10), NEW, True),
        (date(2026, 3, 9), NEW, False),
        (date(2026, 3, 10), NIGHT, True),
        (date(2026, 3, 9), NIGHT, False),
    ],
)
def test_a_copy_of_the_vault_holds_what_came_before_it_was_made(on: date | None, moment: datetime, holds: bool) -> None:
    assert copies.holds(Copy(place="usb", checked_on=on), moment) is holds


@pytest.mark.parametrize(
    ("service", "is_burned_known", "doubtful"),
    [("pypi", False, 1), ("pypi", True, 0), ("github", False, 0), ("post", False, 0)],
)
def test_one_code_may_have_been_burned_at_set_up(service: str, is_burned_known: bool, doubtful: int) -> None:
    assert copies.doubtful(account(f"{service}:alice", code_sets=(codes(is_burned_known=is_burned_known),))) == doubtful
    assert copies.doubtful(account(f"{service}:alice")) == 0


def test_a_code_that_is_marked_as_burned_ends_the_doubt() -> None:
    marked = CodeSet(id="1", added_at=NEW, codes=(Code(secret="a", state="used", note="burned at set-up"), Code(secret="b")))
    assert copies.doubtful(account(code_sets=(marked,))) == 0


@pytest.mark.parametrize(
    ("states", "is_burned_known", "usable"),
    [
        (["unused", "unused"], False, True),
        (["unused", "used"], True, True),
        (["unused", "used"], False, False),
        (["used", "void"], True, False),
    ],
)
def test_codes_are_usable_if_more_are_unused_than_may_be_burned(
    states: list[CodeState], is_burned_known: bool, usable: bool
) -> None:
    assert copies.is_usable(account(code_sets=(codes(*states, is_burned_known=is_burned_known),))) is usable


def test_without_a_set_in_force_no_code_is_usable() -> None:
    assert not copies.is_usable(account())
    assert not copies.is_usable(account(code_sets=(REPLACED,)))


def test_a_set_of_which_two_codes_were_refused_is_not_the_one_in_force() -> None:
    once = codes("used", "unused", "unused", outcomes=["refused"])
    twice = codes("used", "used", "unused", "unused", outcomes=["refused", "refused"])
    assert not copies.is_refused(once)
    assert copies.is_refused(twice)
    assert not copies.is_usable(account(code_sets=(twice,)))


# After a recovery: the staff remove every second factor

RECOVERED = date(2026, 3, 10)


def recovered(**members: Any) -> Account:
    return account(recovered_on=RECOVERED, **members)


def test_copies_count_if_they_were_seen_since_the_recovery() -> None:
    several = (*at("bank"), *at("office", on=date(2026, 3, 9)), *at("desk", on=RECOVERED))
    one = recovered(
        totp_at=several, codes_at=several, security_keys=tuple(SecurityKey(id="1", name="x", copy=c) for c in several)
    )
    assert copies.of_codes(one) == copies.of_authenticator(one) == copies.of_keys(one) == at("desk", on=RECOVERED)
    never = structs.replace(one, recovered_on=None)
    assert copies.of_codes(never) == copies.of_authenticator(never) == copies.of_keys(never) == several


def test_browsers_count_if_they_were_told_since_the_recovery() -> None:
    old, new = (Browser(place="desk", remembered_on=on) for on in (date(2026, 3, 9), RECOVERED))
    assert copies.of_browsers(recovered(browsers=(old, new))) == (new,)
    assert copies.of_browsers(account(browsers=(old, new))) == (old, new)


@pytest.mark.parametrize(("added_at", "counts"), [(OLD, False), (NEW, True), (datetime(2026, 3, 9, 12, tzinfo=UTC), True)])
def test_what_is_in_this_vault_counts_if_it_came_in_since_the_recovery(added_at: datetime, counts: bool) -> None:
    live = codes(added_at=added_at)
    assert copies.outlived(recovered(), live) is counts
    assert copies.outlived(recovered(), seed(added_at=added_at)) is counts
    assert copies.is_usable(recovered(code_sets=(live,))) is counts
    assert copies.outlived(account(), live)


@pytest.mark.parametrize(("moment", "day"), [(EARLIEST, date.min), (LATEST, date.max)])
def test_moments_at_either_end_of_all_time_stay_where_they_are(moment: datetime, day: date) -> None:
    code_set = codes(added_at=moment)
    assert copies.day_of(moment) in {day, day - timedelta(1) if day == date.max else day}
    assert copies.outlived(account(recovered_on=date(2026, 1, 1)), code_set) == (day == date.max)
