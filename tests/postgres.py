"""A private PostgreSQL cluster for tests, made from the distribution's own packages and gone afterwards.

    python tests/postgres.py find                 # the folder of the server programs, or how to get them
    python tests/postgres.py run -- pytest ...    # a command with DATABASE_URL pointing at a fresh cluster

The application's role is no superuser: row-level security does not bite superusers, and tests must feel it.
Only the standard library is used, so that this runs before anything is installed.
"""

from __future__ import annotations

import fcntl
import os
import pwd
import re
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

PREFIX = "sleutelbos-pg-"
ROLE = "sleutelbos"
DATABASE = "sleutelbos"
PATIENCE = 60  # seconds a server may take to answer for the first time

SETTINGS = {
    # Nothing here outlives the tests, so nothing has to survive a power cut.
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    # Race tests open fifty connections, in two test processes at once.
    "max_connections": "200",
    "shared_buffers": "128MB",
    "timezone": "UTC",
}


class PostgresMissing(RuntimeError):
    """No PostgreSQL server programs on this computer; the text says how to get them."""


class PostgresFailed(RuntimeError):
    """The server programs are there but the cluster did not start; the text holds the server's own words."""


def server_programs() -> Path:
    """The folder with initdb and postgres, newest version first. Raises PostgresMissing."""

    def version(path: Path) -> tuple[int, ...]:
        return tuple(int(part) for part in re.findall(r"\d+", path.parent.name))

    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=version, reverse=True)
    on_path = shutil.which("initdb")
    if on_path:
        folders.append(Path(on_path).resolve().parent)
    for folder in folders:
        if (folder / "initdb").exists() and (folder / "postgres").exists():
            return folder
    raise PostgresMissing(
        "There is no PostgreSQL server on this computer, and these tests need one.\n"
        "Type this once:  sudo apt-get install -y --no-install-recommends postgresql"
    )


def _server_account() -> pwd.struct_passwd | None:
    """Whom the server runs as: PostgreSQL refuses root, so root hands it to a system account."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise PostgresFailed("PostgreSQL does not run as root, and there is no account 'postgres' or 'nobody'.")


def _run(arguments: Sequence[str | Path], account: pwd.struct_passwd | None) -> None:
    done = subprocess.run(
        [str(part) for part in arguments],
        cwd="/",
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
        env={**os.environ, "LC_ALL": "C.UTF-8", "PGOPTIONS": "", "PGPASSWORD": ""},
        **_as(account),
    )
    if done.returncode:
        raise PostgresFailed(f"{Path(arguments[0]).name} failed:\n{done.stdout}")


def _as(account: pwd.struct_passwd | None) -> dict[str, Any]:
    if account is None:
        return {}
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _hold(folder: Path) -> IO[str] | None:
    """Take the folder's lock, or None when a living run has it. The kernel drops it when its owner dies."""
    try:
        lock = (folder / "owner.lock").open("w")
    except OSError:
        return None
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        lock.close()
        return None
    return lock


def clear_leftovers(base: Path) -> list[Path]:
    """Stop and remove clusters whose test run was killed; clusters of living runs are left alone."""
    removed = []
    for folder in base.glob(f"{PREFIX}*"):
        try:
            ours = folder.stat().st_uid == os.geteuid() and (folder / "owner.lock").exists()
        except OSError:  # its own run has just removed it
            continue
        lock = _hold(folder) if ours else None
        if lock is None:
            continue
        with lock:
            _stop_leftover_server(folder / "data" / "postmaster.pid")
            shutil.rmtree(folder, ignore_errors=True)
            removed.append(folder)
    return removed


def _stop_leftover_server(pid_file: Path) -> None:
    try:
        lines = pid_file.read_text().splitlines()
        pid, data = int(lines[0]), lines[1]
        command = Path(f"/proc/{pid}/cmdline").read_bytes().decode().split("\0")
    except (OSError, ValueError, IndexError):
        return
    if data not in command:  # the number has since been given to somebody else's process
        return
    os.kill(pid, signal.SIGQUIT)  # immediate shutdown: nothing in it is kept
    for _ in range(100):
        if not Path(f"/proc/{pid}").exists():
            return
        time.sleep(0.05)


