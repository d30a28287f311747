import numpy as np

from tests.teach.drills.oracles import answers


def convolution_macs(n, _):
    kernel, _, stride, padding, inputs, size, _, outputs = n
    places = ((size + 2 * padding - kernel) // stride + 1) ** 2
    return places * inputs * outputs * kernel**2 / 1e6


def field_of_a_stack(n, _):
    """Backwards, where the package goes forwards."""
    seen = 1
    for kernel, _, stride in reversed(np.reshape(n, (-1, 3)).tolist()):
        seen = kernel + (seen - 1) * stride
    return seen


def work_for_a_value(n, _):
    kernel, _, channels, size, _ = n
    macs = channels * size**2 * kernel**2
    return macs / (2 * channels * size**2 + channels * kernel**2)


ORACLES = {
    "convolution_parameters": lambda n, _: n[3] * (n[2] * n[0] * n[1] + 1),
    "dense_parameters": lambda n, _: n[1] * (n[0] + 1),
    "convolution_macs": convolution_macs,
    "file_size": lambda n, _: n[0] * n[1] / 8,
    "output_memory": lambda n, _: n[0] * n[1] * n[2] * n[3] * 4 / 2**20,
    "field_of_a_stack": field_of_a_stack,
    "step_of_a_stack": lambda n, _: np.prod(n[2::3]),
    "layers_for_a_field": lambda n, _: np.ceil((n[-1] - 1) / (n[0] - 1)),
    "values_moved": lambda n, _: n[2] * n[3] * (n[4] + n[5]) + n[4] * n[5],
    "work_for_a_value": work_for_a_value,
    "least_time": lambda n, _: max(n[0] / n[2], n[1] / n[3]),
}


def test_another_way_to_each_answer():
    answers("cost", ORACLES)
