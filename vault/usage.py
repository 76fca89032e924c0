"""Where codes were used: an event tells the device on which a code was marked."""

from collections.abc import Mapping, Sequence

from vault.model import Account, Event

Devices = Mapping[tuple[str, int], str]  # by the id of the code set and the place in it, from 1


def devices(account: Account, events: Sequence[Event]) -> Devices:
    """Return on which device each used code of an account was used.

    A code whose event is not there, or does not tell, is left out. Of several events that of the code's `used_at` counts.
    """
    used = {
        (code_set.id, str(place), code.used_at): (code_set.id, place)
        for code_set in account.code_sets
        for place, code in enumerate(code_set.codes, 1)
        if code.used_at
    }
    found: dict[tuple[str, int], str] = {}
    for event in reversed(events):
        if not used:
            break
        if event.kind == "code-used" and event.account_id == account.id:
            named = event.values.get("code_set", ""), event.values.get("place", ""), event.at
            if (key := used.pop(named, None)) and event.device:
                found[key] = event.device
    return found
