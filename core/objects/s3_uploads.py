"""Uploads to a bucket, by its own multipart uploads."""

from collections.abc import AsyncIterator, Sequence

from core.domain.artifact import Artifact
from core.errors import SourceNotFoundError
from core.objects.errors import UploadGoneError, UploadRefusedError
from core.objects.key import checked
from core.objects.s3_client import Connection, answered
from core.objects.uploads import SentPart, StoredPart, Upload, check_whole, planned
from core.settings import ObjectSettings


class S3Uploads:
    """What of a bucket takes uploads."""

    def __init__(self, options: ObjectSettings) -> None:
        self._bucket = options.bucket
        self._connection = Connection(options)

    async def find(self, key: str) -> Artifact | None:
        try:
            with answered(checked(key)):
                client = await self._connection.client()
                head = await client.head_object(Bucket=self._bucket, Key=key)
        except SourceNotFoundError:
            return None
        return Artifact(key=key, size=head["ContentLength"])

    async def begin_upload(self, key: str, size: int, part_size: int | None = None) -> Upload:
        plan = planned(checked(key), size, part_size)
        with answered(key):
            client = await self._connection.client()
            made = await client.create_multipart_upload(Bucket=self._bucket, Key=key)
        return plan.model_copy(update={"id": made["UploadId"]})

    async def part_url(self, upload: Upload, number: int, seconds: int) -> str | None:
        # The length is signed as well, so that nobody sends more than was agreed.
        length = {"ContentLength": upload.length(number)}
        with answered(upload.key):
            client = await self._connection.signer()
            url: str = await client.generate_presigned_url(
                "upload_part",
                Params={**self._names(upload), "PartNumber": number, **length},
                ExpiresIn=seconds,
            )
        return url

    async def put_part(
        self,
        upload: Upload,  # noqa: ARG002
        number: int,
        content: AsyncIterator[bytes],  # noqa: ARG002
        *,
        offset: int = 0,  # noqa: ARG002
    ) -> StoredPart:
        raise UploadRefusedError(f"send part {number} to its own address, not here")

    async def parts(self, upload: Upload) -> tuple[StoredPart, ...]:
        with answered(upload.key):
            client = await self._connection.client()
            pages = client.get_paginator("list_parts").paginate(**self._names(upload))
            found = [part async for page in pages for part in page.get("Parts", ())]
        parts = (
            StoredPart(number=part["PartNumber"], size=part["Size"], tag=part["ETag"], whole=True)
            for part in found
            # None lets a part go on that was not sent to its end.
            if part["Size"] == upload.length(part["PartNumber"])
        )
        return tuple(sorted(parts, key=lambda part: part.number))

    async def complete_upload(self, upload: Upload, sent: Sequence[SentPart] = ()) -> Artifact:
        try:
            here = await self.parts(upload)
            check_whole(upload, here, sent)
            tags = [{"PartNumber": part.number, "ETag": part.tag} for part in here]
            with answered(upload.key):
                client = await self._connection.client()
                await client.complete_multipart_upload(
                    **self._names(upload), MultipartUpload={"Parts": tags}
                )
        except UploadGoneError:
            done = await self.find(upload.key)
            if done is None or done.size != upload.size:
                raise
        return Artifact(key=upload.key, size=upload.size)

    async def abort_upload(self, upload: Upload) -> None:
        try:
            with answered(upload.key):
                client = await self._connection.client()
                await client.abort_multipart_upload(**self._names(upload))
        except (UploadGoneError, SourceNotFoundError):
            return

    def _names(self, upload: Upload) -> dict[str, str]:
        return {"Bucket": self._bucket, "Key": checked(upload.key), "UploadId": upload.id}
