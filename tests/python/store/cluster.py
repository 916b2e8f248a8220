"""A PostgreSQL server of our own: in a temporary folder, on a socket only, as an unprivileged user.

The folder is in memory where there is such a place: what a killed server had not written is lost there as well, since it
stood in the server's own memory. Only the speed is another; `folder` asks for a disk.
"""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any

WAIT = 30.0
MEMORY = "/dev/shm"


def program(name: str) -> str | None:
    """Where a program of PostgreSQL is: on the path, or where Debian puts it."""
    found = shutil.which(name)
    if found is None:
        places = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda place: int(place.parts[4]))
        found = str(places[-1]) if places else None
    return found


def why_not() -> str:
    """Why there can be no server here; empty when there can."""
    try:
        import psycopg  # noqa: F401
    except ImportError:
        return "psycopg is not installed"
    if program("initdb") is None or program("postgres") is None:
        return "initdb of PostgreSQL is not installed"
    return ""


class Cluster:
    """A server from its making to its removal."""

    def __init__(self, folder: str | None = None, **settings: str) -> None:
        if folder is None and os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > 1 << 29:
            folder = MEMORY
        self.folder = Path(tempfile.mkdtemp(prefix="backoffice-pg-", dir=folder))
        self._as: dict[str, Any] = {"cwd": self.folder}
        self.user = pwd.getpwuid(os.getuid()).pw_name
        if os.getuid() == 0:  # initdb refuses to run as root
            known = {user.pw_name: user for user in pwd.getpwall()}
            owner = known.get("postgres") or known["nobody"]
            os.chown(self.folder, owner.pw_uid, owner.pw_gid)
            self._as.update(user=owner.pw_uid, group=owner.pw_gid, extra_groups=[])
            self.user = owner.pw_name
        self.data = self.folder / "data"
        self._server: subprocess.Popen[bytes] | None = None
        made = subprocess.run(
            [program("initdb"), "-D", self.data, "-A", "trust", "-U", self.user, "--no-sync", "--no-locale", "-E", "UTF8"],
            capture_output=True,
            text=True,
            timeout=60,
            **self._as,
        )
        if made.returncode != 0:
            raise RuntimeError(made.stdout + made.stderr)
        self.settings = {
            "listen_addresses": "",
            "unix_socket_directories": str(self.folder),
            "max_connections": "60",
            "shared_buffers": "32MB",
            "max_wal_size": "64MB",
            "min_wal_size": "32MB",
            # No flush but the ones that a commit asks for, so that a barrier that does nothing is seen.
            "wal_writer_delay": "10s",
            **settings,
        }

    @property
    def dsn(self) -> str:
        return f"host={self.folder} user={self.user} dbname=postgres"

    def start(self) -> None:
        import psycopg

        options = [part for name, value in self.settings.items() for part in ("-c", f"{name}={value}")]
        with open(self.folder / "log", "ab") as log:
            self._server = subprocess.Popen(
                [program("postgres"), "-D", self.data, *options], stdout=log, stderr=log, **self._as
            )
        until = time.monotonic() + WAIT
        while True:
            try:
                psycopg.connect(self.dsn).close()
                return
            except psycopg.OperationalError:
                if time.monotonic() > until or self._server.poll() is not None:
                    raise RuntimeError((self.folder / "log").read_text()) from None
                time.sleep(0.05)

    def backends(self) -> list[int]:
        """The processes that the server has started."""
        assert self._server is not None
        own = Path(f"/proc/{self._server.pid}/task/{self._server.pid}/children")
        return [int(pid) for pid in own.read_text().split()] if own.exists() else []

    def kill(self) -> None:
        """SIGKILL to the server and all its processes, as when the machine loses them at once."""
        assert self._server is not None
        pids = [self._server.pid, *self.backends()]
        for pid in pids:
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
        self._server.wait(WAIT)
        until = time.monotonic() + WAIT
        while any(_runs(pid) for pid in pids):
            if time.monotonic() > until:
                raise RuntimeError("processes of the server outlive SIGKILL")
            time.sleep(0.02)
        self._server = None
        for left in (self.data / "postmaster.pid", *self.folder.glob(".s.PGSQL.*")):
            left.unlink(missing_ok=True)

    def remove(self) -> None:
        if self._server is not None:
            self.kill()
        shutil.rmtree(self.folder, ignore_errors=True)


def _runs(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state != "Z"
