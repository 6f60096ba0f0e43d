"""Small graphs that the real TensorFlow 1 and `utils.revive` build by the same lines.

The old Pythons read these files too, so they hold nothing newer than Python 3.6 and NumPy alone.
"""
