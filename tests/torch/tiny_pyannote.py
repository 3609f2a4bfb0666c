"""A pipeline of pyannote in a folder, as its hub stores them, with networks of a few weights."""

import json
from importlib.metadata import version
from pathlib import Path

import numpy as np
import torch
from pyannote.audio import Model
from pyannote.audio.core.task import Problem, Resolution, Specifications
from pyannote.audio.models.embedding import XVectorMFCC
from pyannote.audio.models.segmentation import PyanNet

SECONDS = 5.0
_SIZE = 24
# Of three voices at most two at once: nobody, each alone, each pair.
_CLASSES = 7


def tiny_pyannote(folder: Path, *, speaking: bool = True) -> Path:
    """Write a pipeline that always hears one voice at a time, or nobody; return its folder.

    Which voice it is, its print decides: the mean and spread of what the ear hears.
    """
    torch.manual_seed(2)
    segmentation = PyanNet(
        sincnet={"stride": 10},
        lstm={"hidden_size": 4, "num_layers": 1, "bidirectional": False, "monolithic": True},
        linear={"hidden_size": 4, "num_layers": 1},
    )
    segmentation.specifications = Specifications(
        problem=Problem.MONO_LABEL_CLASSIFICATION,
        resolution=Resolution.FRAME,
        duration=SECONDS,
        classes=["a", "b", "c"],
        powerset_max_classes=2,
        permutation_invariant=True,
    )
    segmentation.setup()
    with torch.no_grad():
        segmentation.classifier.weight.zero_()
        segmentation.classifier.bias.copy_(9.0 * torch.eye(_CLASSES)[1 if speaking else 0])
    embedding = XVectorMFCC(dimension=_SIZE)
    embedding.specifications = Specifications(
        problem=Problem.REPRESENTATION,
        resolution=Resolution.CHUNK,
        duration=SECONDS,
        classes=["a", "b"],
    )
    _save(segmentation, folder / "segmentation")
    _save(embedding, folder / "embedding")
    _plda(folder / "plda")
    (folder / "config.yaml").write_text(json.dumps(_CONFIG))
    return folder


_CONFIG = {
    "dependencies": {"pyannote.audio": "4.0.0"},
    "pipeline": {
        "name": "pyannote.audio.pipelines.SpeakerDiarization",
        "params": {
            "clustering": "AgglomerativeClustering",
            "segmentation": "$model/segmentation",
            "embedding": "$model/embedding",
            "plda": "$model/plda",
            "segmentation_step": 0.2,
        },
    },
    "params": {
        "clustering": {"method": "centroid", "min_cluster_size": 6, "threshold": 0.2},
        "segmentation": {"min_duration_off": 0.0},
    },
}


def _save(model: Model, folder: Path) -> None:
    folder.mkdir(parents=True)
    checkpoint = {
        "state_dict": model.state_dict(),
        "hyper_parameters": dict(model.hparams),
        "pytorch-lightning_version": version("lightning"),
    }
    model.on_save_checkpoint(checkpoint)
    torch.save(checkpoint, folder / "pytorch_model.bin")


def _plda(folder: Path) -> None:
    folder.mkdir(parents=True)
    whole, none = np.eye(_SIZE), np.zeros(_SIZE)
    np.savez(folder / "xvec_transform.npz", mean1=none, mean2=none, lda=whole)
    np.savez(folder / "plda.npz", mu=none, tr=whole, psi=np.linspace(2.0, 1.0, _SIZE))
