"""The conversation between a peer's program and the runner: a line of JSON each way."""

import json
import sys
import time


def serve(jobs):
    """Serves jobs by their names. A job takes the input and gives (work, show): `work()` is what is timed, and
    `show(work())` the answer as JSON."""
    work = None
    for line in sys.stdin:
        question = json.loads(line)
        try:
            if "job" in question:
                work, show = jobs[question["job"]](question["input"])
                reply = {"answer": show(work())}
            else:
                start = time.perf_counter_ns()
                for _ in range(question["times"]):
                    work()
                reply = {"nanoseconds": time.perf_counter_ns() - start}
        except Exception as error:
            reply = {"error": f"{type(error).__name__}: {error}"}
        print(json.dumps(reply), flush=True)
