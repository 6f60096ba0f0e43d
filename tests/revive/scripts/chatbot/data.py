# -*- coding: utf-8 -*-
"""Questions and answers, which are written to a file and read again."""
import cPickle
import random
import StringIO
import urllib2

import numpy as np

PAD, GO, EOS = 0, 1, 2
LINES = u"who are you|i am a bot\nhow are you|i am fine\nbye|¡see you!"


def write(path):
    with open(path, "wb") as f:
        for line in StringIO.StringIO(LINES):
            f.write(line.encode("utf-8"))
        f.write("\n")


def read(path):
    words, pairs = {"_PAD": PAD, "_GO": GO, "_EOS": EOS}, []
    for line in file(path, "r"):
        pair = []
        for part in unicode(line.strip(), "utf-8").split("|"):
            for word in part.split():
                if not words.has_key(word):
                    words[word] = len(words)
            pair.append(map(words.get, part.split()))
        pairs.append(pair)
    order = range(len(pairs))
    random.shuffle(order)
    cPickle.dump(words, open(path + ".pkl", "wb"))
    return words, [pairs[i] for i in sorted(order)]


def batches(pairs, buckets):
    for bucket, (source, target) in enumerate(buckets):
        chosen = filter(lambda pair: len(pair[0]) <= source and len(pair[1]) < target, pairs)
        encoder = [list(reversed(q + [PAD] * (source - len(q)))) for q, _ in chosen]
        decoder = [([GO] + a + [EOS] + [PAD] * target)[:target + 1] for _, a in chosen]
        yield bucket, np.array(encoder, np.int32).T, np.array(decoder, dtype=np.int).T
