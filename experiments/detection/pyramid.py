"""Find small and larger things from one map, from several, and with a top-down path.

Pictures of 32 x 32 pixels hold up to three shapes, from 4 pixels across to 25. The maps
of the net's body have strides 2, 4, 8 and 16. "one" answers for all default boxes from
the map of stride 8; "taps" for small ones from stride 4, for large ones from stride 16;
"top-down" does so, too, after each of these maps was added, enlarged, to the one before
it. A step takes 16 pictures of 1600; there are 400 steps. The rate is chosen on
validation pictures.

Small things have up to 8 x 8 visible pixels, all others are "larger". COCO's limit is
32 x 32, so a pixel counts as 4 x 4 here.

A run repeats exactly with the same versions on the same machine. Elsewhere the last
bits differ, and training makes them grow: compare means over the seeds.
"""

import functools

import numpy as np
import torch

from dlnotes.data import shapes_detection
from dlnotes.detection import evaluate_coco
from dlnotes.detection.torch import SSD, ssd_loss
from dlnotes.train import fit

SEEDS = range(5)  # weights and batches
CONFIG = {"net": ["one", "taps", "top-down"], "rate": [0.003, 0.01, 0.03]}
CHOOSE = {"parameter": "rate", "metric": "validation"}
NETS = {
    "one": {"taps": (2, 2, 2)},
    "taps": {"taps": (1, 2, 3)},
    "top-down": {"taps": (1, 2, 3), "top_down": True},
}
SCALES = (0.2, 0.35, 0.6, 0.85)  # squares of 6 to 23 pixels, two for each tap
PICTURES = {"size": 32, "radius": (0.0625, 0.4), "max_shapes": 3}
TRAIN, HELD_OUT, TEST, EPOCHS, BATCH = 1600, 200, 400, 4, 16
ENLARGED = 4


@functools.cache
def pictures(count: int, seed: int) -> tuple[np.ndarray, list[dict]]:
    """Return scenes of shapes, and what is in them."""
    return shapes_detection(count, rng=np.random.default_rng(seed), **PICTURES)


def train(*, seed: int, net: str, rate: float) -> SSD:
    """Return a trained network."""
    torch.manual_seed(seed)
    x, targets = pictures(TRAIN, 0)
    model = SSD(4, image_size=PICTURES["size"], scales=SCALES, **NETS[net])
    model = model.to(memory_format=torch.channels_last)  # a quarter faster
    optimizer = torch.optim.Adam(model.parameters(), lr=rate)
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimizer, rate, total_steps=EPOCHS * TRAIN // BATCH
    )
    fit(
        model,
        (x, model.encode(targets)),
        loss=ssd_loss,
        batch_size=BATCH,
        optimizer=optimizer,
        schedule=schedule,
        epochs=EPOCHS,
        seed=seed,
        progress=False,
    )
    return model.eval()


def enlarged(image: dict) -> dict:
    """Return a picture's boxes as if each pixel were several."""
    area = {"area": image["area"] * ENLARGED**2} if "area" in image else {}
    return {**image, "boxes": image["boxes"] * ENLARGED, **area}


@torch.no_grad()
def precision(model: SSD, count: int, seed: int) -> dict[str, float]:
    """Return the average precisions on new pictures, by size."""
    x, targets = pictures(count, seed)
    found = model.decode(model(torch.from_numpy(x)))
    return evaluate_coco([*map(enlarged, found)], [*map(enlarged, targets)])


def run(*, seed: int, net: str, rate: float) -> dict:
    """Train a network, and test it."""
    torch.set_num_threads(1)
    model = train(seed=seed, net=net, rate=rate)
    test = precision(model, TEST, 2)
    return {
        "validation": round(precision(model, HELD_OUT, 1)["AP"], 4),
        "AP": round(test["AP"], 4),
        "small": round(test["APs"], 4),
        "larger": round(test["APm"], 4),
        "parameters": sum(p.numel() for p in model.parameters()),
    }
