"""A script run by `course revive` in a folder of its own, as lesson 20 runs it."""

import numpy as np

from utils.contrib.old_scripts import revive

SAVES = """\
import tensorflow as tf
v = tf.Variable(tf.mul([1.0, 2.0], 3.0), name='v')
with tf.Session() as sess:
    sess.run(tf.initialize_all_variables())
    tf.train.Saver().save(sess, 'first.ckpt')
    print 'seven halves:', 7 / 2
"""
STOPS = "print('before')\nimport tensorflow as tf\nraise ValueError('of the script')\n"


def test_a_script_gives_its_text_its_report_and_its_checkpoints():
    revived = revive(SAVES)
    assert (revived.printed, revived.error) == ("seven halves: 3\n", "")
    rows = {(row[0], row[1]): row[2] for row in revived.report.rows}
    assert rows[("2", "tf.mul")] == "tf.multiply"
    assert rows[("6", "/ of integers")] == "//"
    assert list(revived.checkpoints) == ["first.ckpt"]
    assert list(revived.checkpoints["first.ckpt"]) == ["v"]
    np.testing.assert_array_equal(revived.checkpoints["first.ckpt"]["v"], [3.0, 6.0])


def test_a_script_that_stops_gives_its_last_line():
    revived = revive(STOPS)
    assert (revived.printed, revived.error) == ("before\n", "ValueError: of the script")
    assert revived.checkpoints == {}
