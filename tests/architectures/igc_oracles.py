"""IGC and CondenseNet as published, evaluated by functions on drawn state dicts."""

import torch
from torch.nn import functional as F

from tests.architectures.resnet_oracles import Drawn, agrees, assert_close, images, norm

V3 = (  # expansion, channels, blocks, stride
    *((1, 16, 1, 1), (6, 24, 4, 2), (6, 32, 6, 2), (6, 64, 8, 2)),
    *((6, 96, 6, 1), (6, 160, 6, 2), (6, 320, 1, 1)),
)


def permuted(x, groups):
    """The k-th channels of all groups stand side by side, said by an index."""
    size = x.shape[1] // groups
    return x[:, [g * size + k for k in range(size) for g in range(groups)]]


def interleaved_state(width, sizes, depth=8, num_classes=5, in_channels=3):
    """`sizes(before, after)`: channels of a group, for each convolution of a block."""
    state = Drawn()
    state.conv("g0_conv", width, in_channels, 3)
    state.norm("g0_bn", width)
    before = width
    for stage in range(3):
        after = width * 2**stage
        for block in range(depth // 3):
            at = f"g{stage + 1}_b{block + 1}"
            for i, size in enumerate(sizes(before, after)):
                read = (before if i == 0 else after) * size // after
                state.conv(f"{at}_conv{i}", after, read, 1 if i else 3)
            state.norm(f"{at}_bn", after)
            before = after
    state.draw("fc.weight", num_classes, before, scale=0.1)
    state.draw("fc.bias", num_classes)
    return state


def interleaved_logits(state, x, sizes):
    x = F.conv2d(x, state["g0_conv.weight"], padding=1)
    x = norm(state, "g0_bn", x).relu()
    blocks = sorted({k.split("_conv")[0] for k in state if "_b" in k and "conv" in k})
    for at in blocks:
        after = len(state[f"{at}_bn.weight"])
        before = x.shape[1]
        stride = 1 if before == after else 2
        for i, size in enumerate(sizes(before, after)):
            weight, groups = state[f"{at}_conv{i}.weight"], after // size
            if i == 0:
                x = F.conv2d(x, weight, None, stride, 1, groups=groups)
            else:
                x = F.conv2d(x, weight, groups=groups)
            x = permuted(x, groups)
        x = norm(state, f"{at}_bn", x).relu()
    return F.linear(x.mean((2, 3)), state["fc.weight"], state["fc.bias"])


V1_SIZES = {
    (4, 3): lambda before, after: (after // 4, 4),
    (2, 2): lambda before, after: (after // 2, 2),
}
V2_SIZES = {  # of 12 and 24 channels, doubled on the way
    2: {12: (3, 4), 24: (4, 6)},
    3: {12: (2, 2, 3), 24: (2, 3, 4)},
}


def equals_igc_v1(architectures, case):
    model = architectures.igc_v1(
        num_classes=5, primary=case[0], secondary=case[1], depth=8
    )
    sizes = V1_SIZES[case]
    agrees(
        architectures,
        model,
        interleaved_state(case[0] * case[1], sizes),
        lambda state, x: interleaved_logits(state, x, sizes),
        20,
    )


def equals_igc_v2(architectures, factors):
    def sizes(before, after):
        known = {**V2_SIZES[factors], 48: {2: (6, 8), 3: (3, 4, 4)}[factors]}
        return after // before, *known[before]

    agrees(
        architectures,
        architectures.igc_v2(num_classes=5, width=12, factors=factors, depth=8),
        interleaved_state(12, sizes),
        lambda state, x: interleaved_logits(state, x, sizes),
        20,
    )


def v3_state(num_classes=5, in_channels=3):
    """The layers in the order of the published PyTorch port."""
    state = Drawn()
    state.conv("features.0.0", 32, in_channels, 3)
    state.norm("features.0.1", 32)
    before, number = 32, 1
    for expansion, after, depth, _ in V3:
        for _ in range(depth):
            at, middle = f"features.{number}.conv", expansion * before
            state.conv(f"{at}.0", middle, before // 2, 1)
            state.norm(f"{at}.1", middle)
            state.conv(f"{at}.4", middle, 1, 3)
            state.norm(f"{at}.5", middle)
            state.conv(f"{at}.7", after, middle // 2, 1)
            state.norm(f"{at}.8", after)
            before, number = after, number + 1
    state.conv("last.0", 1280, before, 1)
    state.norm("last.1", 1280)
    state.draw("classifier.1.weight", num_classes, 1280, scale=0.1)
    state.draw("classifier.1.bias", num_classes)
    return state


def v3_logits(state, x):
    x = F.relu6(norm(state, "features.0.1", conv(state, "features.0.0", x, 2, 1)))
    strides = [s if i == 0 else 1 for _, _, n, s in V3 for i in range(n)]
    for number, stride in enumerate(strides, 1):
        at = f"features.{number}.conv"
        y = norm(state, f"{at}.1", conv(state, f"{at}.0", x, groups=2))
        y = permuted(y, 2)
        y = conv(state, f"{at}.4", y, stride, 1, groups=y.shape[1])
        y = F.relu6(norm(state, f"{at}.5", y))
        y = norm(state, f"{at}.8", conv(state, f"{at}.7", y, groups=2))
        y = permuted(y, y.shape[1] // 2)
        x = x + y if x.shape == y.shape else y
    x = F.relu6(norm(state, "last.1", conv(state, "last.0", x))).mean((2, 3))
    return F.linear(x, state["classifier.1.weight"], state["classifier.1.bias"])


def conv(state, name, x, stride=1, padding=0, groups=1):
    return F.conv2d(x, state[f"{name}.weight"], None, stride, padding, groups=groups)


def equals_igc_v3(architectures, size=40):
    model = architectures.igc_v3(num_classes=5)
    agrees(architectures, model, v3_state(), v3_logits, size)


SMALL = {"depths": (2, 2), "growth": (4, 8), "stride": 1, "num_classes": 5}


def dense_state(depths, growth, num_classes, in_channels=3, groups=4):
    state = Drawn()
    channels = 2 * growth[0]
    state.conv("features.init_conv", channels, in_channels, 3)
    for i, (depth, more) in enumerate(zip(depths, growth, strict=True)):
        for j in range(depth):
            at = f"features.denseblock_{i}.denselayer_{j}"
            state.norm(f"{at}.conv_1.norm", channels)
            state.conv(f"{at}.conv_1.conv", 4 * more, channels, 1)
            state.norm(f"{at}.conv_2.norm", 4 * more)
            state.conv(f"{at}.conv_2.conv", more, 4 * more // groups, 3)
            channels += more
    state.norm("features.norm_last", channels)
    state.draw("classifier.weight", num_classes, channels, scale=0.1)
    state.draw("classifier.bias", num_classes)
    return state


def kept_inputs(weight, groups, factor, rounds):
    """What each group of filters still reads, by sorting sums, group by group."""
    kept = []
    for g in range(groups):
        sizes = weight[g::groups, :, 0, 0].abs().sum(0).tolist()
        drop = sorted(range(len(sizes)), key=sizes.__getitem__)
        drop = drop[: rounds * len(sizes) // factor]
        kept.append([i for i in range(len(sizes)) if i not in drop])
    return kept


def dense_logits(state, x, depths, groups=4, factor=4, rounds=0):
    x = conv(state, "features.init_conv", x, 1, 1)
    for i, depth in enumerate(depths):
        for j in range(depth):
            at = f"features.denseblock_{i}.denselayer_{j}"
            z = norm(state, f"{at}.conv_1.norm", x).relu()
            weight = state[f"{at}.conv_1.conv.weight"].clone()
            kept = kept_inputs(weight, groups, factor, rounds)
            for o in range(len(weight)):
                for c in range(weight.shape[1]):
                    if c not in kept[o % groups]:
                        weight[o, c] = 0
            z = norm(state, f"{at}.conv_2.norm", F.conv2d(z, weight)).relu()
            z = conv(state, f"{at}.conv_2.conv", z, 1, 1, groups)
            x = torch.cat([x, z], 1)
        if i < len(depths) - 1:
            x = F.avg_pool2d(x, 2)
    x = norm(state, "features.norm_last", x).relu().mean((2, 3))
    return F.linear(x, state["classifier.weight"], state["classifier.bias"])


def drawn_condensenet(architectures, **options):
    """A small net with drawn weights, and these under the authors' names."""
    model = architectures.condensenet(**SMALL, **options).double().eval()
    groups = options.get("groups", 4)
    state = dense_state((2, 2), (4, 8), 5, groups=groups)
    learned = {}
    for name, mask in model.state_dict().items():  # the masks are ours alone
        if name.endswith("mask"):
            learned[name] = mask
    full = dict(model.state_dict())
    ours = [k for k in full if k not in learned]
    assert [full[k].shape for k in ours] == [v.shape for v in state.values()]
    model.load_state_dict({**learned, **dict(zip(ours, state.values(), strict=True))})
    return model, state


def equals_condensenet(architectures, progress):
    """At 0 whole, at 0.4 between two rounds, at 1 pruned to the end, and condensed."""
    for groups, factor in ((4, None), (2, 4)):
        model, state = drawn_condensenet(
            architectures, groups=groups, condense_factor=factor
        )
        factor = factor or groups
        model.prune_until(progress)
        rounds = min(factor - 1, int(2 * progress * (factor - 1)))
        x = images(2, 3, 9, 12)
        with torch.no_grad():
            expected = dense_logits(state, x, (2, 2), groups, factor, rounds)
            assert_close(model(x), expected)
            if rounds == factor - 1:
                assert model.condense() is model
                assert not model.learned()
                assert_close(model(x), expected)
                model.train()  # batch statistics of chosen channels are the same
                whole, _ = drawn_condensenet(
                    architectures, groups=groups, condense_factor=factor
                )
                whole.prune_until(1.0)
                assert_close(model(x), whole.train()(x))
