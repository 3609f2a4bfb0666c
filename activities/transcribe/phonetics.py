"""How words sound, roughly, from how they are spelt."""

import re
import unicodedata

# Spellings of one sound in the languages that write with Latin letters, each to one sign: what
# people and engines mix up when they write a name they do not know. Applied in this order.
_SOUNDS = [
    (re.compile(pattern), sign)
    for pattern, sign in (
        (r"^(kn|gn|pn)", "n"), (r"^wr", "r"), (r"^ps", "s"), (r"^x", "s"), (r"^wh", "w"),
        (r"tsch|tch", "C"), (r"sch|sh|ti(?=o)", "S"), (r"ch(?=[rl])", "k"), (r"ch", "C"),
        (r"ph", "f"), (r"th", "T"), (r"gh(?=[aeiou])", "g"), (r"gh", ""), (r"dg(?=[eiy])", "j"),
        (r"ck|cq|q(u|w)?", "k"), (r"sc(?=[eiy])", "s"), (r"c(?=[eiy])", "s"), (r"c", "k"),
        (r"x", "ks"), (r"z", "s"), (r"ge(?=[aou])", "j"), (r"v|w(?=r)", "f"), (r"mb$", "m"),
        (r"(?<=[aeiou])h(?![aeiou])", ""), (r"e$", ""), (r"ee|ea|ie|ei|y|j(?=[^aeiou])", "i"),
        (r"oo|ou|ew|ue", "u"), (r"au|aw", "o"),
    )
]  # fmt: skip
_VOWELS = re.compile(r"[aeiou]+")


def sound(text: str) -> str:
    """Return a key that is the same, or nearly, for spellings that sound alike.

    Consonants stay as groups of like sounds, a run of vowels becomes one sign, except at the
    start. Of scripts without capitals and small letters the letters themselves.
    """
    apart = unicodedata.normalize("NFKD", text.casefold())
    key = "".join(c for c in apart if c.isalnum())
    for pattern, sign in _SOUNDS:
        key = pattern.sub(sign, key)
    key = re.sub(r"(.)\1+", r"\1", key)
    return key[:1] + _VOWELS.sub("a", key[1:])


def distance(one: str, other: str, most: int) -> int:
    """Return how many signs must be changed, added, left out or swapped with their neighbour to
    turn one text into the other; ``most`` + 1 when it is more than ``most``.

    The restricted distance of Damerau (Comm. ACM 7, 1964).
    """
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, sign in enumerate(one, 1):
        following = [i]
        for j, against in enumerate(other, 1):
            cost = min(row[j] + 1, following[j - 1] + 1, row[j - 1] + (sign != against))
            if i > 1 and j > 1 and sign == other[j - 2] and one[i - 2] == against:
                cost = min(cost, before[j - 2] + 1)
            following.append(cost)
        if min(following) > most:
            return most + 1
        before, row = row, following
    return min(row[-1], most + 1)
