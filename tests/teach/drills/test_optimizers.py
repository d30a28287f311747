from math import ceil, cos, pi, sqrt

from tests.teach.drills.oracles import answers


def velocity(n, _):
    rate, beta, place, *gradients, _ = n
    speed = 0
    for gradient in gradients:
        speed = beta * speed + gradient
        place -= rate * speed
    return place


def adams_second_step(n, _):
    rate, _, _, first, second = n
    mean = (first / 4 + second / 2) / (1 - 0.25)
    square = (first**2 / 4 + second**2 / 2) / (1 - 0.25)
    return rate * mean / sqrt(square)


ORACLES = {
    "steps_on_a_bowl": lambda n, _: n[3] * (1 - n[2] * n[0]) ** n[4],
    "largest_rate": lambda n, _: 2 / max(n),
    "slowest_factor": lambda n, _: (n[1] - n[0]) / (n[1] + n[0]),
    "batches_of_an_epoch": lambda n, _: ceil(n[0] / n[1]),
    "noise_of_a_batch": lambda n, _: n[0] / sqrt(n[1]),
    "velocity": velocity,
    "final_velocity": lambda n, _: n[1] / (1 - n[0]),
    "nesterov_step": lambda n, _: -n[0] * n[3] * (1 + n[1]),
    "adams_second_step": adams_second_step,
    "adams_first_step": lambda n, _: n[2],
    "adagrads_step": lambda n, _: n[0] * n[-1] / sqrt(sum(each**2 for each in n[2:])),
    "rmsprops_step": lambda n, _: n[0] / sqrt(1 - n[1]),
    "decayed_weight": lambda n, _: n[3] * (1 - n[0] * n[1]) ** n[4],
    "clipped_gradient": lambda n, _: (
        n[int(n[3]) - 1] * n[2] / sqrt(n[0] ** 2 + n[1] ** 2)
    ),
    "rate_on_a_cosine": lambda n, _: n[0] * (1 + cos(pi * n[3] / n[2])) / 2,
    "rate_on_a_warmup": lambda n, _: n[1] * (n[0] + (1 - n[0]) * n[5] / n[4]),
    "rate_on_stairs": lambda n, _: n[0] * n[1] ** (n[3] // n[2]),
}


def test_another_way_to_each_answer():
    answers("optimizers", ORACLES)
