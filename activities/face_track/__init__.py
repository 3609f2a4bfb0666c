"""Follow the faces of a recording, and find out who speaks.

Takes    the proxy and the sound of a recording
Gives    every face through time, and the turns of those who speak
Runs on  cpu
"""

from activities.face_track.contract import TrackFacesRequest, TrackFacesResult

__all__ = ["TrackFacesRequest", "TrackFacesResult"]
