"""`tf.contrib.image`: images that are turned, moved, or seen from another side."""

from utils.tf1 import tf


def transform(images, transforms, interpolation="NEAREST", output_shape=None, name=None):
    """Take each value of the new images from another place of the old ones; 0 outside of them.

    Arguments:
        images: `[batch, height, width, channels]`, or without the batch or both of these ends.
        transforms: float32 `[8]`, or `[batch, 8]` for one for each image. With the numbers a0, a1,
            a2, b0, b1, b2, c0, c1 and k = c0 x + c1 y + 1, the value at (x, y) comes from
            ((a0 x + a1 y + a2) / k, (b0 x + b1 y + b2) / k).
        interpolation: "NEAREST" or "BILINEAR".
        output_shape: height and width of the new images; by default those of the old ones.

    Returns:
        A tensor with as many axes as `images`.
    """
    with tf.name_scope(name, "transform"):
        images = tf.convert_to_tensor(images)
        four, axes = _with_four_axes(images)
        transforms = tf.reshape(tf.cast(transforms, tf.float32), [-1, 8])
        shape = tf.shape(four)[1:3] if output_shape is None else tf.cast(output_shape, tf.int32)
        made = tf.raw_ops.ImageProjectiveTransformV3(
            images=four,
            transforms=transforms,
            output_shape=shape,
            fill_value=0.0,
            interpolation=interpolation.upper(),
            fill_mode="CONSTANT",
        )
        return {2: lambda: made[0, :, :, 0], 3: lambda: made[0], 4: lambda: made}[axes]()


def rotate(images, angles, interpolation="NEAREST", name=None):
    """Turn images around their middle, counterclockwise.

    Arguments:
        images: as for `transform`.
        angles: in radians, float32, one number or `[batch]`.
        interpolation: "NEAREST" or "BILINEAR".
    """
    height, width = tf.unstack(tf.shape(_with_four_axes(tf.convert_to_tensor(images))[0])[1:3])
    turned = angles_to_projective_transforms(angles, height, width)
    return transform(images, turned, interpolation, name=name)


def translate(images, translations, interpolation="NEAREST", name=None):
    """Move images to the right and down.

    Arguments:
        images: as for `transform`.
        translations: in pixels, float32, `[2]` (right, down) or `[batch, 2]`.
        interpolation: "NEAREST" or "BILINEAR".
    """
    moved = translations_to_projective_transforms(translations)
    return transform(images, moved, interpolation, name=name)


def angles_to_projective_transforms(angles, image_height, image_width, name=None):
    """The `transforms` that turn images by angles in radians, float32 `[batch, 8]`."""
    with tf.name_scope(name, "angles_to_projective_transforms"):
        angles = tf.reshape(tf.cast(angles, tf.float32), [-1])
        bottom, right = tf.cast(image_height - 1, tf.float32), tf.cast(image_width - 1, tf.float32)
        cosine, sine = tf.cos(angles), tf.sin(angles)
        x = (right - (cosine * right - sine * bottom)) / 2
        y = (bottom - (sine * right + cosine * bottom)) / 2
        zero = tf.zeros_like(angles)
        return tf.stack([cosine, -sine, x, sine, cosine, y, zero, zero], axis=1)


def translations_to_projective_transforms(translations, name=None):
    """The `transforms` that move images right and down by pixels, float32 `[batch, 8]`."""
    with tf.name_scope(name, "translations_to_projective_transforms"):
        x, y = tf.unstack(tf.reshape(tf.cast(translations, tf.float32), [-1, 2]), axis=1)
        one, zero = tf.ones_like(x), tf.zeros_like(x)
        return tf.stack([one, zero, -x, zero, one, -y, zero, zero], axis=1)


def _with_four_axes(images):
    """The images as `[batch, height, width, channels]`, and how many axes they had."""
    axes = images.shape.ndims
    if axes == 2:
        images = images[None, :, :, None]
    elif axes == 3:
        images = images[None]
    return images, axes
