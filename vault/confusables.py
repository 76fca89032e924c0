"""Letters that look like others, and how many letters two names differ by.

The table follows Unicode UTS #39 (confusables), as far as letters of host names are concerned. A host may be shown in capitals:
l, 1 and i are one, as a capital i looks like a small L.
"""

import unicodedata

_LOOKS_LIKE = {
    "a": "аαɑᴀ",
    "b": "ьвβʙƅ",
    "c": "сςᴄⲥ",
    "d": "ԁɗđᴅ",
    "e": "еєεҽɇᴇ",
    "f": "ƒꞙ",
    "g": "ɡցɢǥ",
    "h": "һհнʜħη",
    "i": "іıɩιɪӏł1ǀ",
    "j": "јϳյᴊ",
    "k": "кκĸᴋ",
    "m": "мᴍ",
    "n": "пոɴռ",
    "o": "оοօᴏøөσᴑ0",
    "p": "рρƿᴘϼ",
    "q": "ԛզգ",
    "r": "гᴦʀɾ",
    "s": "ѕꜱƽ",
    "t": "тτᴛŧ",
    "u": "υսᴜ",
    "v": "νѵᴠ",
    "w": "ԝѡωшᴡա",
    "x": "хχ",
    "y": "уүγʏỿ",
    "z": "ᴢʐ",
}
_PLAIN = str.maketrans({look: plain for plain, looks in _LOOKS_LIKE.items() for look in looks})
_UNSEEN = {"Cf", "Mn"}  # marks, and what only steers how the text around is set
_PAIRS = (("rn", "m"), ("vv", "w"), ("cl", "d"))


def skeleton(text: str) -> str:
    """Return what a name looks like: two names with one skeleton are easily taken for each other."""
    bare = "".join(char for char in unicodedata.normalize("NFKD", text.lower()) if unicodedata.category(char) not in _UNSEEN)
    bare = bare.translate(_PLAIN)
    for pair, single in _PAIRS:
        bare = bare.replace(pair, single)
    return bare.replace("l", "i")


def alphabet(char: str) -> str:
    """Return the alphabet of a letter, as Unicode names it: Cyrillic. Empty for Latin letters and for what is no letter."""
    if char.isascii() or not char.isalpha():
        return ""
    word = unicodedata.name(char, "").split(" ")[0].capitalize()
    return "" if word == "Latin" else word


def distance(one: str, other: str) -> int:
    """Count the letters to change, add, leave out or swap with the next, to turn one text into the other."""
    before: list[int] = []
    last = list(range(len(other) + 1))
    for place, char in enumerate(one):
        row = [place + 1]
        for at, wanted in enumerate(other):
            cost = min(last[at + 1] + 1, row[at] + 1, last[at] + (char != wanted))
            if place and at and char == other[at - 1] and one[place - 1] == wanted:
                cost = min(cost, before[at - 1] + 1)
            row.append(cost)
        before, last = last, row
    return last[-1]
