"""The runner's side of the benchmark protocol, for peers in Python; protocol.mjs is its twin and documents it."""

import json
import os
import sys
import time
import traceback

from cnnData import CNN
from spikingData import SPIKING
from tutorialData import WORKLOAD

FIRST_LOSSES = WORKLOAD["firstLosses"] | CNN["firstLosses"] | SPIKING["firstLosses"]


def serve(peer):
    replies = os.fdopen(os.dup(sys.stdout.fileno()), "w")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    trainers = {}

    def trainer(workload):
        if workload not in trainers:
            trainers[workload] = peer.trainer(workload)
        return trainers[workload]

    def check(request):
        train = trainer(request["workload"])
        train.reset()
        count = len(FIRST_LOSSES[request["workload"]])
        losses = train.check() if hasattr(train, "check") else train.run(count)
        return {"firstLosses": [float(loss) for loss in losses]}

    def time_steps(request):
        train = trainer(request["workload"])
        train.reset()
        start = time.perf_counter()
        losses = train.run(request["steps"])
        seconds = time.perf_counter() - start
        return {"msPerStep": seconds * 1e3 / request["steps"], "lastLoss": float(losses[-1])}

    def compile_step(request):
        start = time.perf_counter()
        peer.compile(request["workload"])
        return {"ms": (time.perf_counter() - start) * 1e3}

    def table(_request):
        start = time.perf_counter()
        rows = peer.table()
        return {"seconds": time.perf_counter() - start, "rows": rows}

    commands = {
        "prepare": lambda _request: {"versions": peer.versions()},
        "check": check,
        "time": time_steps,
        "compile": compile_step,
        "table": table,
    }
    for line in sys.stdin:
        request = json.loads(line)
        try:
            reply = {"ok": True, **commands[request["cmd"]](request)}
        except Exception as error:
            traceback.print_exc()
            reply = {"ok": False, "error": f"{type(error).__name__}: {error}"}
        print(json.dumps(reply), file=replies, flush=True)
