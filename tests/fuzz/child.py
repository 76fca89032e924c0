"""One target under libFuzzer, in a process of its own: atheris takes it over and ends it.

python -m tests.fuzz.child TARGET SEEDS ARTEFACTS [libFuzzer's options]: `tests/fuzz/__main__.py` starts it.
"""

import hashlib
import os
import random
import resource
import sys
from pathlib import Path

import atheris  # type: ignore[import-untyped]


def main(arguments: list[str]) -> None:
    name, folder, *options = arguments
    with atheris.instrument_imports(include=["vault", "ui.terminal.facts", "shamir_mnemonic", "zipfile", "gzip"]):
        from tests.fuzz import judging  # noqa: PLC0415
        from tests.fuzz.stretching import cheap  # noqa: PLC0415
        from tests.fuzz.targets import BY_NAME  # noqa: PLC0415

    target = BY_NAME[name]
    with cheap():
        seeds = Path(folder, "seeds")
        for place, seed in enumerate(target.seeds()):
            (seeds / f"{place:03}").write_bytes(seed)
            judging.judged(target, seed)  # loads what is loaded late, so that it is not counted as the input's memory
        words = [token for token in target.tokens if len(token) < 64]
        Path(folder, "words").write_text("".join(f'"{_escaped(word)}"\n' for word in words), "ascii")
        limit = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024 + target.memory
        flags = [f"-rss_limit_mb={limit}", f"-max_len={target.longest}", f"-artifact_prefix={folder}/"]
        flags += [f"-dict={folder}/words"] if words else []

        def once(data: bytes) -> None:
            if judging.judged(target, data):  # libFuzzer's own way out of Python does not always write what was read
                Path(folder, f"crash-{hashlib.sha256(data).hexdigest()[:16]}").write_bytes(data)
                os._exit(77)

        def mutated(data: bytes, longest: int, seed: int) -> bytes:
            return judging.mutated(target, data, longest, random.Random(seed), atheris.Mutate)

        more = {"custom_mutator": mutated} if target.mutate else {}
        print(f"base {limit - target.memory} MB", file=sys.stderr)
        atheris.Setup([sys.argv[0], *options, *flags, f"{folder}/corpus", f"{folder}/seeds"], once, **more)
        atheris.Fuzz()


def _escaped(word: bytes) -> str:
    return "".join(chr(byte) if 32 <= byte < 127 and byte not in b'"\\' else f"\\x{byte:02x}" for byte in word)


if __name__ == "__main__":
    main(sys.argv[1:])
