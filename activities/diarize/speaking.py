"""Let the faces speak whose voices are heard."""

from collections.abc import Iterable, Sequence
from itertools import pairwise

import numpy as np

from activities.diarize.people import MOVES, People, people
from core.domain.faces import FaceTracks, SpeakerTurn
from core.domain.span import Span
from core.domain.voices import Voices, VoiceTurn

# How much more than the mouth of the voice's owner another mouth must move to be believed.
_MUCH_MORE = 2.5
# A face speaks for so long at least, and pauses for less keep its turn.
_SHORTEST, _PAUSE = 0.6, 0.8

_Piece = tuple[Span, int]


def with_voices(faces: FaceTracks, voices: Voices) -> FaceTracks:
    """Return the faces with speaking turns that fit the voices.

    Where a voice is heard whose face is known, that face speaks if it is there. If it is not,
    nobody does, but for a face without a voice of its own whose mouth moves like one that
    speaks. A voice without a face leaves what the mouths said, unless the face that would
    speak has another voice and hardly moves its mouth. Where no voice is heard, with fewer than
    two voices, or when no face is known to have one, everything stays as it is.
    """
    if len(voices.voices) < 2 or not faces.speaking:
        return faces
    known = people(faces, voices)
    if not known.faces:
        return faces
    decided = _decided(faces, voices, known)
    return faces.model_copy(update={"speaking": _tidied(decided)})


def _decided(faces: FaceTracks, voices: Voices, known: People) -> list[_Piece]:
    said = _Line([(turn.span, turn.track) for turn in faces.speaking])
    there = _Line([seen for person in known.motion.values() for seen in _of_tracks(person.seen)])
    pieces: list[_Piece] = []
    at = -np.inf
    for turn in one_at_a_time(voices.turns):
        pieces += said.between(at, turn.span.start)
        pieces += _in_turn(turn, said, there, known)
        at = turn.span.end
    return pieces + said.between(at, np.inf)


def _of_tracks(seen: Iterable[tuple[int, Span]]) -> Iterable[_Piece]:
    return ((span, track) for track, span in seen)


class _Line:
    """Spans of tracks, to be looked up by time."""

    def __init__(self, pieces: Iterable[_Piece]) -> None:
        self._pieces = sorted(pieces, key=lambda piece: piece[0].start)
        self._starts = np.array([span.start for span, _ in self._pieces])
        self._ends = np.array([span.end for span, _ in self._pieces])

    def between(self, start: float, end: float) -> list[_Piece]:
        """Return what lies between two times, cut to them."""
        inside = np.flatnonzero((self._starts < end) & (self._ends > start))
        return [
            (Span(start=max(start, span.start), end=min(end, span.end)), track)
            for span, track in (self._pieces[at] for at in inside)
        ]


def _in_turn(turn: VoiceTurn, said: _Line, there: _Line, known: People) -> list[_Piece]:
    """Return who speaks during the turn of a voice."""
    start, end = turn.span.start, turn.span.end
    claims, seen = said.between(start, end), there.between(start, end)
    edges = sorted(
        {start, end, *(e for span, _ in (*claims, *seen) for e in (span.start, span.end))}
    )
    found: list[_Piece] = []
    for low, high in pairwise(edges):
        claimed = next((track for span, track in claims if span.contains(low)), None)
        visible = [track for span, track in seen if span.contains(low)]
        speaks = _speaks(turn, claimed, visible, known)
        if speaks is not None:
            found.append((Span(start=low, end=high), speaks))
    return found


def _speaks(
    turn: VoiceTurn, claimed: int | None, visible: Sequence[int], known: People
) -> int | None:
    """Return the track that speaks while one of several tracks is claimed to."""
    mine = known.faces.get(turn.voice, ())
    own = next((track for track in visible if known.of_track[track] in mine), None)
    if claimed is None or claimed == own or claimed not in known.of_track:
        return own if own is not None else claimed
    other = known.voice(known.of_track[claimed])
    if own is not None:
        believed = other is None and _moves_much_more(claimed, own, turn, known)
        return claimed if believed else own
    if mine:
        return claimed if other is None and _moves(claimed, turn, turn.voice, known) else None
    return claimed if other is None or _moves(claimed, turn, other, known) else None


def _moves(track: int, turn: VoiceTurn, voice: str, known: People) -> bool:
    """Tell whether a mouth moves like the one of a voice usually does; yes if nobody can tell."""
    moved = known.motion[known.of_track[track]].during([turn.span])
    usual = known.usual(voice)
    return moved is None or not usual or moved >= MOVES * usual


def _moves_much_more(track: int, own: int, turn: VoiceTurn, known: People) -> bool:
    moved = known.motion[known.of_track[track]].during([turn.span])
    rests = known.motion[known.of_track[own]].during([turn.span])
    return moved is not None and rests is not None and moved > _MUCH_MORE * rests


def one_at_a_time(turns: Sequence[VoiceTurn]) -> list[VoiceTurn]:
    """Return the turns without overlap: of two at once the longer one keeps what both have."""
    edges = sorted({edge for turn in turns for edge in (turn.span.start, turn.span.end)})
    waiting = sorted(turns, key=lambda turn: turn.span.start, reverse=True)
    active: list[VoiceTurn] = []
    found: list[VoiceTurn] = []
    for low, high in pairwise(edges):
        while waiting and waiting[-1].span.start <= low:
            active.append(waiting.pop())
        active = [turn for turn in active if turn.span.end > low]
        if not active:
            continue
        leader = max(active, key=lambda turn: turn.span.duration).voice
        goes_on = found and found[-1].voice == leader and found[-1].span.end == low
        start = found.pop().span.start if goes_on else low
        found.append(VoiceTurn(voice=leader, span=Span(start=start, end=high)))
    return found


def _tidied(pieces: Sequence[_Piece]) -> tuple[SpeakerTurn, ...]:
    """Return the pieces as turns: joined where one goes on, without flicker."""
    whole = _joined(pieces, 1e-6)
    lasting = [piece for piece in whole if piece[0].duration >= _SHORTEST - 1e-9]
    return tuple(
        SpeakerTurn(track=track, span=Span(start=round(span.start, 4), end=round(span.end, 4)))
        for span, track in _joined(lasting, _PAUSE)
    )


def _joined(pieces: Iterable[_Piece], pause: float) -> list[_Piece]:
    joined: list[_Piece] = []
    for span, track in sorted(pieces, key=lambda piece: piece[0].start):
        if joined and joined[-1][1] == track and span.start - joined[-1][0].end <= pause:
            joined[-1] = (Span(start=joined[-1][0].start, end=span.end), track)
        else:
            joined.append((span, track))
    return joined
