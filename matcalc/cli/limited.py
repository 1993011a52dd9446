"""Batches in a process with limits: a request that takes all time or memory gets a refusal."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from matcalc.limited import OUT_OF_MEMORY, START, Limits, Worker, allow, confine
from matcalc.service import Respond, check_response, derive_response, error_fields, run_batch

RESPONDERS: Mapping[str, Respond] = {"check": check_response, "derive": derive_response}
MODULE = "matcalc.cli.limited"


def limited_batch(
    lines: Iterable[str], command: str, limits: Limits, module: str = MODULE
) -> Iterator[str]:
    """One response line for each request line that is not blank, each within the limits."""
    worker = None
    try:
        for line in lines:
            if not line.strip():
                continue
            if worker is None:
                worker = _started(module, command, limits)
            worker.send(" ".join(line.splitlines()))
            answer = worker.receive(limits.seconds)
            yield answer.rstrip("\n") if answer is not None else _refusal(line, command, worker)
            if answer is None:
                worker.kill()
                worker = None
    finally:
        if worker is not None:
            worker.kill()


def _started(module: str, command: str, limits: Limits) -> Worker:
    worker = Worker(module, [command, str(limits.seconds), str(limits.memory)])
    worker.receive(START)
    return worker


def _refusal(line: str, command: str, worker: Worker) -> str:
    """The response to a request whose process had to be ended."""
    from matcalc.errors import UnsupportedError

    error = UnsupportedError(
        f"This request could not be answered: {worker.ending()}.",
        code="limit",
        hint="Ask for something smaller, or with --no-limits.",
    )
    verdict = {"verdict": "unknown"} if command == "check" else {}
    return json.dumps({"id": _id(line), **verdict, "error": error_fields(error)})


def _id(line: str) -> Any:
    try:
        request = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return request.get("id") if isinstance(request, dict) else None


def serve(command: str, seconds: float, memory: int) -> None:
    """The child: a line in, a line out."""
    confine(memory)
    respond = RESPONDERS[command]
    _warm(respond)
    print("ready", flush=True)
    for line in sys.stdin:
        allow(seconds)
        try:
            print(*run_batch([line], respond), flush=True)
        except MemoryError:
            os._exit(OUT_OF_MEMORY)


def _warm(respond: Respond) -> None:
    """Import what an answer needs before the first request's time begins."""
    respond({"function": "x' x", "wrt": "x", "claim": "2 x"})


if __name__ == "__main__":
    serve(sys.argv[1], float(sys.argv[2]), int(sys.argv[3]))
