"""Photographs, out of scikit-learn and scikit-image."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from dlnotes._extras import needs
from dlnotes.data._package import package_file

# Of scikit-image's pictures those which its wheel contains; it downloads the others.
_FILES = {
    "astronaut": ("skimage", "data/astronaut.png"),
    "chelsea": ("skimage", "data/chelsea.png"),
    "china": ("sklearn", "datasets/images/china.jpg"),
    "coffee": ("skimage", "data/coffee.png"),
    "flower": ("sklearn", "datasets/images/flower.jpg"),
    "rocket": ("skimage", "data/rocket.jpg"),
}
_EXTRAS = {"skimage": "book", "sklearn": "learn"}


def photos() -> dict[str, npt.NDArray[np.float32]]:
    """Load six colour photographs.

    Returns
    -------
    dict of str to ndarray of float32, shape (H, W, 3)
        RGB images in [0, 1], in steps of 1/255; by name, in alphabetical order:

        ========= ======= ======= ====================================================
        name            H       W author and licence
        ========= ======= ======= ====================================================
        astronaut     512     512 Eileen Collins; NASA, public domain
        chelsea       300     451 a cat; Stefan van der Walt, CC0
        china         427     640 a temple; danielbuechele (2011), CC BY 2.0
        coffee        400     600 a cup of coffee; Rachel Michetti, CC0
        flower        427     640 a flower; vultilion (2011), CC BY 2.0
        rocket        427     640 launch of DSCOVR; SpaceX (2015), public domain
        ========= ======= ======= ====================================================

    Raises
    ------
    ModuleNotFoundError
        If scikit-image, scikit-learn or Pillow is not installed.

    Notes
    -----
    *Source*: scikit-learn (china, flower) and scikit-image (the others). PyTorch
    wants ``photo.transpose(2, 0, 1)``.

    Examples
    --------
    >>> photos()["chelsea"].shape
    (300, 451, 3)
    """
    files = {
        name: package_file(package, path, extra=_EXTRAS[package])
        for name, (package, path) in _FILES.items()
    }
    with needs("viz"):
        from PIL import Image
    pictures = {}
    for name, file in files.items():
        with Image.open(file) as image:
            pictures[name] = np.asarray(image, np.float32) / np.float32(255)
    return pictures
