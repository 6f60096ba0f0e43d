"""`tf.contrib.opt`: variants of Adam, and optimizers that also make the weights smaller."""

from utils.tf1 import tf


class _OwnSteps(tf.train.AdamOptimizer):
    """An Adam whose step is computed from the values of a gradient and the rows that it is of."""

    def _apply_sparse(self, grad, var):
        return self._step(var, grad.values, grad.indices)

    def _resource_apply_sparse(self, grad, var, indices):
        return self._step(var, grad, indices)

    def _numbers(self, dtype):
        """The learning rate with Adam's correction, beta1, beta2 and epsilon."""
        powers = self._get_beta_accumulators()
        given = self._lr_t, self._beta1_t, self._beta2_t, self._epsilon_t, *powers
        rate, beta1, beta2, epsilon, power1, power2 = (tf.cast(one, dtype) for one in given)
        return rate * tf.sqrt(1 - power2) / (1 - power1), beta1, beta2, epsilon


class LazyAdamOptimizer(_OwnSteps):
    """Adam that leaves rows without a gradient as they are, also their moving averages."""

    def _step(self, var, values, rows):
        rate, beta1, beta2, epsilon = self._numbers(values.dtype)
        m, v = self.get_slot(var, "m"), self.get_slot(var, "v")
        new_m = beta1 * tf.gather(m, rows) + (1 - beta1) * values
        new_v = beta2 * tf.gather(v, rows) + (1 - beta2) * values**2
        change = rate * new_m / (tf.sqrt(new_v) + epsilon)
        with tf.control_dependencies([change]):  # which needs both averages of before
            return tf.group(
                tf.scatter_update(m, rows, new_m),
                tf.scatter_update(v, rows, new_v),
                tf.scatter_sub(var, rows, change),
            )


class NadamOptimizer(_OwnSteps):
    """Adam with Nesterov's momentum; Dozat, Incorporating Nesterov momentum into Adam (2016)."""

    def _apply_dense(self, grad, var):
        return self._step(var, grad)

    _resource_apply_dense = _apply_dense

    def _step(self, var, values, rows=None):
        rate, beta1, beta2, epsilon = self._numbers(values.dtype)
        m, v = self.get_slot(var, "m"), self.get_slot(var, "v")
        whole = values if rows is None else _in_rows(values, rows, var)
        new_m = beta1 * m + (1 - beta1) * whole
        new_v = beta2 * v + (1 - beta2) * whole**2
        change = rate * (beta1 * new_m + (1 - beta1) * whole) / (tf.sqrt(new_v) + epsilon)
        if rows is not None:  # the averages of all rows fade, and only these rows are changed
            change = _in_rows(tf.gather(change, rows), rows, var)
        with tf.control_dependencies([change]):
            return tf.group(m.assign(new_m), v.assign(new_v), var.assign_sub(change))


def _in_rows(values, rows, var):
    return tf.scatter_nd(rows[:, None], values, tf.shape(var, out_type=rows.dtype))


def extend_with_decoupled_weight_decay(base_optimizer):
    """A class of optimizers that first multiply the weights by 1 - `weight_decay`.

    Source: Loshchilov, Hutter, Decoupled Weight Decay Regularization (2019).

    Arguments:
        base_optimizer: a class of `tf.train`; the new one takes `weight_decay` before the
            arguments of this class, a number, a tensor or a function without arguments.
    """

    class Decaying(base_optimizer):
        """An optimizer that first makes the weights smaller."""

        def __init__(self, weight_decay, *arguments, **settings):
            super().__init__(*arguments, **settings)
            self._weight_decay = weight_decay

        def minimize(self, loss, *arguments, decay_var_list=None, **settings):
            """As in the optimizer without decay; all variables decay, as they did."""
            return super().minimize(loss, *arguments, **settings)

        def apply_gradients(self, grads_and_vars, global_step=None, name=None, decay_var_list=None):
            """As in the optimizer without decay; by default all variables decay."""
            decay = self._weight_decay() if callable(self._weight_decay) else self._weight_decay
            chosen = [one.op.name for one in decay_var_list or []]
            pairs = [pair for pair in grads_and_vars if pair[0] is not None]
            # A gradient that is computed later would be that of other weights.
            with tf.control_dependencies([gradient for gradient, _ in pairs]):
                smaller = [
                    _smaller(gradient, variable, decay)
                    for gradient, variable in pairs
                    if not chosen or variable.op.name in chosen
                ]
            with tf.control_dependencies(smaller):
                return super().apply_gradients(pairs, global_step, name)

    return Decaying


def _smaller(gradient, variable, decay):
    if isinstance(gradient, tf.IndexedSlices):
        rows, _ = tf.unique(gradient.indices)
        return tf.scatter_sub(variable, rows, decay * tf.gather(variable, rows))
    return variable.assign_sub(decay * variable)


AdamWOptimizer = extend_with_decoupled_weight_decay(tf.train.AdamOptimizer)
MomentumWOptimizer = extend_with_decoupled_weight_decay(tf.train.MomentumOptimizer)
