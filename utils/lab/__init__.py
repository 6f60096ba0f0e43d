"""JupyterLab on a learner's working copy of the lessons."""
