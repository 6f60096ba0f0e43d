import re

import pytest
from figure_text import assert_readable
from matplotlib.colors import to_rgb

from utils.figures.backward_diagram import BACK, GRAY, backward_pass


def arrows_of(picture, color):
    """How many arrows of a color there are in the network, without that of the legend."""
    patches = picture.figure.axes[0].patches
    return sum(to_rgb(patch.get_edgecolor()) == to_rgb(color) for patch in patches) - 1


@pytest.mark.parametrize(
    ("num_steps", "loss_at", "window"),
    [(2, [2], None), (3, [3], None), (3, [1, 2, 3], None), (6, [2, 5], 3), (6, [6], 1)],
)
def test_the_way_of_a_gradient_can_be_read(num_steps, loss_at, window):
    assert_readable(backward_pass(num_steps, loss_at, "A finding about the gradient", window))


@pytest.mark.parametrize(
    ("loss_at", "window", "cuts"), [([4], None, 0), ([1, 2, 3, 4], 2, 1), ([4], 1, 3), ([4], 4, 0)]
)
def test_only_across_a_cut_no_arrow_leads_back(loss_at, window, cuts):
    picture = backward_pass(4, loss_at, "A finding", window)
    there, back = arrows_of(picture, GRAY), arrows_of(picture, BACK)
    assert there == 3 * 4 + len(loss_at)  # to a state: from the state before, input and kernel
    assert there - back == cuts


def test_each_time_step_adds_a_share():
    picture = backward_pass(3, [3], "A finding")
    words = [text.get_text() for text in picture.figure.axes[0].texts]
    assert [word for word in words if "share" in word or word == "+"] == [
        *("share 1", "+", "share 2", "+", "share 3")
    ]


def test_the_way_of_a_gradient_is_described():
    assert backward_pass(4, [2, 4], "A finding", window=2).alt == (
        "An RNN unrolled over 4 time steps. The loss reads h_2, h_4. From the loss and from each "
        "state, an arrow of the backward pass leads to everything that it was computed from: the "
        "state before, the input, and the kernel with the bias, whose gradient is the sum of 4 "
        "shares. From h_2 to h_3, only the forward pass crosses the cut."
    )


@pytest.mark.parametrize(
    ("num_steps", "loss_at", "window", "message"),
    [
        (7, [7], None, "num_steps must be"),
        (3, [], None, "loss_at must be of 1 to 3, got []"),
        (3, [0, 3], None, "loss_at must be of 1 to 3, got [0, 3]"),
        (3, [3], 4, "window must be"),
    ],
)
def test_a_network_that_cannot_be_shown_is_named(num_steps, loss_at, window, message):
    with pytest.raises(ValueError, match=re.escape(message)):
        backward_pass(num_steps, loss_at, "A finding", window)
