"""CIFAR-10, out of the binary files that its authors publish."""

from __future__ import annotations

import hashlib
import io
import os
import tarfile
from pathlib import Path

import numpy as np
import numpy.typing as npt

from dlnotes.data._split import Split

_ARCHIVE = "cifar-10-binary.tar.gz"
_URL = f"https://www.cs.toronto.edu/~kriz/{_ARCHIVE}"
_FOLDER = "cifar-10-batches-bin"
_SHA256 = {
    _ARCHIVE: "c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd",
    "data_batch_1.bin": (
        "cee916563c9f80d84e3cc88e17fdc0941787f1244f00a67874d45b261883ada5"
    ),
    "data_batch_2.bin": (
        "a591ca11fa1708a91ee40f54b3da4784ccd871ecf2137de63f51ada8b3fa57ed"
    ),
    "data_batch_3.bin": (
        "bbe8596564c0f86427f876058170b84dac6670ddf06d79402899d93ceea26f67"
    ),
    "data_batch_4.bin": (
        "014e562d6e23c72197cc727519169a60359f5eccd8945ad5a09d710285ff4e48"
    ),
    "data_batch_5.bin": (
        "755304fc0b379caeae8c14f0dac912fbc7d6cd469eb67a1029a08a39453a9add"
    ),
    "test_batch.bin": (
        "8e2eb146ae340b09e24670f29cabc6326dba54da8789dab6768acf480273f65b"
    ),
}
_BATCHES = [name for name in _SHA256 if name != _ARCHIVE]


def _verified(name: str, content: bytes, where: Path) -> bytes:
    digest = hashlib.sha256(content).hexdigest()
    if digest != _SHA256[name]:
        raise ValueError(
            f"{where} is not the published {name}: "
            f"expected SHA-256 {_SHA256[name]}, got {digest}"
        )
    return content


def _read_file(name: str, folder: Path) -> bytes:
    path = folder / name
    if not path.is_file():
        raise FileNotFoundError(
            f"{path} does not exist: download {_URL} (170 MB) and pass as root the "
            f"folder that holds it, or that holds {_FOLDER} unpacked from it"
        )
    return _verified(name, path.read_bytes(), path)


def _read_archive(root: Path) -> list[bytes]:
    """Read the batches in memory: nothing is unpacked, no other member is touched."""
    batches = []
    archive = io.BytesIO(_read_file(_ARCHIVE, root))
    with tarfile.open(fileobj=archive, mode="r:gz") as tar:
        for name in _BATCHES:
            member = tar.extractfile(f"{_FOLDER}/{name}")
            content = member.read() if member else b""
            batches.append(_verified(name, content, root / _ARCHIVE / name))
    return batches


def _decode(
    content: bytes,
) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.int64]]:
    """Split records of a label and three planes of 32×32 bytes, red, green, blue."""
    records = np.frombuffer(content, np.uint8).reshape(-1, 1 + 3 * 32 * 32)
    x = records[:, 1:].reshape(-1, 3, 32, 32).astype(np.float32)
    x /= 255
    return x, records[:, 0].astype(np.int64)


def cifar10(root: str | os.PathLike[str]) -> Split:
    """Read CIFAR-10 out of its published binary files; nothing is downloaded.

    Parameters
    ----------
    root : str or path
        The folder with ``cifar-10-binary.tar.gz`` as published, or with
        ``cifar-10-batches-bin`` unpacked from it, or the latter folder itself.

    Returns
    -------
    x_train : ndarray of float32, shape (50000, 3, 32, 32)
        RGB images in [0, 1], in steps of 1/255; 614 MB.
    y_train : ndarray of int64, shape (50000,)
        0 airplane, 1 automobile, 2 bird, 3 cat, 4 deer, 5 dog, 6 frog, 7 horse,
        8 ship, 9 truck; 5,000 images a class.
    x_test, y_test : ndarray, shapes (10000, 3, 32, 32) and (10000,)
        The published test set, 1,000 images a class.

    Raises
    ------
    FileNotFoundError
        If a file is missing; the message says what to download.
    ValueError
        If a file's SHA-256 is not the published file's.

    Notes
    -----
    The Python version of CIFAR-10 is a pickle, which can run any program when loaded,
    and is not read.

    *Source*: A. Krizhevsky (2009), Learning multiple layers of features from tiny
    images. *Licence*: none is stated; the author asks for this citation.

    Examples
    --------
    >>> cifar10("an-empty-folder")
    Traceback (most recent call last):
        ...
    FileNotFoundError: an-empty-folder/cifar-10-binary.tar.gz does not exist: ...
    """
    root = Path(root)
    for folder in (root, root / _FOLDER):
        if any((folder / name).is_file() for name in _BATCHES):
            batches = [_read_file(name, folder) for name in _BATCHES]
            break
    else:
        batches = _read_archive(root)
    *train, test = batches
    return *_decode(b"".join(train)), *_decode(test)
