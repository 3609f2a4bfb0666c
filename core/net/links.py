"""Tell links from paths, and links that may be followed from those that may not."""

import re
from pathlib import Path, PurePosixPath
from urllib.parse import SplitResult, unquote, urlsplit

from core.domain.job import SourceKind, SourceRef
from core.errors import BlockedLinkError, SourceNotFoundError
from core.net.addresses import allowed_addresses, is_public, numeric
from core.settings import IngestSettings, Settings

_COMMON_SUFFIXES = {".avi", ".m4v", ".mkv", ".mov", ".mp4", ".webm"}
_OTHER_SUFFIXES = {".3gp", ".flv", ".m2ts", ".mpeg", ".mpg", ".mts", ".mxf", ".ogv", ".ts", ".wmv"}

MEDIA_SUFFIXES = frozenset(_COMMON_SUFFIXES | _OTHER_SUFFIXES)
"""Endings of files that hold video."""

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://")
_PORTS = {"http": 80, "https": 443}


def source_of(text: str, settings: Settings) -> SourceRef:
    """Return what a person means by a path or a link. Looks nothing up.

    A link may lack its ``https://`` when its host is one of the allowed ones.

    Raises:
        BlockedLinkError: the link leads to a host that is not allowed.
        SourceNotFoundError: the text is empty.
    """
    text = text.strip()
    if not text:
        raise SourceNotFoundError("there is no source; give a path or a link")
    rules = settings.ingest
    if not _SCHEME.match(text):
        host, slash, _ = text.partition("/")
        if not (slash and _listed(host, (*rules.allowed_hosts, *rules.extra_hosts))):
            path = Path(text).expanduser().absolute()
            return SourceRef(kind=SourceKind.FILE, location=str(path))
        text = f"https://{text}"
    parts = _checked(text, rules)
    return SourceRef(kind=_kind(parts), location=text)


def check_link(url: str, rules: IngestSettings) -> tuple[str, ...]:
    """Check where a link leads, and return the checked addresses of its host.

    Raises:
        BlockedLinkError: the scheme, the host or one of its addresses is not allowed.
        SourceNotFoundError: there is no such host.
        UpstreamBusyError: the name of the host could not be looked up now.
    """
    parts = _checked(url, rules)
    return allowed_addresses(_host(parts), parts.port or _PORTS[parts.scheme], rules)


def check_receiver(url: str, *, private: bool) -> None:
    """Check a link that something is to be sent to, wherever its host is. Looks nothing up.

    That the host is at a public address must be seen to when it is sent: names change.
    ``private`` allows every address, and links without TLS.

    Raises:
        BlockedLinkError: the link is not well formed, or nothing may be sent there.
    """
    parts = _well_formed(url)
    host = _host(parts)
    if not host:
        raise BlockedLinkError("the link has no host; give one such as https://example.com/hook")
    if private:
        return
    if parts.scheme != "https":
        raise BlockedLinkError("what is sent must be encrypted; give a link with https://")
    if any(not is_public(address) for address in numeric(host.partition("%")[0])):
        raise BlockedLinkError(f"{host} is not a public address; nothing is sent there")


def _kind(parts: SplitResult) -> SourceKind:
    if _listed(_host(parts), IngestSettings().allowed_hosts):
        return SourceKind.YTDLP
    suffix = PurePosixPath(unquote(parts.path)).suffix.lower()
    return SourceKind.HTTP if suffix in MEDIA_SUFFIXES else SourceKind.YTDLP


def _checked(url: str, rules: IngestSettings) -> SplitResult:
    """Take a link apart if its scheme and its host are allowed."""
    parts = _well_formed(url)
    host = _host(parts)
    if not _listed(host, (*rules.allowed_hosts, *rules.extra_hosts)):
        raise BlockedLinkError(
            f"links to {host or 'no host'} are not allowed; "
            f"""allow them with CLIPPED_INGEST__EXTRA_HOSTS='["{host}"]'"""
        )
    return parts


def _well_formed(url: str) -> SplitResult:
    """Take a link apart if every reader of it would do so in the same way."""
    # Readers disagree about what these characters do to the host of a link.
    if re.search(r"[\s\\\x00-\x1f]", url):
        raise BlockedLinkError("the link holds spaces or backslashes; write them as %20 or %5C")
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError as error:
        raise BlockedLinkError(f"the link is not well formed: {error}") from error
    if parts.scheme not in _PORTS:
        raise BlockedLinkError(
            f"{parts.scheme or 'such'} links cannot be read; give an http or https link, or a path"
        )
    if "@" in parts.netloc:
        raise BlockedLinkError("a link may not hold a user name or password; remove all before @")
    return parts


def _host(parts: SplitResult) -> str:
    return _plain(parts.hostname or "")


def _listed(host: str, hosts: tuple[str, ...]) -> bool:
    """Say whether a host, or a host that it is a subdomain of, is in the list."""
    name = _plain(host)
    listed = (_plain(entry) for entry in hosts)
    return bool(name) and any(name == entry or name.endswith(f".{entry}") for entry in listed)


def _plain(host: str) -> str:
    """Return a host as it is written on the wire, so that spellings compare equal."""
    host = host.strip().lower().rstrip(".")
    try:
        return host.encode("idna").decode()
    except UnicodeError:
        return host
