"""How each claim of lessons 15 to 17 is measured, as in `measures`."""

import tempfile

import numpy as np

from utils import training
from utils.data.dates import make_dates, same_parts, same_text
from utils.data.loaders import load_mnist
from utils.graph import fresh_session
from utils.tf1 import tf


def watched_at_rate_1(lesson, seed):
    """Lesson 15 at the learning rate 1: the smallest loss, and how its kernel grows.

    The growth is compared with that at rate 0.01.
    """
    batches, growths, smallest = images_of_lesson_15(seed, 60), [], []
    for rate in (1.0, 0.01):
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as run:
            losses = lesson.train_and_watch(load_mnist(), batches, rate, seed, run)
            sizes = lesson.EventAccumulator(run).Reload().Scalars("weight_size")
        smallest.append(min(losses))
        growths.append(sizes[-1].value / sizes[0].value)
    return {"growth, rate 1 over 0.01": growths[0] / growths[1], "smallest loss": smallest[0]}


def accuracy_by_forget_bias(lesson, seed):
    """The accuracy of lesson 15's network, trained with a forget bias of 1 and restored with 0."""
    mnist, found = load_mnist(), {}
    images, labels = mnist.test_images[:500], mnist.test_labels[:500]
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        with fresh_session(seed) as session:
            parts = lesson.training_graph(rate=0.01)
            session.run(tf.global_variables_initializer())
            lesson.train(session, parts, images_of_lesson_15(seed, 100))
            path = tf.train.Saver().save(session, f"{folder}/digits")
        for bias in (1.0, 0.0):
            with fresh_session() as session:
                logits = lesson.build_network(tf.constant(images), forget_bias=bias)
                tf.train.Saver().restore(session, path)
                found[f"bias {bias:g}"] = np.mean(session.run(logits).argmax(axis=1) == labels)
    return found


def images_of_lesson_15(seed, count):
    """Lesson 15's batches: pairs (images, labels)."""
    mnist = load_mnist()
    images, labels = mnist.train_images[5_000:], mnist.train_labels[5_000:]
    shuffled = training.shuffled_batches(images, labels, batch_size=64, seed=seed)
    return [next(shuffled) for _ in range(count)]


def dates_written(lesson, seed):
    """Fractions of lesson 17's 1,000 validation dates that are right, and what beam search adds.

    Also the weight of the attention on the same digit, for the year of the first date.
    """
    words, numbers, data = make_dates(4_000, seed)
    trained = lesson.train(data, lesson.attention_decoder, updates=300, seed=seed)
    _, (_, attention), _ = lesson.measure(data, lesson.attention_decoder, trained)
    year = words[0].index(numbers[0][:4])
    looked = lesson.weights_along(data, 0, trained)[:4, year : year + 4]

    trained = lesson.train(data, lesson.plain_decoder, updates=300, seed=seed)
    taught, greedy, written = lesson.measure(data, lesson.plain_decoder, trained)
    year, _, day = same_parts(written, data[2][:1_000]).mean(axis=0)
    ids, _ = lesson.search(data, lesson.plain_decoder, trained, width=5)
    right = same_text(ids, data[2][:1_000])
    return {
        "attention": attention,
        "weight on the same digit": np.diag(looked).mean(),
        "plain": greedy.dates,
        "characters, taught less greedy": taught.characters - greedy.characters,
        "year less day": year - day,
        "beam search less greedy": np.mean(right) - greedy.dates,
    }


def dates_written_after_more_steps(lesson, seed):
    """Fraction of lesson 17's validation dates that its plain decoder writes after 1,000 steps."""
    _, _, data = make_dates(4_000, seed)
    trained = lesson.train(data, lesson.plain_decoder, updates=1_000, seed=seed)
    _, (_, dates), _ = lesson.measure(data, lesson.plain_decoder, trained)
    return dates
