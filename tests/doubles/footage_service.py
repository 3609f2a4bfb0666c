"""A strict Pexels on loopback, as its documentation of 2026 describes it.

It refuses another path, another key and parameters that it does not know; its files are open to
everybody, and it refuses to be sent its key for them.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from tests.doubles.scripted import Reply, served

KEY = "pexels-key-0123456789"

_SEARCH = "/v1/videos/search"
_KNOWN = {"query", "orientation", "size", "locale", "page", "per_page"}
_ORIENTATIONS = {"landscape", "portrait", "square"}


@dataclass
class FootageServiceDouble:
    """The service while it runs."""

    url: str
    videos: list[dict[str, Any]] = field(default_factory=list)
    files: dict[str, bytes] = field(default_factory=dict)
    """Contents by their paths."""
    replies: list[Reply] = field(default_factory=list)
    """Given in place of an answer to a search that was taken, in order."""
    searches: list[dict[str, str]] = field(default_factory=list)
    answers_get = True

    def reply(self, path: str, headers: dict[str, str], raw: bytes) -> Reply:
        parts = urlsplit(path)
        if parts.path != _SEARCH:
            return self._file(parts.path, headers)
        if headers.get("authorization") != KEY:
            return Reply(status=401, body=b'{"error":"Unauthorized"}')
        asked = dict(parse_qsl(parts.query))
        if wrong := _refused(asked):
            return Reply(status=400, body=json.dumps({"error": wrong}).encode())
        self.searches.append(asked)
        if self.replies:
            return self.replies.pop(0)
        body = {
            "page": 1,
            "per_page": int(asked.get("per_page", "15")),
            "total_results": len(self.videos),
            "url": "https://www.pexels.com/videos/",
            "videos": self.videos,
        }
        limits = {"x-ratelimit-limit": "200", "x-ratelimit-remaining": "199"}
        return Reply(body=json.dumps(body).encode(), headers=limits)

    def film(self, number: int, *sizes: tuple[int, int], seconds: int = 12) -> dict[str, Any]:
        """Return a video as a search tells it, and keep a file for each size."""
        told: list[dict[str, Any]] = []
        for width, height in sizes:
            path = f"/files/{number}-{width}.mp4"
            self.files[path] = f"{number} {width}x{height}".encode()
            told.append(
                {
                    "id": number * 100 + len(told),
                    "quality": "hd" if height >= 720 else None,
                    "file_type": "video/mp4",
                    "width": width,
                    "height": height,
                    "fps": 29.97,
                    "link": f"{self.url}{path}",
                }
            )
        told.append(
            {
                "id": number * 100 + 99,
                "quality": "hls",
                "file_type": "application/x-mpegURL",
                "width": None,
                "height": None,
                "fps": None,
                "link": f"{self.url}/files/{number}.m3u8",
            }
        )
        return {
            "id": number,
            "width": max(size[0] for size in sizes) if sizes else 1920,
            "height": max(size[1] for size in sizes) if sizes else 1080,
            "duration": seconds,
            "url": f"https://www.pexels.com/video/a-lake-at-dawn-{number}/",
            "image": "https://images.pexels.com/x.jpeg",
            "avg_color": None,
            "user": {"id": 7, "name": "Ada Q", "url": "https://www.pexels.com/@ada"},
            "video_files": told,
            "video_pictures": [],
        }

    def _file(self, path: str, headers: dict[str, str]) -> Reply:
        if "authorization" in headers:
            return Reply(status=400, body=b"the key does not belong here")
        if path not in self.files:
            return Reply(status=404)
        return Reply(body=self.files[path], headers={"content-type": "video/mp4"})


@contextmanager
def pexels() -> Iterator[FootageServiceDouble]:
    """Run a Pexels."""
    with served(FootageServiceDouble) as double:
        yield double


def _refused(asked: dict[str, str]) -> str:
    if unknown := asked.keys() - _KNOWN:
        return f"unknown parameter {sorted(unknown)[0]}"
    if not asked.get("query"):
        return "query is required"
    if asked.get("orientation", "square") not in _ORIENTATIONS:
        return "orientation"
    return "" if 1 <= int(asked.get("per_page", "15")) <= 80 else "per_page"
