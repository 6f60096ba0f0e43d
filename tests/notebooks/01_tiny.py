# %% [markdown]
# # 01 · Tiny
#
# What the fixtures in `stored` were made from.

# %%
import types

check = types.SimpleNamespace(double=lambda answer: print("asked"))

# %%
def double(number):
    """Twice a number."""
    ### BEGIN SOLUTION
    total = number + number
    return total
    ### END SOLUTION


check.double(double)

# %% tags=["solution"]
print("for those who looked")

# %%
print("one")
print("two", flush=True)
1 + 1

# %% tags=["raises-exception"]
open("/nowhere/at/all")
