"""Under torchrun: die in the middle of the third epoch; started again, finish.

A second call, without a checkpoint, trains the same from its first epoch to its last.
"""

import os
import signal
import sys
from pathlib import Path

import torch
import torch.distributed as dist

from dlnotes import train
from tests.train.oracles import STEPS, call, cross_entropy, data, fitted, state


def main(folder):
    calls = iter(range(2 * STEPS + 2))
    rank, first = os.environ["RANK"], os.environ["TORCHELASTIC_RESTART_COUNT"] == "0"

    def loss(output, target):
        if next(calls, None) is None and first and rank == "0":
            os.kill(os.getpid(), signal.SIGKILL)
        return cross_entropy(output, target)

    resumed = call(checkpoint=folder / "kept", progress=True)
    resumed.history = train.fit(
        resumed.model, data(), **resumed.options | {"loss": loss}
    )
    assert not dist.is_initialized()
    whole = fitted(train)
    torch.save([state(resumed), state(whole)], folder / rank)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
