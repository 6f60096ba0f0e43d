"""Find the files of a checkpoint. An error says what another file is."""

import os
import re
from pathlib import Path

from utils.convert.cells import ConversionError

SUFFIX = re.compile(r"\.(index|meta|data-\d+-of-\d+)$")
NAMED = re.compile(r'^model_checkpoint_path: "(.*)"', re.MULTILINE)
TABLE_END = bytes.fromhex("57fb808b247547db")  # of an .index, and of a checkpoint before 0.12
LFS = b"version https://git-lfs"
FIRST_BYTES = [
    (LFS, "a pointer of Git LFS", "Fetch the file itself: git lfs pull."),
    (
        b"\x89HDF",
        "a file of Keras weights (HDF5)",
        "It needs no conversion: load it with keras.models.load_model, or into a model that you "
        "have built with model.load_weights.",
    ),
    (b"\x1f\x8b", "a compressed archive", "Unpack it, and give the checkpoint in it."),
]
ZIP = b"PK\x03\x04"
GIVE = "Give the path that Saver.save returned, such as model.ckpt-100, or its folder."


def checkpoint_prefix(path):
    """Return what TensorFlow calls a checkpoint: the path of its files without their endings.

    Arguments:
        path: see `read_checkpoint`.

    Raises ConversionError if there is no checkpoint, or if its files are missing, empty or cannot
    be read.
    """
    path = Path(path)
    try:
        if path.name in ("checkpoint", "saved_model.pb") and path.is_file():
            path = path.parent
        return _in_folder(path) if path.is_dir() else _of_files(path)
    except OSError as error:
        what = f"{error.filename or path} cannot be read: {error.strerror}."
        how = "Ask for the permission to read it, or copy it to your own folder."
        raise ConversionError(what, how) from None


def _of_files(path):
    prefix = Path(SUFFIX.sub("", str(path)))
    if Path(f"{prefix}.index").is_file():
        _require_whole(prefix)
        return str(prefix)
    parts = _data_files(prefix) if prefix.parent.is_dir() else []
    if parts:
        what = f"There is {parts[0]}, but no {prefix.name}.index beside it."
        raise ConversionError(what, "Copy the .index file too, which says where each variable is.")
    if _is_table(prefix):  # Before TensorFlow 0.12 a checkpoint was one file.
        return str(prefix)
    if prefix.is_file():
        what, how = _what_it_is(prefix)
        raise ConversionError(f"{path} is not a checkpoint, but {what}.", how)
    if Path(f"{prefix}.meta").is_file():
        what = f"{prefix}.meta is a graph without its weights."
        how = f"Copy {prefix.name}.index and {prefix.name}.data-00000-of-00001 beside it."
        raise ConversionError(what, how)
    raise ConversionError(f"There is no checkpoint {path}.", GIVE)


def _require_whole(prefix):
    """Raise ConversionError unless the index and all of its data files are there."""
    if not _is_table(Path(f"{prefix}.index")):
        what, how = _what_it_is(Path(f"{prefix}.index"))
        raise ConversionError(f"{prefix}.index is not the index of a checkpoint, but {what}.", how)
    parts = _data_files(prefix)
    total = int(parts[0].rpartition("-")[2]) if parts else 1
    for number in range(total):
        name = f"{prefix.name}.data-{number:05d}-of-{total:05d}"
        if name not in parts:
            what = f"{prefix} is incomplete: {name} is missing."
            raise ConversionError(what, "Copy it beside the .index file.")
        first, _ = _ends(prefix.with_name(name))
        if not first or first.startswith(LFS):
            what = "empty" if not first else "a pointer of Git LFS, not the data"
            how = "Copy it again." if not first else FIRST_BYTES[0][2]
            raise ConversionError(f"{prefix.with_name(name)} is {what}.", how)


def _data_files(prefix):
    pattern = re.compile(re.escape(prefix.name) + r"\.data-\d{5}-of-\d{5}")
    return sorted(name for name in os.listdir(prefix.parent) if pattern.fullmatch(name))


def _in_folder(folder):
    names = os.listdir(folder)
    if (folder / "variables" / "variables.index").is_file():  # a SavedModel
        return _of_files(folder / "variables" / "variables")
    found = {name.removesuffix(".index") for name in names if name.endswith(".index")}
    found |= {name for name in names if not SUFFIX.search(name) and _is_table(folder / name)}
    if found:
        return _of_files(folder / _newest(folder, found))
    parts = sorted(name for name in names if SUFFIX.search(name))
    if parts:
        return _of_files(folder / parts[0])
    others = sorted(name for name in names if Path(name).suffix in (".h5", ".hdf5", ".keras"))
    if others:
        return _of_files(folder / others[0])
    if "saved_model.pb" in names:
        what = f"The SavedModel in {folder} has no variables."
        raise ConversionError(what, "Give the checkpoint from which it was created.")
    how = "Give the folder that holds the .index and .data files."
    raise ConversionError(f"There is no checkpoint in the folder {folder}.", how)


def _newest(folder, found):
    """Return the name of the checkpoint that the file `checkpoint` names, or the newest."""
    if (folder / "checkpoint").is_file():
        state = (folder / "checkpoint").read_text(encoding="utf-8", errors="replace")
        named = NAMED.search(state)
        # It may name the folder in which it was made, perhaps under Windows, which is not this one.
        name = re.split(r"[/\\]", named[1])[-1] if named else None
        if name in found:
            return name

    def modified(name):
        file = folder / f"{name}.index"
        return (file if file.is_file() else folder / name).stat().st_mtime

    return max(sorted(found), key=modified)


def _is_table(path):
    return path.is_file() and _ends(path)[1] == TABLE_END


def _ends(path):
    """Return the first 512 and the last 8 bytes of a file."""
    with path.open("rb") as file:
        first = file.read(512)
        file.seek(max(0, path.stat().st_size - 8))
        return first, file.read(8)


def _what_it_is(path):
    """Return what another kind of file is, and what to do."""
    first, _ = _ends(path)
    for begin, what, how in FIRST_BYTES:
        if first.startswith(begin):
            return what, how
    if first.startswith(ZIP):
        if path.suffix == ".keras":
            return "a model of Keras 3", "It needs no conversion: keras.models.load_model reads it."
        return "a zip archive", "Unpack it, and give the checkpoint in it."
    if not first:
        return "an empty file", "Copy it again."
    if path.suffix == ".pb":
        how = "Give the checkpoint from which it was created. Frozen weights cannot be read."
        return "a graph", how
    if path.suffix == ".index" or Path(f"{path}.meta").is_file():
        return "a damaged file", "Copy it again."
    if "tfevents" in path.name:
        return "a log for TensorBoard", GIVE
    is_text = not any(byte < 9 for byte in first)
    return ("a text file" if is_text else "a file of another kind"), GIVE
