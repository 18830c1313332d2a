"""new_root.py FOLDER COMMAND…: makes FOLDER, a mount, the root of this mount namespace, and runs COMMAND there.

Unlike a chroot it lets the kernel make user namespaces inside (PrivateUsers=), even when it is itself run in a chroot.
"""

import ctypes
import os
import sys

MNT_DETACH = 2
libc = ctypes.CDLL(None, use_errno=True)


def main(folder: str, *command: str) -> None:
    """Never returns. Raises OSError."""
    os.chdir(folder)
    os.makedirs("before", exist_ok=True)
    here = os.open(".", os.O_RDONLY | os.O_CLOEXEC)
    _to_root_of_namespace()
    os.fchdir(here)
    _call("pivot_root", b".", b"before")
    _call("umount2", b"before", MNT_DETACH)
    os.rmdir("before")
    os.execvp(command[0], command)


def _to_root_of_namespace() -> None:
    """Leave a chroot: a process whose folder lies outside of its root can go up to the namespace's own."""
    os.chroot("before")
    for _ in range(100):
        os.chdir("..")
    os.chroot(".")


def _call(name: str, *arguments: bytes | int) -> None:
    if getattr(libc, name)(*arguments):
        raise OSError(ctypes.get_errno(), f"{name}: {os.strerror(ctypes.get_errno())}")


if __name__ == "__main__":
    main(*sys.argv[1:])
