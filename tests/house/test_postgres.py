"""The private PostgreSQL that tests run on: whose it is, what it may do, and that nothing stays behind."""

from __future__ import annotations

import fcntl
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from tests import postgres

SCRIPT = Path(postgres.__file__)


def clusters() -> set[Path]:
    return set(Path("/tmp").glob(f"{postgres.PREFIX}*"))


def started(command: list[str]) -> tuple[subprocess.Popen[str], str]:
    """A run of the command line that prints its DATABASE_URL and waits."""
    running = subprocess.Popen(
        [sys.executable, str(SCRIPT), "run", "--", *command],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert running.stdout
    return running, running.stdout.readline().strip()


WAITS = ["sh", "-c", "echo $DATABASE_URL; exec sleep 1200"]


@pytest.fixture(autouse=True)
def _one_at_a_time() -> Iterator[None]:
    """Tests in other processes start clusters too, and each clears what it finds left behind."""
    with (Path(tempfile.gettempdir()) / f"sleutelbos-clusters-{os.getuid()}.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def test_the_application_role_is_no_superuser_and_may_make_databases() -> None:
    with postgres.cluster() as url, psycopg.connect(url, autocommit=True) as connection:
        role = connection.execute(
            "select rolsuper, rolbypassrls, rolcreatedb from pg_roles where rolname = current_user"
        ).fetchone()
        assert role == (False, False, True)
        connection.execute("create database another")
        connection.execute("create extension btree_gist")
        connection.execute("create table secret (region int)")
        connection.execute("alter table secret enable row level security, force row level security")
        connection.execute("insert into secret select 1 where false")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("insert into secret values (1)")


def test_nobody_without_the_password_gets_in() -> None:
    with postgres.cluster() as url:
        place = url.partition("@")[2]
        for stranger in ("postgresql://postgres:postgres@", f"postgresql://{postgres.ROLE}:wrong@"):
            with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
                psycopg.connect(stranger + place)


def test_the_commands_own_exit_code_comes_back_and_nothing_stays() -> None:
    before = clusters()
    done = subprocess.run([sys.executable, str(SCRIPT), "run", "--", "sh", "-c", "exit 7"], check=False)
    assert done.returncode == 7
    assert not clusters() - before


def test_two_runs_at_once_have_two_clusters_and_a_killed_one_is_cleared_by_the_next() -> None:
    first, first_url = started(WAITS)
    second, second_url = started(WAITS)
    try:
        assert first_url != second_url
        first.kill()
        first.wait()
        psycopg.connect(first_url).close()  # its server lives on: nobody stopped it
        with postgres.cluster():
            with pytest.raises(psycopg.OperationalError):
                psycopg.connect(first_url)
            psycopg.connect(second_url).close()
    finally:
        for running in (first, second):
            os.killpg(running.pid, signal.SIGTERM)
        second.wait(timeout=120)


def test_a_stopped_run_stops_its_command_and_its_server() -> None:
    running, url = started(WAITS)
    running.terminate()
    running.wait(timeout=120)
    assert running.returncode != 0
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(url)


def test_a_leftover_number_of_another_process_is_not_killed(tmp_path: Path) -> None:
    bystander = subprocess.Popen(["sleep", "60"])
    try:
        folder = tmp_path / f"{postgres.PREFIX}old"
        (folder / "data").mkdir(parents=True)
        (folder / "owner.lock").touch()
        (folder / "data/postmaster.pid").write_text(f"{bystander.pid}\n{folder / 'data'}\n")
        assert postgres.clear_leftovers(tmp_path) == [folder]
        assert not folder.exists()
        time.sleep(0.1)
        assert bystander.poll() is None
    finally:
        bystander.kill()
        bystander.wait()


def test_a_missing_server_is_a_loud_failure_with_the_command_to_type(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Path, "glob", lambda self, pattern: iter(()))
    monkeypatch.setattr(postgres.shutil, "which", lambda name: None)
    with pytest.raises(postgres.PostgresMissing, match="sudo apt-get install -y --no-install-recommends postgresql"):
        postgres.server_programs()


def test_a_server_that_does_not_start_shows_its_own_words() -> None:
    with tempfile.TemporaryDirectory(dir="/tmp") as name:  # pytest's own folder is closed to the server's account
        programs = Path(name)
        programs.chmod(0o755)
        (programs / "initdb").write_text("#!/bin/sh\necho 'initdb: error: out of ideas'\nexit 1\n")
        (programs / "initdb").chmod(0o755)
        with pytest.raises(postgres.PostgresFailed, match="out of ideas"), postgres.cluster(programs):
            pass


def test_a_wrong_command_line_shows_how_to_use_it(capsys: pytest.CaptureFixture[str]) -> None:
    assert postgres.main(["start"]) == 2
    assert "python tests/postgres.py run -- pytest" in capsys.readouterr().err
