from pathlib import Path

import numpy as np
import pytest

from activities import catalog
from activities.transcribe.base import Aligner
from core.errors import EngineUnavailableError
from core.settings import Settings
from tests.activities.transcribe import sounds
from tests.activities.transcribe.sounds import ignore

pytestmark = pytest.mark.media


@pytest.fixture(scope="module")
def aligner() -> Aligner:
    made = catalog.ALIGNERS.load("pocketsphinx-alignment")(Settings())
    made.prepare("en", ignore)
    return made


def test_known_words_are_found_where_they_were_said(aligner: Aligner) -> None:
    sample = sounds.spoken_sample()
    truth = [word for word in sample.words if word.end < 14.7]
    sound = sounds.decoded(sample.audio)[: int(14.7 * sounds.RATE)]
    placed = aligner.align(sound, [word.text for word in truth])
    assert placed is not None
    errors = [abs(one.span.start - word.start) for one, word in zip(placed, truth, strict=True)]
    errors += [abs(one.span.end - word.end) for one, word in zip(placed, truth, strict=True)]
    assert np.median(errors) <= 0.03
    assert np.percentile(errors, 95) <= 0.1


def test_a_name_that_no_dictionary_has_is_found_too(aligner: Aligner) -> None:
    sound = sounds.decoded(sounds.inaugural())
    words = ["and", "so", "my", "fellow", "Amerikanz", "ask", "not", "what", "your", "country"]
    placed = aligner.align(sound[: int(6.5 * sounds.RATE)], words)
    assert placed is not None
    assert len(placed) == len(words)


@pytest.mark.parametrize("words", [[], ["\u6a4b"], ["so", "..."], ["word"] * 900])
def test_words_that_cannot_be_in_the_sound_are_not_placed(
    aligner: Aligner, words: list[str]
) -> None:
    assert aligner.align(np.zeros(2 * sounds.RATE, np.float32), words) is None


def test_it_can_be_asked_again_after_it_could_not_tell(aligner: Aligner) -> None:
    sound = sounds.decoded(sounds.inaugural())[: 4 * sounds.RATE]
    assert aligner.align(sound[:100], ["so"] * 50) is None
    assert aligner.align(sound, ["and", "so", "my", "fellow", "Americans"]) is not None


def test_another_language_is_refused(tmp_path: Path) -> None:
    made = catalog.ALIGNERS.load("pocketsphinx-alignment")(Settings())
    with pytest.raises(EngineUnavailableError, match="knows English only, not 'de'"):
        made.prepare("de", ignore)
