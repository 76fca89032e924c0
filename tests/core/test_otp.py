"""One-time passwords against the RFCs' tables, and reading what real apps write (research/formats.md C0)."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vault import otp
from vault.errors import BadInput
from vault.model import Algorithm, Seed

ASCII_DIGITS = b"12345678901234567890123456789012345678901234567890123456789012345678901234567890"
SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"

RFC_4226 = ["755224", "287082", "359152", "969429", "338314", "254676", "287922", "162583", "399871", "520489"]
RFC_6238 = (
    (59, "94287082", "46119246", "90693936"),
    (1111111109, "07081804", "68084774", "25091201"),
    (1111111111, "14050471", "67062674", "99943326"),
    (1234567890, "89005924", "91819424", "93441116"),
    (2000000000, "69279037", "90698825", "38618901"),
    (20000000000, "65353130", "77737706", "47863826"),
)


def base32(secret: bytes) -> str:
    return base64.b32encode(secret).decode().rstrip("=")


def uri(members: str, *, kind: str = "totp", label: str = "Acme:alice") -> str:
    return f"otpauth://{kind}/{label}?{members}"


def test_hotp_gives_the_values_of_rfc_4226_appendix_d() -> None:
    seed = Seed(type="hotp", secret=base32(ASCII_DIGITS[:20]))
    assert [otp.value_at_counter(seed, counter) for counter in range(10)] == RFC_4226


@pytest.mark.parametrize(("column", "algorithm", "size"), [(1, "SHA1", 20), (2, "SHA256", 32), (3, "SHA512", 64)])
def test_totp_gives_the_values_of_rfc_6238_appendix_b(column: int, algorithm: Algorithm, size: int) -> None:
    seed = Seed(type="totp", secret=base32(ASCII_DIGITS[:size]), algorithm=algorithm, digits=8)
    assert [otp.value(seed, row[0]) for row in RFC_6238] == [row[column] for row in RFC_6238]


def test_steam_gives_the_values_that_keepassxc_and_pyotp_give() -> None:
    keepassxc = Seed(type="steam", secret="63BEDWCQZKTQWPESARIERL5DTTQFCJTK", digits=5)
    pyotp = Seed(type="steam", secret="BASE32SECRET3232", digits=5)
    assert [otp.value(keepassxc, at) for at in (1511200518, 1511200714)] == ["FR8RV", "9P3VP"]
    assert [otp.value(pyotp, at) for at in (0, 30, 60, 90)] == ["2TC8B", "YKKK4", "M4HQB", "DTVB3"]


def test_a_seed_of_80_bits_works_as_a_long_one_does() -> None:
    assert otp.value(Seed(type="totp", secret="JBSWY3DPEHPK3PXP"), 1111111111) == "358462"


@pytest.mark.parametrize("digits", range(1, 11))
def test_each_number_of_digits_shows_the_end_of_the_same_number(digits: int) -> None:
    seed = Seed(type="totp", secret=base32(ASCII_DIGITS[:20]), digits=digits)
    assert otp.value(seed, 59) == "1094287082"[-digits:]


def test_a_value_stays_for_its_period_and_tells_how_long() -> None:
    seed = Seed(type="totp", secret=SECRET, period=50)
    assert otp.value(seed, 0) == otp.value(seed, 49) != otp.value(seed, 50)
    assert otp.seconds_left(seed, 0) == 50
    assert otp.seconds_left(seed, 49.5) == 0.5


def test_defaults_are_sha1_six_digits_thirty_seconds_counter_zero() -> None:
    assert otp.parse(uri(f"secret={SECRET}")) == Seed(type="totp", secret=SECRET, issuer="Acme", name="alice")


def test_the_text_that_pypi_shows_is_read() -> None:
    text = f"otpauth://totp/PyPI:alice?digits=6&secret={SECRET}&algorithm=SHA1&issuer=PyPI&period=30"
    assert otp.parse(text) == Seed(type="totp", secret=SECRET, issuer="PyPI", name="alice")


@pytest.mark.parametrize(
    ("label", "issuer", "name"),
    [
        ("Acme:alice", "Acme", "alice"),
        ("Acme%3Aalice", "Acme", "alice"),
        ("Acme:%20alice", "Acme", "alice"),
        ("Acme: alice", "Acme", "alice"),
        ("Acme%20Inc:a%3Ab", "Acme Inc", "a:b"),
        ("alice", "", "alice"),
        ("alice@example.com", "", "alice@example.com"),
        ("a:b:c", "", "a:b:c"),
        ("Acme:alice#1", "Acme", "alice#1"),
        ("Acme:", "Acme", ""),
        ("", "", ""),
        ("J%C3%BCrgen", "", "Jürgen"),
        ("Acme:a%1B]0;gone%07%0Ab%C2%A0c", "Acme", "a]0;gone b c"),
    ],
)
def test_a_label_is_split_as_the_other_apps_split_it(label: str, issuer: str, name: str) -> None:
    seed = otp.parse(uri(f"secret={SECRET}", label=label))
    assert (seed.issuer, seed.name) == (issuer, name)


@pytest.mark.parametrize(
    ("written", "issuer"),
    [("Zeta", "Zeta"), ("Air+Canada", "Air Canada"), ("Air%20Canada", "Air Canada"), ("C%2B%2B", "C++"), ("+", "Acme")],
)
def test_the_issuer_of_the_query_beats_the_one_of_the_label(written: str, issuer: str) -> None:
    assert otp.parse(uri(f"secret={SECRET}&issuer={written}")).issuer == issuer


@pytest.mark.parametrize(
    "members",
    [
        f"secret={SECRET}",
        f"secret={SECRET.lower()}",
        f"SECRET={SECRET}",
        "secret=GEZD%20GNBV%20GY3T%20QOJQ%20GEZD%20GNBV%20GY3T%20QOJQ",
        "secret=gezd-gnbv-gy3t-qojq-gezd-gnbv-gy3t-qojq",
        f"secret={SECRET}&secret={SECRET}",
        f"secret={SECRET}&digits=null&period=null&algorithm=null&counter=null&issuer=",
        f"secret={SECRET}&algorithm=Algorithm.sha1",
        f"secret={SECRET}&algorithm=HmacSHA1&codeDisplay=%7B%22pinned%22%3Afalse%7D",
        f"secret={SECRET}&algorithm=hmac-sha-1&image=x",
        f"secret={SECRET}&counter=0",
        f"&secret={SECRET}&&",
    ],
)
def test_sloppy_texts_of_real_apps_give_the_same_seed(members: str) -> None:
    assert otp.parse(uri(members)) == Seed(type="totp", secret=SECRET, issuer="Acme", name="alice")


def test_padding_and_lengths_that_are_no_multiple_of_eight_are_read() -> None:
    for secret in ("MZXW6", "MZXW6===", "MZXW6%3D%3D%3D"):
        assert otp.parse(uri(f"secret={secret}")).secret == "MZXW6"


@pytest.mark.parametrize(
    ("text", "digits"),
    [
        (uri(f"secret={SECRET}", kind="steam"), 5),
        (uri(f"secret={SECRET}&digits=6&period=60", kind="steam"), 5),
        (uri(f"secret={SECRET}&encoder=steam"), 5),
        (uri(f"secret={SECRET}&digits=8", kind="TOTP").replace("otpauth", "OTPAuth"), 8),
    ],
)
def test_steam_always_has_five_digits(text: str, digits: int) -> None:
    seed = otp.parse(text)
    assert (seed.digits, seed.period) == (digits, 30)
    assert seed.type == ("steam" if digits == 5 else "totp")


def test_the_short_form_of_steam_is_read() -> None:
    assert otp.parse(f" steam://{SECRET}\n") == Seed(type="steam", secret=SECRET, issuer="Steam", digits=5)


def test_hotp_keeps_its_counter_and_has_no_period() -> None:
    seed = otp.parse(uri(f"secret={SECRET}&counter=50&period=0", kind="hotp"))
    assert (seed.type, seed.counter, seed.period) == ("hotp", 50, 30)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "alice",
        "https://example.com/",
        "otpauth-migration://offline?data=CjEK",
        uri(f"secret={SECRET}", kind="motp"),
        uri(f"secret={SECRET}", kind="yaotp"),
        f"otpauth://totp?secret={SECRET}",
        uri("issuer=Acme"),
        uri("secret="),
        uri("secret=1234567890"),
        uri("secret=GEZDGN%C3%84"),
        uri("secret=A"),
        uri("secret=" + "A" * 2000),
        uri(f"secret={SECRET}&secret=MZXW6"),
        uri(f"secret={SECRET}&issuer=%ZZ"),
        uri(f"secret={SECRET}&issuer=%"),
        uri(f"secret={SECRET}&algorithm=SHA384"),
        uri(f"secret={SECRET}&algorithm=MD5"),
        uri(f"secret={SECRET}&digits=0"),
        uri(f"secret={SECRET}&digits=11"),
        uri(f"secret={SECRET}&digits=six"),
        uri(f"secret={SECRET}&digits=%D9%A6"),
        uri(f"secret={SECRET}&period=0"),
        uri(f"secret={SECRET}&period=-30"),
        uri(f"secret={SECRET}&period=86401"),
        uri(f"secret={SECRET}&counter=9223372036854775808", kind="hotp"),
        uri(f"secret={SECRET}&counter={'9' * 5000}", kind="hotp"),
        uri(f"secret={SECRET}&image=" + "x" * 20000),
        "steam://",
    ],
)
def test_a_text_that_cannot_be_used_is_refused_without_quoting_it(text: str) -> None:
    with pytest.raises(BadInput) as refused:
        otp.parse(text)
    assert SECRET not in f"{refused.value} {refused.value.hint}"


URI_PARTS = ("otpauth://", "steam://", "totp/", "hotp/", "steam/", "?", "&", "=", "%", "%3A", ":", "secret=", SECRET, "digits=")
URI_LIKE = st.lists(st.sampled_from(URI_PARTS) | st.text(max_size=8), max_size=12).map("".join)
HOSTILE = URI_LIKE.map(lambda text: f"otpauth://totp/{text}") | URI_LIKE | st.text(st.characters(codec=None))


@given(HOSTILE)
def test_any_text_gives_a_seed_or_bad_input(text: str) -> None:
    try:
        seed = otp.parse(text)
    except BadInput:
        return
    assert otp.parse(otp.to_uri(seed)) == seed
    assert otp.value_at_counter(seed, seed.counter)


words = st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "S")), max_size=200)
seeds = st.builds(
    Seed,
    type=st.sampled_from(["totp", "hotp"]),
    secret=st.binary(min_size=1, max_size=64).map(base32),
    issuer=words,
    name=words,
    algorithm=st.sampled_from(["SHA1", "SHA256", "SHA512"]),
    digits=st.integers(1, 10),
)


@given(seeds, st.integers(1, 86400), st.integers(0, 2**63 - 1))
def test_every_seed_comes_back_from_its_own_text(seed: Seed, period: int, counter: int) -> None:
    member = {"period": period} if seed.type == "totp" else {"counter": counter}
    seed = Seed(**{name: getattr(seed, name) for name in seed.__struct_fields__} | member)
    assert otp.parse(otp.to_uri(seed)) == seed
    assert repr(otp.parse(otp.to_uri(seed))) == f"Seed({seed.type})"


@pytest.mark.parametrize(
    ("issuer", "name"), [("", "a:b"), ("a:b", "c"), ("Acme", ""), ("", ""), ("Acme", "a:b"), ("C++", "a+b")]
)
def test_colons_and_empty_names_come_back(issuer: str, name: str) -> None:
    seed = Seed(type="totp", secret=SECRET, issuer=issuer, name=name)
    assert otp.parse(otp.to_uri(seed)) == seed


def test_our_text_is_the_one_that_other_apps_read() -> None:
    seed = Seed(type="totp", secret=SECRET, issuer="Acme Inc", name="alice@example.com")
    members = f"secret={SECRET}&issuer=Acme%20Inc&algorithm=SHA1&digits=6&period=30"
    assert otp.to_uri(seed) == f"otpauth://totp/Acme%20Inc:alice@example.com?{members}"
    assert otp.to_uri(Seed(type="hotp", secret=SECRET, counter=7)).endswith(
        "?secret=" + SECRET + "&algorithm=SHA1&digits=6&counter=7"
    )


def test_names_are_cut_where_nobody_reads_on() -> None:
    seed = otp.parse(uri(f"secret={SECRET}&issuer={'i' * 300}", label="n" * 199 + "%20nn"))
    assert (seed.issuer, seed.name) == ("i" * 200, "n" * 199)


def test_a_typed_seed_is_brought_into_its_stored_form() -> None:
    seed = otp.new_seed(" gezd gnbv-gy3t qojq ====", issuer="Acme", digits=8)
    assert seed == Seed(type="totp", secret="GEZDGNBVGY3TQOJQ", issuer="Acme", digits=8)


@pytest.mark.parametrize("members", [{"digits": 11}, {"period": 0}, {"type": "motp"}, {"issuer": 5}])
def test_settings_that_no_authenticator_has_are_refused(members: dict[str, str | int]) -> None:
    with pytest.raises(BadInput):
        otp.new_seed(SECRET, **members)
