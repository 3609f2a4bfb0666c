"""Networks without learning, in the form of those that people export: what they say is known."""

from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn.functional import avg_pool2d


class BrightSquares(nn.Module):  # type: ignore[misc]
    """Has the form of SCRFD: a face is where the picture is bright, and three cells wide."""

    def forward(self, picture: Tensor) -> tuple[Tensor, ...]:
        scores, boxes, points = [], [], []
        for stride in (8, 16, 32):
            bright = avg_pool2d(picture.mean(1, keepdim=True), stride).reshape(-1, 1)
            # Of the three sizes only the largest sees anything, and each place counts twice.
            score = torch.sigmoid(20 * (bright - 0.5)) * (1.0 if stride == 32 else 0.0)
            scores.append(score.repeat_interleave(2, dim=0))
            far = torch.ones_like(scores[-1])
            boxes.append(far.repeat(1, 4) * 1.5)
            points.append(torch.tensor([[-0.5, -0.5, 0.5, -0.5, 0, 0, -0.4, 0.5, 0.4, 0.5]]) * far)
        return (*scores, *boxes, *points)


class Brightness(nn.Module):  # type: ignore[misc]
    """Has the form of ArcFace: what it says of a picture is a mixture of its parts."""

    def __init__(self) -> None:
        super().__init__()
        torch.manual_seed(3)
        self.mixture = nn.Linear(3 * 7 * 7, 512, bias=False)

    def forward(self, picture: Tensor) -> Tensor:
        mixed: Tensor = self.mixture(avg_pool2d(picture, 16).flatten(1))
        return mixed


class LoudAndBright(nn.Module):  # type: ignore[misc]
    """Has the form of LR-ASD: who is bright while it is loud speaks."""

    def forward(self, audio: Tensor, video: Tensor) -> Tensor:
        loud = torch.tanh(audio[0, :, 0].reshape(-1, 4).mean(1) - 10)
        bright = (video[0].mean((1, 2)) - 128) / 32
        return torch.minimum(3 * loud, bright)


def insightface_pack(folder: Path) -> Path:
    """Write a detector, an embedder, and a network that is neither; return the folder."""
    folder.mkdir(parents=True)
    names = [f"{kind}_{stride}" for kind in ("score", "box", "kps") for stride in (8, 16, 32)]
    given = torch.zeros(1, 3, 640, 640)
    _export(BrightSquares(), (given,), folder / "b_detector.onnx", ["input"], names)
    face = torch.zeros(1, 3, 112, 112)
    _export(Brightness(), (face,), folder / "c_embedder.onnx", ["input"], ["embedding"])
    _export(nn.AvgPool2d(8), (torch.zeros(1, 3, 96, 96),), folder / "a_other.onnx", ["x"], ["y"])
    return folder


def active_speaker(path: Path) -> Path:
    """Write a network that tells who speaks, for any number of pictures; return its path."""
    given = torch.zeros(1, 40, 13), torch.zeros(1, 10, 112, 112)
    long = {"audio": {1: "rows"}, "video": {1: "pictures"}, "score": {0: "pictures"}}
    _export(LoudAndBright(), given, path, ["audio", "video"], ["score"], long)
    return path


def _export(
    network: nn.Module,
    given: tuple[Tensor, ...],
    path: Path,
    inputs: list[str],
    outputs: list[str],
    dynamic: dict[str, dict[int, str]] | None = None,
) -> None:
    torch.onnx.export(
        network.eval(),
        given,
        str(path),
        input_names=inputs,
        output_names=outputs,
        dynamic_axes=dynamic,
        dynamo=False,
    )
