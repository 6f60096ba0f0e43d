"""The tests of a built site are for `make site`, which has built one."""


def pytest_ignore_collect(collection_path, config):
    if collection_path.name == "built" and not config.option.site:
        return True
    return None
