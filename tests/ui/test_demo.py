"""The demo's vault: believable, the same each time, and of no use to anybody."""

from datetime import timedelta

from tests.ui.desk import START, Desk, on_disk, shows, states
from ui.desktop import demo
from vault import services, store
from vault.model import Vault


def secrets(vault: Vault) -> list[str]:
    codes = [code.secret for account in vault.accounts for code_set in account.code_sets for code in code_set.codes]
    return codes + [seed.secret for account in vault.accounts for seed in account.authenticators]


def test_it_looks_the_same_each_time() -> None:
    first, second = demo.content(START), demo.content(START + timedelta(days=400))
    assert secrets(first) == secrets(second)
    assert [states(account) for account in first.accounts if account.live_set] == [
        states(account) for account in second.accounts if account.live_set
    ]
    assert len(set(secrets(first))) == len(secrets(first))


def test_every_code_has_its_services_form() -> None:
    for account in demo.content(START).accounts:
        rules = services.find(account.service).codes
        assert rules
        for code_set in account.code_sets:
            assert len(code_set.codes) == rules.count
            assert all(rules.normal(code.secret) == code.secret for code in code_set.codes)


def test_nothing_happened_in_the_future() -> None:
    vault = demo.content(START)
    used = [code.used_at for account in vault.accounts for one in account.code_sets for code in one.codes if code.used_at]
    assert used
    assert max(used) <= START
    assert all(event.at <= START for event in vault.events)


def test_it_lies_in_a_folder_of_its_own(desk: Desk) -> None:
    path = demo.make(START)
    assert path.parent.name.startswith("sparekey-demo-")
    assert oct(path.parent.stat().st_mode)[-3:] == "700"
    assert len(on_disk(path, demo.PASSWORD)["accounts"]) == len(demo.content(START).accounts)
    assert all(one.ok for one in store.check(path))
    app = desk.start(path, demo_folder=path.parent)
    assert shows(app.unlock_page, "This is the demo. Its password is: demo")
    desk.unlock(app, demo.PASSWORD)
    app.leave()
    assert not path.parent.exists()
