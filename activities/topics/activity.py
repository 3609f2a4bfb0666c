"""Find the topics of a recording."""

from temporalio import activity

from activities import catalog
from activities.topics.contract import TopicsRequest, TopicsResult, TopicsTask
from core.bench import Bench, Made, first_usable
from core.domain.base import Value
from core.domain.job import StepName
from core.domain.topics import Topics


class _Recipe(Value):
    """What the topics of a recording depend on."""

    transcript: str
    embedder: str
    count: int | None
    version: int = 1
    """Counts up when the same embedder would give other topics."""


class TopicsActivities:
    def __init__(self, bench: Bench) -> None:
        self._bench = bench

    @activity.defn
    async def find_topics(self, request: TopicsRequest) -> TopicsResult:
        """Divide a transcript into topics, once per transcript, count and embedder.

        The embedders are tried in the order of the catalogue; the note of the result says
        which ones could not be used, and why. Asked for more topics than there are
        sentences, it finds one for each sentence.
        """
        made, note = await first_usable(
            catalog.EMBEDDERS.names(), lambda embedder: self._made(request, embedder)
        )
        return TopicsResult(
            topics=made.artifact,
            count=len(made.value.topics),
            ran=made.ran(made.value.engine, note),
        )

    async def _made(self, request: TopicsRequest, embedder: str) -> Made[Topics]:
        recipe = _Recipe(
            transcript=request.transcript.key, embedder=embedder, count=request.count
        ).fingerprint()
        folder = f"{request.workspace}/analysis/{request.content_hash}"
        async with self._bench.store.local(request.transcript) as transcript:
            return await self._bench.make(
                f"{folder}/{StepName.TOPICS}-{recipe}.json",
                "activities.topics.work:find",
                TopicsTask(transcript=str(transcript), embedder=embedder, count=request.count),
                Topics,
            )
