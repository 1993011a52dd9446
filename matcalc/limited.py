"""Processes with limits: memory and processor time kept by the operating system, time by a parent.

A formula from outside may be a tower of exponents. It is judged in a process of its own, which
limits itself before it reads anything (`confine`, `allow`) and which its parent kills when an
answer is late (`Worker.receive`). Parent and child exchange lines of text, never objects.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from pathlib import Path
from queue import Empty, Queue
from subprocess import DEVNULL, PIPE, Popen
from threading import Thread
from typing import IO

OUT_OF_MEMORY = 86
"""How a child exits that asked for more memory than it may have."""

START = 60.0
"""Seconds a child may need to start, on a machine that is busy."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one formula may cost: `seconds` for it, `total` for its document, `memory` in bytes.

    2.5 seconds, so that a refusal is there within 3.
    """

    seconds: float = 2.5
    total: float = 120.0
    memory: int = 1 << 30


def are_kept() -> bool:
    """Whether this system limits memory and processor time; elsewhere only time is limited."""
    return sys.platform == "linux"


def confine(memory: int) -> None:
    """From now on this process has an address space of so many bytes, and leaves no core file."""
    if sys.platform == "linux":
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def allow(seconds: float, *, spare: int = 1) -> None:
    """This process may use so much more processor time, then the system ends it.

    The system counts whole seconds: the time is rounded up. With `spare` seconds more, a parent
    that watches the clock is faster, and this ends only a child whose parent is gone.
    """
    if sys.platform == "linux":
        import resource

        used = resource.getrusage(resource.RUSAGE_SELF)
        hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
        until = ceil(used.ru_utime + used.ru_stime + seconds) + spare
        resource.setrlimit(resource.RLIMIT_CPU, (until, hard))


class Worker:
    """A child process that runs a module, and answers in lines.

    >>> with Worker("calendar", ["2000", "1"]) as worker:
    ...     worker.receive(START).strip()
    'January 2000'
    """

    def __init__(self, module: str, arguments: Sequence[str] = ()) -> None:
        # -P: a folder of submissions must not be a place to import from.
        command = [sys.executable, "-P", "-m", module, *arguments]
        self.process = Popen(
            command, stdin=PIPE, stdout=PIPE, stderr=DEVNULL, env=_environment(), encoding="utf-8"
        )
        self.lines: Queue[str | None] = Queue()
        Thread(target=_listen, args=(self.process.stdout, self.lines), daemon=True).start()

    def __enter__(self) -> Worker:
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()

    def send(self, line: str) -> None:
        """One line to the child. A child that is gone does not mind: it will not answer."""
        assert self.process.stdin is not None
        try:
            self.process.stdin.write(line + "\n")
            self.process.stdin.flush()
        except OSError:
            return

    def receive(self, seconds: float) -> str | None:
        """The next line; None when the child has ended, or was killed since the time was over."""
        try:
            line = self.lines.get(timeout=max(seconds, 0.0))
        except Empty:
            self.kill()
            return None
        if line is None:
            self.process.wait()
        return line

    def kill(self) -> None:
        """End the child, whatever it does."""
        self.process.kill()
        self.process.wait()
        for stream in (self.process.stdin, self.process.stdout):
            _close(stream)

    def ending(self) -> str:
        """Why a child that has ended did so, in words."""
        code = self.process.returncode
        if code == OUT_OF_MEMORY:
            return "it needs more memory than is allowed"
        if code == -signal.SIGKILL:
            return "it takes more time than is allowed"
        if sys.platform != "win32" and code == -signal.SIGXCPU:
            return "it takes more processor time than is allowed"
        return "the process that worked on it broke down"


def _listen(stream: IO[str], lines: Queue[str | None]) -> None:
    try:
        for line in stream:
            lines.put(line)
    except (OSError, ValueError):
        # The stream was closed with the child: there is nothing more to read.
        pass
    lines.put(None)


def _close(stream: IO[str] | None) -> None:
    try:
        if stream is not None:
            stream.close()
    except OSError:
        return


def _environment() -> dict[str, str]:
    """The child finds the same matcalc as its parent."""
    here = str(Path(__file__).parent.parent)
    paths = [here, *filter(None, os.environ.get("PYTHONPATH", "").split(os.pathsep))]
    return {**os.environ, "PYTHONPATH": os.pathsep.join(paths), "PYTHONIOENCODING": "utf-8"}
