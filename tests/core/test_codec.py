"""A vault as JSON text: nothing is lost, nothing strange is let in (docs/format.md §10)."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.core.strategies import vaults
from tests.core.vaults import CODES, NOW, PAPER_KEY, SEED_SECRET, example_vault, sealed, unlocked_by
from vault import codec, edit, undoing
from vault.errors import BadFile, Damaged, NewerFormat
from vault.model import Account, Vault


@pytest.mark.tedious
@given(vaults)
def test_every_vault_comes_back_from_its_text(vault: Vault) -> None:
    text = codec.dump(vault)
    assert codec.load(text) == (vault, True)
    assert codec.dump(codec.load(text)[0]) == text


@given(vaults)
def test_every_vault_comes_back_from_its_file(vault: Vault) -> None:
    text = codec.dump(vault)
    sealed(unlocked_by(PAPER_KEY), PAPER_KEY, text=text)


def test_the_text_is_the_one_of_the_documentation() -> None:
    plain = json.loads(codec.dump(example_vault()))
    assert list(plain) == ["version", "minor", "accounts", "events", "sheets", "chores", "places", "kept_at", "password_at"]
    alice = plain["accounts"][0]
    assert alice["created_at"] == "2026-01-31T09:08:07Z"
    assert alice["emails"][0]["verified_on"] == "2026-01-02"
    first, second = alice["code_sets"][0]["codes"][:2]
    assert first == {"secret": CODES[0], "state": "used", "used_at": "2026-01-31T09:08:07Z", "note": "set-up"}
    assert second == {"secret": CODES[1]}
    assert alice["authenticators"][0]["secret"] == SEED_SECRET
    assert plain["events"][0]["kind"] == "account-added"


@pytest.mark.parametrize("text", ['{"version":1}', '{"minor":0,"version":1,"events":[],"accounts":[]}', ' {"version" : 1} '])
def test_what_is_absent_has_its_default(text: str) -> None:
    assert codec.load(text.encode()) == (Vault(), True)


# Members that this version does not know


def with_strangers(plain: Any, place: str = "") -> Any:
    """Put members into every object of a JSON value that no version knows yet, one of them null."""
    if isinstance(plain, list):
        return [with_strangers(item, f"{place}/{number}") for number, item in enumerate(plain)]
    if not isinstance(plain, dict):
        return plain
    known = {name: with_strangers(value, f"{place}/{name}") for name, value in plain.items()}
    if place.endswith("/values"):
        return known
    return known | {"future": [{"of": place}, None], "nothing": None, "number": 12345678901234567890123}


def strangers(plain: Any, place: str = "") -> dict[str, Any]:
    """Return the unknown members of a JSON value by where they are; list items are named by their id."""
    found: dict[str, Any] = {}
    if isinstance(plain, list):
        for number, item in enumerate(plain):
            name = item.get("id", number) if isinstance(item, dict) else number
            found |= strangers(item, f"{place}/{name}")
    if isinstance(plain, dict):
        found |= {f"{place}/{name}": plain[name] for name in ("future", "nothing", "number") if name in plain}
        for name, value in plain.items():
            found |= strangers(value, f"{place}/{name}") if name != "future" else {}
    return found


def test_unknown_members_are_kept_at_every_level() -> None:
    plain = with_strangers(json.loads(codec.dump(example_vault())))
    vault, may_write = codec.load(json.dumps(plain).encode())
    assert may_write
    assert json.loads(codec.dump(vault)) == plain
    assert codec.load(codec.dump(vault)) == (vault, True)


def test_unknown_members_are_kept_where_they_were_after_edits() -> None:
    plain = with_strangers(json.loads(codec.dump(example_vault())))
    before, _ = codec.load(json.dumps(plain).encode())
    account_id = before.accounts[0].id
    vault = edit.add_account(before, "github", "alice", now=NOW)
    vault = edit.set_note(vault, account_id, "", now=NOW)
    vault = edit.mark_code(vault, account_id, vault.accounts[0].code_sets[0].id, 2, "used", now=NOW)
    vault = edit.add_codes(vault, account_id, ("0123456789abcdef",), now=NOW)
    vault = edit.set_email(vault, account_id, "second@example.com", now=NOW)
    after = strangers(json.loads(codec.dump(vault)))
    assert after == strangers(plain)
    undone = undoing.undo(vault, before, now=NOW)
    assert strangers(json.loads(codec.dump(undone))) == strangers(plain)


def test_unknown_members_follow_an_account_to_another_place_and_go_with_it() -> None:
    text = b'{"version":1,"accounts":[%s,%s]}' % tuple(
        b'{"id":"%s","service":"pypi","username":"u","created_at":"2026-01-01T00:00:00Z","future":"%s"}' % (id_, id_)
        for id_ in (b"a", b"b")
    )
    vault, _ = codec.load(text)
    turned = Vault(accounts=vault.accounts[::-1], unknown=vault.unknown)
    assert [one["future"] for one in json.loads(codec.dump(turned))["accounts"]] == ["b", "a"]
    one_left = Vault(accounts=vault.accounts[1:], unknown=vault.unknown)
    assert [one["future"] for one in json.loads(codec.dump(one_left))["accounts"]] == ["b"]


def test_a_default_that_was_written_out_gives_way_to_a_later_value() -> None:
    text = codec.dump(Vault(accounts=(Account(id="a", service="pypi", username="u", created_at=NOW.at),)))
    plain = json.loads(text)
    plain["accounts"][0] |= {"note": "", "code_sets": [], "emails": []}
    vault, _ = codec.load(json.dumps(plain).encode())
    assert json.loads(codec.dump(vault)) == plain
    edited = edit.add_codes(edit.set_note(vault, "a", "new", now=NOW), "a", CODES, now=NOW)
    changed = json.loads(codec.dump(edited))["accounts"][0]
    assert changed["note"] == "new"
    assert len(changed["code_sets"][0]["codes"]) == 8


def test_a_higher_minor_version_can_be_read_and_not_written() -> None:
    vault, may_write = codec.load(b'{"version":1,"minor":1,"accounts":[],"future":1}')
    assert vault.accounts == ()
    assert not may_write


# Strange content


@pytest.mark.parametrize("text", ['{"version":2}', '{"version":99,"accounts":"another shape"}', '{"version":9007199254740993}'])
def test_a_higher_version_was_made_by_a_newer_program(text: str) -> None:
    with pytest.raises(NewerFormat):
        codec.load(text.encode())


def account(more: str = "", *, created_at: str = "2026-01-01T00:00:00Z") -> str:
    return f'{{"version":1,"accounts":[{{"id":"a","service":"pypi","username":"u","created_at":"{created_at}"{more}}}]}}'


def seed(member: str) -> str:
    inner = f'{{"id":"s","type":"totp","secret":"MZXW6","added_at":"2026-01-01T00:00:00Z",{member}}}'
    return account(f',"authenticators":[{inner}]')


STRANGE = [
    *("", "{", "[]", "null", "1", '"text"', "{}", '{"version":null}', '{"version":true}', '{"version":"1"}', '{"version":1.5}'),
    *('{"version":0}', '{"version":-1}', '{"version":1e400}', f'{{"version":{"9" * 5000}}}', '{"version":1}{"version":1}'),
    *('{"version":1,"x":Infinity}', '{"version":1,"x":NaN}', '{"version":1,"x":1e400}', '{"version":1,"x":-Infinity}'),
    *('{"version":1,"x":"\\ud800"}', '\ufeff{"version":1}', '{"version":1,}', '{"version":1,"accounts":null}'),
    *(
        '{"version":1,"accounts":{}}',
        '{"version":1,"accounts":[1]}',
        '{"version":1,"minor":"0"}',
        '{"version":1,"events":[{}]}',
    ),
    '{"version":1,"x":' + "[" * 100_000 + "]" * 100_000 + "}",
    '{"version":1,"x":' + '{"x":' * 100_000 + "1" + "}" * 100_000 + "}",
    account(created_at="2026-01-01T00:00:00"),
    account(created_at="2026-13-01T00:00:00Z"),
    account(',"emails":[{"id":"e","address":"a","status":"maybe"}]'),
    *(seed(member) for member in ('"digits":11', '"digits":true', '"period":0', '"counter":-1', '"algorithm":"MD5"')),
]


@pytest.mark.parametrize(
    ("member", "is_allowed"),
    [
        *(('"digits":1', True), ('"digits":10', True), ('"digits":0', False), ('"digits":11', False)),
        *(('"period":1', True), ('"period":86400', True), ('"period":0', False), ('"period":86401', False)),
        *(('"counter":0', True), ('"counter":9223372036854775807', True), ('"counter":-1', False)),
    ],
)
def test_figures_of_an_authenticator_keep_to_their_limits(member: str, is_allowed: bool) -> None:
    if is_allowed:
        vault, _ = codec.load(seed(member).encode())
        assert codec.load(codec.dump(vault)) == (vault, True)
    else:
        with pytest.raises(Damaged):
            codec.load(seed(member).encode())


def test_an_authenticators_defaults_are_those_of_the_documentation() -> None:
    one = codec.load(seed('"issuer":""').encode())[0].accounts[0].authenticators[0]
    assert (one.algorithm, one.digits, one.period, one.counter) == ("SHA1", 6, 30, 0)


@pytest.mark.parametrize("text", STRANGE)
def test_strange_content_is_damage(text: str) -> None:
    with pytest.raises(Damaged):
        codec.load(text.encode())


@pytest.mark.parametrize("content", [b"\xff", b'{"version":1,"x":"\xff"}', '{"version":1}'.encode("utf-16")])
def test_content_that_is_not_utf_8_is_damage(content: bytes) -> None:
    with pytest.raises(Damaged):
        codec.load(content)


MEMBERS = ("accounts", "events", "sheets", "chores", "places", "kept_at", "password_at")
EMPTY: dict[str, Any] = {"minor": 0} | {name: [] for name in MEMBERS}


def test_a_member_that_stands_twice_has_its_last_value_as_in_other_readers() -> None:
    text = b'{"version":1,"version":1,"accounts":[],"x":1,"x":2}'
    assert json.loads(codec.dump(codec.load(text)[0])) == EMPTY | json.loads(text)


def test_damage_is_told_without_what_was_read() -> None:
    secret = "correct horse battery staple"
    with pytest.raises(Damaged) as damaged:
        codec.load(f'{{"version":1,"accounts":["{secret}"]}}'.encode())
    assert secret not in f"{damaged.value!r} {damaged.value.hint}"
    assert damaged.value.__suppress_context__


NAMES = ("version", "minor", "accounts", "events", "id", "codes", "code_sets", "values", "created_at", "service", "username")
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(NAMES) | st.text(max_size=5), inner, max_size=4)
    ),
    max_leaves=20,
)


@given(JSON.map(lambda value: json.dumps({"version": 1} | value if isinstance(value, dict) else value).encode()) | st.binary())
def test_any_bytes_give_a_vault_or_a_bad_file(text: bytes) -> None:
    try:
        vault, _ = codec.load(text)
    except BadFile:
        return
    assert codec.load(codec.dump(vault))[0] == vault


def test_a_moment_keeps_its_instant_whatever_its_zone() -> None:
    text = account(created_at="2026-01-01T00:00:00+05:30").encode()
    assert codec.load(text)[0].accounts[0].created_at == datetime(2025, 12, 31, 18, 30, tzinfo=UTC)
