"""Independent answers: EfficientNet as torchvision and the Lite package lay it out."""

import math

import torch
from torch.nn import functional as F

from tests.architectures.resnet_oracles import Drawn, assert_close, images

NUMBERS = {  # side; parameters, multiply-adds
    "efficientnet_b0": (224, 5_288_548, 385_814_752),
    "efficientnet_b1": (240, 7_794_184, 686_802_832),
    "efficientnet_b2": (260, 9_109_994, 993_561_872),
    "efficientnet_b3": (300, 12_233_232, 1_827_141_392),
    "efficientnet_b4": (380, 19_341_616, 4_393_771_024),
    "efficientnet_b5": (456, 30_389_784, 10_266_384_752),
    "efficientnet_b6": (528, 43_040_704, 19_067_593_536),
    "efficientnet_b7": (600, 66_347_960, 37_745_884_192),
    "efficientnet_lite0": (224, 4_652_008, 385_187_552),
}
BLOCKS = (  # of B0, one by one: expansion, kernel, stride, channels before and after
    [(1, 3, 1, 32, 16)]
    + [(6, 3, 2, 16, 24), (6, 3, 1, 24, 24)]
    + [(6, 5, 2, 24, 40), (6, 5, 1, 40, 40)]
    + [(6, 3, 2, 40, 80), (6, 3, 1, 80, 80), (6, 3, 1, 80, 80)]
    + [(6, 5, 1, 80, 112), (6, 5, 1, 112, 112), (6, 5, 1, 112, 112)]
    + [(6, 5, 2, 112, 192)]
    + [(6, 5, 1, 192, 192)] * 3
    + [(6, 3, 1, 192, 320)]
)


def b0_state(num_classes=5, attention=True):
    """A state dict in torchvision's order, of random numbers."""
    state = Drawn()

    def layer(name, *shape):
        state.conv(f"{name}.0", *shape)
        state.norm(f"{name}.1", shape[0])

    layer("stem", 32, 3, 3)
    for i, (expansion, kernel, _, before, after) in enumerate(BLOCKS):
        wide = expansion * before
        if expansion > 1:
            layer(f"{i}.expand", wide, before, 1)
        layer(f"{i}.depthwise", wide, 1, kernel)
        if attention:
            for name, out, channels in (
                ("fc1", before // 4, wide),
                ("fc2", wide, before // 4),
            ):
                state.conv(f"{i}.{name}", out, channels, 1)
                state.draw(f"{i}.{name}.bias", out, scale=0.3)
        layer(f"{i}.project", after, wide, 1)
    layer("head", 1280, 320, 1)
    state.draw("fc.weight", num_classes, 1280, scale=0.1)
    state.draw("fc.bias", num_classes)
    return state


def zeros_around(x, kernel, stride, same):
    """Pad as torchvision, the same on all sides, or as TensorFlow."""
    if not same:
        return F.pad(x, [kernel // 2] * 4)
    pads = []
    for size in (x.shape[3], x.shape[2]):
        last = (math.ceil(size / stride) - 1) * stride + kernel
        pads += [max(0, last - size) // 2, math.ceil(max(0, last - size) / 2)]
    return F.pad(x, pads)


def b0_logits(state, x, *, act=F.silu, eps=1e-5, same=False):
    def layer(name, x, stride=1, groups=1):
        weight = state[f"{name}.0.weight"]
        x = zeros_around(x, weight.shape[-1], stride, same)
        x = F.conv2d(x, weight, None, stride, 0, 1, groups)
        mean, var = (state[f"{name}.1.running_{k}"] for k in ("mean", "var"))
        affine = (state[f"{name}.1.{k}"] for k in ("weight", "bias"))
        return F.batch_norm(x, mean, var, *affine, eps=eps)

    x = act(layer("stem", x, 2))
    for i, (expansion, _, stride, before, after) in enumerate(BLOCKS):
        y = act(layer(f"{i}.expand", x)) if expansion > 1 else x
        y = act(layer(f"{i}.depthwise", y, stride, y.shape[1]))
        if f"{i}.fc1.weight" in state:
            s = y.mean((2, 3), keepdim=True)
            for name, f in (("fc1", F.silu), ("fc2", torch.sigmoid)):
                s = f(
                    F.conv2d(s, state[f"{i}.{name}.weight"], state[f"{i}.{name}.bias"])
                )
            y = y * s
        y = layer(f"{i}.project", y)
        x = x + y if stride == 1 and before == after else y
    x = act(layer("head", x)).mean((2, 3))
    return F.linear(x, state["fc.weight"], state["fc.bias"])


def equals_b0(architectures, lite=False):
    builder = (
        architectures.efficientnet_lite0 if lite else architectures.efficientnet_b0
    )
    state = b0_state(attention=not lite)
    model = architectures.load_reference_weights(
        builder(num_classes=5).double().eval(), state
    )
    x = images(2, 3, 40, 33)
    how = {"act": F.relu6, "eps": 1e-3, "same": True} if lite else {}
    with torch.no_grad():
        assert_close(model(x), b0_logits(state, x, **how))


def norms_are_torchvision_s(architectures):
    with torch.device("meta"):
        for name in ("b4", "b5", "b7", "lite0"):
            norm = architectures.build(f"efficientnet_{name}").stem[1]
            slow = name != "b4"
            assert norm.eps == (1e-3 if slow else 1e-5), name
            assert norm.momentum == (0.01 if slow else 0.1), name


def starts_as_torchvision(architectures):
    torch.manual_seed(0)
    fc = architectures.efficientnet_b0(num_classes=100).fc
    assert fc.weight.abs().max() <= 0.1
    assert fc.weight.abs().max() > 0.099
    assert not fc.bias.any()


def rows_sit_out(architectures):
    """A row is 0 or enlarged, each row on its own, as often as it should be."""
    torch.manual_seed(0)
    drop = architectures.StochasticDepth(0.25)
    x = images(4000, 2, 1, 3)
    y = drop(x)
    kept = (y != 0).all((1, 2, 3))
    assert torch.equal(y[kept], x[kept] * (1 / 0.75))
    assert not y[~kept].any()
    assert abs(kept.double().mean() - 0.75) < 0.03
    assert drop.eval()(x) is x


def depth_grows_linearly(architectures):
    with torch.device("meta"):
        model = architectures.efficientnet_b0(stochastic_depth_prob=0.32)
    drops = [
        m.p for m in model.modules() if isinstance(m, architectures.StochasticDepth)
    ]
    assert len(drops) == 16
    assert max(abs(p - 0.02 * i) for i, p in enumerate(drops)) < 1e-12
