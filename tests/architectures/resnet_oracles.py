"""Independent answers: networks as torchvision and timm lay them out, without modules.

A state dict with their names is drawn at random, in their order, and evaluated by
functions that look each tensor up by its name.
"""

import copy
import itertools

import torch
from torch.nn import functional as F
from torch.utils.flop_counter import FlopCounterMode

from tests.architectures.oracles import a_step_lowers_the_loss

SHORT = 2, 1, 1, 1
"""Blocks of a net for mutants: one without a projection, and one a stage."""
NECK = (3, 4, 6, 3), (3, 4, 23, 3), (3, 8, 36, 3)
TORCHVISION = {
    # layers, bottleneck, groups, width per group; parameters, multiply-adds
    "short": (SHORT, True, 1, 64),
    "resnet18": ((2, 2, 2, 2), False, 1, 64, 11_689_512, 1_814_073_344),
    "resnet34": (NECK[0], False, 1, 64, 21_797_672, 3_663_761_408),
    "resnet50": (NECK[0], True, 1, 64, 25_557_032, 4_089_184_256),
    "resnet101": (NECK[1], True, 1, 64, 44_549_160, 7_801_405_440),
    "resnet152": (NECK[2], True, 1, 64, 60_192_808, 11_513_626_624),
    "resnext50_32x4d": (NECK[0], True, 32, 4, 25_028_904, 4_230_479_872),
    "resnext101_32x8d": (NECK[1], True, 32, 8, 88_791_336, 16_414_015_488),
}
TIMM = {
    "short": (SHORT,),
    "resnetv2_50": (NECK[0], 25_549_352, 4_089_184_256),
    "resnetv2_101": (NECK[1], 44_541_480, 7_801_405_440),
    "resnetv2_152": (NECK[2], 60_185_128, 11_513_626_624),
}


class Drawn(dict):
    """A state dict in float64 that draws what is asked for, in order."""

    def __init__(self, seed=0):
        super().__init__()
        self.rng = torch.Generator().manual_seed(seed)

    def draw(self, name, *shape, scale=1.0):
        self[name] = scale * torch.randn(
            *shape, generator=self.rng, dtype=torch.float64
        )

    def conv(self, name, out, channels, k):
        fan = channels * k * k
        self.draw(f"{name}.weight", out, channels, k, k, scale=fan**-0.5)

    def norm(self, name, channels):
        for part in ("weight", "bias", "running_mean", "running_var"):
            self.draw(f"{name}.{part}", channels, scale=0.2)
        self[f"{name}.weight"] += 1
        self[f"{name}.running_var"] = 0.5 + self[f"{name}.running_var"].abs()
        self[f"{name}.num_batches_tracked"] = torch.tensor(3)


def norm(state, name, x):
    mean, var = state[f"{name}.running_mean"], state[f"{name}.running_var"]
    scale = state[f"{name}.weight"] / (var + 1e-5).sqrt()
    shift = state[f"{name}.bias"] - mean * scale
    return x * scale[:, None, None] + shift[:, None, None]


