"""Which files git tracks: indexes that git 2.39 wrote, in every version, and what is broken or meant ill."""

import base64
import os
import struct
import zlib
from pathlib import Path

import pytest

from tests.core.lying import index
from vault import git
from vault.git import WorkTrees

# `git add` of codes.txt, sub/codes.txt and sub/ä.txt, packed. `git update-index --index-version N`, `--object-format sha256`.
WRITTEN = {
    "version 2": (
        "c-nLE402{*U|<4b=4{5Y&-!Qg%z@Di4F4Dy6gh+$7#f!_AOL5mfMSRA>Rmb4?)|v2IU?!QiP^G~7&w#jQ&NldN-9bi!1~We<-lmDIZ9~e@ai4B"
        "-@0m{mc?yLRYmR@D?Y}Qq#a@4EiO&cN0<cyU~?{<u7uH0^Ni5U<J$3C_RGy>920_DEL2vzu6?@RZ(0BY7s$NBOW=k9!J|c&H{3C*+4TB4TSnyE"
        "`irG=F5LzI$=X=Q"
    ),
    "version 3": (
        "c-nLE402{*U|<H}Y{s(BhW~gTz-R`Be+&$Y{4op+jY}91fHPD;u|s<GuAFQ4e%#m`k#y?BY}rW+oXPnqsl|FF6(tO~0g5>c&*nawz3JjLXYX#!"
        "b>&ev4n64!p6I}<z))P8q>pSG$UR0(MH(;~>aI96^SE~Wmi=;b8OMa+77LZtu4|vJ_nQ{Lzy&hx@DgN)1xvh|v^ibAgX>9kWSMSE)yuq;cmPF5"
        "OvL"
    ),
    "version 4": (
        "c-nLE402{*U|<1a=4{5Y&&D^c4#8*!hJOqUiu~&t7#f!_AOL5mfMSRA>Rmb4?)|v2IU?!QiP^G~7&sY{^HWlb^-3yA7{CVHVXcGFP=hw08N{o1"
        "@P6y6g<2N3Emak{XRP=bQ<8RsftRzmG)W)LuzPdeU^LXQjcA5(?f5PG<>oSu3BfHEDyv=BK3(rOEr5ZG^Y9X|DT{C1mhNo4R-i3e+H@_RG33XS"
        "rIP_9VpXX"
    ),
    "SHA-256": (
        "c-nLE402{*U|<4b=4{5Y&u08?k6|<e!#@TFMFF5(;}Ql0;Ji`!TxjOP_2*SCyehi>Xtw>Yl^>VKZe6_bl>>9{WHXVU44ldNDXGPJB^4!L4Pf&G"
        "AN_{WP;;5l%;hbZ;BZiB3s2Idq+Qa}+~0dIpI@aQAfmm%X5$?1aKS??47|mqN%{!0!RCo<SBKG1b6L>L<!bq{`i-2n_pEcapC@lp%|EtUA?97i"
        "+(%YYJ08^-=u4_HaDmJ{yaeXp*V6BPJzB5-!1B;vh6Tmvy1qZ?mi?CfLF)L-KHqS`$h`nWQ*3_"
    ),
}
# After `git update-index --split-index`, late.txt was added: the index says what is new, the shared one what was there.
SPLIT = (
    "c-nLE402{*U|<4b=4{5Y&juH5?!jmVhJOqUid+jB7#f!_AOL5mfMSRA>Rmb4?)|v2IU?!QiP^G~KoVemms#GzXsG^;X!?2e4&HBFwNT6Awxy~f_ly-EV@lGF"
    "!1Z6**$Sf}`nmPd^mFa_E&Ju>GL8wsEfy-PUDrNc?>8*~B$1Pumkp#`rpZoUYVEdsntIxj>7_}&p8|SL^Fj48GN1w$sNb28-3KDv&Nolk{P{ZDgMEh%P7#~&b6ttU"
    "NdP9lSC{"
)
SHARED = (
    "c-nLE402{*U|<4bmTbnd&juH5?!jmVhJOqUid+jB7#f!_AOL5mfMSRA>Rmb4?)|v2IU?!QiP^G~7&w#jQ&NldN-9biK>7{6S1y6k5Oeq~(9B`n^<7(b@w=87R"
    "_A|Q=lz%-E-?H&oq;1Ku_P624A>ll%PenUG}JvC(aho1J9xi!)j}<c+m@<|+%r~uj44Sw!oXWxnxv0#69|CKxw5krMnlZw)<-jsYsYWdFE^KQObBkVP+9G|_UU@RX"
    "#oseAoC6{fg1({(`2VFwRT%RO+9VN^wK2XPXRrr`2a&OZMO"
)
NAMES = ["codes.txt", "sub/codes.txt", "sub/ä.txt"]


