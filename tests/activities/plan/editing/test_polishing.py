from typing import Any

import pytest

from activities.plan.editing import (
    AddSounds,
    Censor,
    CutOnBeat,
    Known,
    SetField,
    Tighten,
    edited,
    set_field,
)
from core.domain.artifact import Artifact
from core.domain.plan import (
    AudioPlan,
    CaptionPlan,
    CaptionWord,
    Censoring,
    ClipPlan,
    MusicPlan,
    SoundMark,
)
from core.domain.scenes import Scenes
from core.domain.sound import Beats, Sound
from core.domain.span import Span
from core.domain.transcript import Transcript, Word
from core.errors import InvalidPlanError
from tests.activities.plan.editing.talk import shown, talk, written

SAID = (
    Word(text="An", start=10.2, end=10.6),
    Word(text="idea", start=10.7, end=11.0),
    Word(text="um", start=11.3, end=11.5),
    Word(text="is", start=13.6, end=13.9),
    Word(text="fucking", start=14.0, end=14.6),
    Word(text="fast", start=14.7, end=15.1),
    Word(text="boom", start=30.0, end=30.5),
)
TUNE = Artifact(key="w/tune.mp3", size=1)


def clip(*spans: tuple[float, float], **changes: Any) -> ClipPlan:
    """Return a plan that shows all but the last word."""
    words = tuple(CaptionWord.model_validate(word) for word in SAID[:-1])
    captions = CaptionPlan(words=words, language="en")
    return talk(*(spans or ((10.0, 15.4),)), **{"captions": captions, **changes})


def known(**changes: Any) -> Known:
    transcript = Transcript(engine="test", language="en", duration=100, words=SAID)
    silences = (Span(start=11.0, end=11.3), Span(start=11.5, end=13.6))
    values: dict[str, Any] = {
        "transcript": transcript,
        "scenes": Scenes(engine="test", scenes=(Span(start=0, end=100),)),
        "sound": Sound(engine="test", duration=100, step=0.1, silences=silences),
    }
    return Known(**{**values, **changes})


def test_a_filler_and_its_silence_go_and_a_zoom_hides_the_jump() -> None:
    made = edited(clip(), [Tighten(speed="relaxed")], known())

    (start, before), (after, end) = shown(made)
    assert (start, end) == (10.0, 15.4)
    assert before == pytest.approx(11.12, abs=0.01)
    assert after == pytest.approx(13.48, abs=0.01)
    assert written(made) == ["An", "idea", "is", "fucking", "fast"]
    assert {key.size for key in made.layout.crop(0)} == {1.0, 0.88}


def test_where_the_picture_of_the_source_changes_anyway_no_zoom_is_needed() -> None:
    cut = Scenes(engine="test", scenes=(Span(start=0, end=12), Span(start=12, end=100)))

    made = edited(clip(), [Tighten()], known(scenes=cut))

    assert len(made.spans) == 2
    assert made.layout == clip().layout


def test_what_is_no_silence_stays_but_for_the_filler() -> None:
    loud = Sound(engine="test", duration=100, step=0.1, silences=())
    plan = clip(captions=None)

    assert edited(plan, [Tighten()], known(sound=loud)).duration > 4.8
    assert edited(plan, [Tighten()], known()).duration < 3.2


def test_words_outside_of_the_clip_keep_their_captions() -> None:
    late = CaptionWord(text="boom", start=30.0, end=30.5)
    captions = CaptionPlan(words=(*clip().captions.words, late))  # type: ignore[union-attr]

    assert "boom" in written(edited(clip(captions=captions), [Tighten()], known()))


def test_every_speed_takes_more_than_the_slower_one() -> None:
    words = [
        Word(text=f"w{n}", start=at, end=at + 0.3)
        for n, at in enumerate((10.2, 10.8, 11.5, 12.6, 14.3))
    ]
    transcript = Transcript(engine="test", language="en", duration=100, words=tuple(words))
    still = Sound(engine="test", duration=100, step=0.1, silences=(Span(start=0, end=100),))
    about = known(transcript=transcript, sound=still)

    relaxed, natural, fast = (
        edited(clip(captions=None), [operation], about).duration
        for operation in (Tighten(speed="relaxed"), Tighten(), Tighten(speed="fast"))
    )

    assert 5.4 > relaxed > natural > fast > 2


