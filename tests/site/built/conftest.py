"""A built site, a server for it on this machine, and Chromium."""

import shutil
import threading
from pathlib import Path

import pytest

from authoring.site.measure import serve

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def pytest_generate_tests(metafunc):
    """Let a test of a `page` be one test for each page."""
    if "page" in metafunc.fixturenames:
        folder = Path(metafunc.config.option.site)
        names = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*.html"))
        metafunc.parametrize("page", names)


@pytest.fixture(scope="session")
def site(pytestconfig):
    """The folder of the built site."""
    return Path(pytestconfig.option.site)


@pytest.fixture(scope="session")
def address(site):
    """The address of the site on this machine."""
    with serve(site) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


@pytest.fixture(scope="session")
def browser():
    """Chromium, where this machine has one."""
    path = next(filter(None, map(shutil.which, BROWSERS)), None)
    if path is None:
        pytest.skip("this machine has no Chromium")
    playwright = pytest.importorskip("playwright.sync_api")
    with playwright.sync_playwright() as started:
        chromium = started.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield chromium
        chromium.close()


@pytest.fixture
def whole(tab, page):
    """A tab with all of a page in it: folds are open, and sections far below are laid out too."""
    tab.goto(page)
    tab.evaluate("() => document.querySelectorAll('details').forEach((fold) => fold.open = true)")
    tab.add_style_tag(content="article section { content-visibility: visible !important }")
    return tab


@pytest.fixture
def tab(browser, address):
    """A new tab, to which every other host is refused; `refused` lists what was asked of them."""
    context = browser.new_context(base_url=address, viewport={"width": 1440, "height": 900})
    context.set_default_timeout(120_000)  # a machine may have other things to do
    context.refused = []

    def only_here(route):
        if route.request.url.startswith(address):
            route.continue_()
        else:
            context.refused.append(route.request.url)
            route.abort()

    context.route("**/*", only_here)
    yield context.new_page()
    assert context.refused == []
    context.close()
