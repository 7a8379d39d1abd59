"""What starts the receiving programs: each is fetched once, ready before it is used, and stopped afterwards."""

from __future__ import annotations

import os
import sys
import threading
import time
from pathlib import Path

import pytest

from tests.receivers import cache, java, process
from tests.receivers.process import free_port, responds, running

SERVE = [sys.executable, "-m", "http.server", "--bind", "127.0.0.1"]


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the receivers of these tests apart from the real ones."""
    monkeypatch.setenv("SERM_BONE_RECEIVERS", str(tmp_path / "receivers"))
    monkeypatch.delenv("SERM_BONE_RECEIVERS_REQUIRED", raising=False)


def alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


def test_a_server_answers_inside_and_is_gone_outside(tmp_path: Path) -> None:
    port = free_port()
    ready = responds(f"http://127.0.0.1:{port}/")
    assert not ready()
    with running([*SERVE, str(port)], ready=ready, limit=20, cwd=tmp_path) as server:
        assert ready()
        assert server.poll() is None
    assert server.poll() is not None
    assert not ready()


def test_a_server_that_ends_early_shows_the_end_of_its_log() -> None:
    command = [sys.executable, "-c", "print('no such option'); raise SystemExit(7)"]
    with (
        pytest.raises(pytest.fail.Exception, match=r"ended with 7(?s:.*)no such option"),
        running(command, ready=lambda: False, limit=20),
    ):
        pass


def test_a_server_that_is_never_ready_is_stopped_and_its_children_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(process, "_PATIENCE", 0.5)
    told = tmp_path / "child"
    deaf = (
        "import signal, subprocess, sys, time\n"
        "signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
        "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)'])\n"
        f"open({str(told)!r}, 'w').write(str(child.pid))\n"
        "child.wait()\n"
    )
    with (
        pytest.raises(pytest.fail.Exception, match=r"not ready within 1 s"),
        running([sys.executable, "-c", deaf], ready=lambda: False, limit=1),
    ):
        pass
    child = int(told.read_text())
    for _ in range(50):
        if not alive(child):
            break
        time.sleep(0.1)
    assert not alive(child)


def test_a_receiver_is_made_once_even_when_several_ask_at_once() -> None:
    made: list[Path] = []

    def make(place: Path) -> None:
        time.sleep(0.2)
        made.append(place)

    found: list[Path] = []
    askers = [
        threading.Thread(target=lambda: found.append(cache.once("thing", b"1.0", make, sound=Path.is_dir)))
        for _ in range(4)
    ]
    for asker in askers:
        asker.start()
    for asker in askers:
        asker.join()
    assert len(made) == 1
    assert found == made * 4


def test_another_description_is_another_receiver() -> None:
    places = {cache.once("thing", text, lambda place: None, sound=Path.is_dir) for text in (b"1.0", b"1.1")}
    assert len(places) == 2


def test_what_was_left_half_made_or_lost_is_made_anew() -> None:
    def broken(place: Path) -> None:
        (place / "half").touch()
        raise RuntimeError("the network went away")

    def whole(place: Path) -> None:
        assert not list(place.iterdir())
        (place / "file").touch()

    with pytest.raises(RuntimeError):
        cache.once("thing", b"1.0", broken, sound=Path.is_dir)
    place = cache.once("thing", b"1.0", whole, sound=Path.is_dir)
    (place / "file").unlink()
    cache.once("thing", b"1.0", whole, sound=lambda found: (found / "file").exists())
    assert (place / "file").exists()


def test_what_cannot_be_had_skips_or_where_all_are_required_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    client = [sys.executable, "-c", "raise SystemExit('no network')"]
    with pytest.raises(pytest.skip.Exception, match="the tool cannot be had: no network"):
        cache.fetch("the tool", client, limit=20)
    monkeypatch.setenv("SERM_BONE_RECEIVERS_REQUIRED", "1")
    with pytest.raises(pytest.fail.Exception, match="the tool cannot be had: no network"):
        cache.fetch("the tool", client, limit=20)


@pytest.mark.parametrize(
    ("told", "version"),
    [
        ('openjdk version "17.0.15" 2025-04-15', 17),
        ('openjdk version "25" 2025-09-16', 25),
        ('java version "1.8.0_392"', 8),
        ("no such file", None),
    ],
)
def test_the_version_of_java_is_read(told: str, version: int | None) -> None:
    assert java.parsed(told) == version


def test_the_oldest_java_that_is_new_enough_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    there = ((11, Path("/old")), (17, Path("/middle")), (25, Path("/new")))
    monkeypatch.setattr(java, "_installed", lambda: there)
    assert java.runtime(17) == Path("/middle")
    assert java.runtime(21) == Path("/new")
    with pytest.raises(pytest.skip.Exception, match="Java 26 or newer is not installed; found: 11"):
        java.runtime(26)
