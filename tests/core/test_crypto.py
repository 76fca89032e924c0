"""The primitives against the published vectors, and Argon2id against a second implementation."""

import random

import argon2
import pytest
from argon2.low_level import Type, core, ffi, hash_secret_raw
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from vault import crypto
from vault.crypto import Cost
from vault.errors import Tampered, VaultError

# RFC 9106 §5.3: 32 KiB, 3 passes, 4 lanes, with a secret and associated data.
RFC_9106 = {"password": b"\x01" * 32, "salt": b"\x02" * 16, "secret": b"\x03" * 8, "ad": b"\x04" * 12}
RFC_9106_TAG = bytes.fromhex("0d640df58d78766c08c037a34a8b53c9d01ef0452d75b65eb52520e96b01e659")

# The reference implementation's src/test.c, Argon2id of version 0x13: passes, log2 of the memory, lanes, password, salt.
REFERENCE = [
    (2, 16, 1, "password", "somesalt", "09316115d5cf24ed5a15a31a3ba326e5cf32edc24702987c02b6566f61913cf7"),
    (2, 8, 1, "password", "somesalt", "9dfeb910e80bad0311fee20f9c0e2b12c17987b4cac90c2ef54d5b3021c68bfe"),
    (2, 8, 2, "password", "somesalt", "6d093c501fd5999645e0ea3bf620d7b8be7fd2db59c20d9fff9539da2bf57037"),
    (1, 16, 1, "password", "somesalt", "f6a5adc1ba723dddef9b5ac1d464e180fcd9dffc9d1cbf76cca2fed795d9ca98"),
    (4, 16, 1, "password", "somesalt", "9025d48e68ef7395cca9079da4c4ec3affb3c8911fe4f86d1a2520856f63172c"),
    (2, 16, 1, "differentpassword", "somesalt", "0b84d652cf6b0c4beaef0dfe278ba6a80df6696281d7e0d2891b817d8c458fde"),
    (2, 16, 1, "password", "diffsalt", "bdf32b05ccc42eb15d58fd19b1f856b113da1e9a5874fdcc544308565aa8141c"),
]

# RFC 5869 appendix A: key material, salt, info, length, output.
RFC_5869 = [
    (
        "0b" * 22,
        bytes(range(13)).hex(),
        bytes(range(0xF0, 0xFA)).hex(),
        42,
        "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865",
    ),
    (
        bytes(range(0x50)).hex(),
        bytes(range(0x60, 0xB0)).hex(),
        bytes(range(0xB0, 0x100)).hex(),
        82,
        (
            "b11e398dc80327a1c8e7f78c596a49344f012eda2d4efad8a050cc4c19afa97c59045a99cac7827271cb41c65e590e09"
            "da3275600c2f09b8367793a9aca3db71cc30c58179ec3e87c14c01d5c1f3434f1d87"
        ),
    ),
    ("0b" * 22, "", "", 42, "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8"),
]

# RFC 4231: key, message, tag.
RFC_4231 = [
    ("0b" * 20, b"Hi There".hex(), "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"),
    (
        b"Jefe".hex(),
        b"what do ya want for nothing?".hex(),
        "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
    ),
    ("aa" * 20, "dd" * 50, "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"),
    (bytes(range(1, 26)).hex(), "cd" * 50, "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b"),
    (
        "aa" * 131,
        b"Test Using Larger Than Block-Size Key - Hash Key First".hex(),
        "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54",
    ),
    (
        "aa" * 131,
        b"This is a test using a larger than block-size key and a larger than block-size data. "
        b"The key needs to be hashed before being used by the HMAC algorithm.".hex(),
        "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2",
    ),
]

# McGrew and Viega, "The Galois/Counter Mode of Operation", test cases 13 to 16: key, nonce, text, bound, sealed.
GCM_KEY = "feffe9928665731c6d6a8f9467308308" * 2
GCM_TEXT = (
    "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
    "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b391aafd255"
)
GCM_SEALED = (
    "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
    "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662898015ad"
)
GCM = [
    ("00" * 32, "00" * 12, "", "", "530f8afbc74536b9a963b4f1c4cb738b"),
    ("00" * 32, "00" * 12, "00" * 16, "", "cea7403d4d606b6e074ec5d3baf39d18d0d1c8a799996bf0265b98b5d48ab919"),
    (GCM_KEY, "cafebabefacedbaddecaf888", GCM_TEXT, "", GCM_SEALED + "b094dac5d93471bdec1a502270e3cc6c"),
    (
        GCM_KEY,
        "cafebabefacedbaddecaf888",
        GCM_TEXT[:120],
        "feedfacedeadbeeffeedfacedeadbeefabaddad2",
        GCM_SEALED[:120] + "76fc6ece0f4e1768cddf8853bb2d551b",
    ),
]


