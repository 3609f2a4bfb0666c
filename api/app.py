"""The application: every route under ``/api``, one way of saying no."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import APIRouter, FastAPI
from fastapi.routing import APIRoute
from starlette.middleware.cors import CORSMiddleware
from starlette.routing import Route

from api import document, errors, live
from api.agents import door
from api.bells import Bells
from api.errors import Code
from api.http import Threshold
from api.identity import CSRF_HEADER
from api.routes import (
    api_tokens,
    auth,
    brand,
    callbacks,
    clips,
    comments,
    editing,
    findings,
    flags,
    identities,
    invitations,
    jobs,
    me,
    nle,
    objects,
    passwords,
    providers,
    records,
    reports,
    second_factor,
    shares,
    system,
    uploads,
    usage,
    webhooks,
    workspaces,
)
from api.services import Services

# Routes are tried one after the other: those that are asked for most come first.
ROUTERS: tuple[APIRouter, ...] = (
    jobs.router,
    clips.router,
    me.router,
    auth.router,
    passwords.router,
    providers.router,
    identities.router,
    second_factor.router,
    flags.router,
    workspaces.router,
    invitations.router,
    api_tokens.router,
    uploads.router,
    usage.router,
    reports.router,
    findings.router,
    editing.router,
    nle.router,
    comments.router,
    shares.router,
    brand.router,
    records.router,
    objects.router,
    webhooks.router,
    callbacks.router,
    system.router,
    live.router,
)

# What any route may say, because of what holds for all of them.
_ANYWHERE = errors.may_say(
    *(Code.BAD_REQUEST, Code.TOO_LARGE, Code.INVALID, Code.RATE_LIMITED, Code.UNAVAILABLE)
)

# The headers with which pages ask, and those of answers that they read.
_ASKED_WITH = [
    *("Authorization", "Content-Type", "Idempotency-Key", "Last-Event-ID", "traceparent"),
    *("X-Workspace", CSRF_HEADER),
]
_TOLD_WITH = ["Content-Disposition", "ETag", "Retry-After", "X-Trace-Id"]


def create(services: Services | None = None) -> FastAPI:
    """Return the application. Without services it can tell its OpenAPI document only."""
    app = FastAPI(
        title="ClippedAI",
        summary="Turns long videos into captioned vertical clips.",
        version="1",
        openapi_url="/api/openapi.json",
        docs_url="/api/docs",
        redoc_url=None,
        generate_unique_id_function=_name,
        lifespan=_lifespan,
    )
    app.state.services = services
    for router in ROUTERS:
        app.include_router(router, prefix="/api", responses=_ANYWHERE)
    document.honest(app)
    document.separate(app)
    errors.install(app)
    if services is not None:
        app.state.agents = door.Door(app, services)
        app.router.routes.append(Route(door.PATH, app.state.agents, methods=["POST"]))
        rules = services.settings.api
        app.add_middleware(Threshold, max_body=rules.max_body, log_allowed=rules.log_allowed)
        if rules.origin:
            _open_to(app, rules.origin)
    return app


def _open_to(app: FastAPI, origin: str) -> None:
    """Let pages of one address, and of no other, read what is answered to them."""
    app.add_middleware(
        CORSMiddleware,
        allow_origins=[origin.rstrip("/")],
        allow_credentials=True,
        allow_methods=["GET", "POST", "PUT", "PATCH", "DELETE"],
        allow_headers=_ASKED_WITH,
        expose_headers=_TOLD_WITH,
    )


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    app.state.bells = Bells(app.state.services.database.url)
    serving = [
        asyncio.create_task(app.state.bells.listen()),
        asyncio.create_task(app.state.agents.serve()),
    ]
    try:
        yield
    finally:
        for task in serving:
            task.cancel()
        await asyncio.gather(*serving, return_exceptions=True)
        await app.state.services.store.close()
        await app.state.services.keys.close()


def _name(route: APIRoute) -> str:
    return route.name
