"""Tell somebody something by mail, for as long as it takes."""

from temporalio import workflow
from temporalio.common import (
    SearchAttributePair,
    TypedSearchAttributes,
    WorkflowIDReusePolicy,
)
from temporalio.exceptions import ActivityError, WorkflowAlreadyStartedError
from temporalio.workflow import ParentClosePolicy

with workflow.unsafe.imports_passed_through():
    from activities.mail import SendMailRequest
    from activities.mail.activity import MailActivities
    from core.domain.mail import MailState
    from core.temporal import KIND
    from workflows import ids, timetable

ATTRIBUTES = TypedSearchAttributes([SearchAttributePair(KIND, "mail")])
"""What the workflows are found by."""

# One that was stopped by hand before its mail was settled may be begun again.
REUSE = WorkflowIDReusePolicy.ALLOW_DUPLICATE_FAILED_ONLY


@workflow.defn
class MailWorkflow:
    """Attempts until the server has the mail, or two days are over."""

    @workflow.run
    async def run(self, request: SendMailRequest) -> MailState:
        try:
            state = await workflow.execute_activity_method(
                MailActivities.send_mail, request, **timetable.MAIL
            )
        except ActivityError:
            state = await workflow.execute_activity_method(
                MailActivities.abandon_mail, request, **timetable.RECORD
            )
        workflow.set_current_details(f"**{state.value}**")
        return state


@workflow.defn
class OutboxWorkflow:
    """Begins what was written down while Temporal was away, or by a process that then ended."""

    @workflow.run
    async def run(self) -> int:
        waiting = await workflow.execute_activity_method(
            MailActivities.list_mail, **timetable.RECORD
        )
        begun = 0
        for mail in waiting.mails:
            begun += await self._begin(mail)
        workflow.set_current_details(f"{begun} mails were begun")
        return begun

    async def _begin(self, mail: str) -> bool:
        try:
            await workflow.start_child_workflow(
                MailWorkflow.run,
                SendMailRequest(mail=mail),
                id=ids.mail(mail),
                id_reuse_policy=REUSE,
                parent_close_policy=ParentClosePolicy.ABANDON,
                search_attributes=ATTRIBUTES,
            )
        except WorkflowAlreadyStartedError:
            return False
        return True
