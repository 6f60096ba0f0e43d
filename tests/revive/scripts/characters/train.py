"""Characters of a text, in the style of TensorFlow 0.8 and Python 2."""
import argparse

import numpy as np
import tensorflow as tf

from model import Model
from utils import TextLoader, saved_chars

TEXT = u"\u00e9t\u00e9 et hiver, hiver et \u00e9t\u00e9: " * 12


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('--model', type=str, default='lstm')
    parser.add_argument('--rnn_size', type=int, default=7)
    parser.add_argument('--num_layers', type=int, default=2)
    parser.add_argument('--batch_size', type=int, default=3)
    parser.add_argument('--seq_length', type=int, default=5)
    parser.add_argument('--grad_clip', type=float, default=5.)
    parser.add_argument('--restore', type=str, default='save/model.ckpt')
    args = parser.parse_args()
    loader = TextLoader('save', TEXT, args.batch_size, args.seq_length)
    model = Model(args, len(loader.chars))
    with tf.Session() as sess:
        sess.run(tf.initialize_all_variables())
        for place, variable in enumerate(tf.trainable_variables()):
            shape = variable.get_shape().as_list()
            weights = np.random.RandomState(place).uniform(-0.3, 0.3, shape)
            sess.run(variable.assign(weights))
        saver = tf.train.Saver(tf.all_variables())
        train(sess, model, loader, "loss")
        saver.save(sess, 'save/model.ckpt')
        saver.restore(sess, args.restore)
        probs = sess.run(model.probs, {model.input_data: loader.x_batches[0]})
        print "output", " ".join("%.9g" % p for p in probs[:2].ravel())
        train(sess, model, loader, "again")
    print "%s" % saved_chars('save')[1].encode('utf-8'), unicode(len(probs)), 7 / 2


def train(sess, model, loader, word):
    sess.run(tf.assign(model.lr, 0.02))
    state = model.initial_state.eval()
    for b in xrange(10):
        feed = {model.input_data: loader.x_batches[b], model.targets: loader.y_batches[b],
                model.initial_state: state}
        loss, state, _ = sess.run([model.cost, model.final_state, model.train_op], feed)
        print word, "%.9g" % loss


if __name__ == '__main__':
    main()
