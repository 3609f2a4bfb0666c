from activities.diarize.people import people
from tests.activities.diarize.stage import faces, track, voices

TALK = [(0.0, 10.0, "S1"), (10.0, 20.0, "S2"), (20.0, 30.0, "S1"), (30.0, 40.0, "S2")]
ONE, OTHER = [(0, 10), (20, 30)], [(10, 20), (30, 40)]


def test_a_face_goes_with_the_voice_that_is_heard_when_it_speaks() -> None:
    seen = [track(1, 0, 40, moves=ONE, person=7), track(2, 0, 40, moves=OTHER, person=8)]
    known = people(faces(seen, (0, 10, 1), (10, 20, 2), (20, 30, 1), (30, 40, 2)), voices(*TALK))

    assert known.faces == {"S1": [7], "S2": [8]}
    assert known.voice(8) == "S2"


def test_a_few_wrong_turns_do_not_confuse_who_is_who() -> None:
    seen = [track(1, 0, 40, moves=ONE, person=7), track(2, 0, 40, moves=OTHER, person=8)]
    known = people(faces(seen, (0, 8, 1), (8, 20, 2), (20, 26, 1), (26, 40, 2)), voices(*TALK))

    assert known.faces == {"S1": [7], "S2": [8]}


def test_a_lone_face_whose_mouth_rests_does_not_own_the_voice_of_a_narrator() -> None:
    seen = [track(1, 0, 40, moves=[(0, 8)], person=7)]
    known = people(faces(seen, (0, 40, 1)), voices((0, 8, "S1"), (8, 40, "S2")))

    assert known.faces == {"S1": [7]}


def test_a_face_that_two_voices_claim_alike_is_nobodys() -> None:
    seen = [track(1, 0, 40, moves=[(0, 40)], person=7)]
    known = people(faces(seen, (0, 40, 1)), voices(*TALK))

    assert known.faces == {}


def test_two_seconds_are_not_enough() -> None:
    seen = [track(1, 0, 40, moves=[(0, 2)], person=7)]
    known = people(faces(seen, (0, 2, 1)), voices((0, 2, "S1"), (10, 30, "S2")))

    assert known.faces == {}


def test_tracks_of_nobody_known_may_be_one_person_in_several_scenes() -> None:
    seen = [
        track(1, 0, 10, moves=ONE),
        track(2, 10, 20, moves=OTHER),
        track(3, 20, 30, moves=ONE),
        track(4, 30, 40, moves=OTHER),
    ]
    known = people(faces(seen, (0, 10, 1), (10, 20, 2), (20, 30, 3), (30, 40, 4)), voices(*TALK))

    assert {voice: set(keys) for voice, keys in known.faces.items()} == {
        "S1": {known.of_track[1], known.of_track[3]},
        "S2": {known.of_track[2], known.of_track[4]},
    }


def test_two_faces_seen_at_once_are_not_one_person() -> None:
    seen = [track(1, 0, 40, moves=[(0, 10)]), track(2, 0, 40, moves=[(10, 14)])]
    known = people(faces(seen, (0, 10, 1), (10, 14, 2)), voices((0, 14, "S1"), (20, 30, "S2")))

    assert known.faces == {"S1": [known.of_track[1]]}
