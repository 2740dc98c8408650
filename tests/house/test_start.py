"""What `./start` says and does on computers in every state, with stand-ins for what would take long."""

from __future__ import annotations

import fcntl
import os
import re
import shutil
import signal
import socket
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LOCKS = ("requirements-build.lock", "requirements.lock", "requirements-dev.lock")
# What `./start` may count on: the tools every Debian and Ubuntu has.
BARE_TOOLS = ["cat", "cmp", "cp", "date", "dirname", "env", "flock", "grep", "mkdir", "mktemp", "rm", "sed", "sh"]
BARE_TOOLS += ["sleep", "tail", "touch", "tr"]

# Stands where .venv/bin/python would: writes down what it is asked, and fails where the test wants it to.
STAND_IN = """#!/bin/sh
printf '%s | DATABASE_URL=%s CI=%s\\n' "$*" "${DATABASE_URL:-}" "${CI:-}" >>"$ASKED"
case "$*" in
    *"-m venv"*) rm -rf .venv && mkdir -p .venv/bin && cp "$0" .venv/bin/python; exit 0 ;;
    *"import ensurepip"*) [ ! -e "$NO_ENSUREPIP" ]; exit ;;
    *"tests/postgres.py find"*) [ -z "${NO_POSTGRES:-}" ]; exit ;;
    *"ctypes"*) exit 0 ;;
    "-m pip"*) [ -z "${PIP_WAITS:-}" ] || sleep 300; [ -z "${PIP_SAYS:-}" ] || { echo "$PIP_SAYS"; exit 1; }; exit 0 ;;
    *"-m ruff"* | *importlinter* | *"-m mypy"* | *"-m pytest"* | *"tests/chromium.py"* | *"-m sleutelbos"*)
        [ -z "${FAILS:-}" ] && exit 0
        case "$*" in *"$FAILS"*) echo "the reason"; exit 3 ;; esac
        exit 0 ;;
esac
exec "REAL" "$@"
"""