def unpacked(text: str) -> bytes:
    return zlib.decompress(base64.b85decode(text))


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A work tree whose index has codes.txt in it."""
    folder = tmp_path / "project"
    (folder / ".git").mkdir(parents=True)
    (folder / ".git" / "index").write_bytes(index("codes.txt"))
    return folder


def tracked(folder: Path, *names: str) -> list[str]:
    trees = WorkTrees()
    return [name for name in names if trees.tracks(folder / name)]


# What git wrote


@pytest.mark.parametrize("made", WRITTEN.values(), ids=WRITTEN)
def test_every_version_that_git_writes_is_read(tree: Path, made: str) -> None:
    (tree / ".git" / "index").write_bytes(unpacked(made))
    assert tracked(tree, *NAMES, "odes.txt", "sub", "sub/codes.tx", "") == NAMES


def test_a_split_index_is_read_with_the_one_that_it_builds_on(tree: Path) -> None:
    (tree / ".git" / "index").write_bytes(unpacked(SPLIT))
    shared = git.read_index(unpacked(SPLIT))[1]
    assert tracked(tree, *NAMES, "late.txt") == []  # half of it is missing, so nothing is claimed
    (tree / ".git" / f"sharedindex.{shared}").write_bytes(unpacked(SHARED))
    assert tracked(tree, *NAMES, "late.txt") == [*NAMES, "late.txt"]


def test_names_as_long_as_the_disk_allows_are_read(tree: Path) -> None:
    name = "/".join(["d" * 200] * 20) + "/" + "x" * 200
    (tree / ".git" / "index").write_bytes(index(name))
    assert len(name) > 0xFFF
    assert tracked(tree, name) == [name]


def test_numbers_of_more_than_one_byte_are_read() -> None:
    first, second = b"a" * 200, b"b" * 3
    long = bytes(60) + struct.pack(">H", 200) + b"\0" + first + b"\0"
    short = bytes(60) + struct.pack(">H", 3) + bytes([0x80, 200 - 128]) + second + b"\0"
    data = struct.pack(">4sLL", b"DIRC", 4, 2) + long + short + bytes(20)
    assert git.read_index(data) == ({first, second}, "")


# Where the index is


def test_the_nearest_work_tree_decides(tree: Path) -> None:
    inner = tree / "inner"
    (inner / ".git").mkdir(parents=True)
    (inner / ".git" / "index").write_bytes(index("mine.txt"))
    (tree / ".git" / "index").write_bytes(index("codes.txt", "inner/codes.txt"))
    assert tracked(tree, "codes.txt", "inner/codes.txt", "inner/mine.txt") == ["codes.txt", "inner/mine.txt"]


@pytest.mark.parametrize("pointer", ["gitdir: ../main/.git/worktrees/second\n", "gitdir: {absolute}"])
def test_a_second_work_tree_and_a_submodule_are_followed_to_their_index(tmp_path: Path, pointer: str) -> None:
    folder = tmp_path / "main" / ".git" / "worktrees" / "second"
    folder.mkdir(parents=True)
    (folder / "index").write_bytes(index("codes.txt"))
    (tmp_path / "second").mkdir()
    (tmp_path / "second" / ".git").write_text(pointer.format(absolute=folder))
    assert tracked(tmp_path / "second", "codes.txt", "other.txt") == ["codes.txt"]


@pytest.mark.parametrize("pointer", ["", "gitdir: ", "elsewhere", "gitdir: //machine/share", "gitdir: \\\\machine\\share"])
def test_a_pointer_that_leads_nowhere_or_to_another_machine_is_not_followed(tmp_path: Path, pointer: str) -> None:
    (tmp_path / ".git").write_text(pointer)
    assert tracked(tmp_path, "codes.txt") == []


def test_what_is_in_no_work_tree_is_not_tracked(tmp_path: Path) -> None:
    assert tracked(tmp_path, "codes.txt") == []


def test_an_index_is_read_once(tree: Path) -> None:
    trees = WorkTrees()
    assert trees.tracks(tree / "codes.txt")
    (tree / ".git" / "index").unlink()
    assert trees.tracks(tree / "codes.txt")


# Broken, or meant ill


def test_an_index_through_a_link_and_one_that_is_a_pipe_are_left_alone(tree: Path) -> None:
    path = tree / ".git" / "index"
    path.rename(tree / "real")
    path.symlink_to(tree / "real")
    assert tracked(tree, "codes.txt") == []
    path.unlink()
    os.mkfifo(path)
    assert tracked(tree, "codes.txt") == []


def test_no_cut_and_no_flipped_byte_is_more_than_not_tracked(tree: Path) -> None:
    whole = unpacked(WRITTEN["version 4"])
    for end in range(0, len(whole) - 20, 7):
        (tree / ".git" / "index").write_bytes(whole[:end])
        tracked(tree, "codes.txt")
    for place in range(len(whole)):
        (tree / ".git" / "index").write_bytes(whole[:place] + bytes([whole[place] ^ 0xFF]) + whole[place + 1 :])
        tracked(tree, "codes.txt")


@pytest.mark.parametrize("version", [1, 5])
def test_other_versions_are_refused(version: int) -> None:
    with pytest.raises(ValueError):
        git.read_index(index("codes.txt", version=version))


def test_an_index_that_is_too_large_is_refused(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(git, "INDEX_LIMIT", 10)
    assert tracked(tree, "codes.txt") == []


def test_names_that_unpack_to_more_than_the_limit_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(git, "INDEX_LIMIT", 1000)
    first = bytes(60) + struct.pack(">H", 100) + b"\0" + b"a" * 100 + b"\0"
    more = b"".join(bytes(60) + struct.pack(">H", 100) + b"\1a\0" for _ in range(10))
    with pytest.raises(ValueError):
        git.read_index(struct.pack(">4sLL", b"DIRC", 4, 11) + first + more + bytes(20))


def test_extensions_before_the_shared_index_are_stepped_over() -> None:
    extensions = struct.pack(">4sL", b"TREE", 4) + b"abcd" + struct.pack(">4sL", b"link", 20) + bytes(range(20))
    assert git.read_index(index("codes.txt", extensions=extensions)) == ({b"codes.txt"}, bytes(range(20)).hex())
