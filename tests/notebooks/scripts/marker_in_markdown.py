# %% [markdown]
# Cell 1 is innocent; the verdict on cell 2 is the name of this file.

# %% [markdown]
# Write between BEGIN SOLUTION and the end of the cell.
