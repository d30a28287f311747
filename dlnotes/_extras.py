"""What to install where a package that a room needs is missing."""

from collections.abc import Iterator
from contextlib import contextmanager


def missing(path: str, extra: str) -> ModuleNotFoundError:
    """Return the error that says which extra installs a package, or a file of one."""
    return ModuleNotFoundError(
        f'{path} is not installed: run `pip install "dlnotes[{extra}]"`',
        name=path.partition("/")[0],
    )


@contextmanager
def needs(extra: str) -> Iterator[None]:
    """Within, an import that fails names the extra which would mend it.

    An import of our own that fails is a bug, and stays as it is.

    Examples
    --------
    >>> with needs("learn"):
    ...     import scikit_learned
    Traceback (most recent call last):
        ...
    ModuleNotFoundError: scikit_learned is not installed: run `pip install
    "dlnotes[learn]"`
    """
    try:
        yield
    except ModuleNotFoundError as error:
        package = (error.name or "").partition(".")[0]
        if package in ("", "dlnotes"):
            raise
        raise missing(package, extra) from error
