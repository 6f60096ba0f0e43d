"""What people get wrong in bits_and_perplexity (lesson 05, bits per character)."""

import numpy as np

from utils.exercise import Mistake

LN_2 = np.log(2)


def _bits(losses):
    return np.concatenate([batch.ravel() for batch in losses]).mean() / LN_2


def _of_bits(bits):
    return bits, 2.0**bits


BITS_AND_PERPLEXITY = [
    Mistake(
        "nats are taken for bits",
        lambda losses: (_bits(losses) * LN_2, 2.0 ** (_bits(losses) * LN_2)),
        (
            "Which logarithm does TensorFlow's loss use, and which one counts bits?",
            "The losses are natural logarithms. How many of their units are one bit?",
        ),
    ),
    Mistake(
        "nats are multiplied by ln 2",
        lambda losses: _of_bits(_bits(losses) * LN_2**2),
        (
            "What should your function give for a loss of ln 2 everywhere?",
            "A coin costs ln 2 nats, which is 1 bit. Which way do you scale?",
        ),
    ),
    Mistake(
        "the batches count alike, whatever their size",
        lambda losses: _of_bits(np.mean([batch.mean() for batch in losses]) / LN_2),
        (
            "How many characters has the last batch, and how much does it weigh in your mean?",
            "The mean is over characters: a small batch must count for less.",
        ),
    ),
    Mistake(
        "the batches are taken for one array",
        lambda losses: _of_bits(np.mean(losses) / LN_2),
        (
            "Have all batches the same shape?",
            "Batches that differ in size form no array: go through them one by one.",
        ),
    ),
    Mistake(
        "the bits are still nats",
        lambda losses: (_bits(losses) * LN_2, 2.0 ** _bits(losses)),
        (
            "Your perplexity is right. What should your bits be for a loss of ln 2?",
            "The losses are natural logarithms. How many of their units are one bit?",
        ),
    ),
    Mistake(
        "the losses are added up",
        lambda losses: _of_bits(sum(batch.sum() for batch in losses) / LN_2),
        (
            "Would your number grow with twice as much text?",
            "Bits *per character*: divide by something.",
        ),
    ),
    Mistake(
        "a sum for each step, a mean over the rows",
        lambda losses: _of_bits(np.concatenate(losses).sum(axis=1).mean() / LN_2),
        (
            "Over how many numbers do you take the mean: as many as there are characters?",
            "Both axes hold characters, so the mean goes over both.",
        ),
    ),
    Mistake(
        "the logarithm is taken once more",
        lambda losses: _of_bits(np.log2(_bits(losses) * LN_2)),
        (
            "What is the loss already, before your function touches it?",
            "A loss is minus a logarithm. To change its base, only scale it.",
        ),
    ),
    Mistake(
        "the perplexity mixes 2 with nats",
        lambda losses: (_bits(losses), 2.0 ** (_bits(losses) * LN_2)),
        (
            "Your bits are right. What is the perplexity of a uniform guess among 64?",
            "Raise 2 to bits, or e to nats.",
        ),
    ),
    Mistake(
        "the perplexity mixes e with bits",
        lambda losses: (_bits(losses), np.exp(_bits(losses))),
        (
            "Your bits are right. What is the perplexity of a uniform guess among 64?",
            "Raise 2 to bits, or e to nats.",
        ),
    ),
]
