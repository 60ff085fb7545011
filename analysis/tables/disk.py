"""
Files and folders put in place whole: whoever looks, and a computer that stops at any moment,
finds the old or the new, never a part of either.
"""

import ctypes
import os
import shutil
import stat
import sys
from collections.abc import Callable
from pathlib import Path

MANY = 1_000  # files: for more, the whole disk is brought up to date in one call
AT_FDCWD, EXCHANGE, SWAP = -100, 2, 2  # names of Linux (renameat2) and macOS (renamex_np)


def write_whole(path: str | Path, write: Callable[[Path], object]) -> None:
    """Write a file whole or not at all: `write(part)` fills a side file, then it takes the place."""
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.part")
    try:
        write(part)
        sync(part)
        os.replace(part, path)
    finally:
        part.unlink(missing_ok=True)


def sync(path: Path) -> None:
    """Wait until a file, or the names in a folder, are on the disk and not only on their way."""
    if path.is_dir():
        if os.name == "posix":  # Windows opens no folder
            handle = os.open(path, os.O_RDONLY)
            try:
                os.fsync(handle)
            finally:
                os.close(handle)
        return
    with open(path, "r+b") as file:
        os.fsync(file.fileno())


def sync_folder(folder: Path) -> None:
    """Wait until all that a folder holds is on the disk."""
    paths = [folder, *sorted(folder.rglob("*"))]
    if len(paths) > MANY and sys.platform == "linux":  # where this call waits for its end
        return os.sync()
    for path in paths:
        if not path.is_symlink() and (path.is_dir() or os.access(path, os.W_OK)):
            sync(path)


def replace_folder(new: Path, old: Path) -> None:
    """
    Put folder `new` in the place of `old`, in one step where the system can, and remove the old one.

    Where it cannot, there is a moment with neither; `heal_folder` ends it if a stop falls there.
    """
    sync_folder(new)
    heal_folder(old)
    if old.exists() and not exchange(new, old):
        os.rename(old, aside(old))
    if new.exists() and not old.exists():
        os.rename(new, old)
    sync(old.parent)
    remove_folder(new)
    remove_folder(aside(old))


def aside(folder: Path) -> Path:
    """Where a folder waits while another takes its place."""
    return folder.with_name(f".{folder.name}-before")


def heal_folder(folder: Path) -> None:
    """End a replacement that was stopped: the folder before goes back if no new one is in its place."""
    if folder.exists():
        remove_folder(aside(folder))
    elif aside(folder).exists():
        os.rename(aside(folder), folder)


def exchange(first: Path, second: Path) -> bool:
    """Let two folders change names in one step; False where system or disk cannot."""
    names = os.fsencode(first), os.fsencode(second)
    if sys.platform == "linux" and hasattr(library := ctypes.CDLL(None), "renameat2"):
        return not library.renameat2(AT_FDCWD, names[0], AT_FDCWD, names[1], EXCHANGE)
    if sys.platform == "darwin" and hasattr(library := ctypes.CDLL(None), "renamex_np"):
        return not library.renamex_np(*names, SWAP)
    return False


def remove_folder(folder: Path) -> None:
    """Remove a folder and all in it, also what was copied without the right to write."""
    if not folder.exists():
        return
    for path in [folder, *folder.rglob("*")]:
        if path.is_dir() and not path.is_symlink() and not os.access(path, os.W_OK | os.X_OK):
            path.chmod(path.stat().st_mode | stat.S_IRWXU)
    shutil.rmtree(folder)


def copy_folder(source: Path, to: Path) -> Path:
    """Copy files and folders without their rights, so that copies can be changed and removed."""
    to.mkdir(parents=True, exist_ok=True)
    for path in sorted(source.rglob("*")):
        copy = to / path.relative_to(source)
        if path.is_dir():
            copy.mkdir(exist_ok=True)
        else:
            shutil.copyfile(path, copy)
    return to
