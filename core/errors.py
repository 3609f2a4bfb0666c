"""What can go wrong.

ClippedError
├── PermanentError            retrying cannot help; Temporal must stop
│   ├── UnreadableMediaError      the source is not a video that we can decode
│   ├── UnsupportedMediaError     it is a video, beyond what the settings allow
│   ├── BlockedLinkError          the link leads where we may not go
│   ├── SourceNotFoundError       there is nothing at that path or link
│   ├── InvalidPlanError          a clip plan contradicts itself or its source
│   ├── NothingToClipError        nothing in the recording can become a clip
│   ├── QuotaExceededError        the workspace has used up what its tier includes
│   ├── OvertakenError            somebody else changed the same thing first
│   ├── UnknownPluginError        no plug-in is registered under that name
│   └── ConfigurationError        a setting is missing or wrong
└── TransientError            retrying may help; Temporal should
    ├── UpstreamBusyError         a site or model server asked us to wait or did not answer
    ├── VaultError                the vault of the keys does not do what is asked of it
    ├── EngineUnavailableError    an engine cannot run here and now; another may
    └── ProcessFailedError        a child process ended in a way nobody foresaw

Every message is one line that says what is wrong and what to do.
"""


class ClippedError(Exception):
    """Base of every error that this system raises on purpose."""


class PermanentError(ClippedError):
    """Retrying cannot help."""


class UnreadableMediaError(PermanentError):
    """The source is not a video that can be decoded."""


class UnsupportedMediaError(PermanentError):
    """The source is a video, but beyond what the settings allow."""


class BlockedLinkError(PermanentError):
    """The link leads where it may not go."""


class SourceNotFoundError(PermanentError):
    """There is nothing at that path or link."""


class InvalidPlanError(PermanentError):
    """A clip plan contradicts itself or its source."""


class NothingToClipError(PermanentError):
    """Nothing in the recording can become a clip."""


class QuotaExceededError(PermanentError):
    """The workspace has used up what its tier includes."""


class OvertakenError(PermanentError):
    """Somebody else changed the same thing first."""


class UnknownPluginError(PermanentError):
    """No plug-in is registered under that name."""


class ConfigurationError(PermanentError):
    """A setting is missing or wrong."""


class TransientError(ClippedError):
    """Retrying may help."""


class UpstreamBusyError(TransientError):
    """A site or a model server asked us to wait, or did not answer."""


class VaultError(TransientError):
    """The vault that holds the keys cannot be asked, or refuses; an operator can mend that."""


class EngineUnavailableError(TransientError):
    """An engine cannot run here and now; another one may."""


class ProcessFailedError(TransientError):
    """A child process ended in a way that nobody foresaw."""


def by_name(name: str) -> type[ClippedError]:
    """Return the error class of that name, ``ProcessFailedError`` for any other name."""
    found = globals().get(name)
    if isinstance(found, type) and issubclass(found, ClippedError):
        return found
    return ProcessFailedError
