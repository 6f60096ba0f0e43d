"""Run by an old Python: store what the real TensorFlow of its time computes in each case.

python -m authoring.tf1.record FOLDER [CASE]
"""

import importlib
import os
import sys
import zlib

import tensorflow as tf

from authoring.tf1.made import numbers
from authoring.tf1.running import build, run, save

CHECKPOINTS = ["attention_fed"]


def value_of(name, variable):
    """Return the value of a variable, which depends on its name and shape alone."""
    return numbers(zlib.crc32(name.encode("utf-8")) % 10000, *variable.get_shape().as_list())


def libraries():
    """Return the modules of this TensorFlow, by the names of the files with their cases."""
    if not hasattr(tf.contrib, "legacy_seq2seq"):
        return {"legacy": tf.nn.seq2seq, "crf": tf.contrib.crf}
    contrib = tf.contrib
    found = {"legacy": contrib.legacy_seq2seq, "crf": contrib.crf, "seq2seq": contrib.seq2seq}
    if hasattr(contrib.seq2seq, "dynamic_rnn_decoder"):  # in 1.0 and 1.1 alone
        found["decoder_fn"] = contrib.seq2seq
    return found


def main(folder, only=None):
    """Write a file for each case, `<library>-<case>-<version>.npz`, and some checkpoints.

    Arguments:
        folder: where the files go.
        only: a part of the names of the cases that are run; without it all are.
    """
    for library_name, library in libraries().items():
        module = importlib.import_module(f"authoring.tf1.{library_name}_cases")
        cases = dict(module.CASES)
        if tf.__version__ >= "1.15":
            cases.update(getattr(module, "LATER_CASES", {}))
        for case_name in sorted(cases):
            path = os.path.join(folder, f"{library_name}-{case_name}-{tf.__version__}")
            if only and only not in path:
                continue
            session, fetches, variables = build(tf, cases[case_name], library)
            values = {name: value_of(name, variables[name]) for name in variables}
            with session:
                save(path + ".npz", run(session, fetches, variables, values))
                if case_name in CHECKPOINTS:
                    with session.graph.as_default():
                        saver = tf.train.Saver(variables)
                    saver.save(session, path + ".ckpt", write_meta_graph=False)
                    # Beside it stands a file `checkpoint`, which holds the path of a folder.
                    os.remove(os.path.join(folder, "checkpoint"))
            print(path + ".npz")


if __name__ == "__main__":
    main(*sys.argv[1:])
