"""A bare machine: this distribution's minimal system with git and Python and nothing else, in namespaces of its own.

It reaches the package registries as this machine does: by the same sources of apt, certificates, and settings of pip,
uv and npm. Nothing else of this machine is seen inside.
"""

import contextlib
import os
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from auction.config import ROOT
from commands import children
from tests import kept

HERE = Path(__file__).parent
KEPT = "machine"
CHECKOUT = "/srv/ssgbay"
WITH = "git,python3"
PACKAGES_URI = "$(REPO_URI) $(RELEASE) $(COMPONENT)"
# how this machine reaches the registries: variables by their beginning, files of the system, files of the user
VARIABLES = (
    "PIP_", "UV_", "NPM_CONFIG_", "npm_config_", "NODE_EXTRA_", "SSL_",
    "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "http_proxy", "https_proxy", "no_proxy",
)  # fmt: skip
SYSTEM_FILES = ("etc/resolv.conf", "etc/ssl/certs/ca-certificates.crt", "etc/pip.conf", "etc/uv/uv.toml", "etc/npmrc")
# certificates of its own: the bundle is made anew from them when ca-certificates is installed
SYSTEM_FOLDERS = ("/etc/apt", "/usr/share/keyrings", "/usr/local/share/ca-certificates")
USER_FILES = (".config/pip/pip.conf", ".pip/pip.conf", ".config/uv/uv.toml", ".npmrc")
CLEAN = {
    "HOME": "/root", "LANG": "C.UTF-8", "TERM": "xterm", "npm_config_cache": "/root/.cache/npm",
    "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
}  # fmt: skip


class Impossible(Exception):
    """A bare machine cannot be made here; the text says why."""


@dataclass(frozen=True)
class Bare:
    """A bare machine with the checkout in it."""

    root: Path

    def run(self, command: str, online: bool = True, **environment: str) -> subprocess.CompletedProcess[str]:
        """Run a command of bash in the checkout, as root; offline, it has a network of its own without an interface."""
        registries = {name: value for name, value in os.environ.items() if name.startswith(VARIABLES)}
        spaces = ["--mount", "--pid", "--uts", "--ipc", *([] if online else ["--net"])]
        cache = kept.folder(KEPT) / "cache"
        cache.mkdir(exist_ok=True)
        first = [HERE / "enter.sh", self.root, cache, f"cd {CHECKOUT}; {command}"]
        return subprocess.run(
            ["unshare", *spaces, "--fork", "--kill-child", *first],
            env={**registries, **CLEAN, **environment},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            preexec_fn=children.die_with_parent,
        )


@contextlib.contextmanager
def bare(folder: Path) -> Iterator[Bare]:
    """A bare machine under `folder`, removed at the end. Raises Impossible."""
    if os.geteuid() or not all(shutil.which(tool) for tool in ("debootstrap", "unshare")):
        raise Impossible("it needs root, debootstrap and util-linux")
    if subprocess.run(["unshare", "--mount", "--pid", "--net", "--fork", "true"], capture_output=True).returncode:
        raise Impossible("namespaces are refused here")
    system = _system()
    root = folder / "root"
    try:
        subprocess.run(["cp", "-a", "--reflink=auto", system, root], check=True)
        _open_registries(root)
        _copy_checkout(root / CHECKOUT.lstrip("/"))
        yield Bare(root)
    finally:
        shutil.rmtree(root, ignore_errors=True)


def _system() -> Path:
    """The minimal system, made once and kept; one that was cut short lies under another name."""
    mirror, suite, components = _source()
    place = kept.folder(KEPT)
    system = place / f"{suite}-{WITH.replace(',', '-')}"
    with kept.alone(place):
        if not system.exists():
            _debootstrap(place / "half", mirror, suite, components).rename(system)
    return system


def _debootstrap(half: Path, mirror: str, suite: str, components: str) -> Path:
    """Make the minimal system in `half`. Raises Impossible."""
    shutil.rmtree(half, ignore_errors=True)
    half.mkdir()
    wanted = ["--variant=minbase", f"--components={components}", f"--include={WITH}"]
    # what debootstrap mounts must be gone when it is killed: removing the folder would otherwise reach the host's /proc
    command = ["unshare", "--mount", "debootstrap", *wanted, suite, half, mirror]
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if done.returncode:
        raise Impossible(f"debootstrap failed: {done.stdout[-500:]}")
    # lists and packages are fetched inside; installing starts no service, as nothing runs there
    for left in ("var/lib/apt/lists", "var/cache/apt/archives", "etc/apt"):
        shutil.rmtree(half / left)
        (half / left).mkdir()
    policy = half / "usr/sbin/policy-rc.d"
    policy.write_text("#!/bin/sh\nexit 101\n")
    policy.chmod(0o755)
    return half


def _source() -> tuple[str, str, str]:
    """Where this machine's apt has its main packages: mirror, suite, components."""
    done = subprocess.run(
        ["apt-get", "indextargets", "--format", PACKAGES_URI, "Created-By: Packages"], capture_output=True, text=True
    )
    rows = [line.split() for line in done.stdout.splitlines()]
    chosen = next(((uri, suite) for uri, suite, component in rows if component == "main"), None)
    if chosen is None:
        raise Impossible("apt names no source of packages")
    return *chosen, ",".join(dict.fromkeys(row[2] for row in rows if (row[0], row[1]) == chosen))


def _open_registries(root: Path) -> None:
    """Take along by which sources, certificates and settings this machine reaches the registries."""
    for folder in filter(Path.exists, map(Path, SYSTEM_FOLDERS)):
        shutil.copytree(folder, root / folder.relative_to("/"), dirs_exist_ok=True)
    pairs = [(Path("/", name), root / name) for name in SYSTEM_FILES]
    pairs += [(Path.home() / name, root / "root" / name) for name in USER_FILES]
    for here, there in pairs:
        if here.exists():
            there.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(here, there)


def _copy_checkout(place: Path) -> None:
    """A clone of the checkout, with what has changed since the last commit."""
    subprocess.run(["git", "clone", "-q", ROOT, place], check=True)
    changed = ["git", "-C", str(ROOT), "ls-files", "--modified", "--others", "--exclude-standard", "-z"]
    for name in filter(None, subprocess.check_output(changed, text=True).split("\0")):
        if (ROOT / name).is_file():
            (place / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, place / name)
        else:
            (place / name).unlink(missing_ok=True)
