"""Independent answers: both ShuffleNets as their papers lay them out, by functions.

Each shuffle is written as a list of indices here: no reshape, no module.
"""

import torch
from torch.nn import functional as F

from tests.architectures.resnet_oracles import (
    Drawn,
    agrees,
    assert_close,
    images,
    norm,
)

V1 = {  # groups: stem and stage 2 at full width; parameters, multiply-adds
    1: (24, 144, 1_531_936, 143_078_976),
    2: (24, 200, 1_733_848, 140_836_512),
    3: (24, 240, 1_865_728, 137_460_672),
    4: (24, 272, 1_968_344, 134_339_776),
    8: (24, 384, 2_434_768, 138_365_952),
}
V2 = {  # stages 2, 3, 4 and the last 1×1; parameters, multiply-adds
    "shufflenet_v2_x0_5": (48, 96, 192, 1024, 1_366_792, 40_476_448),
    "shufflenet_v2_x1_0": (116, 232, 464, 1024, 2_278_604, 144_907_992),
    "shufflenet_v2_x1_5": (176, 352, 704, 1024, 3_503_624, 295_759_392),
    "shufflenet_v2_x2_0": (244, 488, 976, 2048, 7_393_996, 583_253_464),
}
UNITS = 4, 8, 4


def dealt(channels, groups):
    """Where each channel of a shuffled layer comes from: one of each group in turn."""
    size = channels // groups
    return [group * size + k for k in range(size) for group in range(groups)]


def v1_logits(state, x, *, groups, shuffle=True):
    """Logits of table 1, with our names."""

    def layer(name, x, **options):
        return norm(
            state, f"{name}.1", F.conv2d(x, state[f"{name}.0.weight"], **options)
        )

    x = norm(state, "stem.1", F.conv2d(x, state["stem.0.weight"], None, 2, 1)).relu()
    x = F.max_pool2d(x, 3, 2, 1)
    for stage, units in enumerate(UNITS):
        for j in range(units):
            at, stride = f"stages.{stage}.{j}", 2 if j == 0 else 1
            plain = stage == 0 and j == 0
            y = layer(f"{at}.reduce", x, groups=1 if plain else groups).relu()
            middle = y.shape[1]
            y = y[:, dealt(middle, groups)] if shuffle else y
            y = layer(f"{at}.depthwise", y, stride=stride, padding=1, groups=middle)
            y = layer(f"{at}.expand", y, groups=groups)
            if stride == 1:
                x = (x + y).relu()
            else:
                ninth = torch.full((x.shape[1], 1, 3, 3), 1 / 9, dtype=x.dtype)
                pooled = F.conv2d(x, ninth, None, 2, 1, groups=x.shape[1])
                x = torch.cat((pooled, y), 1).relu()
    return F.linear(x.mean((2, 3)), state["fc.weight"], state["fc.bias"])


def v1_equals_table_1(architectures, case):
    groups, options = case
    model = architectures.shufflenet_v1(
        groups=groups, num_classes=5, in_channels=2, width_mult=0.5, **options
    )
    model, drawn = model.double().eval(), Drawn()
    state = model.state_dict()
    for key, value in state.items():
        if key.endswith("running_mean"):
            drawn.norm(key.removesuffix(".running_mean"), len(value))
        elif value.ndim == 4:
            drawn.conv(key.removesuffix(".weight"), *value.shape[:3])
    model.load_state_dict({**state, **drawn})
    x = images(2, 2, 40, 33)
    with torch.no_grad():
        expected = v1_logits(model.state_dict(), x, groups=groups, **options)
        assert_close(model(x), expected)


def v2_state(name, num_classes=5):
    """Draw a state dict with torchvision's names, in its order."""
    *widths, last, _, _ = V2[name]
    state = Drawn()

    def layer(prefix, at, *conv):
        state.conv(f"{prefix}.{at}", *conv)
        state.norm(f"{prefix}.{at + 1}", conv[0])

    layer("conv1", 0, 24, 3, 3)
    before = 24
    for stage, (width, units) in enumerate(zip(widths, UNITS, strict=True), 2):
        half = width // 2
        for j in range(units):
            at, read = f"stage{stage}.{j}", before if j == 0 else half
            if j == 0:
                layer(f"{at}.branch1", 0, read, 1, 3)
                layer(f"{at}.branch1", 2, half, read, 1)
            layer(f"{at}.branch2", 0, half, read, 1)
            layer(f"{at}.branch2", 3, half, 1, 3)
            layer(f"{at}.branch2", 5, half, half, 1)
        before = width
    layer("conv5", 0, last, before, 1)
    state.draw("fc.weight", num_classes, last, scale=0.1)
    state.draw("fc.bias", num_classes)
    return state


def v2_logits(state, x):
    """Logits of torchvision's network."""

    def layer(name, at, x, **options):
        weight = state[f"{name}.{at}.weight"]
        if weight.shape[-1] == 3 and weight.shape[1] == 1:
            options.update(groups=len(weight), padding=1)
        return norm(state, f"{name}.{at + 1}", F.conv2d(x, weight, **options))

    x = layer("conv1", 0, x, stride=2, padding=1).relu()
    x = F.max_pool2d(x, 3, 2, 1)
    for stage, units in enumerate(UNITS, 2):
        for j in range(units):
            at, stride = f"stage{stage}.{j}", 2 if j == 0 else 1
            left, right = x[:, : x.shape[1] // 2], x[:, x.shape[1] // 2 :]
            if j == 0:
                left = layer(f"{at}.branch1", 0, x, stride=2)
                left, right = layer(f"{at}.branch1", 2, left).relu(), x
            y = layer(f"{at}.branch2", 0, right).relu()
            y = layer(f"{at}.branch2", 3, y, stride=stride)
            y = torch.cat((left, layer(f"{at}.branch2", 5, y).relu()), 1)
            x = y[:, dealt(y.shape[1], 2)]
    x = layer("conv5", 0, x).relu()
    return F.linear(x.mean((2, 3)), state["fc.weight"], state["fc.bias"])


def v2_equals_torchvision(architectures, name):
    model = architectures.build(name, num_classes=5)
    agrees(architectures, model, v2_state(name), v2_logits, 40)
