"""The daemon speaks to a service manager, by systemd's protocol, and to nobody else."""

import os
import signal
import socket
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from db.crawl import sources
from db.store import open_store
from khabardar.service_manager import notifier
from pipelines.sources import Source
from pipelines.visits import Visit
from tests.commandline import configure


@pytest.mark.parametrize("abstract", [False, True])
def test_a_line_reaches_the_socket_and_children_do_not_know_it(
    tmp_path: Path, abstract: bool
) -> None:
    path = str(tmp_path / "notify")
    environment = {"NOTIFY_SOCKET": f"@{path}" if abstract else path, "PATH": "/bin"}
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        manager.bind(f"\0{path}" if abstract else path)
        manager.settimeout(10)
        notify = notifier(environment)
        notify("READY=1")
        notify("STATUS=two\nWATCHDOG=1 lines")
        assert manager.recv(100) == b"READY=1"
        assert manager.recv(100) == b"STATUS=two WATCHDOG=1 lines"
    assert environment == {"PATH": "/bin"}
    notify("WATCHDOG=1")  # nobody listens any more


@pytest.mark.parametrize("address", ["", "not/absolute", "/nobody/there"])
def test_without_a_manager_nothing_happens(address: str) -> None:
    notifier({"NOTIFY_SOCKET": address} if address else {})("READY=1")


def test_the_daemon_says_when_it_is_ready_lives_and_stops_and_is_alone(tmp_path: Path) -> None:
    configure(tmp_path)
    now = datetime.now(UTC)
    with open_store(tmp_path / "khabardar.db", write=True) as store:
        sources.sync_sources(store, [Source("a", "A", "http://a.example/")], now)
        sources.record_visits(store, "a", [Visit("a", now, "http://a.example/f", "ok", 200)], now)
    command = [sys.executable, "-m", "khabardar", "-c", str(tmp_path / "khabardar.toml"), "run"]
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        manager.bind(str(tmp_path / "notify"))
        manager.settimeout(60)
        daemon = subprocess.Popen(
            command,
            env={**os.environ, "NOTIFY_SOCKET": str(tmp_path / "notify")},
            stderr=subprocess.PIPE,
            text=True,
        )
        assert {manager.recv(100), manager.recv(100)} == {b"READY=1", b"WATCHDOG=1"}
        second = subprocess.run(command, capture_output=True, text=True, check=False)
        daemon.send_signal(signal.SIGTERM)
        while (told := manager.recv(100)) == b"WATCHDOG=1":
            pass
        assert told == b"STOPPING=1"
        _, said = daemon.communicate(timeout=20)
    assert daemon.returncode == 0
    assert said.splitlines()[0].endswith("Z watching; stop me with Ctrl-C or SIGTERM")
    assert second.returncode == 75
    assert "a khabardar run watches this database already: process " in second.stderr
