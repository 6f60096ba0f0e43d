"""Answers to lesson 05 whose error is easily missed, or that are correct in another way."""

import numpy as np
import pytest

from utils.checks import char_rnn as check
from utils.checks.engine.result import FAILED, PASSED


def share(exponentials):
    return exponentials / exponentials.sum(axis=1, keepdims=True)


def from_one_maximum(logits, temperature):
    scaled = logits / temperature
    return share(np.exp(scaled - scaled.max()))


def from_the_first_rows_maximum(logits, temperature):
    return share(np.exp((logits - logits[0].max()) / temperature))


def zeros_instead_of_nan(logits, temperature):
    return np.nan_to_num(from_one_maximum(logits, temperature))


def clipped(logits, temperature):
    return share(np.exp(np.clip(logits / temperature, -700, 700)))


def from_the_means(logits, temperature):
    return share(np.exp((logits - logits.mean(axis=1, keepdims=True)) / temperature))


def from_sums_of_logarithms(logits, temperature):
    scaled = logits / temperature
    return np.exp(scaled - np.logaddexp.reduce(scaled, axis=1, keepdims=True))


def row_by_row(logits, temperature):
    return np.array(
        [share(np.exp((row - max(row)) / temperature)[np.newaxis])[0] for row in logits]
    )


@pytest.mark.parametrize(
    ("answer", "mistake"),
    [
        (from_one_maximum, "one maximum is subtracted from all rows"),
        (from_the_first_rows_maximum, "one maximum is subtracted from all rows"),
        (from_the_means, "a row is not finite"),
        (zeros_instead_of_nan, None),
        (clipped, None),
    ],
)
def test_each_row_needs_a_maximum_of_its_own(answer, mistake):
    result = check.probabilities(answer)
    assert (result.status, result.mistake) == (FAILED, mistake)


def writing(iteration):
    """An answer from one iteration of its loop: `iteration(step, choose, logits, ...)`."""

    def answer(step, choose, state, start, length):
        for one_id in start:
            logits, state = step(one_id, state)
        written = []
        for _ in range(length):
            logits, state = iteration(step, choose, logits, state, written)
        return written

    return answer


def chosen_ahead(step, choose, state, start, length):
    for one_id in start:
        logits, state = step(one_id, state)
    written, chosen = [], choose(logits)
    for _ in range(length):
        written.append(chosen)
        logits, state = step(chosen, state)
        chosen = choose(logits)
    return written


def written_into_the_start(step, choose, state, start, length):
    for one_id in start:
        logits, state = step(one_id, state)
    for _ in range(length):
        start.append(choose(logits))
        logits, state = step(start[-1], state)
    return start[-length:]


def iteration_with_the_old_state(step, choose, logits, state, written):
    written.append(choose(logits))
    return step(written[-1], state)[0], state


def iteration_that_reads_first(step, choose, logits, state, written):
    if written:
        logits, state = step(written[-1], state)
    written.append(choose(logits))
    return logits, state


@pytest.mark.parametrize(
    ("answer", "mistake", "said"),
    [
        (chosen_ahead, None, "expected 12 calls of `choose`, got 13"),
        (written_into_the_start, None, "it changed its argument `start`"),
        (
            writing(iteration_with_the_old_state),
            "the state stays the state after the start",
            "expected ",
        ),
        (lambda step, choose, state, start, length: [0] * length, None, "expected "),
    ],
)
def test_each_id_is_chosen_once_and_read(answer, mistake, said):
    result = check.continue_text(answer)
    assert (result.status, result.mistake) == (FAILED, mistake)
    assert said in result.message


def mean_perplexity(losses):
    each = np.concatenate([batch.ravel() for batch in losses])
    return each.mean() / np.log(2), np.mean([np.exp(loss) for loss in each])


def test_a_mean_of_perplexities_is_recognized():
    result = check.bits_and_perplexity(mean_perplexity)
    mistake = "the perplexity is a mean of exponentials"
    assert (result.status, result.mistake) == (FAILED, mistake)


@pytest.mark.parametrize(
    ("name", "answer"),
    [
        ("probabilities", from_sums_of_logarithms),
        ("probabilities", row_by_row),
        ("continue_text", writing(iteration_that_reads_first)),
    ],
)
def test_another_correct_answer_passes(name, answer):
    assert getattr(check, name)(answer).status == PASSED
