# %%
first = 1
# In[2]:
second = 2
