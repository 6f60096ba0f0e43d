"""A file is written whole or not at all, and the sentence says what to do."""

import errno

import pytest
from size_limit import size_limit

from utils.lessons.writing import whole, write_sentence


def test_a_draft_takes_the_place_of_the_file_at_the_end(tmp_path):
    path = tmp_path / "a.ipynb"
    path.write_text("before", encoding="utf-8")
    with whole(path) as draft:
        draft.write_text("after", encoding="utf-8")
        assert path.read_text(encoding="utf-8") == "before"
    assert path.read_text(encoding="utf-8") == "after"
    assert list(tmp_path.iterdir()) == [path]


def test_a_disk_that_is_full_in_the_middle_leaves_the_file_as_it_was(tmp_path):
    path = tmp_path / "a.ipynb"
    path.write_text("before", encoding="utf-8")
    with size_limit(1000), pytest.raises(OSError), whole(path) as draft:
        draft.write_text("after" * 1000, encoding="utf-8")
    assert path.read_text(encoding="utf-8") == "before"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (
            OSError(errno.ENOSPC, "No space left"),
            "The disk or your quota is full. Free some space.",
        ),
        (
            OSError(errno.EDQUOT, "Quota exceeded"),
            "The disk or your quota is full. Free some space.",
        ),
        (FileExistsError(errno.EEXIST, "", "a"), "a is in the way. Move it to another folder."),
        (PermissionError(errno.EACCES, "no", "a"), "a cannot be written: no. Make it writable."),
        (OSError(errno.EROFS, "no", "a", None, "b"), "b cannot be written: no. Make it writable."),
        (OSError("odd"), "A file cannot be written: odd. Make it writable."),
    ],
)
def test_the_sentence_says_what_is_wrong_and_what_to_do(error, sentence):
    assert write_sentence(error) == sentence
