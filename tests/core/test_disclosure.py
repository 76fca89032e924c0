"""What must not stand in a public text is found however it is written, and what only looks like it is let through."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.core import lockouts
from tests.core.lockouts import CODES, SEED, address, last, vault_with, with_codes
from vault import disclosure, edit
from vault.disclosure import LONGEST
from vault.errors import BadInput
from vault.model import Vault


def known_vault() -> Vault:
    vault = with_codes(vault_with(emails=(address("mira.holt@example.com", primary=True),)))
    vault = edit.add_authenticator(vault, last(vault).id, lockouts.seed(), now=lockouts.NOW)
    vault = vault_with("somewhere:mira", vault)
    return edit.add_codes(vault, last(vault).id, ["plum-9", "x", "12"], now=lockouts.NOW)


VAULT = known_vault()
CODE = CODES[3]
DESK = "pypi" + ".example"
TOKEN = "pypi-AgEIcHlwaS5vcmcCJDAwMDAwMDAwLTAwMDAtMDAwMC0wMDAwLTAwMDAwMDAwMDAwMAACKlszLCIw"


def refusal(text: str, *, is_public: bool = True) -> str:
    """Return what is said of a text, without its beginning; empty where it may leave. Nothing of the text is ever repeated."""
    told = ""
    try:
        disclosure.check(text, VAULT, what="It", allowed={DESK}, is_public=is_public)
    except BadInput as error:
        told = f"{error}. {error.hint}"
    assert not [secret for secret in (*CODES, SEED, TOKEN, "mira.holt", "plum-9") if secret in told]
    sentence, _, hint = told.partition(". ")
    assert bool(sentence) == bool(hint)
    return sentence.removeprefix("It ")


ADDRESS, CODE_FOUND, TOKEN_FOUND, SEED_FOUND = (
    "has an e-mail address in it",
    "has what looks like a recovery code in it",
    "has an API token in it",
    "has the secret of an authenticator in it",
)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("write to bob@example.org", ADDRESS),
        ("write to <bob@example.org>.", ADDRESS),
        ("mailto:bob@example.org", ADDRESS),
        ("bob+pypi@mail.example.co.uk please", ADDRESS),
        ("bob\uff20example.org", ADDRESS),
        ("bo\u200bb@exam\u200bple.org", ADDRESS),
        ("bob [at] example.org", ADDRESS),
        ("bob(at)example (dot) org", ADDRESS),
        ("bob at example dot org", ADDRESS),
        ("mira.holt @ example.com", ADDRESS),
        ("Mira.Holt at example.com", ADDRESS),
        ("not typing but: mira.holt@\nexample.com", ADDRESS),
        (f"code {CODE}", CODE_FOUND),
        (f"code {CODE.upper()}", CODE_FOUND),
        ("code 00112233aabbccdd", CODE_FOUND),
        ("code 0011 2233 aabb ccdd", CODE_FOUND),
        ("code 0011-2233-aabb-ccdd.", CODE_FOUND),
        ("code 00112233 aabbccdd", CODE_FOUND),
        ("code 00 11 22 33 aa bb cc dd", CODE_FOUND),
        ("code 0011\n2233\naabb\nccdd", CODE_FOUND),
        ("code 0011\u00a02233\u2009aabb\u00a0ccdd", CODE_FOUND),
        ("code 0011\u200b2233aabbccdd", CODE_FOUND),
        (f"code {' '.join(CODE)}", CODE_FOUND),
        (f"code {CODE[:5]} / {CODE[5:]}", CODE_FOUND),
        ("my code is plum-9.", CODE_FOUND),
        ("my code is PLUM-9.", CODE_FOUND),
        (f"token {TOKEN}", TOKEN_FOUND),
        (f"token {TOKEN[:9]}\n{TOKEN[9:]}", TOKEN_FOUND),
        ("token pypi-" + "x" * 60, TOKEN_FOUND),
        ("ghp_" + "a1" * 18, TOKEN_FOUND),
        ("github_pat_" + "a1" * 18, TOKEN_FOUND),
        ("glpat-" + "a1" * 10, TOKEN_FOUND),
        ("npm_" + "a1" * 18, TOKEN_FOUND),
        (f"seed {SEED}", SEED_FOUND),
        (f"seed {SEED.lower()[:16]} {SEED.lower()[16:]}", SEED_FOUND),
        ("otpauth://totp/PyPI:x?secret=MFRGG", SEED_FOUND),
        ("otpauth-migration://offline?data=", SEED_FOUND),
        ("  \n \u200b ", "is empty"),
        ("x" * (LONGEST + 1), f"is longer than {LONGEST} characters"),
        ("red \x1b[31mwords", "has characters that cannot be shown"),
        ("half \ud800", "has characters that cannot be shown"),
    ],
)
def test_it_is_refused_and_its_kind_named(text: str, why: str) -> None:
    assert refusal(text) == why


@pytest.mark.parametrize(
    "text",
    [
        "I lost my phone, and with it the app.",
        "@alice on GitHub, and the package attest@0.6.1",
        f"I wrote to support@{DESK} and got no answer",
        "git@github.com:dag/attest.git is the remote",
        "https://github.com/dag/attest/commit/0123456789abcdef0123456789abcdef01234567",
        "the set of 2022 2023 2024 2025",
        "on 2026-01-31 09:08 I used it, in 2025-11-14 not",
        "123e4567-e89b-12d3-a456-426614174000 is an id",
        "a bad decade faced, a dead bee fed",
        "pypi-attestations is a package, and pypi-mobile too",
        "it was used 12 times",
        "the branch GtD0uZqm2PREA6x3",
        "Grüße, 田中",
    ],
)
def test_ordinary_words_are_let_through(text: str) -> None:
    assert refusal(text) == ""


def test_a_mail_may_name_addresses_and_nothing_else() -> None:
    assert refusal("I write from mira.holt@example.com", is_public=False) == ""
    assert refusal(f"mira.holt@example.com {CODE}", is_public=False) == CODE_FOUND


def test_a_text_is_cleaned_of_what_was_pasted_with_it() -> None:
    pasted = "\ufeff Lost\u00a0access \t\r\nto\u200b it \r\r\n"
    assert disclosure.check(pasted, VAULT, what="It") == "Lost access\nto it"


@given(st.text(max_size=80), st.sampled_from([*CODES, SEED, TOKEN]), st.text(max_size=80))
def test_a_secret_is_found_between_any_words(before: str, secret: str, after: str) -> None:
    assert refusal(f"{before}\n{secret}\n{after}")


@given(st.text(max_size=200))
def test_any_text_is_refused_or_stays_what_it_is_when_cleaned_again(text: str) -> None:
    if not refusal(text):
        cleaned = disclosure.cleaned(text)
        assert disclosure.cleaned(cleaned) == cleaned
        assert refusal(cleaned) == ""