def test_words_of_the_table_are_heard_with_their_sound() -> None:
    made = edited(clip(), [AddSounds(level=-20)], known())

    marks = [(mark.name, mark.at, mark.level) for mark in made.audio.sounds]
    assert marks == [("ding", 10.7, -20), ("whoosh", 14.7, -20)]
    assert edited(made, [AddSounds(level=-3)], known()) == made


def test_a_sound_that_a_person_put_there_keeps_others_away() -> None:
    own = SoundMark(name="boom", at=12.9)

    made = edited(clip(audio=AudioPlan(sounds=(own,))), [AddSounds()], known())

    assert made.audio.sounds == (own,)


def test_what_people_write_decides_what_a_word_means() -> None:
    changed = edited(clip(), [SetField(path="captions.words.0.text", value="Boom")])

    assert edited(changed, [AddSounds()], known()).audio.sounds[0].name == "boom"


def test_a_language_without_a_table_is_told() -> None:
    plan = edited(clip(), [set_field("captions.language=sw")])

    with pytest.raises(InvalidPlanError, match=r"captions\.language: .* sounds for sw; .* de, en"):
        edited(plan, [AddSounds()], known())


def test_profane_words_are_censored_besides_what_a_person_censored() -> None:
    own = Censoring(spans=(Span(start=10.2, end=10.5), Span(start=14.5, end=14.8)), way="silence")

    made = edited(clip(audio=AudioPlan(censoring=own)), [Censor()], known())

    first, second = made.audio.censoring.spans
    assert made.audio.censoring.way == "bleep"
    assert first == own.spans[0]
    assert [second.start, second.end] == pytest.approx([13.96, 14.8])
    assert edited(made, [Censor()], known()) == made


def test_profane_words_are_censored_that_the_captions_lack() -> None:
    bare = edited(clip(captions=None), [Censor(way="silence")], known())
    elsewhere = edited(clip((10.0, 13.0), captions=None), [Censor()], known())

    (span,) = bare.audio.censoring.spans
    assert span.start < 14.0 < 14.6 < span.end
    assert bare.audio.censoring.way == "silence"
    assert elsewhere.audio.censoring.spans == ()


def test_cuts_go_to_the_beats_of_the_recording() -> None:
    heard = Sound(engine="test", duration=100, step=0.1, beats=(12.0, 12.5, 13.0))

    made = edited(clip((10.0, 12.05), (12.93, 15.4)), [CutOnBeat()], known(sound=heard))

    assert shown(made) == [(10.0, 12.0), (13.0, 15.4)]


def test_cuts_go_to_the_beats_of_the_music_that_is_repeated_under_the_clip() -> None:
    plan = clip((10.0, 13.05), (13.2, 15.4), audio=AudioPlan(music=MusicPlan(file=TUNE)))
    music = {TUNE.key: Beats(duration=2.0, times=(0.0, 1.0))}

    made = edited(plan, [CutOnBeat()], known(music=music))

    assert shown(made) == [(10.0, pytest.approx(13.0)), (13.2, 15.4)]


@pytest.mark.parametrize(
    ("plan", "about", "said"),
    [
        (clip(), {}, "spans: the clip is one piece"),
        (clip((10, 12), (13, 15)), {}, "audio.music: none is laid under .* choose music"),
        (
            clip((10, 12), (13, 15), audio=AudioPlan(music=MusicPlan(file=TUNE))),
            {"music": {TUNE.key: Beats(duration=0.0)}},
            "audio.music.file: no steady beat is heard in w/tune.mp3",
        ),
        (
            clip((10, 12), (13, 15), audio=AudioPlan(music=MusicPlan(file=TUNE))),
            {},
            "cut_on_beat: needs the beats of the music",
        ),
        (
            clip((10, 12), (13, 15)),
            {"sound": None},
            "cut_on_beat: needs the sound",
        ),
    ],
)
def test_without_a_cut_or_a_beat_nothing_is_moved(
    plan: ClipPlan, about: dict[str, Any], said: str
) -> None:
    with pytest.raises(InvalidPlanError, match=said):
        edited(plan, [CutOnBeat()], known(**about))
