# %% [markdown]
# Cell 1 is innocent; the verdict on cell 2 is the name of this file.

# %%
class Doubling:
    ### BEGIN SOLUTION
    def double(self, number):
        return 2 * number

    ### END SOLUTION


check.doubling(Doubling)
