"""What the lessons say of trained networks, with the marks that each must reach on any seed.

`make accuracy` measures these, as `authoring.claims.measures` says.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from authoring.claims import measures, measures_from_15


@dataclass(frozen=True)
class Claim:
    """What is claimed of a network, whatever the seed.

    Arguments:
        lesson: its number, such as "07".
        name: what is measured, with units.
        measure: a function (functions of the lesson, seed) -> number, or a dict from names to
            numbers where one training says several things; each call has a process of its own.
        part: which number of the dict is meant.
        least, most: the marks that each number must reach, or must not pass.
        budget: the seconds that one call should take on two cores that do nothing else; shown
            beside what it took, and not judged, since machines are busy at times.
    """

    lesson: str
    name: str
    measure: Callable
    part: str = ""
    least: float = -np.inf
    most: float = np.inf
    budget: float = np.inf

    @property
    def mark(self):
        """The marks as a person writes them."""
        marks = {"≥ {:g}": self.least, "≤ {:g}": self.most}
        return ", ".join(text.format(mark) for text, mark in marks.items() if np.isfinite(mark))

    def value(self, measured):
        """Return the number that is claimed, out of what `measure` returned."""
        return float(measured[self.part] if self.part else measured)

    def holds(self, value):
        """Say whether a measured value reaches the marks."""
        return bool(self.least <= value <= self.most)


CLAIMS = (
    Claim("05", "bits per character, validation", measures.characters, most=2.9, budget=40),
    Claim("06", "letters judged right", measures.letters, "right", least=0.98),
    Claim(
        "06",
        "forget gate, within words less edges",
        measures.letters,
        "gate within words",
        least=0.05,
    ),
    Claim("07", "test digits read right", measures.digits, least=0.985, budget=40),
    Claim("09", "bits held over 80 steps, forget_bias=5", measures.bits_held, least=0.8),
    Claim("09", "the same, default LSTM", measures.bits_held_by_default, most=0.6),
    Claim("09", "the same, orthogonal RNN", measures.bits_held_by_the_orthogonal_rnn, least=0.8),
    Claim("11", "speakers classified, mean-pooling: 0.968", measures.speakers, least=0.97),
    Claim(
        "11",
        "without the lengths, padded alike",
        measures.speakers_not_told_padded_alike,
        least=0.9,
    ),
    Claim("11", "without the lengths, padded further", measures.speakers_not_told, most=0.8),
    Claim(
        "12",
        "error over the autoregressive model's, 1950-83",
        measures.sunspots_in_the_test_years,
        "over the autoregressive model",
        least=1,
        most=1.2,
    ),
    Claim("12", "the same, 1920-49", measures.sunspots_in_calmer_years, most=1),
    Claim(
        "12",
        "rows shuffled over not, 1950-83",
        measures.sunspots_in_the_test_years,
        "shuffled over in order",
        least=1.03,
    ),
    Claim(
        "12",
        "windows of 1 month over 32, 1920-49",
        measures.sunspots_month_by_month,
        "over windows of 32",
        least=1.05,
    ),
    Claim(
        "12",
        "windows of 1 month over one lag",
        measures.sunspots_month_by_month,
        "over one lag",
        most=0.97,
    ),
    Claim(
        "14",
        "names told apart, forward less backward",
        measures.names_told_apart,
        "forward less backward",
        least=-0.01,
    ),
    Claim(
        "14",
        "names told apart, both less forward",
        measures.names_told_apart,
        "both less forward",
        least=-0.05,
        most=0.05,
    ),
    Claim(
        "14", "bits a letter, one layer less both", measures.gain_of_both_for_a_letter, least=0.2
    ),
    Claim(
        "15",
        "accuracy, forget bias 1",
        measures_from_15.accuracy_by_forget_bias,
        "bias 1",
        least=0.6,
    ),
    Claim(
        "15", "restored with bias 0", measures_from_15.accuracy_by_forget_bias, "bias 0", most=0.45
    ),
    Claim(
        "15",
        "smallest loss at rate 1",
        measures_from_15.watched_at_rate_1,
        "smallest loss",
        least=2,
    ),
    Claim(
        "15",
        "growth of the weights, rate 1 over 0.01",
        measures_from_15.watched_at_rate_1,
        "growth, rate 1 over 0.01",
        least=20,
    ),
    Claim("17", "dates written, plain decoder", measures_from_15.dates_written, "plain", most=0.7),
    Claim(
        "17",
        "characters, teacher forcing less greedy",
        measures_from_15.dates_written,
        "characters, taught less greedy",
        least=0.005,
    ),
    Claim(
        "17",
        "years less days written, plain decoder",
        measures_from_15.dates_written,
        "year less day",
        least=0.2,
    ),
    Claim(
        "17",
        "dates written, with attention",
        measures_from_15.dates_written,
        "attention",
        least=0.8,
    ),
    Claim(
        "17",
        "weight of the attention on the same digit",
        measures_from_15.dates_written,
        "weight on the same digit",
        least=0.4,
    ),
    Claim(
        "17",
        "dates gained by beam search, plain decoder",
        measures_from_15.dates_written,
        "beam search less greedy",
        least=0,
        most=0.08,
    ),
    Claim(
        "17",
        "dates written, plain decoder, 1,000 steps",
        measures_from_15.dates_written_after_more_steps,
        least=0.9,
    ),
)
