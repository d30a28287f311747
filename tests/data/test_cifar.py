"""CIFAR-10: six small batches in the published format, with their own hashes."""

import hashlib
import io
import tarfile

import numpy as np
import pytest

from dlnotes.data import cifar, cifar10

ARCHIVE = "cifar-10-binary.tar.gz"
FOLDER = "cifar-10-batches-bin"
NAMES = [*(f"data_batch_{k}.bin" for k in range(1, 6)), "test_batch.bin"]


def write_archive(root, contents):
    with tarfile.open(root / ARCHIVE, "w:gz") as tar:
        for name, content in contents.items():
            member = tarfile.TarInfo(f"{FOLDER}/{name}")
            if content is None:
                member.type = tarfile.DIRTYPE
            else:
                member.size = len(content)
            tar.addfile(member, io.BytesIO(content or b""))


def write_folder(folder, contents):
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in contents.items():
        (folder / name).write_bytes(content)


def expect(monkeypatch, name, content):
    monkeypatch.setitem(cifar._SHA256, name, hashlib.sha256(content).hexdigest())


@pytest.fixture
def batches(monkeypatch):
    """Two images a batch: label, then 1,024 bytes each of red, green and blue."""
    rng = np.random.default_rng(0)
    contents = {}
    for name in NAMES:
        records = rng.integers(0, 256, (2, 3073), dtype=np.uint8)
        records[:, 0] %= 10
        contents[name] = records.tobytes()
        expect(monkeypatch, name, contents[name])
    return contents


@pytest.fixture
def archive(monkeypatch, tmp_path, batches):
    write_archive(tmp_path, {**batches, "readme.html": b"not read"})
    expect(monkeypatch, ARCHIVE, (tmp_path / ARCHIVE).read_bytes())
    return tmp_path


def check(arrays, batches):
    x_train, y_train, x_test, y_test = arrays
    for x, y, names in ((x_train, y_train, NAMES[:5]), (x_test, y_test, NAMES[5:])):
        raw = b"".join(batches[name] for name in names)
        assert (x.shape, x.dtype) == ((2 * len(names), 3, 32, 32), np.float32)
        assert y.dtype == np.int64
        for i in range(len(y)):
            record = raw[3073 * i : 3073 * (i + 1)]
            assert y[i] == record[0]
            # Green, row 1, column 2.
            assert x[i, 1, 1, 2] == np.float32(record[1 + 1024 + 34] / 255)
        np.testing.assert_array_equal(
            np.rint(x * 255).astype(np.uint8).tobytes(),
            b"".join(raw[i + 1 : i + 3073] for i in range(0, len(raw), 3073)),
        )


def test_archive(archive, batches):
    check(cifar10(archive), batches)
    assert [path.name for path in archive.iterdir()] == [ARCHIVE], "unpacked"


@pytest.mark.parametrize("folder", [FOLDER, "."])
def test_unpacked_folder(tmp_path, batches, folder):
    write_folder(tmp_path / folder, batches)
    check(cifar10(str(tmp_path)), batches)


def test_arrays_belong_to_the_caller(archive):
    for array in cifar10(archive):
        array[:] = 0


def test_missing_archive_says_what_to_download(tmp_path):
    (tmp_path / "cifar-10-batches-py").mkdir()
    with pytest.raises(FileNotFoundError, match=r"https://.*/cifar-10-binary\.tar\.gz"):
        cifar10(tmp_path)


def test_missing_batch_is_named(tmp_path, batches):
    del batches["data_batch_3.bin"]
    write_folder(tmp_path / FOLDER, batches)
    with pytest.raises(FileNotFoundError, match=r"data_batch_3\.bin does not exist"):
        cifar10(tmp_path)


def test_another_archive_is_refused_unopened(tmp_path):
    (tmp_path / ARCHIVE).write_bytes(b"not even an archive")
    digest = hashlib.sha256(b"not even an archive").hexdigest()
    message = rf"tar\.gz: expected SHA-256 c4a38c50a1bc.*, got {digest}"
    with pytest.raises(ValueError, match=message):
        cifar10(tmp_path)


def test_truncated_archive_is_refused(archive):
    content = (archive / ARCHIVE).read_bytes()
    (archive / ARCHIVE).write_bytes(content[: len(content) // 2])
    with pytest.raises(ValueError, match="is not the published cifar-10-binary"):
        cifar10(archive)


@pytest.mark.parametrize("change", [lambda c: c[:-1], lambda c: None])
def test_wrong_member_is_refused(monkeypatch, tmp_path, batches, change):
    batches["test_batch.bin"] = change(batches["test_batch.bin"])
    write_archive(tmp_path, batches)
    expect(monkeypatch, ARCHIVE, (tmp_path / ARCHIVE).read_bytes())
    with pytest.raises(ValueError, match=r"not the published test_batch\.bin"):
        cifar10(tmp_path)


@pytest.mark.parametrize("name", NAMES)
def test_one_changed_bit_is_refused(tmp_path, batches, name):
    content = batches[name]
    batches[name] = content[:-1] + bytes([content[-1] ^ 1])
    write_folder(tmp_path / FOLDER, batches)
    with pytest.raises(ValueError, match=f"is not the published {name}"):
        cifar10(tmp_path)
