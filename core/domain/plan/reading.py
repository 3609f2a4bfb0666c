"""Read plans of every version that was ever stored."""

import json
from collections.abc import Callable
from typing import Any

from pydantic import ValidationError

from core.domain.plan.clip import VERSION, ClipPlan
from core.errors import InvalidPlanError

Raw = dict[str, Any]


def read_plan(data: bytes | str) -> ClipPlan:
    """Return a plan from its JSON; an older version is brought to the present one.

    Raises:
        InvalidPlanError: it is no JSON, of a version that is not known, or not valid; the
            message names the field.
    """
    try:
        raw = json.loads(data)
    except ValueError as error:
        raise InvalidPlanError(f"the clip plan is no JSON: {error}") from error
    if not isinstance(raw, dict):
        raise InvalidPlanError("the clip plan must be a JSON object")
    return checked(migrated(raw))


def checked(raw: Raw) -> ClipPlan:
    """Return a plan from its fields.

    Raises:
        InvalidPlanError: a field is not valid; the message names it.
    """
    try:
        return ClipPlan.model_validate_json(json.dumps(raw, allow_nan=True))
    except ValidationError as error:
        wrong = error.errors()[0]
        where = ".".join(map(str, wrong["loc"]))
        said = wrong["msg"].removeprefix("Value error, ")
        raise InvalidPlanError(
            f"the clip plan is not valid: {where}: {said}"
            if where
            else f"the clip plan is not valid: {said}"
        ) from error


def migrated(raw: Raw) -> Raw:
    """Return the fields of a plan as the present version has them.

    Raises:
        InvalidPlanError: its version is not known.
    """
    version = raw.get("version", VERSION)
    while version != VERSION:
        step = _STEPS.get(version) if isinstance(version, int) else None
        if step is None:
            raise InvalidPlanError(
                f"version: {version!r} of the clip plan is not known; known are 1 to {VERSION}"
            )
        raw = step(raw)
        version = raw["version"]
    return raw


def _from_1(raw: Raw) -> Raw:
    """The crop of version 1 became the first panel of a layout."""
    layout = dict(raw.get("layout") or {})
    if crop := layout.pop("crop", ()):
        layout["panels"] = [{"crop": crop}]
    return {**raw, "version": 2, "layout": layout}


_STEPS: dict[int, Callable[[Raw], Raw]] = {1: _from_1}
