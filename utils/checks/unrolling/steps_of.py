"""The learner writes `steps_of`: from time-major ids to one tensor of vectors per time step."""

from functools import partial

import numpy as np

from utils.checks.cases import normal
from utils.checks.engine import Exercise
from utils.checks.in_graph import in_graph
from utils.tf1 import tf

random = np.random.default_rng(4)


def _split(embeddings, ids, axis=0, count=None):
    vectors = tf.nn.embedding_lookup(embeddings, ids)
    return tf.split(vectors, count or int(ids.shape[axis]), axis=axis)


def _steps(embeddings, ids, squeezed=(0,), **options):
    return [tf.squeeze(part, axis=squeezed) for part in _split(embeddings, ids, **options)]


steps_of = Exercise(
    name="steps_of",
    oracle=lambda embeddings, ids: [np.stack([embeddings[i] for i in step]) for step in ids],
    cases=[
        {
            "embeddings": normal(random, vocab_size, size),
            "ids": random.integers(0, vocab_size, (num_steps, batch_size), np.int32),
        }
        for num_steps, batch_size, vocab_size, size in ((4, 3, 7, 5), (5, 1, 6, 3), (2, 2, 4, 2))
    ],
    mistakes={
        "every axis of length 1 is squeezed": (
            partial(_steps, squeezed=None),
            "Your answer is wrong only for a batch of one. Which axis disappears?",
            "`tf.squeeze` without an axis removes every axis of length 1.",
            "Pass `axis` to `tf.squeeze`: the axis that you split.",
        ),
        "nothing is split": (
            tf.nn.embedding_lookup,
            "You returned one tensor. How many tensors should there be?",
            "Expected: a list with one tensor for each time step. Use `tf.split`.",
        ),
        "the slices are not squeezed": (
            _split,
            "Each tensor of your list has three axes. How many does a cell expect?",
            "A cell takes `[batch, size]`. Remove the axis of length 1 with `tf.squeeze`.",
        ),
        "split and squeeze use different axes": (
            partial(_steps, squeezed=(1,)),
            "You split one axis and squeeze another. Which axis of a slice has length 1?",
            "Split and squeeze need the same axis, the axis of the time steps.",
        ),
        "the batch is split instead of the steps": (
            partial(_steps, axis=1, squeezed=(1,)),
            "Your list contains one tensor per sequence. Should it be one per time step?",
            "These ids are time-major, so their axes are in another order than in the lesson.",
            "In time-major ids, the time steps are axis 0. Split along this axis.",
        ),
        "`len` of a tensor": (
            lambda embeddings, ids: _split(embeddings, ids, count=len(ids)),
            "The error says that a tensor has no `len`. Where does a tensor store its sizes?",
            "Use `ids.shape`. The time steps are axis 0.",
        ),
        "a Python loop over a tensor": (
            lambda embeddings, ids: [embeddings[step] for step in ids],
            "The error says that a loop over a tensor is not allowed. Does it have values yet?",
            "Look up all ids in one operation, then split the result.",
        ),
        "the arguments of the lookup are swapped": (
            lambda embeddings, ids: _split(ids, embeddings),
            "The error is about `indices`. Which argument of `embedding_lookup` are the ids?",
            "The embedding comes first, then the ids.",
        ),
        "the number of steps is a tensor": (
            lambda embeddings, ids: tf.split(
                tf.nn.embedding_lookup(embeddings, ids), tf.shape(ids)[0], axis=0
            ),
            "The error says that the number of slices is a tensor. Is this number known already?",
            "`tf.shape` gives the sizes when the graph runs. `ids.shape` gives them now.",
        ),
        "the ids are split instead of their vectors": (
            lambda embeddings, ids: tf.unstack(ids, axis=0),
            "Your tensors contain ids. Where do you look up their vectors?",
            "The lookup comes first. Then split its result.",
        ),
        "the old order of the arguments": (
            lambda embeddings, ids: tf.split(
                0, int(ids.shape[0]), tf.nn.embedding_lookup(embeddings, ids)
            ),
            "The error is about `split_dim`. Did you copy the order of the old program?",
            "Today, the tensor comes first, then the number of slices, then the axis.",
        ),
        "the number of steps is the notebook's": (
            partial(_steps, count=5),
            "Your function always makes five slices. Where does this number come from?",
            "The lesson's `num_steps` is 5, but the check also uses ids with other lengths.",
            "Take the number of time steps from `ids.shape`.",
        ),
        "the list is in reverse order": (
            lambda embeddings, ids: _steps(embeddings, ids)[::-1],
            "The first tensor of your list belongs to the last time step. Which comes first?",
            "Keep the order that `tf.split` returns.",
        ),
    },
    minutes=7,
    difficulty=2,
    call=in_graph,
)
