"""What decoders read, when they end, and losses of sequences, in `utils.revive`."""

import numpy as np
import pytest

from utils.revive import legacy_seq2seq, losses, seq2seq
from utils.tf1 import tf

NUM_SYMBOLS = 5


@pytest.fixture
def session():
    with tf.Graph().as_default(), tf.Session() as session:
        yield session


def decoded(session, helper, logits_of, **options):
    """What a decoder gives whose outputs are a function of its inputs alone."""

    class Cell:
        state_size = 1
        output_size = NUM_SYMBOLS

        def __call__(self, inputs, state):
            return logits_of(inputs), state + 1

    state = tf.zeros([helper.batch_size, 1])
    found = seq2seq.dynamic_decode(seq2seq.BasicDecoder(Cell(), helper, state), **options)
    return session.run(found)


def after(symbols):
    """Logits that make sure that the next symbol is the one after this."""
    return 50 * tf.one_hot((tf.argmax(symbols, -1) + 1) % NUM_SYMBOLS, NUM_SYMBOLS)


EYE = np.eye(NUM_SYMBOLS, dtype=np.float32)


@pytest.mark.parametrize("embedding", [EYE, lambda symbols: tf.gather(EYE, symbols)])
@pytest.mark.parametrize("helper", [seq2seq.GreedyEmbeddingHelper, seq2seq.SampleEmbeddingHelper])
def test_symbols_are_fed_back_up_to_the_end(session, helper, embedding):
    outputs, state, lengths = decoded(session, helper(embedding, [1, 3], 0), after)
    assert outputs.sample_id.tolist() == [[2, 3, 4, 0], [4, 0, 1, 2]]
    assert lengths.tolist() == [4, 2]
    assert state.tolist() == [[4], [4]]


def test_what_is_past_the_end_is_0_if_it_is_asked_for(session):
    helper = seq2seq.GreedyEmbeddingHelper(EYE, [1, 3], 0)
    outputs, state, _ = decoded(session, helper, after, impute_finished=True)
    assert outputs.rnn_output[1].max(1).tolist() == [50, 50, 0, 0]
    assert state.tolist() == [[4], [2]]


def test_a_decoder_ends_after_the_most_iterations(session):
    helper = seq2seq.GreedyEmbeddingHelper(EYE, [1, 3], 0)
    outputs, _, lengths = decoded(session, helper, after, maximum_iterations=3)
    assert outputs.sample_id.shape == (2, 3)
    assert lengths.tolist() == [3, 2]


@pytest.mark.parametrize("temperature", [None, 2.0])
def test_samples_have_the_probabilities_of_the_softmax(session, temperature):
    logits = np.array([0, 1, -1, 2, 0.5], np.float32)
    rows = 4000
    helper = seq2seq.SampleEmbeddingHelper(EYE, [1] * rows, 0, temperature, seed=7)
    outputs, _, _ = decoded(
        session, helper, lambda inputs: 0 * inputs + logits, maximum_iterations=1
    )
    counts = np.bincount(outputs.sample_id[:, 0], minlength=NUM_SYMBOLS)
    powers = np.exp(logits / (temperature or 1))
    expected = powers / powers.sum()
    bound = 4.5 * np.sqrt(expected * (1 - expected) / rows)  # standard deviations
    assert (abs(counts / rows - expected) < bound).all()


def test_scheduled_sampling_reads_samples_as_often_as_it_should(session):
    rows = 2000
    inputs = np.broadcast_to(EYE[2], (rows, 2, NUM_SYMBOLS))  # so that samples are 3, then 3 or 4
    helper = seq2seq.ScheduledEmbeddingTrainingHelper(
        inputs, [2] * rows, EYE, 0.25, seed=1, scheduling_seed=2
    )
    outputs, _, _ = decoded(session, helper, after)
    first = outputs.sample_id[:, 0]
    assert set(first) == {-1, 3}
    assert abs((first == 3).mean() - 0.25) < 4.5 * np.sqrt(0.25 * 0.75 / rows)
    read = outputs.rnn_output[:, 1].argmax(1) - 1
    assert (read == np.where(first == 3, 3, 2)).all()


def test_given_inputs_are_read_in_their_order(session):
    inputs = EYE[[[1, 2, 3], [4, 3, 2]]]
    for time_major in (False, True):
        given = inputs.swapaxes(0, 1) if time_major else inputs
        helper = seq2seq.TrainingHelper(given, np.array([3, 1]), time_major=time_major)
        outputs, _, lengths = decoded(
            session, helper, after, output_time_major=time_major, impute_finished=True
        )
        symbols = outputs.sample_id.T if time_major else outputs.sample_id
        assert symbols.tolist() == [[2, 3, 4], [0, 0, 0]]
        assert lengths.tolist() == [3, 1]


def test_tokens_and_lengths_of_another_rank_are_refused(session):
    with pytest.raises(ValueError, match=r"start_tokens must be integers \[batch\], got shape"):
        seq2seq.GreedyEmbeddingHelper(EYE, 1, 0)
    with pytest.raises(ValueError, match="end_token must be one integer, got shape"):
        seq2seq.GreedyEmbeddingHelper(EYE, [1], [0])
    with pytest.raises(ValueError, match=r"sequence_length must be integers \[batch\]"):
        seq2seq.TrainingHelper(np.zeros([1, 2, 3]), 2)
    with pytest.raises(TypeError, match="decoder must be a Decoder, got int"):
        seq2seq.dynamic_decode(3)


@pytest.mark.parametrize("own", [seq2seq.Helper, seq2seq.Decoder])
def test_an_own_class_is_told_what_it_lacks(own):
    mine = type("Mine", (own,), {})()
    with pytest.raises(NotImplementedError, match="Mine lacks the method initialize"):
        mine.initialize()


