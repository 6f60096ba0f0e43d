"""`make site`: the pages of the course, in build/site."""

import argparse
import shutil
import sys
import time
from pathlib import Path

from authoring.site.address import read_address
from authoring.site.build_site import build
from authoring.site.sources import write_sources
from utils.lessons import ROOT


def main(arguments=None):
    """Write the site, and say how long it took; the status is 1 where Sphinx warns."""
    parser = argparse.ArgumentParser(prog="python -m authoring.site", description=__doc__)
    parser.add_argument("--to", type=Path, default=ROOT / "build" / "site", metavar="FOLDER")
    parser.add_argument("--npm", type=Path, default=ROOT / "build" / "npm", metavar="FOLDER")
    options = parser.parse_args(arguments)
    start = time.monotonic()
    sources = options.to.with_name(f"{options.to.name}-sources")
    shutil.rmtree(sources, ignore_errors=True)
    address = read_address()
    explained = write_sources(sources, address)
    warnings = build(sources, options.to, options.npm, address, explained)
    print(warnings, end="", file=sys.stderr)
    files = [path for path in options.to.rglob("*") if path.is_file()]
    size = sum(path.stat().st_size for path in files) / 1e6
    seconds = time.monotonic() - start
    print(f"{options.to}: {len(files)} files, {size:.1f} MB, in {seconds:.0f} s.")
    return 1 if warnings else 0


if __name__ == "__main__":
    sys.exit(main())
