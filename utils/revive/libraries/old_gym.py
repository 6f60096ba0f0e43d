"""Environments of Gym as they were up to 0.25: `reset` gave the observation alone."""

import re
from functools import wraps

from utils.revive.notes import note

RESET = "It gives the observation and a dict today."
STEP = "Today it gives five values: whether the episode ended, and whether it was cut off."


def change(gym):
    """Let `gym.make` give environments that `reset` and `step` as before.

    Arguments:
        gym: the module `gym`, 0.26 or later. Older ones do so by themselves.
    """
    version = [int(one) for one in gym.__version__.split(".")[:2]]
    if version < [0, 26]:
        return
    make, kind = gym.make, old_environment(gym)

    @wraps(make)
    def make_old(name, *arguments, **settings):
        # Its checks ask NumPy for a name that NumPy 2 does not have.
        settings.setdefault("disable_env_checker", True)
        try:
            environment = make(name, *arguments, **settings)
        except Exception as error:
            newer = re.search(r"[Pp]lease use `([\w/]+-v\d+)`", str(error))
            if newer is None:
                raise
            note(f"gym.make({name!r})", f"gym.make({newer[1]!r})")
            environment = make(newer[1], *arguments, **settings)
        return environment if isinstance(environment, kind) else kind(environment)

    gym.make = make_old


def old_environment(gym):
    """The class of an environment with the methods of before, around one of today."""

    class OldEnvironment(gym.Wrapper):
        """An environment whose `reset` gives an observation, and whose `step` gives four values."""

        _kept_seed = None

        def reset(self, **settings):
            """Begin an episode; give its first observation."""
            note("env.reset()", "observation, _ = env.reset()", RESET)
            if self._kept_seed is not None:
                settings.setdefault("seed", self._kept_seed)
                self._kept_seed = None
            return self.env.reset(**settings)[0]

        def step(self, action):
            """Do an action; give an observation, a reward, whether the episode is over, a dict."""
            note("env.step(action)", "observation, reward, ended, cut, _ = env.step(action)", STEP)
            observation, reward, ended, is_cut, about = self.env.step(action)
            if is_cut and not ended:
                about = {**about, "TimeLimit.truncated": True}
            return observation, reward, bool(ended or is_cut), about

        def seed(self, seed=None):
            """Keep a seed for the next episode."""
            note("env.seed(seed)", "env.reset(seed=seed)")
            self._kept_seed = seed
            return [seed]

        def render(self, mode="human", **settings):
            """Show the environment, if it was made with a way to do so."""
            return self.env.render() if self.env.render_mode is not None else None

    return OldEnvironment
