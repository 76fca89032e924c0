"""Pictures with QR codes in them."""

from vault import qr
from vault.codes import Problem
from vault.formats import otpauth
from vault.formats.google import Pages
from vault.model import Seed


def sniff(data: bytes) -> bool:
    return qr.is_picture(data)


def read(data: bytes, _file_name: str, _service_id: str) -> tuple[tuple[Seed, ...], tuple[Problem | Pages, ...]]:
    return otpauth.read_texts([(f"QR code {number}", text) for number, text in enumerate(qr.read(data), 1)])


def read_page(data: bytes, file_name: str, service_id: str) -> tuple[tuple[Seed, ...], tuple[Problem | Pages, ...]]:
    """Read pages of a Google Authenticator export, as pictures or as the texts in them."""
    return (read if sniff(data) else otpauth.read)(data, file_name, service_id)
