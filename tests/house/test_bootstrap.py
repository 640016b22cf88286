"""``./kexie`` on machines of every kind: it makes its environment once, mends it, and says plainly when it cannot."""

from __future__ import annotations

import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ECHO = "import sys, os; print('ran', sys.argv[1:], os.getcwd())\n"


@dataclass(frozen=True)
class Clone:
    """A small stand-in for a fresh clone: the real start script, an empty requirement file, a package that echoes."""

    root: Path
    python: str = sys.executable

    def start(self, *words: str, cwd: Path | None = None, **extra: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [self.python, str(self.root / "kexie"), *words],
            cwd=cwd or self.root,
            env=self.environment(**extra),
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    def environment(self, **extra: str) -> dict[str, str]:
        # no uv on PATH: these tests look at the plain way
        return {"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "HOME": str(self.root), **extra}

    @property
    def stamp(self) -> Path:
        return self.root / ".venv" / "kexie.stamp"


def fresh(root: Path) -> Clone:
    (root / "src" / "kexie").mkdir(parents=True)
    shutil.copy(ROOT / "kexie", root / "kexie")
    (root / "src" / "kexie" / "__main__.py").write_text(ECHO)
    (root / "requirements.txt").write_text("# nothing\n")
    (root / "requirements-dev.txt").write_text("# nothing for developers\n")
    return Clone(root)


@pytest.fixture
def clone(tmp_path: Path) -> Clone:
    return fresh(tmp_path / "智慧 科协")


@pytest.fixture(scope="module")
def once_started(tmp_path_factory: pytest.TempPathFactory) -> Clone:
    """Start a clone for the first time, once: making an environment is what takes long."""
    made = fresh(tmp_path_factory.mktemp("started") / "智慧 科协")
    assert made.start("x").returncode == 0
    return made


@pytest.fixture
def started(once_started: Clone, tmp_path: Path) -> Clone:
    """Return a clone that was started before."""
    return Clone(Path(shutil.copytree(once_started.root, tmp_path / "智慧 科协", symlinks=True)))


def pip_of_this_machine() -> Path:
    """Return the folder of some pip; an environment that uv or the system's pip has filled holds none itself."""
    for python in (sys.executable, str(Path(sys.executable).resolve())):
        asked = subprocess.run(
            [python, "-c", "import pip; print(pip.__file__)"], capture_output=True, text=True, check=False
        )
        if asked.returncode == 0:
            return Path(asked.stdout.strip()).parent
    pytest.skip("no pip on this machine")


def bare_python(folder: Path, *, pip: bool, missing: tuple[str, ...]) -> str:
    """Return a Python that lacks the named modules, with or without a pip of its own."""
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(folder)], check=True)
    packages = next(folder.glob("lib/python3*/site-packages"))
    # Debian splits these modules off; here they are there, so that they must be hidden
    (packages / "hide.pth").write_text(f"import sys; sys.modules.update(dict.fromkeys({missing!r}))\n")
    if pip:
        (packages / "pip").symlink_to(pip_of_this_machine())
    return str(folder / "bin" / "python")


def test_a_first_start_prepares_and_a_second_one_goes_straight_on(clone: Clone) -> None:
    first = clone.start("figure", "--json")
    assert (first.returncode, first.stdout) == (0, f"ran ['figure', '--json'] {clone.root}\n")
    assert "运行环境已就绪" in first.stderr
    assert clone.start("figure").stderr == ""


def test_set_up_speaks_english_to_an_english_machine(started: Clone) -> None:
    started.stamp.unlink()
    assert "the environment is ready" in started.start("x", LANG="en_GB.UTF-8").stderr


def test_it_may_be_called_from_any_folder_and_a_stray_file_there_changes_nothing(clone: Clone, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "kexie.py").write_text("raise SystemExit('the wrong program')")
    assert clone.start("a", cwd=elsewhere).stdout == f"ran ['a'] {elsewhere}\n"


def test_a_changed_requirement_file_is_installed(started: Clone) -> None:
    before = started.stamp.read_text()
    (started.root / "requirements.txt").write_text("# something else\n")
    assert "运行环境已就绪" in started.start("x").stderr
    assert started.stamp.read_text() != before


