"""What an answer may not do. The events are Python's own, raised in this process."""

import os
import shutil
import socket
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import pytest

import utils.grading.fence as fence
from utils.lessons import ROOT

resource = pytest.importorskip("resource")  # Windows has no such limits
ACTIVE = []  # an audit hook cannot be removed, so one hook asks those that are active
sys.addaudithook(lambda event, arguments: [hook(event, arguments) for hook in ACTIVE])
LIMITS = {resource.RLIMIT_DATA: 3 * 2**29, resource.RLIMIT_FSIZE: 2**28, resource.RLIMIT_CORE: 0}


@pytest.fixture
def limits(monkeypatch):
    """The limits that are set, as a dict from the kind, where each had no limit before."""
    found = {}
    unlimited = resource.RLIM_INFINITY
    monkeypatch.setattr(resource, "getrlimit", lambda kind: (5, unlimited))
    monkeypatch.setattr(resource, "setrlimit", lambda kind, pair: found.update({kind: pair}))
    return found


@pytest.fixture
def fenced(tmp_path, monkeypatch, limits):
    """A function that makes a `with` block fenced, in the folder `own` beside `other`."""
    for name in ("own", "other", "own/inner", "other/inner", "owner"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "a.txt").write_text(name)
        (tmp_path / name / "empty").mkdir()
    monkeypatch.chdir(tmp_path / "own")
    (tmp_path / "link").symlink_to(tmp_path / "own")
    hooks = []
    with monkeypatch.context() as patched:
        patched.setattr(sys, "addaudithook", hooks.append)
        fence.put_up(tmp_path / "link", 1.5)

    @contextmanager
    def fenced():
        ACTIVE.extend(hooks)
        try:
            yield
        finally:
            ACTIVE.clear()

    return fenced


def test_memory_files_and_dumps_are_limited(fenced, limits):
    assert limits == {kind: (most, most) for kind, most in LIMITS.items()}


@pytest.mark.parametrize("unlimited", [-1, 2**63 - 1])  # Linux, macOS
@pytest.mark.parametrize(("hard", "kept"), [(2**20, 2**20), (2**40, None)])
def test_a_limit_is_never_raised_above_the_one_before(hard, kept, unlimited, limits, monkeypatch):
    monkeypatch.setattr(resource, "RLIM_INFINITY", unlimited)
    monkeypatch.setattr(resource, "getrlimit", lambda kind: (5, hard))
    fence._limit(1.5)
    wanted = LIMITS | ({kind: kept for kind in LIMITS if LIMITS[kind]} if kept else {})
    assert limits == {kind: (most, most) for kind, most in wanted.items()}


def test_a_system_without_limits_is_left_as_it_is(limits, monkeypatch):
    monkeypatch.setitem(sys.modules, "resource", None)
    fence._limit(1.5)
    assert limits == {}


WRITING = [
    *(lambda path, mode=mode: open(path, mode).close() for mode in ("w", "a", "r+", "w+b")),
    lambda path: open(f"{path}.new", "x").close(),
    *(
        lambda path, flags=flags: os.close(os.open(path, flags))
        for flags in (os.O_WRONLY, os.O_RDWR, os.O_CREAT, os.O_TRUNC, os.O_APPEND)
    ),
]
CHANGING = [
    lambda path: os.remove(path),
    lambda path: os.rmdir(f"{os.path.dirname(path)}/empty"),
    lambda path: os.mkdir(f"{path}.new"),
    lambda path: os.chmod(path, 0o600),
    lambda path: os.chown(path, os.getuid(), os.getgid()),
    lambda path: os.utime(path),
    lambda path: os.truncate(path, 1),
    lambda path: os.rename(path, "new"),
    lambda path: os.rename("a.txt", f"{path}.new"),
    lambda path: os.replace("a.txt", f"{path}.new"),
    lambda path: os.link(path, "new"),
    lambda path: os.link("a.txt", f"{path}.new"),
    lambda path: shutil.rmtree(os.path.dirname(path) + "/empty"),
    lambda path: shutil.move("a.txt", f"{path}.new"),
    lambda path: os.close(os.open(os.path.dirname(path), os.O_RDONLY)),
]
COPYING = [lambda path: shutil.move(path, "new"), lambda path: shutil.copy(path, "new")]


@pytest.mark.parametrize("act", WRITING + CHANGING + COPYING)
@pytest.mark.parametrize("folder", ["other", "owner", "own/../other", ""])
def test_files_elsewhere_are_not_changed(act, folder, fenced, tmp_path):
    (tmp_path / "a.txt").write_text("here too")
    (tmp_path / "empty").mkdir()
    path = os.path.join(tmp_path, folder, "a.txt")
    sentence = "not read this file" if act in COPYING else "only in its own folder"
    with pytest.raises(PermissionError, match=sentence), fenced():
        act(path)
    assert os.path.getsize(path) > 1
    assert (tmp_path / folder / "empty").is_dir()


@pytest.mark.parametrize("act", WRITING + CHANGING + COPYING)
@pytest.mark.parametrize(
    "folder", ["{}/own/inner", "{}/link/inner", "{}/own/empty/../inner", "inner"]
)
def test_its_own_files_can_be_changed(act, folder, fenced, tmp_path):
    path = os.path.join(folder.format(tmp_path), "a.txt")
    with fenced():
        act(path)


