"""A printout is its pages and what the register will say of them; both are made together and must agree."""

from datetime import timedelta, timezone
from itertools import pairwise

import pytest
from msgspec import structs

from tests.core.vaults import EXAMPLE
from tests.paper_samples import GITHUB, MANY, NOW, ORDINARY, PASSPHRASE, PYPI, account, seed
from vault import edit, keys, parts, printouts, sealed, shares, sheets
from vault.crypto import CHEAPEST
from vault.errors import BadInput
from vault.model import Now, Sheet, Vault
from vault.paper.page import Document, Qr, Text
from vault.printouts import Printout

VAULT = Vault(accounts=ORDINARY)


def texts(document: Document) -> list[str]:
    return [item.text for page in document.pages for item in page.items if isinstance(item, Text)]


def qr_texts(document: Document) -> list[str]:
    return [item.text for page in document.pages for item in page.items if isinstance(item, Qr)]


def backup(vault: Vault = VAULT, ids: set[str] | None = None, place: str = "") -> Printout:
    return printouts.backup(vault, ids, PASSPHRASE, vault_name="maintainer", now=NOW, size="A4", place=place, cost=CHEAPEST)


def the_sheet(printout: Printout) -> Sheet:
    (sheet,) = printout.sheets
    assert sheet.pages == len(printout.document.pages)
    assert sheet.printed_at == NOW.at
    assert sheets.scan_text(sheet.id) in qr_texts(printout.document)
    return sheet


# Codes


def test_a_sheet_of_codes_is_noted_with_what_is_on_it() -> None:
    sheet = the_sheet(printouts.codes(ORDINARY, now=NOW, size="A4", place="drawer"))
    assert (sheet.kind, sheet.place, sheet.key_id, sheet.proofs) == ("codes", "drawer", "", ())
    assert {one.account_id for one in sheet.contents} == {one.id for one in ORDINARY[:-2]}
    assert not any(one.authenticator_id for one in sheet.contents)
    first = sheet.contents[0]
    assert (first.code_set_id, first.unused) == (PYPI.code_sets[0].id, (2, 3, 4, 5, 6, 7, 8))
    assert sheets.changes(VAULT, sheet, ()) == ()


def test_authenticators_are_noted_where_they_are_printed() -> None:
    sheet = the_sheet(printouts.codes(ORDINARY, now=NOW, size="Letter", with_totp=True))
    assert {one.account_id for one in sheet.contents if one.authenticator_id} == {
        one.id for one in ORDINARY if one.authenticators
    }
    only_totp = account("pypi", "bob", None, seed())
    sheet = the_sheet(printouts.codes([only_totp], now=NOW, size="A4", with_totp=True))
    assert [one.authenticator_id for one in sheet.contents] == [only_totp.authenticators[0].id]


def test_cards_have_codes_only() -> None:
    printout = printouts.codes(ORDINARY, now=NOW, size="A4", with_totp=True, as_cards=True)
    sheet = the_sheet(printout)
    assert sheet.kind == "card"
    assert not any(one.authenticator_id for one in sheet.contents)
    assert not [text for text in qr_texts(printout.document) if "otpauth" in text]


@pytest.mark.parametrize(("with_totp", "as_cards"), [(False, False), (True, True)])
def test_there_has_to_be_something_to_print(*, with_totp: bool, as_cards: bool) -> None:
    nothing = [account("hex", "bob"), account("pypi", "bob", None, seed()), ORDINARY[-1]]
    with pytest.raises(BadInput, match="nothing to print"):
        printouts.codes(nothing, now=NOW, size="A4", with_totp=with_totp, as_cards=as_cards)
    with pytest.raises(BadInput, match="nothing to print"):
        printouts.codes([], now=NOW, size="A4")


def test_the_date_is_that_of_the_place_where_it_is_printed() -> None:
    late = Now(NOW.at.replace(hour=12).astimezone(timezone(timedelta(hours=14))))
    assert f"Printed on {late.at.astimezone().day} February 2026" in texts(
        printouts.codes([PYPI], now=late, size="A4").document
    )


# Keys


def test_a_recovery_sheet_brings_its_key_and_two_proofs_of_it() -> None:
    printout = printouts.recovery("maintainer", now=NOW, size="A4", place="safe")
    sheet = the_sheet(printout)
    assert printout.key
    symbols = keys.paper_symbols(printout.key)
    assert any(text.endswith(symbols) for text in qr_texts(printout.document))
    assert (sheet.kind, sheet.place, sheet.key_id, len(sheet.proofs)) == ("recovery", "safe", "", 2)
    for proof in sheet.proofs:
        group = int(proof.where.removeprefix("group "))
        assert proof.secret == symbols[4 * group - 4 : 4 * group]
    assert printouts.recovery("maintainer", now=NOW, size="A4").key != printout.key


