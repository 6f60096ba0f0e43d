# %% [markdown]
# Cell 1 is innocent; the verdict on cell 2 is the name of this file.

# %%
# NBVAL_IGNORE_OUTPUT
1 + 1
