"""Every route as a method. Made by `make clients`; do not edit."""

from collections.abc import AsyncIterable
from typing import Literal
from uuid import UUID

from deploy.client import models
from deploy.client.line import Line


class Calls(Line):
    """The API."""

    async def list_audit(
        self, *, page: int | None = None, limit: int | None = None
    ) -> models.AuditPage:
        """List what people did in the workspace, the latest first."""
        return await self.ask(
            "GET", "/api/audit", models.AuditPage, query={"page": page, "limit": limit}
        )

    async def confirm_login(self, body: models.LoginConfirmation) -> None:
        """Show again that it is you: what lets others in takes that every twelve hours."""
        return await self.ask("POST", "/api/auth/confirm", None, body=body)

    async def login(self, body: models.Credentials) -> models.Tokens:
        """Log in, and get an access token for 15 minutes and a refresh token for 7 days.

        When it answers ``totp_required``, send the same again with a ``code``."""
        return await self.ask("POST", "/api/auth/login", models.Tokens, body=body)

    async def logout(self) -> None:
        """End this login: its tokens are worth nothing from now on."""
        return await self.ask("POST", "/api/auth/logout", None)

    async def list_providers(self) -> list[models.ProviderAnswer]:
        """List the services that people can log in with here."""
        return await self.ask("GET", "/api/auth/providers", list[models.ProviderAnswer])

    async def refresh(self, body: models.Renewal) -> models.Tokens:
        """Exchange a refresh token, which works once, for new tokens."""
        return await self.ask("POST", "/api/auth/refresh", models.Tokens, body=body)

    async def register(self, body: models.Registration) -> models.Account:
        """Make an account with a workspace of its own."""
        return await self.ask("POST", "/api/auth/register", models.Account, body=body)

    async def reset_password(self, body: models.Reset) -> None:
        """Set a password by a one-time link; every login of the account ends."""
        return await self.ask("POST", "/api/auth/reset", None, body=body)

    async def list_sessions(self) -> list[models.Device]:
        """List the devices that you are logged in on."""
        return await self.ask("GET", "/api/auth/sessions", list[models.Device])

    async def end_session(self, session: UUID) -> None:
        """End a login on one device."""
        return await self.ask("DELETE", f"/api/auth/sessions/{session}", None)

    async def rate_password(self, body: models.Candidate) -> models.StrengthAnswer:
        """Say how hard a password is to guess, while somebody chooses one. Nothing is kept of it."""
        return await self.ask("POST", "/api/auth/strength", models.StrengthAnswer, body=body)

    async def finish_login(self, body: models.GivenCode) -> models.Tokens:
        """Finish a login by a service with a code of your app, or a recovery code."""
        return await self.ask("POST", "/api/auth/with/code", models.Tokens, body=body)

    async def list_brands(self) -> list[models.BrandAnswer]:
        """List the brand kits of the workspace."""
        return await self.ask("GET", "/api/brand", list[models.BrandAnswer])

    async def create_brand(self, body: models.NewBrand) -> models.BrandAnswer:
        """Keep the looks of a brand."""
        return await self.ask("POST", "/api/brand", models.BrandAnswer, body=body)

    async def delete_brand(self, brand: UUID) -> None:
        """Forget a brand kit."""
        return await self.ask("DELETE", f"/api/brand/{brand}", None)

    async def change_brand(self, brand: UUID, body: models.BrandChange) -> models.BrandAnswer:
        """Change a brand kit. Clips keep the looks that they were made with."""
        return await self.ask("PATCH", f"/api/brand/{brand}", models.BrandAnswer, body=body)

    async def list_clips(
        self,
        *,
        job: UUID | None = None,
        state: models.ClipState | None = None,
        begins: str | None = None,
        page: int | None = None,
        limit: int | None = None,
    ) -> models.ClipPage:
        """List the clips of the workspace, newest first; those of one job, the best first."""
        return await self.ask(
            "GET",
            "/api/clips",
            models.ClipPage,
            query={"job": job, "state": state, "begins": begins, "page": page, "limit": limit},
        )

    async def delete_clips(self, body: models.Batch) -> models.Deleted:
        """Take clips out of every list, and out of what is stored for the workspace.

        Those of other workspaces are passed over."""
        return await self.ask("POST", "/api/clips/batch/delete", models.Deleted, body=body)

    async def get_clip(self, clip: UUID) -> models.ClipAnswer:
        """Say how a clip stands."""
        return await self.ask("GET", f"/api/clips/{clip}", models.ClipAnswer)

    async def edit_clip(
        self, clip: UUID, body: models.Edit, *, idempotency_key: str | None = None
    ) -> models.EditAnswer:
        """Change the plan of a clip: its next version. The one before stays as it is."""
        return await self.ask(
            "PATCH",
            f"/api/clips/{clip}",
            models.EditAnswer,
            body=body,
            headers={"Idempotency-Key": idempotency_key},
        )

    async def approve_clip(self, clip: UUID, body: models.Reason | None) -> models.ClipAnswer:
        """Approve a clip that waits for it."""
        return await self.ask("POST", f"/api/clips/{clip}/approve", models.ClipAnswer, body=body)

    async def list_comments(self, clip: UUID) -> list[models.CommentAnswer]:
        """List what people said about a clip, the oldest first."""
        return await self.ask("GET", f"/api/clips/{clip}/comments", list[models.CommentAnswer])

    async def add_comment(self, clip: UUID, body: models.Remark) -> models.CommentAnswer:
        """Say something about a clip, or about a time of it."""
        return await self.ask(
            "POST", f"/api/clips/{clip}/comments", models.CommentAnswer, body=body
        )

    async def resolve_comment(
        self, clip: UUID, comment: UUID, body: models.Resolution
    ) -> models.CommentAnswer:
        """Say that a comment has been dealt with, or that it has not."""
        return await self.ask(
            "PATCH", f"/api/clips/{clip}/comments/{comment}", models.CommentAnswer, body=body
        )

    async def download_clip(
        self,
        clip: UUID,
        *,
        file: Literal[
            "clip", "captions", "thumbnail", "plan", "thumbnail_1", "thumbnail_2", "thumbnail_3"
        ]
        | None = None,
        version: int | None = None,
    ) -> models.Download:
        """Say where a file of a clip can be had, for an hour."""
        return await self.ask(
            "GET",
            f"/api/clips/{clip}/download",
            models.Download,
            query={"file": file, "version": version},
        )

    async def export_clip(
        self,
        clip: UUID,
        *,
        format: str | None = None,
        version: int | None = None,
        media: str | None = None,
    ) -> models.CutFile:
        """Say where a file can be had, for an hour, that editing programs open: cut, crop, captions."""
        return await self.ask(
            "GET",
            f"/api/clips/{clip}/nle",
            models.CutFile,
            query={"format": format, "version": version, "media": media},
        )

    async def import_clip(
        self,
        clip: UUID,
        content: AsyncIterable[bytes],
        *,
        base: int,
        version: int | None = None,
        media: str | None = None,
        dry_run: bool | None = None,
    ) -> models.EditAnswer:
        """Make a clip's next version of what an editing program made of its cut and its markers."""
        return await self.ask(
            "POST",
            f"/api/clips/{clip}/nle",
            models.EditAnswer,
            content=content,
            query={"base": base, "version": version, "media": media, "dry_run": dry_run},
        )

    async def get_plan(self, clip: UUID, *, version: int | None = None) -> models.PlanAnswer:
        """Give the plan of a clip: everything that decides what it looks and sounds like."""
        return await self.ask(
            "GET", f"/api/clips/{clip}/plan", models.PlanAnswer, query={"version": version}
        )

    async def reject_clip(self, clip: UUID, body: models.Reason | None) -> models.ClipAnswer:
        """Reject a clip that waits for approval."""
        return await self.ask("POST", f"/api/clips/{clip}/reject", models.ClipAnswer, body=body)

    async def rerender_clip(
        self, clip: UUID, body: models.Rendering | None, *, idempotency_key: str | None = None
    ) -> models.RenderingAnswer:
        """Build a clip again; what did not change is not computed again."""
        return await self.ask(
            "POST",
            f"/api/clips/{clip}/rerender",
            models.RenderingAnswer,
            body=body,
            headers={"Idempotency-Key": idempotency_key},
        )

    async def list_versions(self, clip: UUID) -> list[models.VersionAnswer]:
        """List every version of a clip, and what was done to the plan of the one before."""
        return await self.ask("GET", f"/api/clips/{clip}/versions", list[models.VersionAnswer])

    async def compare_versions(self, clip: UUID, before: int, after: int) -> models.Difference:
        """Tell what differs between two versions of a clip, field by field."""
        return await self.ask(
            "GET", f"/api/clips/{clip}/versions/{before}/difference/{after}", models.Difference
        )

    async def list_flags(self) -> list[models.FlagAnswer]:
        """List the features that an operator can switch off, as they are in the workspace."""
        return await self.ask("GET", "/api/flags", list[models.FlagAnswer])

    async def health(self) -> models.Health:
        """Say whether the database and Temporal answer. Without Temporal, reading goes on."""
        return await self.ask("GET", "/api/health", models.Health)

    async def list_queues(self) -> list[models.QueueAnswer]:
        """List the queues of the worker pools, as Temporal tells of them."""
        return await self.ask("GET", "/api/health/gpu", list[models.QueueAnswer])

    async def accept_invitation(self, body: models.Acceptance) -> models.WorkspaceAnswer:
        """Accept an invitation to a workspace."""
        return await self.ask("POST", "/api/invitations/accept", models.WorkspaceAnswer, body=body)

    async def list_jobs(
        self,
        *,
        state: models.JobState | None = None,
        begins: str | None = None,
        page: int | None = None,
        limit: int | None = None,
    ) -> models.JobPage:
        """List the jobs of the workspace, newest first."""
        return await self.ask(
            "GET",
            "/api/jobs",
            models.JobPage,
            query={"state": state, "begins": begins, "page": page, "limit": limit},
        )

    async def create_job(
        self, body: models.NewJob, *, idempotency_key: str | None = None
    ) -> models.JobAnswer:
        """Make clips of a recording."""
        return await self.ask(
            "POST",
            "/api/jobs",
            models.JobAnswer,
            body=body,
            headers={"Idempotency-Key": idempotency_key},
        )

    async def cancel_job(self, job: UUID) -> models.JobAnswer:
        """Stop a job for good. What it has stored stays."""
        return await self.ask("DELETE", f"/api/jobs/{job}", models.JobAnswer)

    async def get_job(self, job: UUID) -> models.JobAnswer:
        """Say how a job stands."""
        return await self.ask("GET", f"/api/jobs/{job}", models.JobAnswer)

    async def approve_clips(self, job: UUID, body: models.Verdict | None) -> models.JobReport:
        """Approve clips that wait for it."""
        return await self.ask("POST", f"/api/jobs/{job}/approve", models.JobReport, body=body)

    async def export_report(
        self, job: UUID, *, format: Literal["json", "pdf"] | None = None
    ) -> models.Report:
        """Tell what a job found and made: source, language, engines, topics, clips, warnings, times."""
        return await self.ask(
            "GET", f"/api/jobs/{job}/export/report", models.Report, query={"format": format}
        )

    async def list_findings(self, job: UUID) -> list[models.FindingAnswer]:
        """Say where everything can be had that a job has found out so far."""
        return await self.ask("GET", f"/api/jobs/{job}/findings", list[models.FindingAnswer])

    async def pause_job(self, job: UUID, body: models.Reason | None) -> models.JobAnswer:
        """Finish the step that runs, then wait."""
        return await self.ask("POST", f"/api/jobs/{job}/pause", models.JobAnswer, body=body)

    async def reject_clips(self, job: UUID, body: models.Verdict | None) -> models.JobReport:
        """Reject clips that wait for approval."""
        return await self.ask("POST", f"/api/jobs/{job}/reject", models.JobReport, body=body)

    async def resume_job(self, job: UUID) -> models.JobAnswer:
        """Go on after a pause."""
        return await self.ask("POST", f"/api/jobs/{job}/resume", models.JobAnswer)

    async def retry_job(self, job: UUID) -> models.JobAnswer:
        """Run the failed step again, and everything after it."""
        return await self.ask("POST", f"/api/jobs/{job}/retry", models.JobAnswer)

    async def list_shares(self, job: UUID) -> list[models.ShareAnswer]:
        """List the links to a job that are still good."""
        return await self.ask("GET", f"/api/jobs/{job}/shares", list[models.ShareAnswer])

    async def share_job(self, job: UUID, body: models.NewShare) -> models.FreshShare:
        """Make a link to the finished clips of a job."""
        return await self.ask("POST", f"/api/jobs/{job}/shares", models.FreshShare, body=body)

    async def revoke_share(self, job: UUID, share: UUID) -> None:
        """Make a link worthless."""
        return await self.ask("DELETE", f"/api/jobs/{job}/shares/{share}", None)

    async def list_steps(self, job: UUID) -> list[models.StepAnswer]:
        """List the steps of a job: what ran where, for how long, and what went wrong."""
        return await self.ask("GET", f"/api/jobs/{job}/steps", list[models.StepAnswer])

    async def get_transcript(self, job: UUID) -> models.Transcript:
        """Give the words of a job's recording, with their times and speakers."""
        return await self.ask("GET", f"/api/jobs/{job}/transcript", models.Transcript)

    async def get_job_usage(self, job: UUID) -> models.JobUsage:
        """Say what a job took: machines, language models, storage."""
        return await self.ask("GET", f"/api/jobs/{job}/usage", models.JobUsage)

    async def read_share(self, token: str) -> models.SharedJob:
        """Show the finished clips of a job to whoever has its link."""
        return await self.ask("GET", f"/api/shares/{token}", models.SharedJob)

    async def list_tokens(self) -> list[models.TokenAnswer]:
        """List your tokens in this workspace that have not been revoked."""
        return await self.ask("GET", "/api/tokens", list[models.TokenAnswer])

    async def create_token(self, body: models.NewToken) -> models.FreshToken:
        """Make a token with which a program acts for you in this workspace."""
        return await self.ask("POST", "/api/tokens", models.FreshToken, body=body)

    async def revoke_token(self, token: UUID) -> None:
        """Make a token of yours worthless."""
        return await self.ask("DELETE", f"/api/tokens/{token}", None)

    async def confirm_upload(self, body: models.Confirmation) -> models.UploadAnswer:
        """Make one file of the parts, if what came is a video. To confirm again changes nothing."""
        return await self.ask("POST", "/api/upload/confirm", models.UploadAnswer, body=body)

    async def begin_upload(self, body: models.NewUpload) -> models.UploadAnswer:
        """Begin to upload a recording."""
        return await self.ask("POST", "/api/upload/presign", models.UploadAnswer, body=body)

    async def remove_upload(self, upload: UUID) -> None:
        """Give an upload up, or delete the file that came of it. Clips that are made of it stay."""
        return await self.ask("DELETE", f"/api/upload/{upload}", None)

    async def get_upload(self, upload: UUID) -> models.UploadAnswer:
        """Say how an upload stands."""
        return await self.ask("GET", f"/api/upload/{upload}", models.UploadAnswer)

    async def list_parts(self, upload: UUID) -> list[models.PartAnswer]:
        """List the parts that are here, whole or not."""
        return await self.ask("GET", f"/api/upload/{upload}/parts", list[models.PartAnswer])

    async def send_part(
        self, upload: UUID, number: int, content: AsyncIterable[bytes], *, offset: int | None = None
    ) -> models.PartAnswer:
        """Send a part, or the rest of one that broke off. Not for a bucket, which takes its own."""
        return await self.ask(
            "PUT",
            f"/api/upload/{upload}/parts/{number}",
            models.PartAnswer,
            content=content,
            query={"offset": offset},
        )

    async def sign_part(self, upload: UUID, number: int) -> models.PartAddress:
        """Say where a part goes."""
        return await self.ask(
            "POST", f"/api/upload/{upload}/parts/{number}/sign", models.PartAddress
        )

    async def get_usage(self) -> models.UsageAnswer:
        """Say what the workspace has used, and what it may use."""
        return await self.ask("GET", "/api/usage", models.UsageAnswer)

    async def get_me(self) -> models.Me:
        """Say who you are, and what you may do in each of your workspaces."""
        return await self.ask("GET", "/api/users/me", models.Me)

    async def delete_account(self, body: models.Confirmed) -> None:
        """Delete your account. A workspace that you alone own is deleted, or given away, before."""
        return await self.ask("POST", "/api/users/me/delete", None, body=body)

    async def list_history(
        self, *, page: int | None = None, limit: int | None = None
    ) -> models.AccountEventPage:
        """List what happened to your account, the latest first: logins, passwords, second factors."""
        return await self.ask(
            "GET",
            "/api/users/me/history",
            models.AccountEventPage,
            query={"page": page, "limit": limit},
        )

    async def list_identities(self) -> list[models.IdentityAnswer]:
        """List the services that you can log in with."""
        return await self.ask("GET", "/api/users/me/identities", list[models.IdentityAnswer])

    async def leave_identity(self, provider: str) -> None:
        """Log in by a service no more; one way in stays."""
        return await self.ask("DELETE", f"/api/users/me/identities/{provider}", None)

    async def join_identity(
        self, provider: str, body: models.Confirmed, *, after: str | None = None
    ) -> models.Address:
        """Say where the browser goes so that you can log in by a service from then on."""
        return await self.ask(
            "POST",
            f"/api/users/me/identities/{provider}",
            models.Address,
            body=body,
            query={"after": after},
        )

    async def change_password(self, body: models.NewPassword) -> None:
        """Set another password; your logins on other devices end."""
        return await self.ask("POST", "/api/users/me/password", None, body=body)

    async def read_totp(self) -> models.SecondFactor:
        """Say whether your logins take a code."""
        return await self.ask("GET", "/api/users/me/totp", models.SecondFactor)

    async def enrol(self, body: models.Confirmed) -> models.Secret:
        """Get a secret for an app; logins take codes once you have confirmed one."""
        return await self.ask("POST", "/api/users/me/totp", models.Secret, body=body)

    async def confirm(self, body: models.AppCode) -> models.RecoveryCodes:
        """Show by a first code that the app has the secret; every login takes one from then on."""
        return await self.ask("POST", "/api/users/me/totp/confirm", models.RecoveryCodes, body=body)

    async def disable(self, body: models.Confirmed) -> None:
        """Log in without codes again."""
        return await self.ask("POST", "/api/users/me/totp/disable", None, body=body)

    async def renew_recovery(self, body: models.Confirmed) -> models.RecoveryCodes:
        """Get new recovery codes; the old ones are worth nothing then."""
        return await self.ask(
            "POST", "/api/users/me/totp/recovery", models.RecoveryCodes, body=body
        )

    async def list_videos(
        self, *, page: int | None = None, limit: int | None = None
    ) -> models.JobPage:
        """List the recordings of which you made clips in this workspace, newest first."""
        return await self.ask(
            "GET", "/api/users/me/videos", models.JobPage, query={"page": page, "limit": limit}
        )

    async def replay_delivery(self, delivery: UUID) -> models.DeliveryAnswer:
        """Send something again that was sent, or given up, before. It keeps its message id."""
        return await self.ask(
            "POST", f"/api/webhooks/deliveries/{delivery}/replay", models.DeliveryAnswer
        )

    async def subscribe(self, body: models.NewSubscription) -> models.FreshSecret:
        """Have a program told what happens in the workspace."""
        return await self.ask("POST", "/api/webhooks/subscribe", models.FreshSecret, body=body)

    async def list_subscriptions(self) -> list[models.SubscriptionAnswer]:
        """List the programs that are told what happens in the workspace."""
        return await self.ask("GET", "/api/webhooks/subscriptions", list[models.SubscriptionAnswer])

    async def unsubscribe(self, subscription: UUID) -> None:
        """Tell a program nothing any more."""
        return await self.ask("DELETE", f"/api/webhooks/subscriptions/{subscription}", None)

    async def change_subscription(
        self, subscription: UUID, body: models.SubscriptionChange
    ) -> models.SubscriptionAnswer:
        """Change what a program is told, or where it is; turn it off and on."""
        return await self.ask(
            "PATCH",
            f"/api/webhooks/subscriptions/{subscription}",
            models.SubscriptionAnswer,
            body=body,
        )

    async def list_deliveries(
        self,
        subscription: UUID,
        *,
        state: models.DeliveryState | None = None,
        page: int | None = None,
        limit: int | None = None,
    ) -> models.LoggedDeliveryPage:
        """List what a program was told, the latest first, with every attempt."""
        return await self.ask(
            "GET",
            f"/api/webhooks/subscriptions/{subscription}/deliveries",
            models.LoggedDeliveryPage,
            query={"state": state, "page": page, "limit": limit},
        )

    async def rotate_secret(self, subscription: UUID) -> models.FreshSecret:
        """Make a new secret; for a day, what is sent is signed with the old one as well."""
        return await self.ask(
            "POST", f"/api/webhooks/subscriptions/{subscription}/rotate", models.FreshSecret
        )

    async def send_ping(self, subscription: UUID) -> models.DeliveryAnswer:
        """Send a program an event of the kind ``ping``; the list of deliveries tells what it says."""
        return await self.ask(
            "POST", f"/api/webhooks/subscriptions/{subscription}/test", models.DeliveryAnswer
        )

    async def list_workspaces(self) -> list[models.WorkspaceAnswer]:
        """List the workspaces that you are a member of."""
        return await self.ask("GET", "/api/workspaces", list[models.WorkspaceAnswer])

    async def create_workspace(self, body: models.NewWorkspace) -> models.WorkspaceAnswer:
        """Make a workspace that you own."""
        return await self.ask("POST", "/api/workspaces", models.WorkspaceAnswer, body=body)

    async def delete_workspace(self, workspace: UUID) -> None:
        """Delete a workspace. Its jobs end, nobody gets in, and days later its files are gone."""
        return await self.ask("DELETE", f"/api/workspaces/{workspace}", None)

    async def rename_workspace(
        self, workspace: UUID, body: models.NewWorkspace
    ) -> models.WorkspaceAnswer:
        """Give a workspace another name."""
        return await self.ask(
            "PATCH", f"/api/workspaces/{workspace}", models.WorkspaceAnswer, body=body
        )

    async def invite(self, workspace: UUID, body: models.NewInvitation) -> models.InvitationAnswer:
        """Offer somebody a place in a workspace, for a week. Where mail is sent, they get one."""
        return await self.ask(
            "POST", f"/api/workspaces/{workspace}/invite", models.InvitationAnswer, body=body
        )

    async def list_members(self, workspace: UUID) -> list[models.MemberAnswer]:
        """List who works in a workspace."""
        return await self.ask(
            "GET", f"/api/workspaces/{workspace}/members", list[models.MemberAnswer]
        )

    async def remove_member(self, uid: UUID, workspace: UUID) -> None:
        """Take a member out of a workspace."""
        return await self.ask("DELETE", f"/api/workspaces/{workspace}/members/{uid}", None)

    async def change_role(
        self, uid: UUID, workspace: UUID, body: models.NewRole
    ) -> models.MemberAnswer:
        """Give a member another role."""
        return await self.ask(
            "PATCH", f"/api/workspaces/{workspace}/members/{uid}", models.MemberAnswer, body=body
        )
