"""Each error is one sentence without a full stop, with a hint that says what to do; neither quotes a secret."""

import ast
import inspect
from pathlib import Path

import pytest

from vault import errors
from vault.errors import InUse, NotSaved, VaultError

FOLDER = Path(errors.__file__).parent
CLASSES = [cls for cls in vars(errors).values() if inspect.isclass(cls) and issubclass(cls, VaultError)]
OF_THEIR_OWN = [errors.WrongKey, errors.NotAVault, errors.Damaged, errors.Tampered, errors.NewerFormat]
OF_THEIR_OWN += [errors.ChangedOnDisk, errors.InUse, errors.ReadOnly]


def raised() -> list[tuple[str, ast.Call]]:
    """Return where the core makes an error with a sentence of its own."""
    names = {cls.__name__ for cls in CLASSES}
    return [
        (f"{path.name}:{node.lineno}", node)
        for path in sorted(FOLDER.rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in names and node.args
    ]


def sentences(node: ast.expr | None) -> list[str]:
    """Return the texts that an expression may give; what is put into them is a word."""
    match node:
        case ast.Constant(value=str(text)):
            return [text]
        case ast.JoinedStr(values=parts):
            return ["".join(str(part.value) if isinstance(part, ast.Constant) else "word" for part in parts)]
        case ast.IfExp():
            return sentences(node.body) + sentences(node.orelse)
        case ast.BinOp():
            return [f"{left}{right}" for left in sentences(node.left) for right in sentences(node.right)]
    return []


def is_sentence(text: str) -> bool:
    return bool(text) and text[-1] not in ".:!?" and ". " not in text and "\n" not in text


def is_hint(text: str) -> bool:
    return (bool(text) and text[0].isupper()) or text.startswith("word")


@pytest.mark.parametrize("cls", OF_THEIR_OWN)
def test_an_error_with_words_of_its_own_has_a_sentence_and_a_hint(cls: type[VaultError]) -> None:
    error = cls()  # type: ignore[call-arg]
    assert is_sentence(str(error))
    assert is_hint(error.hint)
    assert error.hint.endswith(".")


def test_every_sentence_in_the_core_is_one_and_without_a_full_stop() -> None:
    found = {where: text for where, node in raised() for text in sentences(node.args[0])}
    assert len(found) > 40
    assert {where: text for where, text in found.items() if not is_sentence(text)} == {}


def test_every_error_in_the_core_says_what_to_do() -> None:
    own = {cls.__name__ for cls in OF_THEIR_OWN}
    missing = []
    for where, node in raised():
        assert isinstance(node.func, ast.Name)
        hints = [keyword.value for keyword in node.keywords if keyword.arg == "hint"]
        if node.func.id not in own and not hints:
            missing.append(where)
        missing += [where for hint in hints for text in sentences(hint) if not is_hint(text)]
    assert missing == []


def test_no_error_is_raised_from_a_foreign_one_whose_text_could_be_a_secret() -> None:
    open_chains = [
        f"{path.name}:{raising.lineno}"
        for path in sorted(FOLDER.rglob("*.py"))
        for handler in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(handler, ast.ExceptHandler)
        for raising in ast.walk(handler)
        if isinstance(raising, ast.Raise) and raising.exc is not None
        if not (isinstance(raising.cause, ast.Constant) and raising.cause.value is None)
    ]
    assert open_chains == []


def test_the_tree_is_the_one_that_the_module_draws() -> None:
    drawn = errors.__doc__ or ""
    assert all(cls.__name__ in drawn for cls in CLASSES)
    assert all(issubclass(cls, VaultError) for cls in CLASSES)
    assert errors.NotAVault.__bases__ == errors.Damaged.__bases__ == errors.Tampered.__bases__ == (errors.BadFile,)
    assert errors.NewerFormat.__bases__ == (errors.BadFile,)
    assert errors.BadImport.__bases__ == (errors.BadInput,)


def test_a_hint_may_be_given_and_else_is_the_classs() -> None:
    assert VaultError("Something").hint == ""
    assert VaultError("Something", hint="Do it.").hint == "Do it."


def test_who_holds_the_lock_is_told_where_it_is_known() -> None:
    assert str(InUse()) == "The vault is open in another Sparekey"
    assert str(InUse("process 5 on desk")) == "The vault is open in another Sparekey (process 5 on desk)"


def test_a_save_that_was_not_confirmed_carries_what_was_written() -> None:
    assert NotSaved("Why", hint="Do.").written is None
    assert NotSaved("Why", hint="Do.", written="something").written == "something"