def test_the_largest_is_1_and_the_others_0(session):
    assert session.run(seq2seq.hardmax(tf.constant([[1.0, 3.0], [2.0, 0.0]]))).tolist() == [
        [0, 1],
        [1, 0],
    ]


def sum_of_both(labels, logits):
    return tf.cast(labels, tf.float32) + 10 * logits[:, 0]


@pytest.mark.parametrize(
    "function",
    [
        sum_of_both,
        lambda logits, labels: sum_of_both(labels, logits),
        lambda inputs, labels: sum_of_both(labels, inputs),
        lambda labels, inputs: sum_of_both(labels, inputs),
        lambda targets, outputs: sum_of_both(targets, outputs),
        lambda first, second: sum_of_both(first, second),
    ],
)
def test_a_loss_function_of_any_version_gets_what_it_names(session, function):
    labels, logits = tf.constant([3, 4]), tf.constant([[1.0, 0.0], [2.0, 0.0]])
    assert session.run(losses.cross_entropy(labels, logits, function)).tolist() == [13, 24]


def test_lists_of_different_lengths_are_refused():
    with pytest.raises(ValueError, match=r"lists of one length, got .*'targets': 1"):
        legacy_seq2seq.sequence_loss([1, 2], [1], [1, 2])
    with pytest.raises(ValueError, match="encoder_inputs has 2 time steps, and the last bucket 3"):
        legacy_seq2seq.model_with_buckets([1, 2], [1], [1], [1], [(1, 1), (3, 1)], None)


def test_tensors_of_another_rank_are_refused(session):
    logits, ones = tf.zeros([2, 3, 4]), tf.ones([2, 3])
    with pytest.raises(ValueError, match=r"targets must have 2 axes, got shape \(6,\)"):
        seq2seq.sequence_loss(logits, tf.zeros([6], tf.int32), ones)
    with pytest.raises(ValueError, match="average_across_batch or sum_over_batch"):
        seq2seq.sequence_loss(logits, ones, ones, False, True, False, True)


def test_functions_of_ones_own_say_what_a_decoder_reads(session):
    helper = seq2seq.CustomHelper(
        initialize_fn=lambda: (tf.fill([2], False), tf.constant(EYE[[1, 3]])),
        sample_fn=lambda time, outputs, state: tf.argmax(outputs, -1, output_type=tf.int32) + time,
        next_inputs_fn=lambda time, outputs, state, sample_ids: (
            sample_ids > 6,
            tf.gather(EYE, sample_ids % NUM_SYMBOLS),
            10 * state,
        ),
    )
    with pytest.raises(ValueError, match="initialize it"):
        helper.batch_size  # noqa: B018
    helper.initialize()
    outputs, state, lengths = decoded(session, helper, after)
    assert outputs.sample_id.tolist() == [[2, 4, 2, 6, 6, 7], [4, 1, 4, 3, 8, 9]]
    assert lengths.tolist() == [6, 5] and state[0].tolist() == [1111110]


@pytest.mark.parametrize("embeds", [True, False])
def test_samples_of_a_function_are_read_up_to_an_end(session, embeds):
    helper = seq2seq.InferenceHelper(
        sample_fn=(lambda outputs: tf.argmax(outputs, -1, output_type=tf.int32))
        if embeds
        else (lambda outputs: outputs + 1),
        sample_shape=[] if embeds else [NUM_SYMBOLS],
        sample_dtype=tf.int32 if embeds else tf.float32,
        start_inputs=EYE[[1, 3]],
        end_fn=(lambda samples: tf.equal(samples, 0))
        if embeds
        else (lambda samples: samples[:, 0] > 2.5),
        next_inputs_fn=(lambda samples: tf.gather(EYE, samples)) if embeds else None,
    )
    outputs, _, lengths = decoded(session, helper, after if embeds else lambda inputs: inputs)
    if embeds:
        assert outputs.sample_id.tolist() == [[2, 3, 4, 0], [4, 0, 1, 2]]
        assert lengths.tolist() == [4, 2]
    else:
        assert outputs.sample_id[0, :, 1].tolist() == [2, 3, 4] and lengths.tolist() == [3, 3]


@pytest.mark.parametrize("has_function", [False, True])
@pytest.mark.parametrize("is_beside", [False, True])
def test_outputs_are_read_as_often_as_they_should(session, has_function, is_beside):
    rows, steps, width = 500, 3, NUM_SYMBOLS
    inputs = np.ones([rows, steps, width], np.float32)
    beside = np.arange(steps, dtype="f4")[None, :, None] * np.ones([rows, 1, 1], np.float32)
    helper = seq2seq.ScheduledOutputTrainingHelper(
        inputs,
        [steps] * rows,
        0.3,
        seed=4,
        next_inputs_fn=(lambda outputs: -outputs) if has_function else None,
        auxiliary_inputs=beside if is_beside else None,
    )
    outputs, _, _ = decoded(session, helper, lambda seen: 3 * seen[:, :width] + 0 * seen[:, -1:])
    read, samples = outputs.rnn_output[:, :, 0], outputs.sample_id
    assert set(samples.ravel()) == {0, 1} and abs(samples.mean() - 0.3) < 0.06
    sign = -1 if has_function else 1
    assert (read[:, 1] == np.where(samples[:, 0], sign * 9, 3)).all()
    assert (read[:, 2] == np.where(samples[:, 1], sign * 3 * read[:, 1], 3)).all()
    if is_beside:
        first = helper.initialize()[1]
        assert session.run(first).shape == (rows, width + 1)
        _, following, _ = helper.next_inputs(
            tf.constant(0), tf.zeros([rows, width]), tf.zeros([rows]), tf.ones([rows], tf.int32)
        )
        assert session.run(following)[0].tolist() == [0] * width + [1]
