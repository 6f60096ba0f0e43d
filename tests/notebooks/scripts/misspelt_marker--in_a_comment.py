# %% [markdown]
# Cell 1 is innocent; the verdict on cell 2 is the name of this file.

# %%
# Write between BEGIN SOLUTION and the end of the function.
def double(number):
    return 2 * number
