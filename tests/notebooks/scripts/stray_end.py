# %% [markdown]
# Cell 1 is innocent; the verdict on cell 2 is the name of this file.

# %%
def double(number):
    return 2 * number
    ### END SOLUTION


check.double(double)
