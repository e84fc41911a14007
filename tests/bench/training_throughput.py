"""Compares the course's training with PyTorch's, window after window in turn: tokens per second, memory, share of the product's peak.

Usage: dotnet build tests/LlmCourse.TrainingHost && python3 tests/bench/training_throughput.py [small] [big] [recipe] [--rounds 5] [--seconds 8]
           [--threads 2] [--python /usr/bin/python3] [--llmc ../shared/peers/llm.c] [--csv FILE]
Needs Debian's python3-torch and libopenblas0-openmp. PyTorch runs twice where OPENBLAS_CORETYPE is set: as it says, and with OpenBLAS's own choice.
The peak is that of libtorch's product of 1024 x 1024 in the same run. Where --llmc names llm.c's sources and gcc is there, it takes its turns too.
"""
import argparse
import csv
import datetime
import json
import os
import shutil
import statistics
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
HOST = os.path.join(ROOT, "artifacts", "bin", "LlmCourse.TrainingHost", "release", "LlmCourse.TrainingHost.dll")
PEERS = os.path.join(ROOT, "tests", "peers")
SHAPES = {"small": (4, 4, 128, 64, 12), "big": (6, 6, 384, 256, 8)}  # layers, heads, width, length, batch


class Contender:
    """A process that trains when it is told to, and sleeps otherwise."""

    def __init__(self, name, command, environment=None):
        self.name, self.tokens, self.resident = name, [], 0
        self.process = subprocess.Popen(command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.about = json.loads(self.process.stdout.readline())

    def ask(self, command, seconds):
        """Lets it work for a time, and reads what it tells."""
        self.process.stdin.write(f"{command} {seconds}\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())

    def train(self, seconds):
        """One window of training."""
        told = self.ask("train", seconds)
        self.tokens.append(told["tokens_per_second"])
        self.resident = told["resident_mb"]

    def close(self):
        """Lets it end."""
        self.process.stdin.close()
        self.process.wait()


def peers(model, arguments):
    """PyTorch's processes for a model; none for a recipe that nanoGPT does not have."""
    if model not in SHAPES:
        return []
    base = {**os.environ, "OMP_WAIT_POLICY": "PASSIVE", "OMP_NUM_THREADS": str(arguments.threads)}
    shape = [*map(str, SHAPES[model]), str(arguments.threads)]
    command = [arguments.python, os.path.join(PEERS, "nanogpt_throughput.py"), *shape]
    kinds = {"PyTorch": {key: value for key, value in base.items() if not key.startswith("OPENBLAS_")}}
    if "OPENBLAS_CORETYPE" in os.environ:
        kinds[f"PyTorch, {os.environ['OPENBLAS_CORETYPE']} kernels"] = base
    found = [Contender(name, command, environment) for name, environment in kinds.items()]
    if not arguments.llmc or not shutil.which("gcc"):
        print("llm.c: skipped, --llmc names no folder or gcc is not installed")
        return found
    return [*found, Contender("llm.c", [sys.executable, os.path.join(PEERS, "llmc_throughput.py"), arguments.llmc, *shape])]


def compare(model, arguments):
    """All contenders of one model in turn, and the table's lines."""
    def ours(name, way, **environment):
        return Contender(f"course, {name}", ["dotnet", HOST, "throughput", model, way, str(arguments.threads)], {**os.environ, **environment})
    contenders = [ours("fast", "fast"), ours("fast, libtorch's product", "fast", DOTNET_EnableAVX512="0"), ours("plain", "plain"), *peers(model, arguments)]
    course = contenders[0]
    peaks, optimizer, lines = [], [], []
    for _ in range(arguments.rounds):
        peaks.append(course.ask("peak", 0.5)["gflops"])
        for contender in contenders:
            contender.train(arguments.seconds)
        optimizer.append(course.ask("optimizer", 0.3)["optimizer_ms"])
    peak, flops = statistics.median(peaks), course.about["training_flops_per_token"]
    rate = statistics.median(course.tokens)
    print(f"\n{model}: {course.about['parameters']:,} parameters; peak of libtorch's product {peak:.0f} GFLOP/s; load {open('/proc/loadavg').read().split()[0]}")
    print(f"{'':28}{'tokens/s':>10}{'(lowest, highest)':>20}{'% of peak':>11}{'MB':>7}{'ours is':>9}")
    for contender in contenders:
        median = statistics.median(contender.tokens)
        spread = f"({min(contender.tokens):,.0f}, {max(contender.tokens):,.0f})"
        lines.append([model, contender.name, round(median), round(min(contender.tokens)), round(max(contender.tokens)), round(100 * median * flops / peak / 1e9), round(contender.resident), round(rate / median, 2), round(peak)])
        print(f"{contender.name:28}{median:>10,.0f}{spread:>20}{100 * median * flops / peak / 1e9:>10.0f}%{contender.resident:>7.0f}{rate / median:>8.2f}x")
    tokens = {"small": 768, "big": 2048, "recipe": 2048}[model]
    share = statistics.median(optimizer) / (1000 * tokens / rate)
    print(f"clipping and optimiser: {statistics.median(optimizer):.2f} ms, {100 * share:.1f}% of a step")
    for contender in contenders:
        contender.close()
    return lines


def machine():
    """The processor, as the system names it."""
    with open("/proc/cpuinfo", encoding="ascii") as info:
        about = {key.strip(): value.strip() for key, _, value in (line.partition(":") for line in info)}
    return f"{os.cpu_count()} x {about['model name']} (family {about['cpu family']}{', AVX-512' if 'avx512f' in about['flags'] else ''})"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("models", nargs="*", default=["small", "big", "recipe"])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=8)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--python", default="/usr/bin/python3")
    parser.add_argument("--llmc")
    parser.add_argument("--csv", help="a file for the table")
    arguments = parser.parse_args()
    lines = [line for model in arguments.models for line in compare(model, arguments)]
    if arguments.csv:
        with open(arguments.csv, "w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            about = [datetime.date.today().isoformat(), machine(), f"tests/bench/training_throughput.py {' '.join(arguments.models)} --rounds {arguments.rounds} --seconds {arguments.seconds:g}"]
            writer.writerow(["model", "contender", "tokens per second", "lowest", "highest", "% of libtorch's peak", "resident MB", "times slower than the course", "peak GFLOP/s", "date", "machine", "command"])
            writer.writerows(line + about for line in lines)


if __name__ == "__main__":
    main()
