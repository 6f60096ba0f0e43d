"""Digits by slim's layers and a cell over their rows, in the style of 1.4."""
import tensorflow as tf
from first_weights import give_weights
from tensorflow.contrib import slim
from tensorflow.contrib.learn.python.learn.datasets.mnist import read_data_sets

flags = tf.flags
flags.DEFINE_string("data_dir", "MNIST_data", "where the archives are")
flags.DEFINE_string("restore", "./model.ckpt", "the checkpoint to go on from")
flags.DEFINE_float("dropout", 0, "an integer")
flags.DEFINE_integer("batch", 8, "images of a step")
FLAGS = flags.FLAGS


def network(images, is_training, reuse=None):
    images = tf.reshape(images, [-1, 28, 28, 1])
    with tf.variable_scope("digits", reuse=reuse), slim.arg_scope(
            [slim.conv2d, slim.fully_connected], normalizer_fn=slim.batch_norm,
            normalizer_params={"is_training": is_training, "decay": 0.8},
            weights_regularizer=slim.l2_regularizer(0.001)):
        net = slim.conv2d(images, 3, [5, 5], stride=2, scope="conv1")
        net = slim.max_pool2d(net, [2, 2], scope="pool1")
        rows = tf.reshape(net, [-1, 7, 7 * 3])
        cell = tf.contrib.rnn.LayerNormBasicLSTMCell(6)
        outputs, _ = tf.nn.dynamic_rnn(cell, rows, dtype=tf.float32)
        net = slim.fully_connected(slim.flatten(outputs), 8, scope="fc1")
        net = slim.dropout(net, 1 - FLAGS.dropout, is_training=is_training)
        net = tf.contrib.layers.layer_norm(net)
        return slim.fully_connected(
            net, 10, activation_fn=None, normalizer_fn=None, scope="logits")


def main(_):
    tf.set_random_seed(3)
    digits = read_data_sets(FLAGS.data_dir, validation_size=5)
    images = tf.placeholder(tf.float32, [None, 784])
    labels = tf.placeholder(tf.int64, [None])
    logits = network(images, True)
    tf.losses.softmax_cross_entropy(slim.one_hot_encoding(labels, 10), logits)
    loss = tf.losses.get_total_loss()
    step = slim.get_or_create_global_step()
    train_op = tf.contrib.layers.optimize_loss(
        loss, step, 0.01, "Adam", summaries=["loss", "gradients"], clip_gradients=5.)
    tested = network(images, False, reuse=True)
    print("model variables", len(slim.get_model_variables()))
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        give_weights(sess)
        saver = tf.train.Saver(slim.get_variables_to_restore())
        for word in ("loss", "again"):
            for _ in range(10):
                batch = digits.train.next_batch(FLAGS.batch)
                found = sess.run([train_op, step], dict(zip([images, labels], batch)))
                print(word, found[1], "%.9g" % found[0])
            if word == "loss":
                saver.save(sess, "./model.ckpt")
                slim.assign_from_checkpoint_fn(FLAGS.restore, slim.get_variables())(sess)
            scores = sess.run(tested, {images: digits.test.images[:2]})
            print("output", " ".join("%.9g" % x for x in scores.ravel()))


if __name__ == "__main__":
    tf.app.run()
