import numpy as np

from tests.teach.drills.oracles import answers


def rows(n, count):
    return np.reshape(n[:count], (2, -1))


def pooled_rows(n, text):
    size, kernel, _, stride, padding = n
    steps = (size + 2 * padding - kernel) / stride
    return (np.ceil(steps) if "rounded up" in text else np.floor(steps)) + 1


def padded_corner(n, text):
    value, kernel, *_ = n
    inside = ((kernel + 1) / 2) ** 2
    return value * inside / kernel**2 if "do not" not in text else value


def winners_gradient(n, _):
    windows = [rows(n, 6)[:, :2], rows(n, 6)[:, 1:]]
    return sum(g for g, w in zip(n[9:11], windows, strict=True) if w.max() == 9)


ORACLES = {
    "largest_by_hand": lambda n, _: rows(n, 8)[:, :2].max() + rows(n, 8)[:, 2:].max(),
    "mean_by_hand": lambda n, text: (
        rows(n, 8)[:, :2] if "first" in text else rows(n, 8)[:, 2:]
    ).mean(),
    "pooled_rows": pooled_rows,
    "padded_corner": padded_corner,
    "winners_gradient": winners_gradient,
    "root_of_powers": lambda n, _: np.linalg.norm(n[:4], n[4]),
    "head_weights": lambda n, _: n[0] * n[1] * (n[2] * n[3] - 1),
    "pyramid_length": lambda n, _: n[3] * np.dot(n[:3], n[:3]),
    "pyramid_maps": lambda n, _: n[1] * (1 + n[0]),
    "strips_by_hand": lambda n, _: sum(n[:3]) / 3 + (n[0] + n[3]) / 2,
    "mean_product": lambda n, _: np.dot(n[1:4], n[4:7]) / 3,
}


def test_another_way_to_each_answer():
    answers("pooling", ORACLES)
