"""How a name is spoken in English, in CMU's phones, as one guesses from its spelling."""

import re
import unicodedata
from collections.abc import Mapping, Sequence

Phones = tuple[str, ...]
_Rule = tuple[re.Pattern[str], list[str]]

_VOWEL = "aeiouy"

# From spelling to phones; in each place the first rule that fits. What stands behind a slash
# must follow, ``^`` is the start of the word, ``$`` its end, ``@`` a consonant and then an ``e``
# at the end, ``+`` one of e, i and y.
_RULES = """
^kn N|^gn N|^ps S|^wr R|^x Z|^mc M AH K|^ts T S
tsch CH|tch CH|sch SH|tion SH AH N|sion ZH AH N|cious SH AH S|tious SH AH S|ture CH ER
augh AO|ough AO|eigh EY|igh AY|ph F|sh SH|ch CH|ck K|gh G|th TH|wh W|qu K W|dg/+ JH|ng$ NG
nk NG K|ng/k NG|zz Z|ss S|ll L|tt T|ff F|pp P|bb B|dd D|gg G|mm M|nn N|rr R|cc/+ K S|cc K
ai EY|ay EY|au AO|aw AO|ea IY|ee IY|ei AY|eu UW|ew UW|ey$ IY|ie IY|oa OW|oe OW|oi OY|oo UW
ou AW|ow OW|oy OY|ue$ UW|ui UW|uy AY|aa AA|ae EY|ia IY AH|io IY OW|ii IY
arr AE R|err EH R|irr IH R|orr AO R|urr ER|ar AA R|er ER|ir ER|or AO R|ur ER|yr ER
a/@ EY|e/@ IY|i/@ AY|o/@ OW|u/@ UW|y/@ AY
es$ IY Z|ed$ D|e$ |y$ IY|o$ OW|a$ AH|i$ IY|u$ UW|le$ AH L
^y Y
c/+ S|c K|g/+ JH|g G|x K S|j JH|q K|y IH|h HH|w W|s S|z Z|b B|d D|f F|k K|l L|m M|n N|p P|r R
t T|v V|a AE|e EH|i IH|o AA|u AH
"""
# Of most other languages, before the rules above.
_OTHER_VOWELS = """
ai AY|au AW|ei EY|ie IY|ee EY|ou UW|oo OW|ia IY AA|io IY OW|eu EY UW
arr AA R|err EH R|orr AO R|ar AA R|er EH R|or AO R
e$ EY|es$ EH S|a AA|i IY|o OW|u UW
"""
_SIGNS = """
a EY|b B IY|c S IY|d D IY|e IY|f EH F|g JH IY|h EY CH|i AY|j JH EY|k K EY|l EH L|m EH M|n EH N
o OW|p P IY|q K Y UW|r AA R|s EH S|t T IY|u Y UW|v V IY|w D AH B AH L Y UW|x EH K S|y W AY|z Z IY
0 Z IH R OW|1 W AH N|2 T UW|3 TH R IY|4 F AO R|5 F AY V|6 S IH K S|7 S EH V AH N|8 EY T|9 N AY N
"""
_SPELT_OUT = re.compile(r"^[A-Z0-9]{2,5}$")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z0-9])|(?<=[0-9])(?=[A-Za-z])|(?<=[A-Za-z])(?=[0-9])")


def phones(word: str, known: Mapping[str, Phones]) -> tuple[Phones, ...]:
    """Return the phones of each likely way to speak a word, likeliest first.

    The second way has the vowels of other languages, as many names do. None for a word without
    Latin letters or digits. ``known`` holds words, small, with their phones. Capitals inside a
    word begin another word; capitals alone are spelt out unless they are known as a word.
    """
    apart = unicodedata.normalize("NFKD", word)
    plain = "".join(c for c in apart if c.isascii() and c.isalnum())
    pieces = [plain] if plain.lower() in known else _CAMEL.split(plain)
    ways = (
        tuple(phone for each in pieces for phone in known.get(each.lower()) or _piece(each, rules))
        for rules in (_ENGLISH, _FOREIGN)
    )
    return tuple(way for way in dict.fromkeys(ways) if way)


def _piece(piece: str, rules: Sequence[_Rule]) -> list[str]:
    vowels = sum(letter in _VOWEL for letter in piece.lower())
    if _SPELT_OUT.match(piece) or not vowels:
        return [phone for sign in piece.lower() for phone in _NAMED[sign]]
    return _spoken(piece.lower(), rules)


def _spoken(letters: str, rules: Sequence[_Rule]) -> list[str]:
    said: list[str] = []
    at = 0
    while at < len(letters):
        for pattern, spoken in rules:
            if match := pattern.match(letters, at):
                said += spoken
                at = match.end()
                break
        else:
            at += 1
    return said


def _compiled(rules: str) -> list[_Rule]:
    return [_rule(rule) for rule in rules.strip().replace("\n", "|").split("|")]


def _rule(rule: str) -> _Rule:
    spelling, _, spoken = rule.partition(" ")
    body, _, behind = spelling.partition("/")
    # The start of the word, where ``^`` would be the place at which the search begins.
    body = body.replace("^", r"(?<![a-z])")
    return re.compile(body + _BEHIND.get(behind, f"(?={behind})")), spoken.split()


_BEHIND = {"": "", "+": "(?=[eiy])", "@": "(?=[^aeiouy]e$)"}
_ENGLISH = _compiled(_RULES)
_FOREIGN = [*_compiled(_OTHER_VOWELS), *_ENGLISH]
_NAMED = {named[0]: named.split()[1:] for named in _SIGNS.strip().replace("\n", "|").split("|")}
