import numpy as np

from tests.teach.drills.oracles import answers


def moved_centre(n, text):
    samples = np.array(n[:5])
    near = samples < 15
    return samples[near if "first" in text else ~near].mean()


def inertia(n, _):
    return sum(np.var(pair) * 2 for pair in np.reshape(n, (2, 2)))


def variance_along_a_line(n, _):
    return np.linalg.eigvalsh(np.cov(np.reshape(n[:6], (3, 2)).T)).max()


def components_needed(n, _):
    shares = 100 * np.cumsum(n[:5]) / sum(n[:5])
    return 1 + np.sum(shares < n[5])


ORACLES = {
    "moved_centre": moved_centre,
    "inertia": inertia,
    "next_centre": lambda n, _: n[-1] ** 2 / np.sum(np.square(n[:4])),
    "median_centre": lambda n, _: np.median(n),
    "centre_of_mini_batches": lambda n, _: np.mean([n[0]] * int(n[1]) + n[2:]),
    "palette_size": lambda n, _: n[0] / np.log2(n[1]),
    "variance_along_a_line": variance_along_a_line,
    "share_kept": lambda n, _: 100 * sum(n[: int(n[4])]) / sum(n[:4]),
    "components_needed": components_needed,
    "error_of_the_dropped": lambda n, _: (n[0] - 1) * (n[2] + n[3]),
    "directions_with_variance": lambda n, _: min(n[1], n[0] - 1),
    "whitened_variance": lambda n, _: n[1] / (n[1] + n[0]),
}


def test_another_way_to_each_answer():
    answers("unsupervised", ORACLES)
