import io
import re
from itertools import pairwise

import numpy as np
import pytest
from child import run_python
from matplotlib.figure import Figure
from PIL import Image

from utils.arguments import require_count
from utils.figures.picture import (
    LONGEST_ALT,
    PIXELS_PER_INCH,
    SERIES,
    Picture,
    text_width,
    tint,
    wrapped,
)
from utils.figures.plots import DASHES, MARKERS
from utils.text import number_text, shape_text

EVERY_PICTURE = """
import hashlib, sys
import numpy as np
from matplotlib import rcParams
rcParams.update({settings})
from utils.figures import diagrams, plots
from utils.figures.graph_diagram import computation_graph
from utils.figures.drawing.graph_layout import Edge, Node
kernel = np.arange(12.0).reshape(6, 2) / 10
nodes = [Node("a", "placeholder", "Placeholder", (2,)), Node("b", "operation", "Neg", (2,))]
for picture in (
    computation_graph((nodes, [Edge("a", "b", (2,))]), fetch="b"),
    diagrams.cell_step(3, 4, 2),
    diagrams.unrolled(3, 3, 4, 2),
    diagrams.shape_steps([("ids", (4, 5), "int32"), ("embedding", (4, 5, 8))]),
    plots.kernel_heatmap(kernel, 4),
    plots.digit_rows(np.eye(28), 3, 1),
    plots.lines({{"a": [1, 2], "b": [2, 3]}}, "x", "y", "Title"),
):
    print(hashlib.sha256(picture.png).hexdigest())
print("tensorflow" in sys.modules, "matplotlib.pyplot" in sys.modules)
"""


def small_picture(alt="Nothing is drawn."):
    return Picture(Figure(figsize=(4, 1)), alt)


def test_jupyter_gets_one_png_with_its_text_as_metadata_and_as_plain_text():
    data, metadata = small_picture()._repr_mimebundle_()
    assert set(data) == {"image/png", "text/plain"}
    assert data["text/plain"] == "Nothing is drawn." == repr(small_picture())
    image = Image.open(io.BytesIO(data["image/png"]))
    shown = metadata["image/png"]
    assert shown == {"alt": "Nothing is drawn.", "width": 400, "height": image.height // 2}
    assert image.width == 800


def test_nothing_in_the_png_tells_who_made_it_or_when():
    image = Image.open(io.BytesIO(small_picture().png))
    assert set(image.info) <= {"dpi"}
    assert b"atplotlib" not in small_picture().png


def test_the_text_alternative_is_not_drawn():
    picture = small_picture()
    assert (picture.pixels == 255).all()
    assert len(picture.pixels) == picture.figure.get_size_inches()[1] * PIXELS_PER_INCH


def test_every_picture_has_the_same_bytes_in_two_processes_whatever_their_settings(tmp_path):
    ugly = {"font.size": 30, "axes.facecolor": "black", "font.family": ["monospace"]}
    runs = [
        run_python("-c", EVERY_PICTURE.format(settings=settings), cwd=tmp_path, PYTHONHASHSEED=seed)
        for settings, seed in (({}, "1"), (ugly, "2"))
    ]
    assert runs[0].returncode == 0, runs[0].stderr
    *sums, imported = runs[0].stdout.split("\n")[:-1]
    assert len(set(sums)) == 7
    assert runs[1].stdout == runs[0].stdout
    assert imported == "False False"


@pytest.mark.parametrize("alt", ["", "  \n ", "two\nlines", "x" * (LONGEST_ALT + 1)])
def test_a_text_alternative_that_is_no_short_paragraph_is_refused(alt):
    with pytest.raises(ValueError, match=r"alt must be one paragraph of 1 to 400 .*, got"):
        small_picture(alt)


def test_a_picture_is_saved_as_png_and_as_nothing_else(tmp_path):
    small_picture().save(tmp_path / "figure.png")
    assert (tmp_path / "figure.png").read_bytes() == small_picture().png
    with pytest.raises(ValueError, match=r"path must end in \.png, got 'figure.pdf'"):
        small_picture().save(tmp_path / "figure.pdf")


def test_a_shape_is_not_broken_over_two_lines():
    text = "the state [128, 512] and the inputs [128, 1024] " * 4
    assert not re.search(r"\[\d+,\n", wrapped(text, 1.5, 10))
    assert wrapped(text, 1.5, 10).split() == text.split()


def test_wrapped_lines_are_as_wide_as_they_may_be():
    lines = wrapped("one word after another until it is enough " * 5, 3, 10).split("\n")
    assert all(text_width(line, 10) <= 3 for line in lines)
    for line, after in pairwise(lines):
        assert text_width(f"{line} {after.split()[0]}", 10) > 3


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.25, "0.25"), (-0.0001, "0"), (2, "2"), (100, "100"), (np.float32(0.1), "0.1")],
)
def test_numbers_are_short_and_never_minus_zero(value, text):
    assert number_text(value) == text


def test_shapes_are_written_as_tensorflow_users_write_them():
    assert shape_text((3, None)) == "[3, ?]"
    assert shape_text(()) == "[]"
    assert shape_text(None) == "[...]"


@pytest.mark.parametrize("value", [0, 9, 2.0, True, "3", None])
def test_a_count_outside_its_limits_is_named(value):
    with pytest.raises(ValueError, match="steps must be an integer, 1 to 8, got"):
        require_count("steps", value, most=8)


def test_numpy_counts_are_counts():
    require_count("steps", np.int64(3))


def test_a_tint_goes_from_white_to_the_color():
    assert tint("#0072b2", 0) == (1, 1, 1)
    assert tint("#ff0000", 1) == (1, 0, 0)


def test_no_two_series_look_alike_in_gray_unless_their_lines_differ():
    assert len(set(zip(DASHES, MARKERS, strict=True))) == len(SERIES) == len(set(SERIES))
