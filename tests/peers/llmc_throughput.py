"""Builds llm.c's reference training from its own sources for a shape, and tells its throughput a window of time at a time.

Usage: llmc_throughput.py FOLDER LAYERS HEADS WIDTH LENGTH BATCH [THREADS]   (needs gcc; FOLDER holds train_gpt2.c and llmc/)
Reads "train SECONDS" from its input and answers each with a line of JSON. The weights and the text are random; the program has its batch in its
source, so a copy with another number is compiled. It starts anew for every window, and only its training steps count, by its own clock.
"""
import array
import json
import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

SOURCES = sys.argv[1]
L, H, C, T, B = map(int, sys.argv[2:7])
THREADS = sys.argv[7] if len(sys.argv) > 7 else "2"
V, PADDED = 65, 128


def header(*numbers):
    """The 256 whole numbers with which each of its files begins."""
    return array.array("i", [*numbers, *[0] * (256 - len(numbers))]).tobytes()


def parameters():
    """Random weights in the order of its file, gains of one; how many there are."""
    layer = [C, C, 3 * C * C, 3 * C, C * C, C, C, C, 4 * C * C, 4 * C, 4 * C * C, C]
    gains = [0, 6]
    weights = array.array("f", (random.gauss(0, 0.02) for _ in range((PADDED + T) * C)))
    for index, size in enumerate(layer):
        weights.extend([1.0] * (L * size) if index in gains else (random.gauss(0, 0.02) for _ in range(L * size)))
    weights.extend([1.0] * C + [0.0] * C)
    return weights


def prepare(folder):
    """Its sources with our batch, built; a model file and two data files where it looks for them."""
    with open(os.path.join(SOURCES, "train_gpt2.c"), encoding="utf-8") as file:
        source = file.read()
    for was, shall in (("int B = 4;", f"int B = {B};"), ("int T = 64;", f"int T = {T};"), ("step <= 40", "step <= 100000"), ("step % 20 == 0", "step < 0"), ("step % 10 == 0", "step < 0")):
        assert was in source, f"llm.c has no '{was}' any more"
        source = source.replace(was, shall)
    with open(os.path.join(folder, "train_gpt2.c"), "w", encoding="utf-8") as file:
        file.write(source)
    shutil.copytree(os.path.join(SOURCES, "llmc"), os.path.join(folder, "llmc"))
    subprocess.run(["gcc", "-Ofast", "-march=native", "-fopenmp", "-w", "-o", "train_gpt2", "train_gpt2.c", "-lm"], cwd=folder, check=True)
    weights = parameters()
    with open(os.path.join(folder, "gpt2_124M.bin"), "wb") as file:
        file.write(header(20240326, 3, T, V, L, H, C, PADDED) + weights.tobytes())
    data = os.path.join(folder, "dev", "data", "tinyshakespeare")
    os.makedirs(data)
    for name in ("train", "val"):
        tokens = array.array("H", (random.randrange(V) for _ in range(100_000)))
        with open(os.path.join(data, f"tiny_shakespeare_{name}.bin"), "wb") as file:
            file.write(header(20240520, 1, len(tokens)) + tokens.tobytes())
    return len(weights)


def train(folder, seconds):
    """Lets it train for a time: its tokens per second by its own clock, and the memory that it held."""
    process = subprocess.Popen(["stdbuf", "-oL", "./train_gpt2"], cwd=folder, env={**os.environ, "OMP_NUM_THREADS": THREADS}, stdout=subprocess.PIPE, text=True)
    times, resident, begun = [], 0, None
    for line in process.stdout:
        if line.startswith("step "):
            begun = begun or time.perf_counter()
            times.append(float(line.split("took ")[1].split(" ms")[0]))
            if time.perf_counter() - begun >= seconds and len(times) > 2:
                with open(f"/proc/{process.pid}/status", encoding="ascii") as status:
                    resident = next(int(line.split()[1]) for line in status if line.startswith("VmRSS")) / 1024
                break
    process.kill()
    process.wait()
    return {"tokens_per_second": B * T / (statistics.median(times[1:]) / 1000), "resident_mb": resident}


with tempfile.TemporaryDirectory() as place:
    print(json.dumps({"ready": "llm.c", "parameters": prepare(place)}), flush=True)
    for request in sys.stdin:
        print(json.dumps(train(place, float(request.split()[1]))), flush=True)
