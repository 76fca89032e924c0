"""A throw-away vault full of believable content, for looking around and for pictures. Nothing in it opens any real account."""

import hashlib
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import mkdtemp

from vault import crypto, edit, keys, services, store
from vault.model import Now, Seed, Vault

PASSWORD = "demo"  # noqa: S105  (it is shown on the demo's unlock page)
_NAME = "demo.sparekey"
# service, user, e-mail, days since the codes were generated (0: none), how many of them are used, has a TOTP seed
_ACCOUNTS = (
    ("pypi", "mira-holt", "mira@holt.example", 290, 3, True),
    ("testpypi", "mira-holt", "mira@holt.example", 288, 1, True),
    ("github", "miraholt", "mira@holt.example", 512, 2, True),
    ("gitlab", "mira.holt", "mira@holt.example", 431, 0, True),
    ("npm", "mirah", "code@holt.example", 205, 4, False),
    ("readthedocs", "mira-holt", "mira@holt.example", 97, 10, True),
    ("rubygems", "mira", "", 0, 0, True),
    ("pypi", "attest-release-bot", "release@attest.example", 61, 7, True),
    ("hex", "miraholt", "code@holt.example", 33, 1, False),
)


def make(today: datetime, folder: Path | None = None) -> Path:
    """Write the demo vault into `folder`, or a fresh one, and return its path."""
    path = (folder or Path(mkdtemp(prefix="sparekey-demo-"))) / _NAME
    vault = content(today)
    store.close(store.create(path, vault, keys.password(PASSWORD), cost=crypto.CHEAPEST))
    return path


def content(today: datetime) -> Vault:
    """Return the demo's vault. Everything in it is derived from names, so it looks the same each time."""
    vault = Vault()
    for service_id, username, email, age, used, has_seed in _ACCOUNTS:
        start = Now(today - timedelta(days=age + 1), "desk")
        vault = edit.add_account(vault, service_id, username, now=start)
        account_id = vault.accounts[-1].id
        if email:
            seen_on = (today - timedelta(days=age // 3 + 12)).date()
            vault = edit.set_email(vault, account_id, email, verified_on=seen_on, now=start)
        if has_seed:
            seed = Seed(type="totp", secret=_seed(username, service_id), issuer=services.find(service_id).name, name=username)
            vault = edit.add_authenticator(vault, account_id, seed, now=start)
        if age:
            vault = _with_codes(vault, account_id, service_id, age, used=used, today=today)
    return vault


def _with_codes(vault: Vault, account_id: str, service_id: str, age: int, *, used: int, today: datetime) -> Vault:
    rules = services.find(service_id).codes
    assert rules is not None  # noqa: S101
    made = today - timedelta(days=age)
    secrets = [_code(service_id, f"{service_id}{age}{place}") for place in range(rules.count)]
    vault = edit.add_codes(vault, account_id, secrets, generated_on=made.date(), now=Now(made, "desk"))
    code_set = vault.accounts[-1].code_sets[-1]
    for number in range(used):
        place = (number * 3 + 1) % rules.count + 1
        note = (
            edit.BURNED_NOTE if number == 0 and rules.burned else ("new laptop", "phone lost", "", "hotel network")[number % 4]
        )
        at = Now(made + timedelta(days=number * age // (used + 1), hours=number), "desk")
        vault = edit.mark_code(vault, account_id, code_set.id, place, "used", note=note, now=at)
    return vault


def _code(service_id: str, word: str) -> str:
    rules = services.find(service_id).codes
    assert rules is not None  # noqa: S101
    digits = hashlib.sha256(word.encode()).hexdigest()
    size = {"npm": 64, "github": 10, "rubygems": 12, "readthedocs": 8}.get(service_id, 16)
    plain = digits[:size] if service_id != "readthedocs" else str(int(digits, 16))[:size]
    return rules.normal(plain) or plain


def _seed(username: str, service_id: str) -> str:
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
    return "".join(letters[byte % 32] for byte in hashlib.sha256(f"{username}{service_id}".encode()).digest())
