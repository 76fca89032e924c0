"""What the user set: defaults for what is missing, never lost where it cannot be read."""

from pathlib import Path

import pytest

from vault import settings
from vault.errors import NotSaved
from vault.settings import Opening, Settings

CHANGED = Settings(vault="/home/alice/my.sparekey", theme="dark", lock_after=0, window=(1, 2, 800, 600), recent=("a", "b"))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "config" / "settings.json"


def test_without_a_file_everything_has_its_default(path: Path) -> None:
    assert settings.load(path) == (Settings(), "")
    assert not path.parent.exists()


def test_settings_come_back_as_they_were_saved(path: Path) -> None:
    settings.save(CHANGED, path)
    assert settings.load(path) == (CHANGED, "")
    settings.save(Settings(), path)
    assert settings.load(path) == (Settings(), "")
    assert [item.name for item in path.parent.iterdir()] == ["settings.json"]
    assert path.stat().st_mode & 0o777 == 0o600


def test_members_of_another_version_are_passed_over(path: Path) -> None:
    path.parent.mkdir()
    path.write_text('{"theme":"dark","future":[1]}')
    assert settings.load(path) == (Settings(theme="dark"), "")


@pytest.mark.parametrize(
    "text",
    [
        *("", "{", "[]", '{"theme":"pink"}', '{"lock_after":-1}', '{"lock_after":"5"}', '{"hide_after":4}', '{"window":[1,2]}'),
        *("\xed\xa0\x80", '{"x":' + "[" * 100_000, "x" * (1 << 21)),
    ],
)
def test_a_file_that_cannot_be_read_is_told_and_kept_beside_the_new_one(path: Path, text: str) -> None:
    path.parent.mkdir()
    path.write_text(text, "latin-1")
    loaded, told = settings.load(path)
    assert loaded == Settings()
    assert told == "The settings file cannot be read, so the defaults are used"
    settings.save(CHANGED, path)
    assert settings.load(path) == (CHANGED, "")
    assert path.with_name("settings.json.broken").read_text("latin-1") == text


def test_a_folder_in_the_place_of_the_settings_is_told(path: Path) -> None:
    path.mkdir(parents=True)
    assert settings.load(path)[1]
    (path / "in the way").touch()
    path.with_name("settings.json.broken").write_text("older")
    with pytest.raises(NotSaved):
        settings.save(CHANGED, path)
    assert path.with_name("settings.json.broken").read_text() == "older"


def test_a_name_that_the_system_cannot_have_has_the_defaults(tmp_path: Path) -> None:
    assert settings.load(tmp_path / ("x" * 300)) == (Settings(), "")


def test_without_a_path_they_lie_in_the_users_own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    settings.save(CHANGED)
    assert settings.load() == (CHANGED, "")
    assert (settings.folder() / "settings.json").is_file()
    assert settings.folder() == tmp_path / "config" / "sparekey"
    assert settings.vault_path(Settings()) == tmp_path / "data" / "sparekey" / "vault.sparekey"
    assert settings.vault_path(CHANGED) == Path(CHANGED.vault)


@pytest.mark.parametrize(
    ("member", "is_allowed"),
    [
        *(('"lock_after":0', True), ('"lock_after":240', True), ('"lock_after":241', False)),
        *(('"clear_clipboard_after":5', True), ('"clear_clipboard_after":120', True)),
        *(('"clear_clipboard_after":4', False), ('"clear_clipboard_after":121', False)),
        *(('"hide_after":5', True), ('"hide_after":600', True), ('"hide_after":601', False)),
    ],
)
def test_figures_keep_to_their_limits(path: Path, member: str, is_allowed: bool) -> None:
    path.parent.mkdir()
    path.write_text(f"{{{member}}}")
    assert (settings.load(path)[1] == "") == is_allowed


def test_the_limits_keep_what_is_shown_from_staying() -> None:
    assert Settings().lock_after > 0
    assert Settings().clear_clipboard_after <= 30
    assert Settings().hide_after <= 60


# How vaults are opened here


def test_where_a_key_file_is_and_what_the_keyring_has_is_remembered_and_forgotten(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    assert settings.load_opening(path) == Opening()
    kept = Opening().with_key_file("aa", "/media/stick/my.key").with_keyring("aa", "12345678").with_key_file("bb", "/b.key")
    settings.save_opening(kept, path)
    assert settings.load_opening(path) == kept
    assert path.stat().st_mode & 0o777 == 0o600
    less = kept.with_key_file("aa", "").with_keyring("aa", "").with_keyring("cc", "")
    assert less == Opening(key_files={"bb": "/b.key"})
    settings.save_opening(less)
    assert settings.load_opening() == less


@pytest.mark.parametrize("text", ["", "{", "[]", '{"key_files":[]}', '{"keyring":{"aa":1}}', '{"x":' + "[" * 100_000])
def test_what_is_remembered_and_cannot_be_read_is_nothing(path: Path, text: str) -> None:
    path.parent.mkdir()
    path.write_text(text)
    assert settings.load_opening(path) == Opening()