def torchvision_state(name, num_classes=5, in_channels=3):
    layers, neck, groups, per_group, *_ = TORCHVISION[name]
    state = Drawn()
    state.conv("conv1", 64, in_channels, 7)
    state.norm("bn1", 64)
    before = 64
    for i, depth in enumerate(layers):
        planes = 64 * 2**i
        width = planes * per_group * groups // 64
        after = 4 * planes if neck else planes
        for j in range(depth):
            at = f"layer{i + 1}.{j}."
            if neck:
                convs = (
                    (width, before, 1),
                    (width, width // groups, 3),
                    (after, width, 1),
                )
            else:
                convs = (planes, before, 3), (planes, planes, 3)
            for number, conv in enumerate(convs, 1):
                state.conv(f"{at}conv{number}", *conv)
                state.norm(f"{at}bn{number}", conv[0])
            if before != after:
                state.conv(f"{at}downsample.0", after, before, 1)
                state.norm(f"{at}downsample.1", after)
            before = after
    state.draw("fc.weight", num_classes, before, scale=0.1)
    state.draw("fc.bias", num_classes)
    return state


def torchvision_logits(state, x, groups):
    x = F.conv2d(x, state["conv1.weight"], stride=2, padding=3)
    x = F.max_pool2d(norm(state, "bn1", x).relu(), 3, 2, 1)
    blocks = sorted(
        {tuple(map(int, k[5:].split(".")[:2])) for k in state if "lay" in k}
    )
    for stage, j in blocks:
        at = f"layer{stage}.{j}."
        stride = 2 if stage > 1 and j == 0 else 1
        neck = f"{at}conv3.weight" in state
        y = x
        for number in (1, 2, 3) if neck else (1, 2):
            weight = state[f"{at}conv{number}.weight"]
            three = weight.shape[-1] == 3
            y = F.conv2d(
                y,
                weight,
                stride=stride if number == 1 + neck else 1,
                padding=1 if three else 0,
                groups=groups if neck and three else 1,
            )
            y = norm(state, f"{at}bn{number}", y)
            if number < 2 + neck:
                y = y.relu()
        if f"{at}downsample.0.weight" in state:
            x = F.conv2d(x, state[f"{at}downsample.0.weight"], stride=stride)
            x = norm(state, f"{at}downsample.1", x)
        x = (x + y).relu()
    pooled = F.adaptive_avg_pool2d(x, 1).flatten(1)
    return F.linear(pooled, state["fc.weight"], state["fc.bias"])


def timm_state(name, num_classes=5, in_channels=3):
    layers, *_ = TIMM[name]
    state = Drawn()
    state.conv("stem.conv", 64, in_channels, 7)
    before = 64
    for i, depth in enumerate(layers):
        width, after = 64 * 2**i, 256 * 2**i
        for j in range(depth):
            at = f"stages.{i}.blocks.{j}."
            if j == 0:
                state.conv(f"{at}downsample.conv", after, before, 1)
            state.norm(f"{at}norm1", before)
            state.conv(f"{at}conv1", width, before, 1)
            state.norm(f"{at}norm2", width)
            state.conv(f"{at}conv2", width, width, 3)
            state.norm(f"{at}norm3", width)
            state.conv(f"{at}conv3", after, width, 1)
            before = after
    state.norm("norm", before)
    state.draw("head.fc.weight", num_classes, before, 1, 1, scale=0.1)
    state.draw("head.fc.bias", num_classes)
    return state


def timm_logits(state, x):
    x = F.conv2d(x, state["stem.conv.weight"], stride=2, padding=3)
    x = F.max_pool2d(x, 3, 2, 1)
    blocks = sorted({tuple(map(int, k.split(".")[1:4:2])) for k in state if "blo" in k})
    for i, j in blocks:
        at = f"stages.{i}.blocks.{j}."
        stride = 2 if i > 0 and j == 0 else 1
        pre = norm(state, f"{at}norm1", x).relu()
        if j == 0:
            x = F.conv2d(pre, state[f"{at}downsample.conv.weight"], stride=stride)
        y = F.conv2d(pre, state[f"{at}conv1.weight"])
        y = norm(state, f"{at}norm2", y).relu()
        y = F.conv2d(y, state[f"{at}conv2.weight"], stride=stride, padding=1)
        y = norm(state, f"{at}norm3", y).relu()
        x = x + F.conv2d(y, state[f"{at}conv3.weight"])
    pooled = norm(state, "norm", x).relu().mean((2, 3))
    return F.linear(pooled, state["head.fc.weight"].flatten(1), state["head.fc.bias"])


CIFAR = {
    "cifar_resnet20": (20, 272_474, 40_813_184),
    "cifar_resnet56": (56, 855_770, 125_747_840),
    "cifar_resnet110": (110, 1_730_714, 253_149_824),
}

SHORTCUTS = [*itertools.product(["projection", "padding", None], [False, True])]
"""Each with v1, and with pre-activation."""


def cifar_logits(state, x, *, shortcut, preactivation):
    """The nets of the paper's section 4.2, with our names, each shortcut by hand."""
    x = F.conv2d(x, state["stem.0.weight"], padding=1)
    x = x if preactivation else norm(state, "stem.1", x).relu()
    blocks = sorted({tuple(map(int, k.split(".")[1:3])) for k in state if "conv" in k})
    for i, j in blocks:
        at, stride = f"stages.{i}.{j}.", 2 if i > 0 and j == 0 else 1
        conv1, conv2 = state[f"{at}conv1.weight"], state[f"{at}conv2.weight"]
        z = x
        if preactivation:
            z = norm(state, f"{at}bn1", x).relu()
            y = F.conv2d(z, conv1, None, stride, 1)
            y = F.conv2d(norm(state, f"{at}bn2", y).relu(), conv2, None, 1, 1)
        else:
            y = norm(state, f"{at}bn1", F.conv2d(z, conv1, None, stride, 1)).relu()
            y = norm(state, f"{at}bn2", F.conv2d(y, conv2, None, 1, 1))
        small = x[:, :, ::stride, ::stride]
        if shortcut == "projection" and i > 0 and j == 0:
            name = "shortcut" if preactivation else "shortcut.0"
            small = F.conv2d(z, state[f"{at}{name}.weight"], stride=2)
            if not preactivation:
                small = norm(state, f"{at}shortcut.1", small)
        if shortcut is not None:
            y[:, : small.shape[1]] += small
        x = y if preactivation else y.relu()
    x = norm(state, "stages.3", x).relu() if preactivation else x
    return F.linear(x.mean((2, 3)), state["fc.weight"], state["fc.bias"])


def equals_cifar(architectures, case):
    options = dict(zip(("shortcut", "preactivation"), case, strict=True))
    model = architectures.cifar_resnet20(in_channels=2, **options).double().eval()
    state, drawn = model.state_dict(), Drawn()
    for key, value in state.items():
        if key.endswith("running_mean"):
            drawn.norm(key.removesuffix(".running_mean"), len(value))
        elif value.ndim == 4:
            drawn.conv(key.removesuffix(".weight"), *value.shape[:3])
    model.load_state_dict({**state, **drawn})
    x = images(2, 2, 9, 12)
    with torch.no_grad():
        assert_close(model(x), cifar_logits(model.state_dict(), x, **options))


def images(*shape, seed=0, dtype=torch.float64):
    return torch.randn(*shape, generator=torch.Generator().manual_seed(seed)).to(dtype)


def assert_close(a, b, tolerance=1e-10):
    assert a.shape == b.shape
    error = (a - b).abs().max() / b.abs().max()
    assert error <= tolerance, error


def equals_torchvision(architectures, name, size=40):
    layers, _, groups, *_ = TORCHVISION[name]
    if name == "short":
        block = architectures.resnet.Bottleneck
        model = architectures.resnet.ResNet(block, layers, num_classes=5)
    else:
        model = architectures.build(name, num_classes=5)
    agrees(
        architectures,
        model,
        torchvision_state(name),
        lambda state, x: torchvision_logits(state, x, groups),
        size,
    )


def equals_timm(architectures, name, size=40):
    if name == "short":
        model = architectures.resnetv2.ResNetV2(SHORT, num_classes=5)
    else:
        model = architectures.build(name, num_classes=5)
    agrees(architectures, model, timm_state(name), timm_logits, size)


def agrees(architectures, model, state, logits, size):
    model = architectures.load_reference_weights(model.double().eval(), state)
    x = images(2, 3, size, size - 7)
    with torch.no_grad():
        assert_close(model(x), logits(state, x))


def costs(architectures, name, parameters, macs, size=224):
    with torch.device("meta"):
        model = architectures.build(name).eval()
        counter = FlopCounterMode(display=False)
        with counter:
            logits = model(torch.empty(1, 3, size, size))
    assert sum(p.numel() for p in model.parameters()) == parameters
    assert counter.get_total_flops() // 2 == macs
    assert logits.shape == (1, 10 if "cifar" in name else 1000)


def starts_as_identity(block, channels):
    """At zero its last weights let a block return what is positive as it is."""
    torch.nn.init.zeros_(block.last.weight)
    x = images(3, channels, 5, 6, dtype=torch.float32).abs()
    assert torch.equal(block(x), x)


def one_step_helps(model, in_channels=3, size=32):
    x, y = images(8, in_channels, size, size, dtype=torch.float32), torch.arange(8) % 5
    a_step_lowers_the_loss(model, x, y, lr=1e-3)


def survives(model, size=32):
    """Round trips: a copy, a state dict, float64, eval."""
    channels = model.in_channels
    x = images(2, channels, size, size, dtype=torch.float32)
    model(x)  # running statistics move
    model.eval()
    twin = copy.deepcopy(model)
    assert torch.equal(twin(x), model(x))
    for p in twin.parameters():
        torch.nn.init.normal_(p, std=0.1)
    twin.load_state_dict(model.state_dict())
    assert torch.equal(twin(x), model(x))
    assert_close(twin.double()(x.double()).float(), model(x), 1e-3)
    assert twin(x.double()).dtype == torch.float64
