"""Download all packages of the course into one folder, for a room without a network.

Run the command on a computer with a network. Then `make lab WHEELS=FOLDER` installs from the
folder.
"""

import re
import shlex
import subprocess
import sys
import tempfile
from pathlib import Path

from packaging.markers import Marker
from packaging.requirements import Requirement

from utils.lessons import ROOT

LOCKS = ("requirements.txt", "requirements-uv.txt")
COURSE = "course.zip"
PYTHONS = ("3.11", "3.12", "3.13")
# For each system, its values for markers, and the tags of the wheels that it can use.
SYSTEMS = {
    "linux": (
        {"sys_platform": "linux", "platform_system": "Linux", "os_name": "posix"},
        {"platform_machine": "x86_64"},
        [*(f"manylinux_2_{n}_x86_64" for n in range(28, 4, -1)), "manylinux2014_x86_64"],
    ),
    "macos": (
        {"sys_platform": "darwin", "platform_system": "Darwin", "os_name": "posix"},
        {"platform_machine": "arm64"},
        ["macosx_14_0_arm64", "macosx_14_0_universal2"],
    ),
    "windows": (
        {"sys_platform": "win32", "platform_system": "Windows", "os_name": "nt"},
        {"platform_machine": "AMD64"},
        ["win_amd64"],
    ),
}


def add_arguments(parser):
    """Add the arguments of `course wheels` to its parser."""
    parser.add_argument("folder", type=Path, metavar="FOLDER", help="the folder for the files")
    parser.add_argument(
        "--system", choices=SYSTEMS, help="the system of the room, by default that of this computer"
    )
    parser.add_argument(
        "--python", choices=PYTHONS, help="the Python of the room, by default that of this computer"
    )


def run(options, root=ROOT):
    """Download the files. The exit status is 1 if a file cannot be downloaded."""
    missing = [name for name in LOCKS if not (root / name).is_file()]
    if missing:
        print(
            f"The file {missing[0]} is missing. Run this in a clone of the course.", file=sys.stderr
        )
        return 1
    try:
        options.folder.mkdir(parents=True, exist_ok=True)
        for name in LOCKS:
            print(f"pip downloads the packages of {name}.", flush=True)
            if _fetch(root / name, options):
                print(
                    "Some files are missing. Run the same command again to continue.",
                    file=sys.stderr,
                )
                return 1
        has_course = _write_course(options.folder / COURSE, root)
    except OSError as error:
        print(
            f"{options.folder} cannot be used: {error.strerror}. Give another folder.",
            file=sys.stderr,
        )
        return 1
    files = [file for file in options.folder.iterdir() if file.is_file()]
    size = sum(file.stat().st_size for file in files) / 1e6
    print(f"{options.folder} has {len(files)} files ({size:.0f} MB).")
    if not has_course:
        print("The course itself is not in it. Copy the course's folder too, without .venv.")
    folder = shlex.quote(str(options.folder))
    print(f"To install, run this in the course's folder: make lab WHEELS={folder}")
    return 0


def lock_for(text, system, version):
    """Return the entries of a lock that one system needs, without their conditions.

    pip checks the conditions of a lock for the computer on which it runs, not for the computer for
    which it downloads.

    Arguments:
        text: a lock, with hashes.
        system: one of `SYSTEMS`.
        version: of Python, such as "3.12.4".

    Returns:
        The text of a lock for this system alone.
    """
    asked, machine, _ = SYSTEMS[system]
    python = version.rpartition(".")[0]
    environment = asked | machine | {"python_version": python, "python_full_version": version}
    environment |= {"platform_python_implementation": "CPython", "implementation_name": "cpython"}
    entries = re.split(r"\n(?=\S)", re.sub(r"(?m)^\s*#.*\n?", "", text).strip())
    wanted = []
    for entry in filter(None, entries):
        first, _, hashes = entry.partition("\\\n")
        requirement = Requirement(first.strip())
        if requirement.marker is None or _holds(requirement.marker, environment):
            requirement.marker = None
            wanted.append(f"{requirement} \\\n{hashes}")
    return "\n".join(wanted) + "\n"


def _holds(marker, environment):
    return Marker(str(marker)).evaluate(environment)


def _fetch(lock, options):
    """Let pip download the packages of a lock, and return its exit status."""
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check"]
    command += ["--only-binary", ":all:", "--require-hashes", "--dest", options.folder]
    if not options.system and not options.python:
        return subprocess.run([*command, "-r", lock]).returncode
    system = options.system or _this_system()
    python = options.python or f"3.{sys.version_info.minor}"
    command += ["--no-deps", "--implementation", "cp", "--python-version", python]
    command += [f"--platform={tag}" for tag in SYSTEMS[system][-1]]
    text = lock.read_text(encoding="utf-8")
    # A condition may depend on the patch version of Python, which we do not know for the room.
    locks = dict.fromkeys(lock_for(text, system, f"{python}.{patch}") for patch in (0, 99))
    with tempfile.TemporaryDirectory() as folder:
        own = Path(folder) / lock.name
        for one in locks:
            own.write_text(one, encoding="utf-8")
            if status := subprocess.run([*command, "-r", own]).returncode:
                return status
    return 0


def _this_system():
    return {"linux": "linux", "darwin": "macos", "win32": "windows"}[sys.platform]


def _write_course(path, root):
    """Write the last commit of the course. Return whether that was possible."""
    if not (root / ".git").exists():
        return False
    command = ["git", "archive", "--format=zip", f"--output={path.absolute()}", "HEAD"]
    try:
        return subprocess.run(command, cwd=root).returncode == 0
    except FileNotFoundError:  # there is no git
        return False