def test_the_developers_environment_serves_users_too_but_not_the_other_way_round(started: Clone) -> None:
    assert started.start("test").stderr != ""
    assert started.start("x").stderr == ""


def test_an_interrupted_set_up_is_begun_anew(started: Clone) -> None:
    started.stamp.unlink()
    (started.root / ".venv.lock").write_text("unfinished\n")
    half = started.root / ".venv" / "half-unpacked"
    half.touch()
    assert started.start("x").returncode == 0
    assert not half.exists()
    assert started.start("x").stderr == ""


def test_a_python_that_went_away_is_replaced(started: Clone) -> None:
    python = started.root / ".venv" / "bin" / "python"
    python.unlink()
    python.symlink_to("/nowhere/python3")
    assert started.start("x").stdout.startswith("ran")


def test_two_first_starts_at_once_prepare_once(clone: Clone) -> None:
    words = [clone.python, str(clone.root / "kexie"), "x"]
    both = [
        subprocess.Popen(words, env=clone.environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    said = [process.communicate(timeout=120) for process in both]
    assert [process.returncode for process in both] == [0, 0]
    assert sum("已就绪" in stderr for _, stderr in said) == 1


def test_the_environment_may_lie_elsewhere(clone: Clone, tmp_path: Path) -> None:
    shared = tmp_path / "shared env"
    assert clone.start("x", KEXIE_ENV=str(shared)).returncode == 0
    assert (shared / "kexie.stamp").exists()
    assert not (clone.root / ".venv").exists()


def test_a_folder_that_is_no_environment_is_left_alone(clone: Clone, tmp_path: Path) -> None:
    precious = tmp_path / "home"
    precious.mkdir()
    (precious / "thesis.txt").touch()
    answer = clone.start("x", KEXIE_ENV=str(precious))
    assert answer.returncode == 1
    assert answer.stderr.count("\n") == 1
    assert [path.name for path in precious.iterdir()] == ["thesis.txt"]


def test_a_package_that_cannot_be_had_is_a_sentence_and_the_next_start_tries_again(clone: Clone) -> None:
    (clone.root / "requirements.txt").write_text("./nothing-here.whl --hash=sha256:" + "0" * 64 + "\n")
    answer = clone.start("x")
    assert answer.returncode == 1
    assert "依赖没有装完" in answer.stderr
    assert "Traceback" not in answer.stderr
    (clone.root / "requirements.txt").write_text("# mended\n")
    assert clone.start("x").returncode == 0


def test_without_the_venv_module_it_names_the_line_that_mends_it(clone: Clone, tmp_path: Path) -> None:
    answer = Clone(clone.root, bare_python(tmp_path / "bare", pip=False, missing=("ensurepip", "venv"))).start("x")
    assert answer.returncode == 1
    assert "sudo apt install -y git python3-venv" in answer.stderr


def test_without_any_pip_it_names_the_line_that_mends_it(clone: Clone, tmp_path: Path) -> None:
    bare_python(clone.root / ".venv", pip=False, missing=("ensurepip",))
    answer = Clone(clone.root, bare_python(tmp_path / "bare", pip=False, missing=("ensurepip",))).start("x")
    assert answer.returncode == 1
    assert "没有 pip" in answer.stderr
    assert "sudo apt install -y git python3-venv" in answer.stderr


def test_debians_split_python_installs_with_the_systems_pip(clone: Clone, tmp_path: Path) -> None:
    bare = Clone(clone.root, bare_python(tmp_path / "bare", pip=True, missing=("ensurepip",)))
    assert bare.start("x").stdout.startswith("ran")
    assert not list((clone.root / ".venv").glob("lib/python3*/site-packages/pip"))


def test_an_old_python_is_told_so(clone: Clone) -> None:
    script = str(clone.root / "kexie")
    code = f"import sys, runpy; sys.version_info = (3, 9); runpy.run_path({script!r}, run_name='__main__')"
    answer = subprocess.run(
        [sys.executable, "-c", code], env=clone.environment(), capture_output=True, text=True, check=False
    )
    assert (answer.returncode, answer.stderr) == (1, "kexie: 需要 Python 3.11 或更新的版本。\n")
