"""docs/threat-model.md: each claim names a test that is there."""

import re
from pathlib import Path

import pytest

TOP = Path(__file__).parent.parent
TEXT = (TOP / "docs" / "threat-model.md").read_text("utf-8")
POINTERS = re.findall(r"`(tests/[\w/]+\.py)(?:::(\w+))?`", TEXT)


@pytest.mark.parametrize(("path", "name"), POINTERS, ids=[f"{path}::{name}" for path, name in POINTERS])
def test_the_test_that_a_claim_names_is_there(path: str, name: str) -> None:
    text = (TOP / path).read_text("utf-8")
    assert re.search(rf"^def {name}\(" if name else r"^def test_", text, re.MULTILINE)


def test_every_claim_names_one() -> None:
    kept = TEXT.partition("## Who is kept out")[2].partition("## What is not promised")[0]
    kept += TEXT.partition("## What is never to be lost")[2].partition("## Why it is done")[0]
    claims = re.findall(r"^- (.*?)(?=^- |^#|\Z)", kept, re.MULTILINE | re.DOTALL)
    bare = [claim.split(".")[0] for claim in claims if "`tests/" not in claim]
    assert len(claims) > 15
    assert bare == ["Guessing goes at the speed of Argon2id"]  # a property of passwords, not of the program
