"""Words that tell what a sentence does. Data; English so far, neutral for every other language.

The words are lower case and without punctuation, as ``sentences.tokens`` makes them.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Cues:
    """What words give away, by language. Every set may be empty."""

    asking: frozenset[str] = frozenset()
    """First words of a question."""
    asking_before: frozenset[str] = frozenset()
    """First words of a question when an auxiliary follows."""
    auxiliary: frozenset[str] = frozenset()
    """First words of a question when a person follows."""
    persons: frozenset[str] = frozenset()
    stories: tuple[str, ...] = ()
    """Phrases that open a story."""
    bold: frozenset[str] = frozenset()
    """Superlatives, surprise, stakes."""
    contrast: frozenset[str] = frozenset()
    explaining: frozenset[str] = frozenset()
    listing: frozenset[str] = frozenset()
    numbers: frozenset[str] = frozenset()
    second_person: frozenset[str] = frozenset()
    joining: frozenset[str] = frozenset()
    """As a first word, they carry on what was said before."""
    pointing: frozenset[str] = frozenset()
    """As a first word, they mean something that was named before."""
    unfinished: frozenset[str] = frozenset()
    """As a last word, they promise more."""
    fillers: frozenset[str] = frozenset()
    empty: frozenset[str] = frozenset()
    """Words without content of their own."""


def cues(language: str) -> Cues:
    """Return the cues for an ISO 639-1 language."""
    return _ENGLISH if language == "en" else _NONE


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_NONE = Cues()

_ENGLISH = Cues(
    asking=_words("how why"),
    asking_before=_words("what who when where which whose"),
    auxiliary=_words(
        "is are am was were do does did can could would should have has had will isn't aren't "
        "don't doesn't didn't can't won't if"
    ),
    persons=_words("you we they he she it i there anyone anybody this that"),
    stories=(
        "when i was",
        "one day",
        "i remember",
        "the first time",
        "the last time",
        "years ago",
        "last year",
        "last week",
        "let me tell you",
        "there was a",
        "i was in",
        "i used to",
        "it all started",
        "the day",
        "a few years",
        "i'll never forget",
        "so there i was",
        "once upon",
        "imagine",
        "picture this",
    ),
    bold=_words(
        "never always nobody everybody everyone everything nothing best worst biggest greatest "
        "largest smallest hardest easiest fastest most least only secret mistake mistakes wrong "
        "truth lie lies crazy insane incredible unbelievable amazing shocking surprising surprised "
        "dangerous terrible huge impossible must die died dead kill killed love hate fail failed "
        "failure win won lost free money million billion change changed forever fear afraid "
        "problem warning stop worth powerful favorite perfect"
    ),
    contrast=_words(
        "but however actually instead although though yet except unlike despite whereas rather "
        "turns until suddenly"
    ),
    explaining=_words(
        "because reason reasons means therefore example instance basically result results which's "
        "that's why how works explain proof evidence lesson learned learn trick tip step key "
        "simple simply strategy rule"
    ),
    listing=_words(
        "first firstly second secondly third thirdly fourth finally lastly next step steps number "
        "ways things reasons rules tips lessons"
    ),
    numbers=_words(
        "two three four five six seven eight nine ten eleven twelve twenty thirty forty fifty "
        "sixty seventy eighty ninety hundred thousand million billion percent half double twice "
        "dollars"
    ),
    second_person=_words("you your you're yours yourself you've you'll you'd"),
    joining=_words(
        "and but so because or then also which plus anyway therefore than nor with of like as"
    ),
    pointing=_words(
        "it it's this that that's these those they they're he he's she she's them him her there "
        "its their such"
    ),
    unfinished=_words(
        "and but so because or the a an of to in on at for with from by is are was were if that "
        "which who my your his her their our very really as than like into about when where"
    ),
    fillers=_words(
        "um uh uhm erm hmm mm well okay ok so yeah yes right like and but now alright oh ah "
        "basically anyway also then because"
    ),
    empty=_words(
        "a an the and or but so if then than as at by for from in into of off on onto out over to "
        "up with about after again all also am any are aren't be been before being below between "
        "both can can't could couldn't did didn't do does doesn't doing don't down during each few "
        "further had has have having he her here hers herself him himself his how i i'd i'll i'm "
        "i've is isn't it it's its itself just me more most my myself no nor not now once only "
        "other our ours ourselves own same she should some such that that's their theirs them "
        "themselves there there's these they they're this those through too under until us very "
        "was wasn't we we're were what what's when where which while who whom why will won't would "
        "you you're your yours yourself get gets got getting go goes going gonna went come comes "
        "came say says said know knows knew think thinks thought really thing things like kind "
        "sort lot much many way well yeah yes okay right see seen look want wants wanna make makes "
        "made take takes took actually basically even still back one something anything because "
        "um uh let tell put maybe let's around around's every ever never always though "
        "people time first two three"
    ),
)
