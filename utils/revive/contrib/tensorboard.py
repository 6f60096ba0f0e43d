"""TensorBoard's plugins, which were once a part of contrib."""

from tensorboard.plugins import projector as projector
