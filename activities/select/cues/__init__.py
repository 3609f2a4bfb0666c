"""Words that tell what a sentence does, one file for each language. Data."""

from activities.select.cues import english, french, german, italian, portuguese, spanish
from activities.select.cues.kinds import Cues

_KNOWN = {
    "de": german.CUES,
    "en": english.CUES,
    "es": spanish.CUES,
    "fr": french.CUES,
    "it": italian.CUES,
    "pt": portuguese.CUES,
}
_NONE = Cues()


def cues(language: str) -> Cues:
    """Return the cues of an ISO 639-1 language; of one that is not known, empty ones."""
    return _KNOWN.get(language, _NONE)


def every() -> dict[str, Cues]:
    """Return the cues of every language that is known, by its ISO 639-1 code."""
    return dict(_KNOWN)
