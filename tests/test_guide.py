"""The user guide and its pictures."""

import re

from tests.pictures import FOLDER, IN_GUIDE


def test_every_picture_of_the_guide_is_drawn_and_none_is_left_over() -> None:
    shown = set(re.findall(r"\(pictures/([a-z-]+)\.png\)", (FOLDER.parent / "guide.md").read_text("utf-8")))
    assert shown == IN_GUIDE
    assert {path.stem for path in FOLDER.glob("*.png")} == IN_GUIDE
