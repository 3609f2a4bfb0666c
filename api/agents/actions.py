"""What agents may do: one line for each tool that is a route."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Action:
    """A tool, and the route that does its work."""

    name: str
    route: str
    """Its ``operationId`` in the OpenAPI document."""
    about: str
    """What an agent should know to choose it."""
    harm: bool = False
    """It ends or takes away what cannot be had again."""


ACTIONS = (
    Action(
        "who_am_i",
        "get_me",
        "Say whose token this is, and what it may do in which workspaces.",
    ),
    Action(
        "make_clips",
        "create_job",
        "Start a job that makes short vertical clips, with captions, of a long recording. Give"
        " `source`, a link (YouTube, Twitch, Vimeo, a media file and so on), or `upload`, the id"
        " of a file that was uploaded before. It takes minutes: follow it with wait_for_job, then"
        " call list_clips. Give an idempotency_key of your own, so that asking again after a"
        " broken line does not start a second job.",
    ),
    Action("list_jobs", "list_jobs", "List the jobs of the workspace, newest first."),
    Action("job_status", "get_job", "Say how a job stands, and why it failed if it did."),
    Action(
        "job_steps",
        "list_steps",
        "List the steps of a job: what runs, how far it is (0 to 1), how long it took, and what"
        " went wrong.",
    ),
    Action("pause_job", "pause_job", "Let a job finish the step that runs, and wait then."),
    Action("resume_job", "resume_job", "Let a paused job go on."),
    Action("retry_job", "retry_job", "Run the failed step of a failed job again, and the rest."),
    Action(
        "cancel_job",
        "cancel_job",
        "Stop a job for good. Clips that are finished stay.",
        harm=True,
    ),
    Action(
        "list_clips",
        "list_clips",
        "List clips, the newest first; with `job` those of one job, the best first. `score` is"
        " how likely a clip is to spread, 0 to 100; `start` and `end` are seconds of the source.",
    ),
    Action("clip_status", "get_clip", "Say how one clip stands."),
    Action(
        "clip_address",
        "download_clip",
        "Give an address at which anybody can download a file of a clip for an hour: the video,"
        " its captions, its thumbnail or its plan. Hand it to the person; do not publish it.",
    ),
    Action("clip_versions", "list_versions", "List the versions of a clip and what changed."),
    Action(
        "clip_plan",
        "get_plan",
        "Give the plan of a clip: which spans of the recording it shows, its layout, captions with"
        " their words, effects, sound and brand.",
    ),
    Action(
        "edit_clip",
        "edit_clip",
        "Change the plan of a clip by operations, which makes its next version; `base` is the"
        " version that you looked at. With `dry_run` it only says what would change. Call"
        " render_clip afterwards.",
    ),
    Action(
        "render_clip",
        "rerender_clip",
        "Render the newest version of a clip, or another one; clip_status says when it is ready.",
    ),
    Action(
        "approve_clips",
        "approve_clips",
        "Approve clips that wait for it: all that wait, or those whose ids are in `clips`. Only"
        " when a person asked for it.",
    ),
    Action(
        "reject_clips",
        "reject_clips",
        "Reject clips that wait for approval: all that wait, or those whose ids are in `clips`."
        " Only when a person asked for it.",
        harm=True,
    ),
    Action("list_comments", "list_comments", "List what people said about a clip."),
    Action(
        "comment_on_clip",
        "add_comment",
        "Say something about a clip, or about a second of it (`at`).",
    ),
    Action(
        "usage",
        "get_usage",
        "Say what the workspace used this month of what its tier includes: look before you start"
        " many jobs.",
    ),
    Action(
        "share_job",
        "share_job",
        "Make a link with which people without an account look at the finished clips of a job;"
        " whoever has its token sees them.",
    ),
)
