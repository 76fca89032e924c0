"""Pictures with QR codes in them."""

from vault import qr
from vault.codes import Problem
from vault.formats.otpauth import read_texts
from vault.model import Seed


def sniff(data: bytes) -> bool:
    return qr.is_picture(data)


def read(data: bytes, _file_name: str, _service_id: str) -> tuple[tuple[Seed, ...], tuple[Problem, ...]]:
    return read_texts([(f"QR code {number}", text) for number, text in enumerate(qr.read(data), 1)])
