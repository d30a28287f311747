import numpy as np

from tests.teach.drills.oracles import answers


def residual_value(n, _):
    x, _, _, first, second = n[:1] + n[2:3] + n[2:3] + n[-2:]
    return max(second * max(first * x, 0) + x, 0)


def shuffled_place(n, _):
    _, last, groups, place, _ = n
    return np.arange(last + 1).reshape(int(groups), -1).T.ravel()[int(place)]


ORACLES = {
    "field_of_small_kernels": lambda n, _: 1 + 2 * n[0],
    "saved_by_small_kernels": lambda n, _: 100 * 9 * n[0] / (1 + 2 * n[0]) ** 2,
    "last_maps": lambda n, _: n[0] / 2 ** n[2],
    "layers_of_a_resnet": lambda n, _: n[3] * sum(n[:3]) + 2,
    "bottleneck_weights": lambda n, _: 2 * n[0] * n[1] + 9 * n[1] ** 2,
    "residual_value": residual_value,
    "fire_weights": lambda n, _: n[0] * n[1] + 10 * n[1] * n[4],
    "separable_weights": lambda n, _: n[2] * (9 + n[5]),
    "inverted_weights": lambda n, _: n[2] * n[0] * (n[0] + 9 + n[1]),
    "shuffled_place": shuffled_place,
    "unit_work": lambda n, _: 2 * n[0] * n[1] / n[2] + 9 * n[1],
    "interleaved_weights": lambda n, _: n[2] * (n[2] / n[3] + n[2] / n[4]),
    "compound_work": lambda n, _: (n[0] * n[1] ** 2 * n[2] ** 2) ** n[3],
}


def test_another_way_to_each_answer():
    answers("architectures", ORACLES)
