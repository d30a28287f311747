"""Time layers, blocks and networks beside their multiply-adds and their bytes.

One picture, float32, PyTorch in evaluation mode, nothing fused. One thread computes,
and its clock runs only while it does: so busy neighbours cost it little. Contenders of
a race take turns, and a call finds the caches as another layer left them. "ms" is the
median of three medians, "low" and "high" are the other two. "bytes" are those of all
inputs, weights and outputs, operation by operation, as if each were moved once.

"machine" says what this core can do: multiply-adds in a large matrix product, bytes in
a copy. Divided by them, a layer's counts give two times to compare its own with.
"""

import time
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, NamedTuple

import torch
from scipy.stats import spearmanr
from torch import Tensor, nn
from torch.nn.utils.fusion import fuse_conv_bn_eval
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils._pytree import tree_leaves

from dlnotes import architectures
from dlnotes.architectures.mobilenet_v1 import MobileNetV1, full
from dlnotes.cost import count_macs, count_parameters
from tools.timing import interleaved_medians, keep_heap

GEMM, COPIED = 1024, 2**20  # rows of a square matrix, numbers in an array


class Layer(NamedTuple):
    """A convolution of a square image, padded to keep its size, over the stride."""

    side: int
    inputs: int
    outputs: int
    kernel: int = 1
    stride: int = 1
    groups: int = 1
    dilation: int = 1

    def __str__(self) -> str:
        size = f"{self.inputs}→{self.outputs} {self.kernel}×{self.kernel}"
        size += f"/{self.stride}" if self.stride > 1 else ""
        size += f" dilated {self.dilation}" if self.dilation > 1 else ""
        groups = f" in {self.groups} groups" if self.groups > 1 else ""
        size += " depthwise" if self.groups == self.inputs else groups
        return f"{size} at {self.side}"


def depthwise(side: int, channels: int, kernel: int = 3, **how: int) -> Layer:
    """Return a layer with a kernel for each channel."""
    return Layer(side, channels, channels, kernel, groups=channels, **how)


PAIR = [depthwise(112, 32), Layer(28, 144, 32)]  # both in MobileNetV2
LAYERS = [
    *PAIR,
    *(Layer(224, 3, 64, 7, 2), Layer(224, 3, 32, 3, 2), Layer(112, 32, 16)),
    *(Layer(56, 64, 64), Layer(56, 64, 256), Layer(56, 256, 64), Layer(56, 24, 144)),
    *(Layer(28, 128, 512), Layer(28, 512, 128), Layer(28, 192, 64)),
    *(Layer(14, 256, 1024), Layer(14, 1024, 256), Layer(14, 96, 576)),
    *(Layer(7, 512, 2048), Layer(7, 2048, 512), Layer(7, 320, 1280)),
    *(Layer(112, 32, 32, 3), Layer(56, 64, 64, 3), Layer(28, 128, 128, 3)),
    *(Layer(14, 256, 256, 3), Layer(7, 512, 512, 3), Layer(56, 64, 128, 3, 2)),
    *(Layer(28, 128, 128, 3, dilation=2), Layer(14, 256, 256, 3, dilation=4)),
    *(Layer(28, 32, 64, 5), Layer(14, 48, 128, 5)),
    *(Layer(28, 240, 240, groups=3), Layer(28, 256, 256, groups=8)),
    *(Layer(56, 128, 128, 3, groups=32), Layer(14, 512, 512, 3, groups=32)),
    *(depthwise(56, 144), depthwise(112, 96, stride=2), depthwise(28, 192)),
    *(depthwise(14, 384), depthwise(14, 576), depthwise(7, 960)),
    *(depthwise(28, 240, 5), depthwise(14, 672, 5), depthwise(28, 192, dilation=2)),
]
GROUPS = (1, 2, 4, 8)
NETWORKS = """alexnet vgg16 resnet18 resnet50 resnext50_32x4d xception squeezenet1_0
squeezenet1_1 mobilenet_v1 mobilenet_v2 mobilenet_v3_small mobilenet_v3_large igc_v3
shufflenet_v1 shufflenet_v2_x0_5 shufflenet_v2_x1_0 shufflenet_v2_x2_0 condensenet
efficientnet_b0 efficientnet_b1 efficientnet_b2 efficientnet_lite0""".split()


