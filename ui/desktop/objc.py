"""A few calls into macOS' Objective-C runtime, for what Qt does not offer. Untested: no Mac here."""

import ctypes
import ctypes.util
from functools import cache
from typing import Any


@cache
def runtime() -> Any:  # noqa: ANN401  (the C library has no types)  # pragma: no cover
    library = ctypes.CDLL(ctypes.util.find_library("objc"))
    for name in ("objc_getClass", "sel_registerName", "objc_allocateClassPair"):
        getattr(library, name).restype = ctypes.c_void_p
    return library


def class_of(name: str) -> int:  # pragma: no cover
    return int(runtime().objc_getClass(name.encode()) or 0)


def selector(name: str) -> int:  # pragma: no cover
    return int(runtime().sel_registerName(name.encode()))


def text(words: str) -> int:  # pragma: no cover
    """Return an NSString."""
    kind = ctypes.CFUNCTYPE(ctypes.c_void_p, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_char_p)
    send: Any = ctypes.cast(runtime().objc_msgSend, kind)
    return int(send(class_of("NSString"), selector("stringWithUTF8String:"), words.encode()))


def send(to: int, name: str, *arguments: int | None) -> int:  # pragma: no cover
    """Call a method all of whose arguments are objects, selectors or whole numbers."""
    kind = ctypes.CFUNCTYPE(ctypes.c_void_p, *[ctypes.c_void_p] * (2 + len(arguments)))
    call: Any = ctypes.cast(runtime().objc_msgSend, kind)
    return int(call(to, selector(name), *arguments) or 0)
