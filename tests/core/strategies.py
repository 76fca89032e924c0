"""Arbitrary vaults for hypothesis, made from the model itself: a new member is tried without a word here."""

from datetime import UTC, timedelta, timezone
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy
from msgspec import inspect

from vault.model import Account, Chore, Copy, Event, Place, Sheet, Vault

texts = st.text(max_size=12)
zones = st.sampled_from([UTC, timezone(timedelta(hours=5, minutes=30)), timezone(timedelta(hours=-8))])


def of(kind: inspect.Type) -> SearchStrategy[Any]:
    """Return a strategy for everything that the codec accepts as this type."""
    match kind:
        case inspect.StructType():
            return _struct(kind)
        case inspect.VarTupleType():
            return st.lists(of(kind.item_type), max_size=2).map(tuple)
        case inspect.DictType():
            return st.dictionaries(texts, of(kind.value_type), max_size=3)
        case inspect.UnionType():
            return st.one_of([of(one) for one in kind.types])
        case inspect.LiteralType():
            return st.sampled_from(kind.values)
        case inspect.IntType():
            return st.integers(kind.ge, kind.le if kind.le is not None else 2**63 - 1)
        case inspect.DateTimeType():
            assert kind.tz, "a moment without its zone"
            return st.datetimes(timezones=zones)
    return SIMPLE[type(kind)]


SIMPLE: dict[type[inspect.Type], SearchStrategy[Any]] = {
    inspect.StrType: texts,
    inspect.BoolType: st.booleans(),
    inspect.DateType: st.dates(),
    inspect.NoneType: st.none(),
}


def _struct(kind: inspect.StructType) -> SearchStrategy[Any]:
    required = {field.name: of(field.type) for field in kind.fields if field.required}
    optional = {field.name: of(field.type) for field in kind.fields if not field.required}
    return st.fixed_dictionaries(required, optional=optional).map(lambda members: kind.cls(**members))


def of_class(cls: type) -> SearchStrategy[Any]:
    return of(inspect.type_info(cls))


accounts = of_class(Account)
vaults = st.builds(
    Vault,
    accounts=st.lists(accounts, max_size=3).map(tuple),
    events=st.lists(of_class(Event), max_size=3).map(tuple),
    sheets=st.lists(of_class(Sheet), max_size=2).map(tuple),
    chores=st.lists(of_class(Chore), max_size=2).map(tuple),
    places=st.lists(of_class(Place), max_size=2).map(tuple),
    kept_at=st.lists(of_class(Copy), max_size=2).map(tuple),
    password_at=st.lists(of_class(Copy), max_size=2).map(tuple),
)
