"""The photographs: those of the packages, decoded alike, never downloaded."""

import socket
import sys

import numpy as np
import pytest

from dlnotes.data import photos

SIZES = {
    "astronaut": (512, 512),
    "chelsea": (300, 451),
    "china": (427, 640),
    "coffee": (400, 600),
    "flower": (427, 640),
    "rocket": (427, 640),
}


def test_shapes_dtypes_and_ranges():
    pictures = photos()
    assert {name: image.shape[:2] for name, image in pictures.items()} == SIZES
    assert list(pictures) == sorted(pictures)
    for image in pictures.values():
        assert image.shape[2] == 3
        assert image.dtype == np.float32
        assert 0 <= image.min() < 0.1
        assert 0.9 < image.max() <= 1


@pytest.mark.parametrize("name", ["astronaut", "chelsea", "coffee", "rocket"])
def test_pictures_are_scikit_images(name):
    data = pytest.importorskip("skimage.data")
    expected = getattr(data, name)()
    np.testing.assert_array_equal(np.rint(photos()[name] * 255), expected)


@pytest.mark.parametrize("name", ["china", "flower"])
def test_pictures_are_scikit_learns(name):
    datasets = pytest.importorskip("sklearn.datasets")
    expected = datasets.load_sample_image(f"{name}.jpg")
    np.testing.assert_array_equal(np.rint(photos()[name] * 255), expected)


def test_no_connection_is_opened(monkeypatch):
    def refuse(*args, **kwargs):
        raise AssertionError("photos opened a connection")

    monkeypatch.setattr(socket, "socket", refuse)
    photos()


def test_arrays_belong_to_the_caller():
    photos()["coffee"][:] = 7
    assert photos()["coffee"].max() <= 1


@pytest.mark.parametrize(
    ("package", "extra"),
    [("skimage", "book"), ("sklearn", "learn"), ("PIL", "viz")],
)
def test_a_missing_package_says_what_to_install(monkeypatch, package, extra):
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(ModuleNotFoundError, match=rf"dlnotes\[{extra}\]") as error:
        photos()
    assert error.value.name == package
