"""Optimizers: how a gradient becomes a step, from gradient descent to Adam's heirs."""

from dlnotes.optimizers.adabound import AdaBound
from dlnotes.optimizers.adadelta import Adadelta
from dlnotes.optimizers.adagrad import Adagrad
from dlnotes.optimizers.adam import Adam
from dlnotes.optimizers.adamax import Adamax
from dlnotes.optimizers.adamw import AdamW
from dlnotes.optimizers.adax import AdaX
from dlnotes.optimizers.backtracking_line_search import backtracking_line_search
from dlnotes.optimizers.clip_grad_norm import clip_grad_norm
from dlnotes.optimizers.clip_grad_value import clip_grad_value
from dlnotes.optimizers.gradient_descent import gradient_descent
from dlnotes.optimizers.lamb import LAMB
from dlnotes.optimizers.lars import LARS
from dlnotes.optimizers.lookahead import Lookahead
from dlnotes.optimizers.nadam import NAdam
from dlnotes.optimizers.radam import RAdam
from dlnotes.optimizers.rmsprop import RMSprop
from dlnotes.optimizers.schedules import (
    ReduceOnPlateau,
    cosine_decay,
    cyclic,
    exponential_decay,
    one_cycle,
    polynomial_decay,
    step_decay,
    warmup,
)
from dlnotes.optimizers.sgd import SGD

__all__ = [
    "LAMB",
    "LARS",
    "SGD",
    "AdaBound",
    "AdaX",
    "Adadelta",
    "Adagrad",
    "Adam",
    "AdamW",
    "Adamax",
    "Lookahead",
    "NAdam",
    "RAdam",
    "RMSprop",
    "ReduceOnPlateau",
    "backtracking_line_search",
    "clip_grad_norm",
    "clip_grad_value",
    "cosine_decay",
    "cyclic",
    "exponential_decay",
    "gradient_descent",
    "one_cycle",
    "polynomial_decay",
    "step_decay",
    "warmup",
]
