import numpy as np

from tests.teach.drills.oracles import answers


def values_sharing_a_mean(n, text):
    images, maps, side, _ = n[-4:]
    if text.startswith("Batch"):
        return images * side**2
    if text.startswith("Group"):
        return maps / n[0] * side**2
    return (maps if text.startswith("Layer") else 1) * side**2


ORACLES = {
    "standardized_value": lambda n, _: (
        (n[int(n[4]) - 1] - np.mean(n[:4])) / np.std(n[:4])
    ),
    "running_mean": lambda n, _: (1 - n[1]) * n[0] + n[1] * np.mean(n[2:]),
    "running_variance": lambda n, _: (1 - n[1]) * n[0] + n[1] * np.var(n[2:], ddof=1),
    "value_at_inference": lambda n, _: n[3] * (n[5] - n[1]) / n[2] ** 0.5 + n[4],
    "folded_bias": lambda n, _: n[6] * (n[2] - n[4]) / n[5] ** 0.5 + n[7],
    "folded_weight": lambda n, _: n[0] * n[3] / n[2] ** 0.5,
    "values_sharing_a_mean": values_sharing_a_mean,
    "grouped_value": lambda n, _: np.sign(n[int(n[-1]) - 1] - np.mean(n[:2])),
    "root_mean_square": lambda n, _: (
        n[int(n[-1])] / np.sqrt(np.mean(np.square(n[1:5])))
    ),
    "effective_rate": lambda n, _: n[2] / (n[0] ** 2 + n[1] ** 2),
}


def test_another_way_to_each_answer():
    answers("normalization", ORACLES)