def test_argon2id_gives_the_tag_of_rfc_9106() -> None:
    out = ffi.new("uint8_t[]", 32)
    held = {name: ffi.new("uint8_t[]", value) for name, value in RFC_9106.items()}
    context = ffi.new("argon2_context *")
    context.version = 0x13
    context.out, context.outlen = out, 32
    context.pwd, context.pwdlen = held["password"], 32
    context.salt, context.saltlen = held["salt"], 16
    context.secret, context.secretlen = held["secret"], 8
    context.ad, context.adlen = held["ad"], 12
    context.t_cost, context.m_cost, context.lanes, context.threads = 3, 32, 4, 4
    assert core(context, Type.ID.value) == 0
    assert bytes(ffi.buffer(out)) == RFC_9106_TAG
    second = Argon2id(
        salt=RFC_9106["salt"],
        length=32,
        iterations=3,
        lanes=4,
        memory_cost=32,
        ad=RFC_9106["ad"],
        secret=RFC_9106["secret"],
    )
    assert second.derive(RFC_9106["password"]) == RFC_9106_TAG


@pytest.mark.parametrize(("passes", "memory", "lanes", "password", "salt", "tag"), REFERENCE)
def test_our_argon2id_gives_the_reference_implementations_tags(
    passes: int, memory: int, lanes: int, password: str, salt: str, tag: str
) -> None:
    assert crypto.argon2id(password.encode(), salt.encode(), Cost(1 << memory, passes, lanes)).hex() == tag


def test_our_argon2id_agrees_with_openssls_on_fifty_random_costs() -> None:
    chance = random.Random(9106)
    for _ in range(50):
        lanes = chance.randint(1, 8)
        cost = Cost(chance.randint(8 * lanes, 2048), chance.randint(1, 6), lanes)
        secret, salt = chance.randbytes(chance.randint(1, 64)), chance.randbytes(16)
        second = Argon2id(salt=salt, length=32, iterations=cost.passes, lanes=cost.lanes, memory_cost=cost.memory)
        assert crypto.argon2id(secret, salt, cost) == second.derive(secret), cost


@pytest.mark.parametrize("error", [argon2.exceptions.HashingError, MemoryError])
def test_too_little_memory_is_told_as_what_it_is(error: type[Exception], monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(**_: object) -> bytes:
        raise error

    monkeypatch.setattr(crypto, "hash_secret_raw", fail)
    with pytest.raises(VaultError, match=r"not enough free memory .* 64 MB") as refused:
        crypto.argon2id(b"password", bytes(16), crypto.CHEAPEST)
    assert refused.value.hint


def test_the_costs_are_those_of_the_standard() -> None:
    assert Cost(262144, 3, 4) == crypto.STANDARD
    assert Cost(65536, 3, 4) == crypto.SHORT_OF_MEMORY
    assert crypto.CHEAPEST.memory == 65536
    raw = hash_secret_raw(b"password", bytes(16), 1, 65536, 4, 32, Type.ID, 19)
    assert crypto.argon2id(b"password", bytes(16), crypto.CHEAPEST) == raw


@pytest.mark.parametrize(("secret", "salt", "info", "length", "output"), RFC_5869)
def test_hkdf_gives_the_output_of_rfc_5869(secret: str, salt: str, info: str, length: int, output: str) -> None:
    made = crypto.hkdf(bytes.fromhex(secret), salt=bytes.fromhex(salt), info=bytes.fromhex(info), length=length)
    assert made.hex() == output


@pytest.mark.parametrize(("key", "message", "tag"), RFC_4231)
def test_hmac_gives_the_tags_of_rfc_4231(key: str, message: str, tag: str) -> None:
    assert crypto.mac(bytes.fromhex(key), bytes.fromhex(message)).hex() == tag


@pytest.mark.parametrize(("key", "nonce", "text", "bound", "output"), GCM)
def test_aes_256_gcm_gives_the_known_answers(key: str, nonce: str, text: str, bound: str, output: str) -> None:
    cipher = AESGCM(bytes.fromhex(key))
    made = cipher.encrypt(bytes.fromhex(nonce), bytes.fromhex(text), bytes.fromhex(bound))
    assert made.hex() == output


@pytest.mark.parametrize("case", GCM[:2])
def test_sealing_uses_the_zero_nonce(case: tuple[str, ...]) -> None:
    key, text, sealed = bytes.fromhex(case[0]), bytes.fromhex(case[2]), bytes.fromhex(case[4])
    assert crypto.seal(key, text, bound_to=b"") == sealed
    assert crypto.unseal(key, sealed, bound_to=b"") == text


@pytest.mark.parametrize(
    ("sealed", "bound"),
    [(b"", b"bound"), (b"x" * 15, b"bound"), (b"", b"other"), (None, b"other"), (None, b"")],
)
def test_anything_else_than_what_was_sealed_is_tampered_with(sealed: bytes | None, bound: bytes) -> None:
    whole = crypto.seal(bytes(32), b"text", bound_to=b"bound")
    with pytest.raises(Tampered):
        crypto.unseal(bytes(32), whole if sealed is None else sealed, bound_to=bound)


def test_equal_compares_bytes() -> None:
    assert crypto.equal(b"same", b"same")
    assert not crypto.equal(b"same", b"some")
