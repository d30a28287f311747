"""What pyproject.toml cannot say: the wheel carries the files that chapters read."""

from __future__ import annotations

from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py

# Where dlnotes.teach looks for them outside the repository, in the same folders.
HOME = "dlnotes/teach"
READ = (
    *("book/notes.yml", "book/questions.schema.json", "book/*/*.yml"),
    "book/assets/*.css",
    *("experiments/*/*.json", "experiments/*/*.py", "bench/results/*.json"),
)


def read_by_chapters() -> list[str]:
    """Return the files' names, relative to the repository, where a build runs."""
    return sorted(str(path) for pattern in READ for path in Path().glob(pattern))


class BuildWithBook(build_py):
    """Build the package, and copy the book's files into it."""

    def run(self) -> None:
        """Copy; an editable install reads the repository's own."""
        super().run()
        for name in [] if self.editable_mode else read_by_chapters():
            target = Path(self.build_lib, HOME, name)
            self.mkpath(str(target.parent))
            self.copy_file(name, str(target))

    def get_source_files(self) -> list[str]:
        """Return what the sdist needs to build the same wheel."""
        return [*super().get_source_files(), *read_by_chapters()]


setup(cmdclass={"build_py": BuildWithBook})
