import subprocess
import sys

import pytest

STOPPED = """
import os, signal, sys
from khabardar.wiring import stop_at_once_on_sigterm
from worker_processes import Workers

def main():
    stop_at_once_on_sigterm()
    with Workers(dict, count=1) as workers:
        workers.submit(len, [()]).result()  # the process has begun, with its locks
        os.kill(os.getpid(), getattr(signal, sys.argv[1]))

if __name__ == "__main__":
    main()
"""


@pytest.mark.parametrize(("name", "code"), [("SIGINT", 130), ("SIGTERM", 143)])
def test_whoever_is_stopped_says_so_in_one_line_and_by_its_exit_code(name: str, code: int) -> None:
    command = [sys.executable, "-c", STOPPED, name]
    ended = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert ended.returncode == code
    assert ended.stderr == "khabardar: stopped; what was not finished is still pending\n"
