"""A docstring, or a header of jupytext's."""

# %%
1 + 1