def program(path: Path, source: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(source)
    path.chmod(0o755)
    return path


@dataclass
class Computer:
    """A folder with `./start`, and a PATH with nothing but what the test puts there."""

    folder: Path
    bin: Path
    asked_file: Path
    env: dict[str, str] = field(default_factory=dict)

    def run(self, *arguments: str, cwd: Path | None = None, **env: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [str(self.folder / "start"), *arguments],
            cwd=cwd or self.folder,
            env={**self.env, **env},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
            timeout=600,
        )

    @property
    def asked(self) -> list[str]:
        """Every call of the stand-in Python, apt-get and npm, in order."""
        return self.asked_file.read_text().splitlines() if self.asked_file.exists() else []

    def calls(self, word: str) -> list[str]:
        return [line for line in self.asked if word in line]

    def has_environment(self) -> None:
        """As after an earlier run: an environment with everything in it."""
        program(self.folder / ".venv/bin/python", STAND_IN.replace("REAL", sys.executable))
        for lock in LOCKS:
            shutil.copy(self.folder / lock, self.folder / ".venv" / lock)

    def has_test_programs(self) -> None:
        for name in ("msgfmt", "java", "khal", "chromium"):
            program(self.bin / name, "#!/bin/sh\n")
        program(self.bin / "npm", '#!/bin/sh\necho "npm $*" >>"$ASKED"\n')
        node = self.folder / "tests/node"
        (node / "node_modules").mkdir(parents=True)
        (node / "package-lock.json").write_text("{}")

    def is_ubuntu(self) -> None:
        (self.folder.parent / "os-release").write_text('NAME="Ubuntu"\nID=ubuntu\nID_LIKE=debian\n')
        modules = self.folder / "tests/node/browser/node_modules"
        modules.mkdir(parents=True)
        (modules.parent / "package-lock.json").write_text("{}")

    def is_root(self, yes: bool) -> None:
        program(self.bin / "id", f"#!/bin/sh\necho {0 if yes else 1000}\n")

    def has_apt(self, installs: str = "", policy: str = "") -> None:
        program(self.bin / "apt-get", f'#!/bin/sh\necho "apt-get $*" >>"$ASKED"\n{installs}\n')
        program(self.bin / "apt-cache", f"#!/bin/sh\ncase $2 in\n{policy}\nesac\n")

    def has_python(self, name: str = "python3", old: bool = False) -> None:
        source = STAND_IN.replace("REAL", sys.executable)
        if old:
            source = '#!/bin/sh\n[ "$1" = --version ] || exit 1\necho "Python 3.10.12"\n'
        program(self.bin / name, source)


@pytest.fixture
def computer(tmp_path: Path) -> Iterator[Computer]:
    """A folder with a space in its name, on a computer without Python, network and root."""
    folder = tmp_path / "my copy"
    folder.mkdir()
    script = (ROOT / "start").read_text().replace("/usr/bin/python3", "/nowhere/python3")
    script = script.replace("/etc/os-release", str(tmp_path / "os-release"))
    program(folder / "start", script)
    for lock in LOCKS:
        (folder / lock).write_text("thing==1.0 \\\n    --hash=sha256:" + "0" * 64 + "\n")
    tools = tmp_path / "bin"
    tools.mkdir()
    for name in BARE_TOOLS:
        found = shutil.which(name)
        assert found, f"{name} is not on this computer"
        (tools / name).symlink_to(found)
    asked = tmp_path / "asked"
    env = {
        "PATH": str(tools),
        "HOME": str(tmp_path),
        "ASKED": str(asked),
        "NO_ENSUREPIP": str(tmp_path / "no-ensurepip"),
        "TMPDIR": str(tmp_path),
    }
    computer = Computer(folder, tools, asked, env)
    computer.is_root(False)
    yield computer
    assert not list(tmp_path.glob("sleutelbos-start.*")), "a log was left behind"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


# --- ./start ------------------------------------------------------------------------------------------------


def test_help_names_the_two_commands(computer: Computer) -> None:
    done = computer.run("help")
    assert done.returncode == 0
    assert re.search(r"^\./start  +opens", done.stdout, re.MULTILINE)
    assert re.search(r"^\./start test  +checks", done.stdout, re.MULTILINE)


def test_an_unknown_word_is_answered_with_the_help(computer: Computer) -> None:
    done = computer.run("tset")
    assert done.returncode == 1
    assert 'I do not know "tset".' in done.stderr
    assert "./start test" in done.stderr


@pytest.mark.parametrize("port", ["", "0", "65536", "80a", "999999999999999999999"])
def test_a_port_that_is_none_is_refused_with_an_example(computer: Computer, port: str) -> None:
    done = computer.run("--port", port)
    assert done.returncode == 1
    assert "./start --port 8001" in done.stderr


def test_the_demo_opens_at_the_port_asked_for_from_any_directory(computer: Computer, tmp_path: Path) -> None:
    computer.has_environment()
    port = free_port()
    done = computer.run("--port", str(port), cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert computer.calls(f"-m sleutelbos demo --port {port}")


def test_a_port_in_use_is_said_with_the_command_for_another_one(computer: Computer) -> None:
    computer.has_environment()
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        port = holder.getsockname()[1]
        done = computer.run("--port", str(port))
    assert done.returncode == 1
    assert f"Port {port} cannot be used" in done.stderr
    other = re.search(r"\./start --port (\d+)", done.stderr)
    assert other
    assert int(other[1]) != port
    assert not computer.calls("sleutelbos demo")


def test_the_first_run_makes_the_environment_and_the_second_only_opens(computer: Computer) -> None:
    computer.has_python()
    first = computer.run("--port", str(free_port()))
    assert first.returncode == 0, first.stderr
    assert "Making a Python environment" in first.stdout
    assert "Installing 1 Python packages from requirements.lock" in first.stdout
    assert len(computer.calls("-m pip install")) == 2
    assert all("--require-hashes --no-deps" in call for call in computer.calls("-m pip install"))
    second = computer.run("--port", str(free_port()))
    assert second.stdout == ""
    assert len(computer.calls("-m pip install")) == 2
    assert len(computer.calls("sleutelbos demo")) == 2


def test_a_changed_lock_is_installed_again(computer: Computer) -> None:
    computer.has_environment()
    with (computer.folder / "requirements.lock").open("a") as lock:
        lock.write("other==2.0 \\\n    --hash=sha256:" + "1" * 64 + "\n")
    done = computer.run("--port", str(free_port()))
    assert "Installing 2 Python packages" in done.stdout
    assert "Making a Python environment" not in done.stdout


def test_a_real_environment_is_made_and_a_half_made_one_repaired(computer: Computer) -> None:
    (computer.bin / "python3").symlink_to(sys.executable)
    for lock in LOCKS:
        (computer.folder / lock).write_text("")
    (computer.folder / "sleutelbos").mkdir()
    (computer.folder / "sleutelbos/__main__.py").write_text("import sys; print('opened by', sys.prefix)")
    environment = computer.folder / ".venv"
    (environment / "bin").mkdir(parents=True)
    (environment / "bin/python").symlink_to(sys.executable)
    (environment / "unfinished").touch()
    done = computer.run("--port", str(free_port()))
    assert done.returncode == 0, done.stderr
    assert "The environment in .venv is half made or broken: making it anew." in done.stdout
    assert f"opened by {environment}" in done.stdout
    assert not (environment / "unfinished").exists()


def test_an_environment_whose_python_is_gone_is_made_anew(computer: Computer) -> None:
    computer.has_python()
    computer.has_environment()
    (computer.folder / ".venv/bin/python").unlink()
    (computer.folder / ".venv/bin/python").symlink_to("/nowhere/python3.11")
    done = computer.run("--port", str(free_port()))
    assert "making it anew" in done.stdout
    assert done.returncode == 0


def test_ctrl_c_during_installation_ends_in_a_sentence_and_the_next_run_repairs(computer: Computer) -> None:
    computer.has_python()
    running = subprocess.Popen(
        # A build that runs these tests in the background has Ctrl-C switched off, and a shell hands that down.
        ["env", "--default-signal=INT", str(computer.folder / "start"), "--port", str(free_port())],
        env={**computer.env, "PIP_WAITS": "yes"},
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    deadline = time.monotonic() + 120
    while not computer.calls("-m pip install") and time.monotonic() < deadline:
        time.sleep(0.05)
    os.killpg(running.pid, signal.SIGINT)
    said, _ = running.communicate(timeout=120)
    assert running.returncode == 130
    assert "Stopped. Run the same command again" in said
    again = computer.run("--port", str(free_port()))
    assert "half made or broken: making it anew" in again.stdout
    assert again.returncode == 0


def test_two_at_once_wait_for_each_other(computer: Computer) -> None:
    computer.has_environment()
    (computer.folder / "var").mkdir()
    with (computer.folder / "var/start.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        second = subprocess.Popen(
            [str(computer.folder / "start"), "--port", str(free_port())],
            cwd=computer.folder,
            env=computer.env,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert second.stdout is not None
        said = iter(second.stdout.readline, "")
        assert any("waiting for it" in line for line in said)
    second.communicate(timeout=120)
    assert second.returncode == 0


@pytest.mark.parametrize(
    ("pip_says", "sentence"),
    [
        ("OSError: [Errno 28] No space left on device", "The disk is full."),
        ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE.", "is not the one that was locked"),
        ("NewConnectionError: Temporary failure in name resolution", "There is no network"),
        ("PermissionError: [Errno 13] Permission denied: '.venv/lib'", "Give yourself that right"),
        ("error: something nobody thought of", "The last words of the program are above."),
    ],
)
def test_a_failing_installation_is_explained(computer: Computer, pip_says: str, sentence: str) -> None:
    computer.has_python()
    done = computer.run("--port", str(free_port()), PIP_SAYS=pip_says)
    assert done.returncode == 1
    assert sentence in done.stderr
    assert pip_says in done.stderr
    assert (computer.folder / ".venv/unfinished").exists()


def test_no_network_is_said_when_the_real_pip_reaches_nothing(computer: Computer) -> None:
    computer.has_environment()
    program(computer.folder / ".venv/bin/python", f'#!/bin/sh\nexec "{sys.executable}" "$@"\n')
    (computer.folder / ".venv/requirements.lock").unlink()
    done = computer.run(
        "--port",
        str(free_port()),
        PIP_INDEX_URL=f"http://127.0.0.1:{free_port()}/simple",
        PIP_CONFIG_FILE="/dev/null",
        PIP_RETRIES="1",
    )
    assert done.returncode == 1
    assert "There is no network, or the package index does not answer." in done.stderr


def test_the_database_stays_in_the_folder_whatever_that_folder_is_called(tmp_path: Path) -> None:
    folder = tmp_path / "mijn #1 map? 100% café"
    shutil.copytree(ROOT / "sleutelbos/config", folder / "sleutelbos/config")
    (folder / "sleutelbos/__init__.py").touch()
    shown = subprocess.run(
        [sys.executable, "-c", "from sleutelbos.config.settings import base; print(base.DATABASES['default']['NAME'])"],
        cwd=folder,
        env={name: value for name, value in os.environ.items() if name != "DATABASE_URL"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert shown.stdout.strip() == str(folder / "var/sleutelbos.sqlite3")


# --- What is missing ----------------------------------------------------------------------------------------


def test_without_venv_and_without_root_the_one_command_is_named(computer: Computer) -> None:
    computer.has_python()
    computer.has_apt()
    Path(computer.env["NO_ENSUREPIP"]).touch()
    done = computer.run()
    assert done.returncode == 1
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    assert f"    apt-get update && apt-get install -y --no-install-recommends python{version}-venv" in done.stderr
    assert not computer.calls("apt-get")


def test_where_sudo_would_ask_and_nobody_can_answer_the_command_is_named_with_sudo(computer: Computer) -> None:
    computer.has_python()
    computer.has_apt()
    program(computer.bin / "sudo", "#!/bin/sh\nexit 1\n")
    Path(computer.env["NO_ENSUREPIP"]).touch()
    done = computer.run()
    assert done.returncode == 1
    assert "    sudo apt-get update && sudo apt-get install -y" in done.stderr
    assert not computer.calls("apt-get")


@pytest.mark.parametrize("root", [True, False])
def test_root_or_sudo_installs_venv_and_says_so(computer: Computer, root: bool) -> None:
    computer.has_python()
    computer.is_root(root)
    if not root:
        allows = '#!/bin/sh\ncase $1 in -*) exit 0 ;; esac\necho "sudo $1" >>"$ASKED"\nexec "$@"\n'
        program(computer.bin / "sudo", allows)
    computer.has_apt(installs='rm -f "$NO_ENSUREPIP"')
    Path(computer.env["NO_ENSUREPIP"]).touch()
    done = computer.run("--port", str(free_port()))
    assert done.returncode == 0, done.stderr
    assert re.search(r"Installing system packages with apt-get.*: python3\.\d+-venv", done.stdout)
    assert len(computer.calls("apt-get install")) == 1
    assert bool(computer.calls("sudo")) is not root


def test_an_empty_package_list_is_read_first_and_the_installation_tried_again(computer: Computer) -> None:
    computer.has_python()
    computer.is_root(True)
    computer.has_apt(
        installs='case "$*" in *update) touch "$ASKED.list"; exit ;; esac\n'
        '[ -e "$ASKED.list" ] || exit 100\nrm "$NO_ENSUREPIP"'
    )
    Path(computer.env["NO_ENSUREPIP"]).touch()
    done = computer.run("--port", str(free_port()))
    assert done.returncode == 0, done.stderr
    assert "Reading the list of system packages" in done.stdout
    assert [line.split()[-1] for line in computer.calls("apt-get")][1] == "update"


def test_apt_without_network_is_said(computer: Computer) -> None:
    computer.has_python()
    computer.is_root(True)
    computer.has_apt(installs="echo \"Temporary failure resolving 'mirror.example'\"; exit 100")
    Path(computer.env["NO_ENSUREPIP"]).touch()
    done = computer.run()
    assert done.returncode == 1
    assert "There is no network, or the package server does not answer." in done.stderr


def test_a_computer_without_python_gets_one(computer: Computer) -> None:
    computer.is_root(True)
    computer.has_python("hidden")
    computer.has_apt(
        installs='cp "$(dirname "$0")/hidden" "$(dirname "$0")/python3"',
        policy="python3) echo '  Candidate: 3.11.2-1+b1' ;;",
    )
    done = computer.run("--port", str(free_port()))
    assert done.returncode == 0, done.stderr
    assert "This computer has no Python; Sleutelbos needs Python 3.11 or newer." in done.stdout
    assert computer.calls("apt-get install")[0].endswith("python3 python3-venv")


def test_beside_an_old_python_a_newer_one_is_installed_as_ubuntu_22_04_offers_it(computer: Computer) -> None:
    computer.is_root(True)
    computer.has_python(old=True)
    computer.has_python("hidden")
    computer.has_apt(
        installs='cp "$(dirname "$0")/hidden" "$(dirname "$0")/python3.11"',
        policy="python3) echo '  Candidate: 3.10.6-1~22.04' ;;\npython3.11-venv) echo '  Candidate: 3.11.0~rc1-1' ;;",
    )
    done = computer.run("--port", str(free_port()))
    assert done.returncode == 0, done.stderr
    assert "This computer has Python 3.10.12" in done.stdout
    assert computer.calls("apt-get install")[0].endswith("python3.11 python3.11-venv")


def test_a_newer_python_beside_the_old_one_is_found(computer: Computer) -> None:
    computer.has_python(old=True)
    computer.has_python("python3.12")
    assert computer.run("--port", str(free_port())).returncode == 0


def test_an_old_python_without_apt_ends_in_an_instruction(computer: Computer) -> None:
    computer.has_python(old=True)
    done = computer.run()
    assert done.returncode == 1
    assert "Python 3.10.12" in done.stdout
    assert "PYTHON=/path/to/that/python ./start" in done.stderr


def test_a_python_the_person_names_must_be_new_enough(computer: Computer) -> None:
    computer.has_python("mine", old=True)
    done = computer.run(PYTHON=str(computer.bin / "mine"))
    assert done.returncode == 1
    assert "is not Python 3.11 or newer" in done.stderr


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_may_not_be_written_is_said(computer: Computer) -> None:
    computer.has_environment()
    computer.folder.chmod(stat.S_IRUSR | stat.S_IXUSR)
    try:
        done = computer.run()
    finally:
        computer.folder.chmod(stat.S_IRWXU)
    assert done.returncode == 1
    assert "I may not write in" in done.stderr


# --- ./start test -------------------------------------------------------------------------------------------


def test_the_test_command_runs_every_check_in_order_and_ends_in_a_sentence(computer: Computer) -> None:
    computer.has_environment()
    computer.has_test_programs()
    done = computer.run("test", DATABASE_URL="postgresql://somebodys/living-database")
    assert done.returncode == 0, done.stderr
    steps = re.findall(r"^== (.*)$", done.stdout, re.MULTILINE)
    assert steps == [
        "Style",
        "Layout",
        "Direction of imports",
        "Types",
        "Migrations",
        "Tests on SQLite",
        "Tests on PostgreSQL",
        "Tests in a browser, and the slow ones, on SQLite",
    ]
    assert "Everything passed, on SQLite, on PostgreSQL and in a real browser" in done.stdout.splitlines()[-1]
    assert not computer.calls("living-database"), "the tests must not touch somebody's database"


def test_between_them_the_test_runs_leave_no_test_out(computer: Computer) -> None:
    """Every mix of marks is chosen by a run; what uses a database runs on both, what is pure runs once."""
    chosen = re.findall(r'-m "([^"]+)"', (ROOT / "start").read_text())
    sqlite, postgres, browser = chosen

    def runs(expression: str, marks: set[str]) -> bool:
        return bool(eval(expression, {name: name in marks for name in ("e2e", "slow", "postgres", "database")}))

    for kinds in (set(), {"slow"}, {"e2e"}, {"e2e", "slow"}):
        for marks in (kinds, kinds | {"database"}):
            assert runs(sqlite, marks) != runs(browser, marks), f"{marks} runs once on SQLite"
    for kinds in (set(), {"slow"}, {"postgres"}, {"postgres", "slow"}):
        assert runs(postgres, kinds | {"database"}), f"{kinds} runs on PostgreSQL"


@pytest.mark.postgres
@pytest.mark.django_db
def test_what_needs_postgresql_is_known_to_use_a_database(request: pytest.FixtureRequest) -> None:
    """Otherwise the run on PostgreSQL would leave it out: the mark is added by itself, also to this test."""
    assert "database" in {mark.name for mark in request.node.iter_markers()}


@pytest.mark.parametrize(
    ("fails", "step", "not_reached"),
    [
        ("-m ruff check", "Style", "-m mypy"),
        ("importlinter", "Direction of imports", "-m mypy"),
        ("-m mypy", "Types", "makemigrations"),
        ("makemigrations", "Migrations", "-m pytest"),
        ("-m pytest -q -n 2 -m not e2e and not slow", "Tests on SQLite", "tests/postgres.py run"),
        ("tests/postgres.py run", "Tests on PostgreSQL", "(e2e or slow)"),
        ("(e2e or slow)", "Tests in a browser", "nothing follows"),
    ],
)
def test_the_first_failing_step_is_named_and_stops_the_rest(
    computer: Computer, fails: str, step: str, not_reached: str
) -> None:
    computer.has_environment()
    computer.has_test_programs()
    done = computer.run("test", FAILS=fails)
    assert done.returncode == 1
    assert f"Failed at: {step}" in done.stderr
    assert "Only this step again:" in done.stderr
    assert "the reason" in done.stdout
    assert "Everything passed" not in done.stdout
    assert not computer.calls(not_reached)


def test_words_after_test_go_to_pytest_once(computer: Computer) -> None:
    computer.has_environment()
    computer.has_test_programs()
    done = computer.run("test", "tests/ui", "-k", "two words")
    assert done.returncode == 0
    assert len(computer.calls("-m pytest")) == 1
    assert computer.calls("-m pytest tests/ui -k two words")
    assert computer.run("test", "tests/ui", FAILS="-m pytest").returncode == 1


def test_missing_test_programs_are_named_in_one_command(computer: Computer) -> None:
    computer.has_environment()
    computer.has_apt()
    done = computer.run("test", NO_POSTGRES="yes")
    assert done.returncode == 1
    command = next(line for line in done.stderr.splitlines() if "apt-get install" in line)
    for package in ("gettext", "default-jre-headless", "khal", "postgresql", "chromium"):
        assert f" {package}" in command, package
    assert not computer.calls("-m pytest"), "no test may be skipped because a program is missing"


def test_only_missing_test_programs_are_installed(computer: Computer) -> None:
    computer.has_environment()
    computer.has_test_programs()
    computer.is_root(True)
    computer.has_apt()
    (computer.bin / "khal").unlink()
    done = computer.run("test")
    assert done.returncode == 0, done.stderr
    assert [line.split()[-1] for line in computer.calls("apt-get install")] == ["khal"]


def test_node_programs_are_installed_only_when_their_lock_changed(computer: Computer) -> None:
    computer.has_environment()
    computer.has_test_programs()
    computer.run("test")
    computer.run("test")
    assert computer.calls("npm") == ["npm ci --ignore-scripts --no-audit --no-fund"]


def test_on_ubuntu_the_browser_comes_from_npm_because_its_package_is_a_pointer_to_a_snap(computer: Computer) -> None:
    computer.has_environment()
    computer.has_test_programs()
    computer.is_ubuntu()
    (computer.bin / "chromium").unlink()
    done = computer.run("test", "tests/e2e")
    assert done.returncode == 0, done.stderr
    assert "Installing Chromium for the tests" in done.stdout
    assert computer.calls("tests/chromium.py tests/node/browser/node_modules")
    assert not computer.calls("apt-get")
    assert "Chromium" not in computer.run("test", "tests/e2e").stdout


def test_in_the_whole_run_a_missing_program_is_a_failure_and_no_skip(computer: Computer) -> None:
    computer.has_environment()
    computer.has_test_programs()
    computer.run("test")
    assert computer.calls("-m pytest")
    assert all("CI=true" in call for call in computer.calls("-m pytest"))


def test_the_build_runs_the_same_command_as_people(computer: Computer, tmp_path: Path) -> None:
    program(computer.folder / ".ci/run", (ROOT / ".ci/run").read_text())
    program(computer.folder / "start", '#!/bin/sh\necho "asked: $*"\nexit 7\n')
    done = subprocess.run([str(computer.folder / ".ci/run")], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.stdout, done.returncode) == ("asked: test\n", 7)
    assert os.access(ROOT / ".ci/run", os.X_OK)
    assert os.access(ROOT / "start", os.X_OK)