def test_each_share_is_a_sheet_of_its_own() -> None:
    holders = ["Bob", "Carol", "Mother"]
    printout = printouts.shares_of_key("maintainer", holders, 2, now=NOW, size="A4")
    assert [(one.kind, one.holder, one.place, one.number, one.threshold, one.total) for one in printout.sheets] == [
        ("share", holder, holder, number, 2, 3) for number, holder in enumerate(holders, 1)
    ]
    assert len({sheet.id for sheet in printout.sheets}) == 3
    found = [text.removeprefix(shares.SCAN) for text in qr_texts(printout.document) if text.startswith(shares.SCAN)]
    assert shares.combine(found[1:]) == printout.key
    for sheet, words in zip(printout.sheets, found, strict=True):
        for proof in sheet.proofs:
            place = int(proof.where.removeprefix("word "))
            assert words.lower().split()[place - 1][:4] == proof.secret


def test_shares_can_be_taken_apart() -> None:
    printout = printouts.shares_of_key("maintainer", ["Bob", "Carol"], 2, now=NOW, size="Letter")
    apart = printouts.apart(printout)
    assert [sheet for sheet, _ in apart] == list(printout.sheets)
    for sheet, document in apart:
        assert document.size == "Letter"
        assert len(document.pages) == sheet.pages
        assert sheets.scan_text(sheet.id) in qr_texts(document)
        assert sheet.holder in texts(document)


@pytest.mark.parametrize(("holders", "threshold"), [(["Bob"], 1), (["Bob", "Carol"], 3), (["B"] * 17, 2), (["Bob", " "], 2)])
def test_shares_that_cannot_be_are_refused(holders: list[str], threshold: int) -> None:
    with pytest.raises(BadInput):
        printouts.shares_of_key("maintainer", holders, threshold, now=NOW, size="A4")


# Backups


def restored(printout: Printout) -> Vault:
    found = [parts.from_qr(text) for text in qr_texts(printout.document) if text.startswith(parts.SCAN)]
    return sealed.unseal(parts.join(found), PASSPHRASE)


def test_a_backup_gives_the_whole_vault_back() -> None:
    vault = edit.note_printed(EXAMPLE, printouts.codes(EXAMPLE.accounts, now=NOW, size="A4").sheets, now=NOW)
    printout = backup(vault, place="aunt")
    sheet = the_sheet(printout)
    assert restored(printout) == vault
    assert (sheet.kind, sheet.place, sheet.is_whole) == ("backup", "aunt", True)
    assert sheet.contents == sheets.contents_of(vault.present)
    assert sheets.changes(vault, sheet, ()) == ()


def test_a_backup_of_some_accounts_has_no_other() -> None:
    printout = backup(ids={PYPI.id, GITHUB.id})
    sheet = the_sheet(printout)
    assert {one.id for one in restored(printout).accounts} == {PYPI.id, GITHUB.id}
    assert not sheet.is_whole
    assert {one.account_id for one in sheet.contents} == {PYPI.id, GITHUB.id}


def test_a_backup_of_no_account_is_refused() -> None:
    with pytest.raises(BadInput, match="no account"):
        backup(ids=set())
    gone = structs.replace(PYPI, deleted_at=NOW.at)
    with pytest.raises(BadInput, match="no account"):
        backup(Vault(accounts=(gone,)), {PYPI.id})


def test_an_encrypted_backup_tells_nothing() -> None:
    said = " ".join(texts(backup().document))
    secrets = [code.secret for one in ORDINARY for kept in one.code_sets for code in kept.codes if len(code.secret) > 3]
    assert not [secret for secret in secrets if secret in said]
    assert not [one.username for one in ORDINARY if f" {one.username} " in said]
    assert not [word for word in ("PyPI", "GitHub", "GitLab", "alice") if word in said]
    assert PASSPHRASE not in said
    assert not set(PASSPHRASE.split()) & set(said.split()) - {"order"}


def test_the_proofs_of_a_backup_are_groups_of_printed_lines() -> None:
    for printout in (backup(), backup(Vault(accounts=MANY))):
        lines = {}
        shown = texts(printout.document)
        for name, symbols in pairwise(shown):
            if "." in name and " " not in name:
                lines[name] = symbols.split()
        for proof in the_sheet(printout).proofs:
            line, group = proof.where.removeprefix("line ").split(", group ")
            assert lines[line][int(group) - 1] == proof.secret


def test_a_printout_shows_no_secret_in_its_repr() -> None:
    printout = printouts.recovery("maintainer", now=NOW, size="A4")
    assert printout.key
    symbols = keys.paper_symbols(printout.key)
    assert not [
        proof for proof in printout.sheets[0].proofs if proof.secret in repr(printout).replace(printout.sheets[0].id, "")
    ]
    assert symbols not in repr(printout)