@contextmanager
def cluster(programs: Path | None = None) -> Iterator[str]:
    """A running private cluster; yields the DATABASE_URL of an empty database its ordinary role owns.

    The role may make databases but is no superuser. Passwords are random and the socket is closed to other
    accounts, so nobody else on the computer can use the cluster. Raises PostgresMissing or PostgresFailed.
    """
    programs = programs or server_programs()
    account = _server_account()
    base = Path("/tmp")  # a socket's path may have 107 characters at most; TMPDIR can be longer
    clear_leftovers(base)
    lock = None
    while lock is None:  # another run, tidying up, can be quicker with a folder that has no owner yet
        folder = Path(tempfile.mkdtemp(prefix=PREFIX, dir=base))
        lock = _hold(folder)
    password = secrets.token_hex(16)
    admin_password = folder / "admin-password"
    try:
        folder.chmod(0o711)  # the server's account walks through; only what is inside says who may read
        admin_password.write_text(secrets.token_hex(16))
        admin_password.chmod(0o600)
        for name in ("data", "socket"):
            (folder / name).mkdir(mode=0o700)
        if account is not None:
            for path in (folder / "data", folder / "socket", admin_password):
                os.chown(path, account.pw_uid, account.pw_gid)
        _run(
            [
                programs / "initdb",
                f"--pgdata={folder / 'data'}",
                "--username=postgres",
                f"--pwfile={admin_password}",
                "--auth-local=trust",  # the socket's folder is closed to others
                "--auth-host=scram-sha-256",
                "--encoding=UTF8",
                "--locale=C.UTF-8",
                "--no-sync",
            ],
            account,
        )
        server, port = _start(programs, folder, account)
        try:
            _make_role_and_database(programs, folder, port, password, account)
            yield f"postgresql://{ROLE}:{password}@127.0.0.1:{port}/{DATABASE}"
        finally:
            _stop(server)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        lock.close()


def _start(programs: Path, folder: Path, account: pwd.struct_passwd | None) -> tuple[subprocess.Popen[bytes], int]:
    log = folder / "server.log"
    for _ in range(3):  # another program may take the free port before the server does
        port = _free_port()
        options = [f"--{name.replace('_', '-')}={value}" for name, value in SETTINGS.items()]
        with log.open("wb") as output:
            server = subprocess.Popen(
                [
                    str(programs / "postgres"),
                    "-D",
                    str(folder / "data"),
                    "-p",
                    str(port),
                    "-h",
                    "127.0.0.1",
                    "-k",
                    str(folder / "socket"),
                    *options,
                ],
                cwd="/",
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,  # Ctrl-C stops the tests first, the server after them
                **_as(account),
            )
        if _answers(programs, folder, port, server):
            return server, port
        _stop(server)
        if "could not bind" not in log.read_text(errors="replace"):
            break
    raise PostgresFailed(f"PostgreSQL did not start:\n{log.read_text(errors='replace')[-2000:]}")


def _answers(programs: Path, folder: Path, port: int, server: subprocess.Popen[bytes]) -> bool:
    deadline = time.monotonic() + PATIENCE
    question = [str(programs / "pg_isready"), "-q", "-h", str(folder / "socket"), "-p", str(port)]
    while time.monotonic() < deadline and server.poll() is None:
        if subprocess.run(question, check=False).returncode == 0:
            return True
        time.sleep(0.1)
    return False


def _make_role_and_database(
    programs: Path, folder: Path, port: int, password: str, account: pwd.struct_passwd | None
) -> None:
    for statement in (
        f"CREATE ROLE {ROLE} LOGIN NOSUPERUSER CREATEDB NOBYPASSRLS PASSWORD '{password}'",
        f"CREATE DATABASE {DATABASE} OWNER {ROLE}",
    ):
        _run(
            [
                programs / "psql",
                "--no-psqlrc",
                "--quiet",
                "--set=ON_ERROR_STOP=1",
                "--host",
                folder / "socket",
                "--port",
                str(port),
                "--username=postgres",
                "--dbname=postgres",
                "--command",
                statement,
            ],
            account,
        )


def _stop(server: subprocess.Popen[bytes]) -> None:
    if server.poll() is None:
        server.send_signal(signal.SIGINT)  # fast shutdown: open connections are closed
        try:
            server.wait(timeout=20)
        except subprocess.TimeoutExpired:
            server.send_signal(signal.SIGQUIT)
            server.wait(timeout=20)


def run(command: Sequence[str]) -> int:
    """Run a command with DATABASE_URL set to a fresh cluster; returns the command's exit code."""
    child: subprocess.Popen[bytes] | None = None

    def pass_on(number: int, frame: object) -> None:
        if child is None:
            sys.exit(128 + number)  # still starting: the cluster is cleared on the way out
        child.send_signal(number)

    def leave_to_the_child(number: int, frame: object) -> None:
        """Ctrl-C reaches the child from the terminal; when it has ended the cluster is stopped."""

    signal.signal(signal.SIGTERM, pass_on)
    signal.signal(signal.SIGHUP, pass_on)
    with cluster() as url:
        signal.signal(signal.SIGINT, leave_to_the_child)
        child = subprocess.Popen(command, env={**os.environ, "DATABASE_URL": url})
        return child.wait()


def main(arguments: Sequence[str]) -> int:
    """The command line; see the top of this file."""
    try:
        if list(arguments) == ["find"]:
            print(server_programs())
            return 0
        if len(arguments) > 2 and list(arguments[:2]) == ["run", "--"]:
            return run(arguments[2:])
    except (PostgresMissing, PostgresFailed) as problem:
        print(problem, file=sys.stderr)
        return 1
    print(__doc__, file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
