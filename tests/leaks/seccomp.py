"""A seccomp filter that refuses every socket of a network to this process and to all that it starts.

Linux on x86-64 and aarch64; elsewhere there is none. Sources: seccomp(2), linux/filter.h, linux/seccomp.h, linux/audit.h.
What is refused fails with ENOSYS, and is seen by strace where that watches: other refusals come before strace learns of them.
"""

import ctypes
import errno
import os
import platform
import socket
import struct
import sys

# machine: AUDIT_ARCH, the numbers of socket(2), seccomp(2) and io_uring_setup(2)
_MACHINES = {"x86_64": (0xC000003E, 41, 317, 425), "aarch64": (0xC00000B7, 198, 277, 425)}
_LOAD, _EQUAL, _AT_LEAST, _RETURN = 0x20, 0x15, 0x35, 0x06  # BPF_LD|BPF_W|BPF_ABS, BPF_JMP|BPF_JEQ|BPF_K, …JGE, BPF_RET|BPF_K
_NUMBER, _ARCH, _FIRST_ARGUMENT = 0, 4, 16  # in struct seccomp_data, little endian
_ALLOW, _REFUSE, _FOREIGN = 0x7FFF0000, 0x7FF00000, 0x00050000 | errno.ENOSYS  # SECCOMP_RET_ALLOW, …_TRACE, …_ERRNO
_X32 = 0x40000000
_SET_MODE_FILTER, _ALL_THREADS, _NO_SLOW_DOWN = 1, 1, 4
_PR_SET_NO_NEW_PRIVS = 38


def can_forbid() -> bool:
    """Tell whether this system and this machine have such filters."""
    return sys.platform == "linux" and platform.machine() in _MACHINES


def forbid_network() -> None:
    """Refuse AF_INET, AF_INET6, and io_uring, which opens sockets past the filter. Raises OSError where that fails."""
    arch, number, seccomp, io_uring = _MACHINES[platform.machine()]
    rules = [
        (_LOAD, 0, 0, _ARCH),
        (_EQUAL, 0, 8, arch),  # another machine's numbers (32 bits): nothing here has them
        (_LOAD, 0, 0, _NUMBER),
        (_AT_LEAST, 6, 0, _X32),
        (_EQUAL, 5, 0, io_uring),
        (_EQUAL, 0, 3, number),
        (_LOAD, 0, 0, _FIRST_ARGUMENT),
        (_EQUAL, 3, 0, socket.AF_INET),
        (_EQUAL, 2, 0, socket.AF_INET6),
        (_RETURN, 0, 0, _ALLOW),
        (_RETURN, 0, 0, _FOREIGN),
        (_RETURN, 0, 0, _REFUSE),
    ]
    code = b"".join(struct.pack("=HBBI", *rule) for rule in rules)
    held = ctypes.create_string_buffer(code, len(code))
    program = ctypes.create_string_buffer(struct.pack("@HP", len(rules), ctypes.addressof(held)))
    libc = ctypes.CDLL(None, use_errno=True)
    if os.geteuid() != 0:  # root keeps what setuid programs would take from it: it may set filters without
        libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    if libc.syscall(seccomp, _SET_MODE_FILTER, _ALL_THREADS | _NO_SLOW_DOWN, program) != 0:
        why = ctypes.get_errno()
        raise OSError(why, os.strerror(why))
