# -*- coding: utf-8 -*-
import cPickle
import os

import numpy as np


class TextLoader():
    def __init__(self, save_dir, text, batch_size, seq_length):
        counts = {}
        for char in text:
            if not counts.has_key(char):
                counts[char] = 0
            counts[char] += 1
        pairs = counts.items()
        pairs.sort(lambda a, b: cmp(b[1], a[1]) or cmp(a[0], b[0]))
        self.chars = map(lambda pair: pair[0], pairs)
        self.vocab = dict(zip(self.chars, range(len(self.chars))))
        print "%d characters, first %r" % (len(self.chars), str(self.chars[0]))
        if not os.path.isdir(save_dir):
            os.makedirs(save_dir)
        with open(os.path.join(save_dir, "vocab.pkl"), "wb") as f:
            cPickle.dump(self.chars, f)
        tensor = np.array(map(self.vocab.get, text))
        self.num_batches = tensor.size / (batch_size * seq_length)
        size = self.num_batches * batch_size * seq_length
        x, y = tensor[:size], np.roll(tensor, -1)[:size]
        self.x_batches = np.split(x.reshape(batch_size, -1), self.num_batches, 1)
        self.y_batches = np.split(y.reshape(batch_size, -1), self.num_batches, 1)


def saved_chars(save_dir):
    with open(os.path.join(save_dir, "vocab.pkl"), "rb") as f:
        return cPickle.load(f)
