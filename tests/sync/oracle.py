"""What was acknowledged on either machine, and what of it a vault lacks."""

import threading
from collections.abc import Callable, Iterator
from typing import Any

Content = dict[str, Any]


class Acknowledged:
    """Every change that a command or the window said was done. Both machines tell it, each from its own thread."""

    def __init__(self) -> None:
        self.count = 0
        self._lock = threading.Lock()
        self._facts: dict[str, set[tuple[str, str]]] = {}

    def note(self, what: str, title: str, value: str = "") -> None:
        """Note a change: add, note, key, unkey, token, package, person, use (by the code itself) or delete."""
        with self._lock:
            self.count += 1
            self._facts.setdefault(what, set()).add((title, value))

    def of(self, what: str) -> set[tuple[str, str]]:
        with self._lock:
            return set(self._facts.get(what, ()))

    def missing_from(self, content: Content) -> list[str]:
        """Return a line for each acknowledged change that a vault lacks, and for what contradicts its own history."""
        accounts = {f"{one['service']}:{one['username']}": one for one in content["accounts"]}
        problems = []
        for what, has in _HAS.items():
            for title, value in sorted(self.of(what)):
                if (account := accounts.get(title)) is None:
                    problems.append(f"{what} {title} {value}: there is no such account")
                elif what == "key" and (title, value) in self.of("unkey"):
                    continue
                elif not has(account, value):
                    problems.append(f"{what} {title} {value}: lost")
        noted = {(event.get("account_id"), event.get("value", "")) for event in content["events"]}
        for title, value in sorted(self.of("note")):
            if title in accounts and (accounts[title]["id"], value) not in noted:
                problems.append(f"note {title} {value}: not even in the history")
        persons = {place["name"] for place in content["places"] if place.get("is_person")}
        problems += [f"person {value}: lost" for _, value in sorted(self.of("person")) if value not in persons]
        return problems + list(_contradictions(content))


def _contradictions(content: Content) -> Iterator[str]:
    """The note of an account is the one that its own history says was set last; no event is there twice."""
    for account in content["accounts"]:
        set_notes = [
            one for one in content["events"] if (one["kind"], one.get("account_id")) == ("note-changed", account["id"])
        ]
        last = max(set_notes, key=lambda one: (one["at"], one["id"]), default={"value": ""})
        if account.get("note", "") != last.get("value", ""):
            yield f"note {account['username']}: {account.get('note')} is not what was noted last, {last}"
    ids = [event["id"] for event in content["events"]]
    if len(ids) != len(set(ids)):
        yield "an event is there twice"


def _codes(account: Content) -> list[Content]:
    return [code for code_set in account.get("code_sets", []) for code in code_set["codes"]]


def _names(account: Content, kind: str) -> set[str]:
    return {one["name"] for one in account.get(kind, [])}


_HAS: dict[str, Callable[[Content, str], bool]] = {
    "add": lambda _account, _value: True,
    "use": lambda account, secret: any(one["secret"] == secret and one.get("state") == "used" for one in _codes(account)),
    "key": lambda account, name: name in _names(account, "security_keys"),
    "unkey": lambda account, name: name not in _names(account, "security_keys"),
    "token": lambda account, name: name in _names(account, "tokens"),
    "package": lambda account, name: name in _names(account, "packages"),
    "delete": lambda account, _value: bool(account.get("deleted_at")),
}
