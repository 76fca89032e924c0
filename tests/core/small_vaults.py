"""Small vaults with everything that a verdict hangs on: chains of mailboxes and circles, sheets, shares, nested places."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from tests.core.naive import SPELLED
from vault.model import (
    Account,
    Authenticator,
    Browser,
    Code,
    CodeSet,
    Copy,
    Email,
    Password,
    Place,
    Printed,
    SecurityKey,
    Sheet,
    SheetKind,
    Vault,
)

TODAY = date(2026, 6, 1)
_MOMENTS = [datetime(2026, 1, 10, 20, tzinfo=UTC), datetime(2026, 2, 20, 6, tzinfo=UTC), datetime(2026, 3, 30, 20, tzinfo=UTC)]
_DAYS = [None, date(2026, 1, 5), date(2026, 2, 19), date(2026, 2, 20), date(2026, 5, 1)]
_ADDRESSES = ["a@own.example", "A@own.example", "b@own.example", "c@free.example"]
_IDS = ["a0", "a1", "a2"]
_KINDS: list[SheetKind] = ["codes", "card", "recovery", "share", "share", "backup"]

names = st.sampled_from(sorted(SPELLED))
places = st.sampled_from(sorted(set(SPELLED) - {"head"}))
copies = st.builds(Copy, place=names, checked_on=st.sampled_from(_DAYS))


def few(one: SearchStrategy[Any], most: int = 2) -> SearchStrategy[Any]:
    return st.lists(one, max_size=most).map(tuple)


emails = st.builds(
    Email,
    id=st.just("e"),
    address=st.sampled_from(_ADDRESSES),
    status=st.sampled_from(["verified", "verified", "unverified", "unknown"]),
    reaches=st.sampled_from(["unknown", "unknown", "yes", "no"]),
    renews_on=st.sampled_from([None, None, TODAY - timedelta(1), TODAY]),
    is_own_domain=st.booleans(),
    opened_at=few(copies, 1),
    opened_by=st.sampled_from(["", "", *_IDS, "nobody"]),
)
marks = st.sampled_from(["unused", "unused", "used", "void"])
each_code = st.builds(
    Code,
    secret=st.just("x"),
    state=marks,
    note=st.sampled_from(["", "burned at set-up"]),
    outcome=st.sampled_from(["", "", "refused", "worked"]),
)


@st.composite
def accounts(draw: DrawFn, number: int) -> Account:
    several = draw(few(emails))
    first = draw(st.booleans())
    told = tuple(
        Email(**{name: getattr(one, name) for name in one.__struct_fields__} | {"primary": first and place == 0})
        for place, one in enumerate(several)
    )
    return Account(
        id=f"a{number}",
        service=draw(st.sampled_from(["pypi", "github", "post"])),
        username="alice",
        created_at=_MOMENTS[0],
        emails=told,
        code_sets=draw(_sets(number)),
        authenticators=draw(_seeds(number)),
        password=draw(
            st.one_of(
                st.sampled_from([Password(), Password(state="lost"), Password(state="kept")]),
                st.builds(Password, state=st.just("kept"), copies=few(copies, 1)),
            )
        ),
        totp_at=draw(few(copies)),
        codes_at=draw(few(copies)),
        security_keys=draw(few(st.builds(SecurityKey, id=st.just("s"), name=st.just("blue"), copy=copies), 1)),
        browsers=draw(few(st.builds(Browser, place=names, remembered_on=st.sampled_from([_ago(29), _ago(30), _ago(31)])), 1)),
        has_second_factor=draw(st.sampled_from(["unknown", "yes", "no"])),
        recovered_on=draw(st.sampled_from([None, None, date(2026, 2, 20), date(2026, 5, 2)])),
        deleted_at=draw(st.sampled_from([None, None, None, _MOMENTS[0]])) if number else None,
    )


def _ago(days: int) -> date:
    return TODAY - timedelta(days)


@st.composite
def _sets(draw: DrawFn, number: int) -> tuple[CodeSet, ...]:
    found = []
    for place in range(draw(st.integers(0, 2))):
        each = draw(st.lists(each_code, min_size=1, max_size=3).map(tuple))
        found.append(
            CodeSet(
                id=f"c{number}{place}",
                added_at=draw(st.sampled_from(_MOMENTS)),
                codes=each,
                generated_on=draw(st.sampled_from([None, date(2026, 2, 19), date(2026, 3, 1)])),
                void_at=draw(st.sampled_from([None, _MOMENTS[1]])),
                is_burned_known=draw(st.booleans()),
            )
        )
    return tuple(found)


@st.composite
def _seeds(draw: DrawFn, number: int) -> tuple[Authenticator, ...]:
    return tuple(
        Authenticator(
            type="totp",
            secret="GEZDGNBVGY3TQOJQ",
            id=f"t{number}{place}",
            added_at=draw(st.sampled_from(_MOMENTS)),
            void_at=draw(st.sampled_from([None, _MOMENTS[1]])),
        )
        for place in range(draw(st.integers(0, 2)))
    )


@st.composite
def _sheets(draw: DrawFn, several: tuple[Account, ...]) -> tuple[Sheet, ...]:
    found = []
    things = [Printed(account_id=one.id, code_set_id=s.id, unused=(1, 2)) for one in several for s in one.code_sets]
    things += [Printed(account_id=one.id, authenticator_id=s.id) for one in several for s in one.authenticators]
    threshold = draw(st.integers(0, 3))
    for place in range(draw(st.integers(0, 4))):
        kind: SheetKind = draw(st.sampled_from(_KINDS))
        found.append(
            Sheet(
                id=f"p{place}",
                kind=kind,
                printed_at=draw(st.sampled_from(_MOMENTS)),
                place=draw(st.one_of(st.just(""), names)),
                contents=tuple(draw(st.lists(st.sampled_from(things), max_size=2))) if things else (),
                key_id="k" if kind in {"recovery", "share"} else "",
                holder=draw(st.sampled_from(["", "Octavia"])) if kind == "share" else "",
                number=draw(st.integers(1, 3)) if kind == "share" else 0,
                threshold=threshold if kind == "share" else 0,
                destroyed_at=draw(st.sampled_from([None, None, _MOMENTS[2]])),
            )
        )
    return tuple(found)


@st.composite
def vaults(draw: DrawFn) -> Vault:
    several = tuple(draw(accounts(number)) for number in range(draw(st.integers(1, 3))))
    return Vault(
        accounts=several,
        sheets=draw(_sheets(several)),
        places=draw(st.lists(st.builds(Place, name=places, within=st.one_of(st.just(""), names)), max_size=3).map(tuple)),
        kept_at=draw(few(copies)),
        password_at=draw(few(copies)),
    )
