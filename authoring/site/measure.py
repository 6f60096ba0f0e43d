"""What Lighthouse says of the front page and of a lesson: `python -m authoring.site.measure`."""

import gzip
import json
import os
import shutil
import subprocess
import sys
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from pathlib import Path
from statistics import median

from utils.lessons import ROOT

PAGES = ("index.html", "lessons/03_cell_variables.html")
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
LEAST = 95
RUNS = 3  # a machine that does other things too makes a single score too low
FLAGS = "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run"
COMPRESSED = (".html", ".css", ".js", ".svg", ".json", ".xml")


class Handler(SimpleHTTPRequestHandler):
    """Serves files as the usual hosts of pages do: compressed, and kept for ten minutes."""

    def log_message(self, *arguments):
        """Print nothing."""

    def end_headers(self):
        """Let browsers keep what they got."""
        self.send_header("Cache-Control", "max-age=600")
        super().end_headers()

    def send_head(self):
        """Compress what is text."""
        path = Path(self.translate_path(self.path))
        if path.suffix not in COMPRESSED or not path.is_file():
            return super().send_head()
        body = gzip.compress(path.read_bytes(), 6)
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(path))
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        return BytesIO(body)


def serve(folder):
    """Return a server of a folder on this machine, at a free port.

    Arguments:
        folder: its path.
    """
    return ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, directory=str(folder)))


def scores(address, chromium, npm):
    """Let Lighthouse look at a page, as on a phone; return its scores from 0 to 100.

    Arguments:
        address: of the page.
        chromium: the path of the browser.
        npm: the folder in which npm has installed Lighthouse.
    """
    command = ["node", "node_modules/lighthouse/cli/index.js", address, "--quiet", "--output=json"]
    done = subprocess.run(
        [*command, f"--chrome-flags={FLAGS}", f"--only-categories={','.join(CATEGORIES)}"],
        cwd=npm,
        env=os.environ | {"CHROME_PATH": chromium},
        stdout=subprocess.PIPE,
        check=True,
    )
    categories = json.loads(done.stdout)["categories"]
    return {name: round(100 * categories[name]["score"]) for name in CATEGORIES}


def medians(runs):
    """The median of each score over some runs.

    Arguments:
        runs: dictionaries of scores by name.
    """
    return {name: round(median(run[name] for run in runs)) for name in runs[0]}


def main():
    """Print the scores of two pages of build/site; the status is 1 where one is below 95."""
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    lowest = 100
    with serve(ROOT / "build" / "site") as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        for page in PAGES:
            address = f"http://127.0.0.1:{server.server_port}/{page}"
            npm = ROOT / "build" / "npm"
            found = medians([scores(address, chromium, npm) for _ in range(RUNS)])
            print(page, *(f"{name} {score}" for name, score in found.items()), sep="  ")
            lowest = min(lowest, *found.values())
        server.shutdown()
    return 1 if lowest < LEAST else 0


if __name__ == "__main__":
    sys.exit(main())
