"""SqueezeNet as torchvision lays it out: a chain of numbered features, by functions."""

import torch
from torch.nn import functional as F
from torch.utils.flop_counter import FlopCounterMode

from tests.architectures.resnet_oracles import Drawn, assert_close, images

PUBLISHED = {  # parameters and multiply-adds at 224×224, the smallest side
    "squeezenet1_0": (1_248_424, 818_924_576, 21),
    "squeezenet1_1": (1_235_496, 349_151_936, 17),
}
FEATURES = {  # out, kernel; P a pooling; else input, squeeze, each half of expand
    "squeezenet1_0": [
        *[(96, 7), "relu", "P", (96, 16, 64), (128, 16, 64), (128, 32, 128), "P"],
        *[(256, 32, 128), (256, 48, 192), (384, 48, 192), (384, 64, 256), "P"],
        (512, 64, 256),
    ],
    "squeezenet1_1": [
        *[(64, 3), "relu", "P", (64, 16, 64), (128, 16, 64), "P", (128, 32, 128)],
        *[(256, 32, 128), "P", (256, 48, 192), (384, 48, 192), (384, 64, 256)],
        (512, 64, 256),
    ],
}


def drawn(name, num_classes, in_channels):
    """Weights with torchvision's names, in its order."""
    state = Drawn()

    def conv(at, out, channels, kernel):
        state.conv(at, out, channels, kernel)
        state.draw(f"{at}.bias", out, scale=0.3)

    for i, row in enumerate(FEATURES[name]):
        at = f"features.{i}"
        if len(row) == 2:
            conv(at, row[0], in_channels, row[1])
        elif len(row) == 3:
            channels, squeeze, half = row
            conv(f"{at}.squeeze", squeeze, channels, 1)
            conv(f"{at}.expand1x1", half, squeeze, 1)
            conv(f"{at}.expand3x3", half, squeeze, 3)
    conv("classifier.1", num_classes, 512, 1)
    return state


def scores(name, state, x, *, bypass=False):
    """Evaluate the chain."""

    def conv(at, x, **options):
        y = F.conv2d(x, state[f"{at}.weight"], state[f"{at}.bias"], **options)
        return y.relu()

    for i, row in enumerate(FEATURES[name]):
        at = f"features.{i}"
        if row == "P":
            x = F.max_pool2d(x, 3, 2, ceil_mode=True)
        elif len(row) == 2:
            x = conv(at, x, stride=2)
        elif len(row) == 3:
            s = conv(f"{at}.squeeze", x)
            y = torch.empty(len(x), 2 * row[2], *x.shape[2:], dtype=x.dtype)
            y[:, : row[2]] = conv(f"{at}.expand1x1", s)
            y[:, row[2] :] = conv(f"{at}.expand3x3", s, padding=1)
            x = y + x if bypass and x.shape == y.shape else y
    return conv("classifier.1", x).mean((2, 3))


def equals_torchvision(architectures, case):
    """Reference weights, copied in, give the reference scores."""
    name, bypass, size = case
    state = drawn(name, 5, 2)
    model = getattr(architectures, name)(num_classes=5, in_channels=2, bypass=bypass)
    model = architectures.load_reference_weights(model.double().eval(), state)
    x = images(2, 2, *size)
    with torch.no_grad():
        assert_close(model(x), scores(name, state, x, bypass=bypass))


def costs(architectures, name):
    """Published counts, on no memory at all."""
    parameters, macs, _ = PUBLISHED[name]
    with torch.device("meta"):
        model = getattr(architectures, name)().eval()
        with FlopCounterMode(display=False) as counter:
            y = model(torch.empty(1, 3, 224, 224))
    assert y.shape == (1, 1000)
    assert sum(p.numel() for p in model.parameters()) == parameters
    assert counter.get_total_flops() == 2 * macs


def starts_as_torchvision(architectures):
    """He's uniform by fan-in, of the last layer a normal of 0.01, biases 0."""
    torch.manual_seed(0)
    model = architectures.squeezenet1_1()
    *convs, last = (m for m in model.modules() if isinstance(m, torch.nn.Conv2d))
    for conv in convs:
        bound = (6 / conv.weight[0].numel()) ** 0.5
        assert 0.9 * bound < conv.weight.abs().max() <= bound
        assert abs(conv.weight.std() * 3**0.5 / bound - 1) < 0.1
    assert abs(last.weight.std() - 0.01) < 1e-4
    assert last.weight.abs().max() > 0.03
    assert not any(conv.bias.any() for conv in (*convs, last))
