"""Texts to paste into the dialog that checks links: one for each way in which it looks."""

from vault import services

PYPI = ".".join(services.table()["pypi"].site)
SCENES = {
    "empty": "",
    "own": f"https://{PYPI}/account/login/",
    "not encrypted": f"http://{PYPI}/",
    "look-alike": "https://pypj.org/account/login/?token=x",
    "other letters": f"https://\u0440ypi{PYPI[4:]}/",
    "direction": f"https://py\u202epi{PYPI[4:]}/",
    "destroys": f"https://{PYPI}/manage/account/recovery-codes/regenerate",
    "redirect": f"https://{PYPI}/account/login/?next=https%3A%2F%2Fevil.example",
    "unknown": "https://blog.example/",
    "mild": "https://gitlab.gnome.org/",
    "related": f"https://docs.{PYPI}/",
    "sender": f"PyPI <noreply@{PYPI}>",
    "nothing": "hello",
    "long": f"https://{PYPI}.{'a-very-long-name-that-goes-on.' * 6}example/",
    "unbroken": f"https://{PYPI}.{'x' * 60}.{'y' * 60}.{'z' * 60}.example/",
    "mail": f"From: PyPI <noreply@pypj.org>\nTo: Alice <alice@mail.example>\n\nhttps://pypj.org/verify https://{PYPI}/help/ "
    f"https://docs.{PYPI}/ https://blog.example/ https://b.example/ https://{'long-' * 11}name.example/",
}
