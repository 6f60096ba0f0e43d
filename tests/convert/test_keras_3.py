import numpy as np
import pytest

from utils.convert.keras_3 import Keras3Error, close, in_keras_3


def version():
    import keras
    import tensorflow as tf

    return keras.__version__, tf.keras.__version__


def twice(x, *, factor=2):
    import tensorflow as tf

    print("shape", x.shape)
    return {"first": tf.constant(x) * factor, "others": [tf.Variable(1.5), (x,)]}


def test_keras_is_version_3_there_and_so_is_that_of_tensorflow():
    first, second = in_keras_3(version)
    assert first == second
    assert first.startswith("3.")


def test_tensors_come_back_as_arrays_and_what_is_printed_is_printed_here(capsys):
    x = np.arange(3, dtype=np.float32)
    result = in_keras_3(twice, x, factor=3)
    assert capsys.readouterr().out == "shape (3,)\n"
    assert type(result["first"]) is np.ndarray
    np.testing.assert_array_equal(result["first"], [0, 3, 6])
    assert result["others"][0] == 1.5
    np.testing.assert_array_equal(in_keras_3(twice, x)["first"], [0, 2, 4])


def test_an_error_comes_with_its_text_and_the_process_still_answers():
    with pytest.raises(Keras3Error, match=r"^NameError: name 'np' is not defined$"):
        in_keras_3(lambda: np.zeros(3))
    assert in_keras_3(lambda: 7) == 7


def test_a_function_with_variables_of_another_is_refused():
    def made(value):
        return lambda: value

    with pytest.raises(ValueError, match="must not use variables of an enclosing function"):
        in_keras_3(made(3))


def test_a_process_that_has_ended_is_replaced():
    def end():
        import os

        os._exit(1)

    with pytest.raises(Keras3Error, match="ended"):
        in_keras_3(end)
    assert in_keras_3(lambda: 7) == 7
    close()
    assert in_keras_3(lambda: 8) == 8
