"""The ``clippedai`` command.

Exit codes: 0 done · 1 unforeseen · 2 wrong use or bad input · 3 the job failed ·
4 the job was cancelled · 5 no system is running · 130 interrupted.
"""

import os
import sys

import typer

from deploy.local.commands import (
    account,
    analyze,
    clip,
    control,
    demo,
    exchange,
    footage,
    jobs,
    plan,
    render,
    styles,
    system,
    topics,
    usage,
    verify,
    workspace,
)

# No library that we use phones home; these two need to be told.
os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")
os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Turn long videos into captioned vertical clips.",
    epilog="Exit codes: 0 done, 1 unforeseen, 2 bad input, 3 job failed, 4 job cancelled, "
    "5 no system running, 130 interrupted.",
)

for command in (
    clip.clip,
    analyze.analyze,
    topics.topics,
    render.render,
    verify.verify,
    styles.styles,
    demo.demo,
    system.up,
    system.doctor,
    system.openapi,
    usage.usage,
    account.login,
    account.logout,
    account.mcp,
    jobs.jobs,
    jobs.show,
    control.pause,
    control.resume,
    control.cancel,
    control.retry,
    control.approve,
    control.reject,
):
    app.command()(command)
plan.app.command()(footage.broll)
plan.app.command()(footage.sticker)
plan.app.command()(footage.background)
app.add_typer(plan.app, name="plan")
system.account.command()(usage.tier)
system.account.command("password")(account.set_password)
app.add_typer(system.account, name="account")
app.add_typer(workspace.workspace, name="workspace")
app.add_typer(system.keys, name="keys")
app.add_typer(system.flags, name="flags")
app.command("export")(exchange.export_clip)
app.command("import")(exchange.import_clip)
app.command("open")(jobs.open_job)
app.command("temporal", context_settings={"ignore_unknown_options": True, "help_option_names": []})(
    system.temporal
)


def main() -> None:
    """Run the command line."""
    code: object = 0
    try:
        app()
    except SystemExit as end:
        code = end.code
    sys.stdout.flush()
    sys.stderr.flush()
    # Threads of the Temporal client still run; an ordinary end of Python can crash on them.
    os._exit(code if isinstance(code, int) else 0 if code is None else 1)


if __name__ == "__main__":
    main()
