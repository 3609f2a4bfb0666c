"""What happens around every activity."""

from typing import Any

import structlog
from temporalio import activity
from temporalio.exceptions import ApplicationError
from temporalio.worker import ActivityInboundInterceptor, ExecuteActivityInput, Interceptor

from core.errors import ClippedError, PermanentError

# A failure travels in the history: its text must stay far below the payload limit.
_MAX_MESSAGE = 1000


class Errors(Interceptor):
    """Translates our errors into Temporal's, so that no activity has to."""

    def intercept_activity(self, next: ActivityInboundInterceptor) -> ActivityInboundInterceptor:
        return _Errors(next)


class _Errors(ActivityInboundInterceptor):
    async def execute_activity(self, input: ExecuteActivityInput) -> Any:
        try:
            return await super().execute_activity(input)
        except ClippedError as error:
            raise ApplicationError(
                str(error)[:_MAX_MESSAGE],
                type=type(error).__name__,
                non_retryable=isinstance(error, PermanentError),
            ) from error


class LogContext(Interceptor):
    """Names the workflow and the attempt in every line that an activity logs."""

    def intercept_activity(self, next: ActivityInboundInterceptor) -> ActivityInboundInterceptor:
        return _LogContext(next)


class _LogContext(ActivityInboundInterceptor):
    async def execute_activity(self, input: ExecuteActivityInput) -> Any:
        info = activity.info()
        with structlog.contextvars.bound_contextvars(
            workflow_id=info.workflow_id, activity=info.activity_type, attempt=info.attempt
        ):
            return await super().execute_activity(input)