# Each with the number of an open folder, from which the path "a.txt" or "empty" begins.
FROM_AN_OPEN_FOLDER = [
    lambda base: os.remove("a.txt", dir_fd=base),
    lambda base: os.rmdir("empty", dir_fd=base),
    lambda base: os.mkdir("new", dir_fd=base),
    lambda base: os.chmod("a.txt", 0o600, dir_fd=base),
    lambda base: os.chown("a.txt", os.getuid(), os.getgid(), dir_fd=base),
    lambda base: os.utime("a.txt", dir_fd=base),
    lambda base: os.rename("a.txt", "new", src_dir_fd=base),
    lambda base: os.rename("a.txt", "new", dst_dir_fd=base),
    lambda base: os.link("a.txt", "new", src_dir_fd=base),
    lambda base: os.link("a.txt", "new", dst_dir_fd=base),
    lambda base: shutil.rmtree("empty", dir_fd=base),
]


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere an open folder is not known")
@pytest.mark.parametrize("act", FROM_AN_OPEN_FOLDER)
@pytest.mark.parametrize("folder", ["own/inner", "other"])
def test_a_path_may_begin_at_an_open_folder(act, folder, fenced, tmp_path):
    base = os.open(tmp_path / folder, os.O_RDONLY)
    try:
        if folder == "other":
            with pytest.raises(PermissionError, match="only in its own folder"), fenced():
                act(base)
        else:
            with fenced():
                act(base)
    finally:
        os.close(base)


@pytest.mark.parametrize("number", [None, -1, -100])
def test_without_an_open_folder_a_path_begins_at_the_current_one(number):
    assert fence._opened_folder(number) == os.getcwd()


@pytest.mark.parametrize(
    ("system", "number", "folder"),
    [
        *(("linux", 0, "/proc/self/fd/0"), ("linux", 7, "/proc/self/fd/7")),
        *(("darwin", 7, os.sep), ("win32", 7, os.sep)),
    ],
)
def test_where_an_open_folder_is_not_known_the_root_stands_for_it(
    system, number, folder, monkeypatch
):
    monkeypatch.setattr(os, "readlink", lambda path: path)
    monkeypatch.setattr(sys, "platform", system)
    assert fence._opened_folder(number) == folder


READABLE = [os.__file__, os.path.join(ROOT, "utils", "text.py"), pytest.__file__, os.devnull]


@pytest.mark.parametrize("path", [*READABLE, "a.txt", "inner/a.txt", b"a.txt"])
def test_libraries_the_course_and_its_own_files_can_be_read(path, fenced):
    with fenced():
        open(path).close()
        os.close(os.open(path, os.O_RDONLY))


@pytest.mark.parametrize(
    "path", ["../other/a.txt", os.path.join(ROOT, "solutions", "02_rnn_cell.py")]
)
def test_other_files_cannot_be_read(path, fenced):
    for read in (Path.read_bytes, lambda path: os.open(path, os.O_RDONLY)):
        with pytest.raises(PermissionError, match="may not read this file"), fenced():
            read(Path(path))


def test_the_folders_of_libraries_and_of_the_course_are_not_opened(fenced):
    for path in (os.path.dirname(os.__file__), os.path.join(ROOT, "utils"), "/dev"):
        with pytest.raises(PermissionError, match="only in its own folder"), fenced():
            os.open(path, os.O_RDONLY)


def test_a_relative_path_does_not_lead_up_because_it_may_begin_elsewhere(fenced, monkeypatch):
    base = os.open(".", os.O_RDONLY)
    monkeypatch.chdir("inner")
    try:
        for act in (
            lambda: os.open("../other/a.txt", os.O_RDONLY, dir_fd=base),
            lambda: os.open("../other/a.txt", os.O_WRONLY, dir_fd=base),
            lambda: os.open("../a.txt", os.O_RDONLY),
        ):
            with pytest.raises(PermissionError, match="an answer may"), fenced():
                act()
    finally:
        os.close(base)


def test_no_symbolic_link_is_created(fenced):
    with pytest.raises(PermissionError, match="may not create a symbolic link"), fenced():
        os.symlink("a.txt", "new")
    assert not os.path.lexists("new")


def test_a_file_that_python_itself_opens_has_no_flags(fenced):
    with fenced():
        sys.audit("open", os.__file__, "r", 0)
        sys.audit("open", "a.txt", "w", 0)
    with pytest.raises(PermissionError, match="only in its own folder"), fenced():
        sys.audit("open", os.__file__, "w", 0)


def test_what_is_open_already_and_the_null_device_can_be_written(fenced):
    with open("../other/a.txt", "w") as file, fenced():
        with open(file.fileno(), "w", closefd=False) as same:
            same.write("kept")
        Path(os.devnull).write_text("lost")


@pytest.mark.parametrize(
    ("act", "sentence"),
    [
        (lambda: subprocess.Popen([sys.executable, "-c", ""]), "start or end a process"),
        (lambda: os.system("true"), "start or end a process"),
        (lambda: os.fork(), "start or end a process"),
        (lambda: os.kill(os.getpid(), 0), "start or end a process"),
        (lambda: socket.getaddrinfo("localhost", 9), "use the network"),
        (lambda: socket.create_connection(("127.0.0.1", 9)), "use the network"),
        (lambda: socket.socket().bind(("127.0.0.1", 0)), "use the network"),
    ],
)
def test_processes_and_the_network_are_refused(act, sentence, fenced):
    with pytest.raises(PermissionError, match=sentence), fenced():
        act()