class Traffic(TorchDispatchMode):
    """Adds up the bytes of what each operation reads and writes."""

    def __init__(self) -> None:
        super().__init__()
        self.bytes = 0

    def __torch_dispatch__(self, func, types, args=(), kwargs=None):
        """Run the operation; one that only views what is there moves nothing."""
        out = func(*args, **(kwargs or {}))
        if not func.is_view:
            used = [t for t in tree_leaves((args, kwargs, out)) if torch.is_tensor(t)]
            self.bytes += sum(t.numel() * t.element_size() for t in used)
        return out


class Contender(NamedTuple):
    """A module, and the shape of what it reads."""

    module: nn.Module
    shape: tuple[int, ...]

    def counts(self) -> dict[str, int]:
        """Return multiply-adds, bytes and parameters of a call."""
        x = torch.zeros(self.shape)
        with torch.no_grad(), Traffic() as traffic:
            self.module(x)
        return {
            "macs": count_macs(self.module, self.shape),
            "bytes": traffic.bytes,
            "parameters": count_parameters(self.module),
        }

    def call(self) -> Callable[[], Tensor]:
        """Return a call without arguments."""
        return partial(torch.no_grad()(self.module), torch.randn(self.shape))


def conv(layer: Layer) -> Contender:
    """Return a layer without bias."""
    side, c, outputs, k, stride, groups, dilation = layer
    options = stride, dilation * (k // 2), dilation, groups
    module = nn.Conv2d(c, outputs, k, *options, bias=False)
    return Contender(module, (1, c, side, side))


class Parallel(nn.Module):
    """A 1×1 convolution cut into several, each of which makes some of the outputs."""

    def __init__(self, channels: int, parts: int) -> None:
        super().__init__()
        each = channels // parts
        convs = (nn.Conv2d(channels, each, 1, bias=False) for _ in range(parts))
        self.parts = nn.ModuleList(convs)

    def forward(self, x: Tensor) -> Tensor:
        """Return all outputs side by side."""
        return torch.cat([part(x) for part in self.parts], 1)


def fragments(kind: str, parts: int, side: int, channels: int = 128) -> Contender:
    """Return a 1×1 convolution, or as many multiply-adds in several."""
    if parts == 1:
        return conv(Layer(side, channels, channels))
    if kind == "parallel":
        return Contender(Parallel(channels, parts), (1, channels, side, side))
    a = round(channels / parts**0.5)
    chain = [nn.Conv2d(a, a, 1, bias=False) for _ in range(parts)]
    return Contender(nn.Sequential(*chain), (1, a, side, side))


class Bottleneck(nn.Module):
    """ResNet-50's first block, with or without what stands around the convolutions."""

    def __init__(self, relu: bool, shortcut: bool) -> None:
        super().__init__()
        sizes = (256, 64, 1), (64, 64, 3), (64, 256, 1)
        convs = (nn.Conv2d(*size, 1, size[2] // 2, bias=False) for size in sizes)
        self.convs = nn.ModuleList(convs)
        self.activate = nn.ReLU(inplace=True) if relu else nn.Identity()
        self.shortcut = shortcut

    def forward(self, x: Tensor) -> Tensor:
        """Return 256 maps."""
        y = self.activate(self.convs[1](self.activate(self.convs[0](x))))
        y = self.convs[2](y)
        return self.activate(x + y if self.shortcut else y)


MAPS, PICTURE = (1, 256, 56, 56), (1, 3, 224, 224)


class Add(nn.Module):
    """What a shortcut does."""

    def __init__(self) -> None:
        super().__init__()
        self.register_buffer("other", torch.randn(MAPS))

    def forward(self, x: Tensor) -> Tensor:
        """Return a sum."""
        return x + self.other


def folded() -> nn.Module:
    """Return MobileNetV2 with its normalizations folded into the convolutions."""
    net = architectures.build("mobilenet_v2").eval()
    for part in net.modules():
        if [type(p) for p in part.children()][1:2] == [nn.BatchNorm2d]:
            part[0], part[1] = fuse_conv_bn_eval(part[0], part[1]), nn.Identity()
    return net


def network(name: str) -> nn.Module:
    """Return a network as it is used; CondenseNet without what its training drops."""
    net = architectures.build(name).eval()
    if name == "condensenet":
        net.prune_until(1.0)
        net.condense()
    return net


RACES: dict[str, Callable[[], Mapping[str, Contender]]] = {
    "pair": lambda: {str(layer): conv(layer) for layer in PAIR},
    "layers": lambda: {str(layer): conv(layer) for layer in LAYERS},
    "G1 balance": lambda: {
        f"{a}:{b}": conv(Layer(56, a, b))
        for a, b in ((8 << k, 2048 >> k) for k in range(9))
    },
    "G2 equal multiply-adds": lambda: {
        str(g): conv(Layer(28, 256, 256 * g, groups=g)) for g in GROUPS
    },
    "G2 equal channels": lambda: {
        str(g): conv(Layer(28, 256, 256, groups=g)) for g in GROUPS
    },
    **{
        f"G3 {kind} at {side}": lambda kind=kind, side=side: {
            str(parts): fragments(kind, parts, side) for parts in (1, 4, 16)
        }
        for kind in ("series", "parallel")
        for side in (7, 56)
    },
    "G4 block": lambda: {
        "convolutions": Contender(Bottleneck(False, False), MAPS),
        "and ReLU": Contender(Bottleneck(True, False), MAPS),
        "and addition": Contender(Bottleneck(False, True), MAPS),
        "all": Contender(Bottleneck(True, True), MAPS),
    },
    "G4 operations": lambda: {
        "3×3": conv(Layer(56, 64, 64, 3)),
        "1×1": conv(Layer(56, 256, 64)),
        "depthwise": conv(depthwise(56, 256)),
        "normalization": Contender(nn.BatchNorm2d(256).eval(), MAPS),
        "ReLU": Contender(nn.ReLU(), MAPS),
        "addition": Contender(Add(), MAPS),
    },
    "folding": lambda: {
        "as trained": Contender(architectures.build("mobilenet_v2").eval(), PICTURE),
        "folded": Contender(folded(), PICTURE),
    },
    "MobileNet": lambda: {
        "pairs": Contender(MobileNetV1().eval(), PICTURE),
        "full": Contender(MobileNetV1(block=full).eval(), PICTURE),
    },
    "networks": lambda: {n: Contender(network(n), PICTURE) for n in sorted(NETWORKS)},
}
CONFIG = {"race": ["machine", *RACES]}


def run(*, race: str) -> dict[str, Any]:
    """Let the contenders of a race take turns, and count what each does."""
    torch.set_num_threads(1)
    torch.manual_seed(0)
    keep_heap()
    if race == "machine":
        square, array = torch.ones(GEMM, GEMM), torch.ones(COPIED)
        calls = {"matrix product": partial(torch.mm, square, square)}
        calls["copy"] = partial(torch.empty_like(array).copy_, array)
        counts = {"macs": {"matrix product": GEMM**3}, "bytes": {"copy": 8 * COPIED}}
        return timed(calls) | counts | {"parameters": {}}
    contenders = RACES[race]()
    bills = {name: contender.counts() for name, contender in contenders.items()}
    calls = {name: contender.call() for name, contender in contenders.items()}
    return timed(calls) | {
        key: {name: bill[key] for name, bill in bills.items()}
        for key in ("macs", "bytes", "parameters")
    }


def timed(calls: Mapping[str, Callable[[], Any]]) -> dict[str, dict[str, float]]:
    """Return milliseconds by name, of three races one after another."""
    how = {"repeats": 21, "seconds": 8, "clock": time.thread_time}
    races = [interleaved_medians(calls, **how) for _ in range(3)]
    ranked = {name: sorted(1e3 * race[name] for race in races) for name in calls}
    return {
        key: {name: round(times[place], 4) for name, times in ranked.items()}
        for key, place in (("ms", 1), ("low", 0), ("high", 2))
    }


def summarize(runs: list[dict[str, Any]]) -> dict[str, float]:
    """Say what the core can do, and how well each count ranks the times."""
    results = {run["race"]: run["result"] for run in runs}
    machine = results["machine"]
    best = {name: ms / 1e3 for name, ms in machine["low"].items()}
    work = machine["macs"]["matrix product"] / best["matrix product"]
    traffic = machine["bytes"]["copy"] / best["copy"]
    found = {"multiply-adds a second": work, "bytes a second": traffic}
    for race in ("layers", "networks"):
        result = {key: list(by.values()) for key, by in results[race].items()}
        pairs = zip(result["macs"], result["bytes"], strict=True)
        result["bound"] = [max(m / work, b / traffic) for m, b in pairs]
        for key in ("macs", "bytes", "parameters", "bound"):
            rank = spearmanr(result[key], result["ms"]).statistic
            found[f"{race}, {key}"] = round(float(rank), 3)
    return found
