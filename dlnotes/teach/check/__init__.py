"""Grade the reader's own functions: ``check.conv2d(my_conv2d)``.

An exercise is found by its name: ``check.fold_batch_norm`` is declared in
``check/normalization/fold_batch_norm.py``, and that file alone is imported. To write
one, add such a file: the right answer, under the signature and docstring that are asked
for, cases from small to large, and wrong answers with the sentence that explains each::

    @exercise()
    def double(x: Array) -> Array:
        \"\"\"Return twice x, of any shape.\"\"\"
        return 2 * x


    double.case("1 number", np.array([3.0]))
    double.case("a matrix", integers(2, 3))
    double.mistake("You square: that is 2 * x for 0 and 2 alone.", lambda x: x**2)

``exercise("dx", "dweight")`` names the parts of an answer that is a tuple, ``changes``
the arguments to change in place, and ``double.demand`` asks for more than values. An
answer has the dtype of the inputs, which the docstring says, unless ``keeps_dtype`` is
False. What the graders of a topic share is in its private modules. A grader works where
only NumPy is installed: what needs another package imports it inside its functions.
"""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

from dlnotes.teach.check._grader import Exercise
from dlnotes.teach.check._report import Report

__all__ = ["Exercise", "Report"]


def _topics() -> dict[str, str]:
    """Return the topic of every exercise by its name; nothing is imported."""
    topics: dict[str, str] = {}
    for topic in [module.name for module in iter_modules(__path__) if module.ispkg]:
        for module in iter_modules([str(Path(folder, topic)) for folder in __path__]):
            name = module.name
            if name.startswith("_"):
                continue
            if name in topics:
                raise ImportError(
                    f"the exercise {name!r} is declared in two topics, {topics[name]} "
                    f"and {topic}: give one of them another name"
                )
            topics[name] = topic
    if both := topics.keys() & topics.values():
        raise ImportError(f"{', '.join(both)} names a topic: no exercise can, too")
    return topics


def __getattr__(name: str) -> Exercise:
    if name.startswith("__"):  # Python asks for such names, never a reader
        raise AttributeError(name)
    topics = _topics()
    if name not in topics:
        known = ", ".join(sorted(topics))
        raise AttributeError(f"there is no exercise {name!r}; there are: {known}")
    module = import_module(f"{__name__}.{topics[name]}.{name}")
    found: Exercise = getattr(module, name)
    return found


def __dir__() -> list[str]:
    return sorted(_topics())
