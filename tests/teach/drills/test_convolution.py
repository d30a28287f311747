from tests.teach.drills.oracles import answers

ORACLES = {
    "output_rows": lambda n, _: (n[4] + 2 * n[3] - n[0]) // n[2] + 1,
    "same_padding": lambda n, _: n[2] * (n[0] - 1) / 2,
    "value_by_hand": lambda n, _: (
        n[4] * n[int(n[6]) - 1] + n[5] * n[int(n[6])]  # number n[6] reads two pixels
    ),
    "weight_gradient": lambda n, _: sum(n[6 + i] * n[int(n[9]) + i] for i in range(3)),
    "pixel_gradient": lambda n, _: (
        n[4 + int(n[7]) - 2] * n[1] + n[4 + int(n[7]) - 1] * n[0]
    ),
    "column_memory": lambda n, _: n[0] * n[1] ** 2 * n[3] ** 2 * 4 / 2**20,
    "winograd_products": lambda n, _: (n[4] / n[0]) ** 2 * (n[0] + 2) ** 2,
    "grouped_weights": lambda n, _: n[3] * n[2] / n[4] * n[0] ** 2,
    "separable_share": lambda n, _: 100 * (1 / n[7] + 1 / n[0] ** 2),
    "dilated_span": lambda n, _: n[1] * (n[0] - 1) + 1,
    "dilated_stack": lambda n, _: 1 + 2 * sum(n[3:]),
    "transposed_rows": lambda n, _: (n[4] - 1) * n[2] + n[0] - 2 * n[3],
    "shuffled_channels": lambda n, _: n[0] / n[1] ** 2,
}


def test_another_way_to_each_answer():
    answers("convolution", ORACLES)
