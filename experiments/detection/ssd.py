"""Train a small SSD on drawn shapes.

A step takes 16 pictures of 2000; there are 500 steps. The rate is chosen on 300
pictures that are neither trained on nor tested.

A run repeats exactly with the same versions on the same machine. Elsewhere the last
bits differ, and training makes them grow: expect an average precision within 0.04.
"""

import functools

import numpy as np
import torch

from dlnotes.data import shapes_detection
from dlnotes.detection import evaluate_coco
from dlnotes.detection.torch import SSD, ssd_loss
from dlnotes.train import fit

SEEDS = range(3)  # weights and batches
CONFIG = {"rate": [0.005, 0.02, 0.08]}
CHOOSE = {"parameter": "rate", "metric": "validation"}
TRAIN, HELD_OUT, EPOCHS, BATCH = 2000, 300, 4, 16


@functools.cache
def pictures(count: int, seed: int) -> tuple[np.ndarray, list[dict]]:
    """Return scenes of shapes, and what is in them."""
    return shapes_detection(count, rng=np.random.default_rng(seed))


def train(*, seed: int, rate: float) -> SSD:
    """Return a trained network."""
    torch.manual_seed(seed)
    x, targets = pictures(TRAIN, 0)
    net = SSD(4).to(memory_format=torch.channels_last)  # a quarter faster
    optimizer = torch.optim.Adam(net.parameters(), lr=rate)
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimizer, rate, total_steps=EPOCHS * TRAIN // BATCH
    )
    fit(
        net,
        (x, net.encode(targets)),
        loss=ssd_loss,
        batch_size=BATCH,
        optimizer=optimizer,
        schedule=schedule,
        epochs=EPOCHS,
        seed=seed,
        progress=False,
    )
    return net.eval()


@torch.no_grad()
def precision(net: SSD, seed: int) -> dict[str, float]:
    """Return the average precisions on new pictures."""
    x, targets = pictures(HELD_OUT, seed)
    return evaluate_coco(net.decode(net(torch.from_numpy(x))), targets)


def run(*, seed: int, rate: float) -> dict:
    """Train a network, and test it."""
    torch.set_num_threads(1)
    net = train(seed=seed, rate=rate)
    test = precision(net, 2)
    return {
        "validation": round(precision(net, 1)["AP50"], 4),
        "AP50": round(test["AP50"], 4),
        "AP": round(test["AP"], 4),
        "parameters": sum(p.numel() for p in net.parameters()),
    }
