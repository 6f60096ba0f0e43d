"""Environments of Gym as they were, tried on a small environment of today."""

import types

import pytest

from utils.revive import notes
from utils.revive.libraries import old_gym


class Wrapper:
    """What `gym.Wrapper` is, in small."""

    def __init__(self, env):
        self.env = env

    def __getattr__(self, name):
        return getattr(self.env, name)


class Environment:
    """Three steps: the last one is cut off, or ends, as its name says."""

    render_mode, name_of_space = None, "a space"

    def __init__(self, name):
        self.name, self.place, self.seeds = name, 0, []

    def reset(self, *, seed=None):
        self.place = 0
        self.seeds.append(seed)
        return self.place, {"about": "it"}

    def step(self, action):
        self.place += action
        is_last = self.place >= 3
        return self.place, 1.0, is_last and self.name == "ends", is_last, {"at": self.place}


@pytest.fixture
def gym(monkeypatch):
    monkeypatch.setattr(notes, "NOTES", {})
    asked = []

    def make(name, **settings):
        asked.append(settings)
        if name == "Lake-v0":
            raise ValueError("Version v0 for `Lake` is deprecated. Please use `Lake-v1` instead.")
        if name == "nothing":
            raise ValueError("There is no such environment.")
        return Environment(name)

    gym = types.SimpleNamespace(__version__="0.26.2", make=make, Wrapper=Wrapper, asked=asked)
    old_gym.change(gym)
    return gym


def test_an_episode_has_one_observation_at_first_and_four_values_a_step(gym):
    environment = gym.make("cut")
    assert gym.asked == [{"disable_env_checker": True}]
    assert environment.reset() == 0
    assert environment.step(1) == (1, 1.0, False, {"at": 1})
    assert environment.step(2) == (3, 1.0, True, {"at": 3, "TimeLimit.truncated": True})
    assert {one.old for one in notes.sorted_notes()} == {"env.reset()", "env.step(action)"}


def test_an_end_is_no_cut_and_the_rest_is_as_today(gym):
    environment = gym.make("ends", disable_env_checker=False)
    environment.reset()
    assert environment.step(3) == (3, 1.0, True, {"at": 3})
    assert environment.name_of_space == "a space" and gym.asked == [{"disable_env_checker": False}]
    assert environment.render(mode="human") is None


def test_a_seed_is_for_the_next_episode_alone(gym):
    environment = gym.make("cut")
    assert environment.seed(5) == [5]
    environment.reset()
    environment.reset()
    assert environment.env.seeds == [5, None]


def test_an_environment_that_has_a_newer_version_alone_is_made_in_that(gym):
    assert gym.make("Lake-v0").env.name == "Lake-v1"
    assert [one.today for one in notes.sorted_notes()] == ["gym.make('Lake-v1')"]
    with pytest.raises(ValueError, match="no such environment"):
        gym.make("nothing")


def test_an_older_library_is_left_alone(gym):
    older = types.SimpleNamespace(__version__="0.21.0", make=Environment)
    old_gym.change(older)
    assert older.make is Environment
