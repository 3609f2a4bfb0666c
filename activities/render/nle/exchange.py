"""Write a clip for an editing program, and read what it made of it."""

from activities import catalog
from activities.render.nle.base import MAX_BYTES, EditFormat, Recording
from activities.render.nle.edit import edit
from activities.render.nle.returning import returned
from core.domain.plan import ClipPlan
from core.errors import InvalidPlanError

_HEAD_BYTES = 4096


def exported(plan: ClipPlan, recording: Recording, name: str) -> bytes:
    """Return the clip as a file of the format of that name.

    Raises:
        UnknownPluginError: no format has that name.
    """
    return catalog.EDIT_FORMATS.load(name)().write(edit(plan, recording))


def imported(plan: ClipPlan, recording: Recording, content: bytes) -> ClipPlan:
    """Return the plan with the cut and the notes of a file, and everything else as it was.

    Raises:
        InvalidPlanError: the file is of no format that is known, damaged, too large, or holds
            something that no plan can say; the message names the element.
    """
    if len(content) > MAX_BYTES:
        raise InvalidPlanError(
            f"the file has {len(content) // 10**6} MB; the cut of a clip has {MAX_BYTES // 10**6}"
            " at most"
        )
    return returned(plan, _format(content).read(content, recording), recording)


def _format(content: bytes) -> EditFormat:
    head = content[:_HEAD_BYTES]
    formats = [catalog.EDIT_FORMATS.load(name)() for name in catalog.EDIT_FORMATS.names()]
    found = next((one for one in formats if one.recognises(head)), None)
    if found is None:
        known = ", ".join(catalog.EDIT_FORMATS.names())
        raise InvalidPlanError(f"the file is of no format that is known; known are: {known}")
    return found
