"""Decoder functions of TensorFlow 1.0: training and inference share the variables of attention."""

import numpy as np
import pytest

from utils.revive import seq2seq
from utils.tf1 import tf

BATCH, LENGTH, UNITS, SYMBOLS = 2, 4, 5, 7


@pytest.mark.parametrize("option", ["bahdanau", "luong"])
def test_inference_reuses_the_attention_of_training_as_in_1_0(option):
    with tf.Graph().as_default(), tf.Session() as session:
        memory = tf.ones([BATCH, LENGTH, UNITS])
        embeddings = tf.get_variable("embeddings", [SYMBOLS, 3])
        state = tf.zeros([BATCH, UNITS])
        with tf.variable_scope("Decoder") as scope:
            parts = seq2seq.prepare_attention(memory, option, UNITS)
            cell = tf.nn.rnn_cell.GRUCell(UNITS)
            outputs, _, _ = seq2seq.dynamic_rnn_decoder(
                cell,
                seq2seq.attention_decoder_fn_train(state, *parts),
                inputs=tf.ones([3, BATCH, 3]),
                sequence_length=[3, 2],
                time_major=True,
                scope=scope,
            )
            names = sorted(one.op.name for one in tf.global_variables())
            scope.reuse_variables()
            seq2seq.dynamic_rnn_decoder(
                cell,
                seq2seq.attention_decoder_fn_inference(
                    lambda values: (
                        tf.layers.dense(values, SYMBOLS, reuse=tf.AUTO_REUSE)
                        if values is not None
                        else None
                    ),
                    state,
                    *parts,
                    embeddings=embeddings,
                    start_of_sequence_id=0,
                    end_of_sequence_id=1,
                    maximum_length=5,
                    num_decoder_symbols=SYMBOLS,
                ),
                time_major=True,
                scope=scope,
            )
        assert "Decoder/attention_construct/weights" in names
        later = {one.op.name for one in tf.global_variables()} - set(names)
        assert later == {"Decoder/dense/kernel", "Decoder/dense/bias"}
        session.run(tf.global_variables_initializer())
        assert np.isfinite(session.run(outputs)).all()
