"""`VocabularyProcessor` of `tf.contrib.learn`: words to ids."""

import pickle
import re
from collections import Counter

import numpy as np

WORDS = re.compile(r"[A-Z]{2,}(?![a-z])|[A-Z][a-z]+(?=[A-Z])|[\'\w\-]+", re.UNICODE)


def tokenizer(texts):
    """Give the list of words of each text."""
    for text in texts:
        yield WORDS.findall(text)


class CategoricalVocabulary:
    """Ids of words in the order in which they were met; 0 is an unknown word."""

    def __init__(self, unknown_token="<UNK>"):
        self._mapping, self._reverse = {unknown_token: 0}, [unknown_token]
        self._frozen, self._counts = False, Counter()

    def __len__(self):
        return len(self._mapping)

    def freeze(self, freeze=True):
        """Take up no further words."""
        self._frozen = freeze

    def get(self, word):
        """The id of a word, which is new unless the vocabulary is frozen."""
        if word not in self._mapping:
            if self._frozen:
                return 0
            self._mapping[word] = len(self._mapping)
            self._reverse.append(word)
        return self._mapping[word]

    def add(self, word):
        """Count a word."""
        self._counts[word] += self.get(word) > 0

    def trim(self, min_frequency):
        """Keep the words that were met more than `min_frequency` times, the commonest first."""
        kept = sorted(sorted(self._counts), key=lambda word: -self._counts[word])
        kept = [word for word in kept if self._counts[word] > min_frequency]
        self._reverse = [self._reverse[0], *kept]
        self._mapping = {word: number for number, word in enumerate(self._reverse)}

    def reverse(self, class_id):
        """The word of an id."""
        return self._reverse[class_id]


class VocabularyProcessor:
    """Texts to rows of ids, cut or filled with zeros to one length.

    Arguments:
        max_document_length: int, the length of a row.
        min_frequency: words that were met no more often get the id 0.
        vocabulary: a `CategoricalVocabulary`, or None for a new one.
        tokenizer_fn: a function of texts that gives lists of words.
    """

    def __init__(self, max_document_length, min_frequency=0, vocabulary=None, tokenizer_fn=None):
        self.max_document_length, self.min_frequency = max_document_length, min_frequency
        self.vocabulary_ = vocabulary or CategoricalVocabulary()
        self._tokenizer = tokenizer_fn or tokenizer

    def fit(self, raw_documents, unused_y=None):
        """Take up the words of texts; returns itself."""
        for words in self._tokenizer(raw_documents):
            for word in words:
                self.vocabulary_.add(word)
        if self.min_frequency > 0:
            self.vocabulary_.trim(self.min_frequency)
        self.vocabulary_.freeze()
        return self

    def fit_transform(self, raw_documents, unused_y=None):
        """Take up the words, and give the rows of ids."""
        raw_documents = list(raw_documents)
        return self.fit(raw_documents).transform(raw_documents)

    def transform(self, raw_documents):
        """Give a row of ids, int64 [max_document_length], for each text."""
        for words in self._tokenizer(raw_documents):
            row = np.zeros(self.max_document_length, np.int64)
            for place, word in enumerate(words[: self.max_document_length]):
                row[place] = self.vocabulary_.get(word)
            yield row

    def reverse(self, documents):
        """Give the words of each row of ids, with blanks between them."""
        for row in documents:
            yield " ".join(self.vocabulary_.reverse(number) for number in row)

    def save(self, filename):
        """Write it to a file."""
        with open(filename, "wb") as file:
            pickle.dump(self, file)

    @classmethod
    def restore(cls, filename):
        """Read one from a file."""
        with open(filename, "rb") as file:
            return pickle.load(file)
