"""First weights that are the same in every version: a variable's place in the graph sets them."""

import numpy as np
import tensorflow as tf


def give_weights(session, scale=0.3):
    for place, variable in enumerate(tf.trainable_variables()):
        shape = variable.get_shape().as_list()
        session.run(variable.assign(np.random.RandomState(place).uniform(-scale, scale, shape)))
