"""Compares generation token by token, window after window in turn: libtorch with a cache, the course's decoder (float32, int8, one text or sixteen), and llama2.c.

Usage: dotnet build tests/LlmCourse.TrainingHost && python3 tests/bench/decoding_speed.py [10.6M] [124M] [--rounds 7] [--seconds 2]
           [--threads 2] [--llama2c ../shared/peers/llama2.c] [--csv FILE]
Weights are random. The bandwidth is that of reading a quarter of a gigabyte with as many threads, measured in each round. Where --llama2c names its sources and gcc is there, it takes its turns too.
"""
import argparse
import csv
import datetime
import os
import shutil
import statistics
import sys

from training_throughput import HOST, PEERS, Contender, machine

OURS = ["torch", "float32", "int8", "float32x16", "int8x16"]
NAMES = {"torch": "libtorch, KV cache", "float32": "Decoder, float32", "int8": "Decoder, int8", "float32x16": "Decoder, float32, 16 texts", "int8x16": "Decoder, int8, 16 texts",
         "run": "llama2.c run, float32", "runq": "llama2.c runq, int8"}


def compare(model, arguments):
    """All ways of one model in turn, and the table's lines."""
    ours = Contender("course", ["dotnet", HOST, "decoding", model, str(arguments.threads)])
    peer = None
    if arguments.llama2c and shutil.which("gcc"):
        peer = Contender("llama2.c", [sys.executable, os.path.join(PEERS, "llama2c_decoding.py"), arguments.llama2c, model, str(arguments.threads)])
    else:
        print("llama2.c: skipped, --llama2c names no folder or gcc is not installed")
    rates, bandwidths = {}, []
    for round_ in range(arguments.rounds + 1):
        told = {way: ours.ask(way, arguments.seconds)["tokens_per_second"] for way in OURS}
        if peer:
            told |= {way: peer.ask(way, arguments.seconds)["tokens_per_second"] for way in ("run", "runq")}
        bandwidth = ours.ask("machine", 0)["bytes_per_second"]
        if round_ > 0:  # in the first the runtime still compiles
            bandwidths.append(bandwidth)
            for way, rate in told.items():
                rates.setdefault(way, []).append(rate)
    bandwidth = statistics.median(bandwidths)
    print(f"\n{model}: {ours.about['parameters']:,} parameters; {ours.about['bytes'] / 1e6:.0f} MB a token, {ours.about['int8_bytes'] / 1e6:.0f} MB in int8; "
          f"memory {bandwidth / 1e9:.1f} GB/s ({min(bandwidths) / 1e9:.1f} to {max(bandwidths) / 1e9:.1f}); load {open('/proc/loadavg').read().split()[0]}")
    print(f"{'':28}{'tokens/s':>10}{'(lowest, highest)':>20}{'/ libtorch':>11}{'/ float32':>11}{'% of memory':>13}")
    lines = []
    for way, values in rates.items():
        def over(other):
            return statistics.median(value / base for value, base in zip(values, rates[other]))
        median = statistics.median(values)
        size = ours.about["int8_bytes" if way in ("int8", "runq") else "bytes"]
        share = statistics.median(value * size / read for value, read in zip(values, bandwidths)) if "x16" not in way else None
        lines.append([model, NAMES[way], round(median, 1), round(min(values), 1), round(max(values), 1), round(over("torch"), 2), round(over("float32"), 2), round(100 * share) if share else "", round(bandwidth / 1e9, 1)])
        spread = f"({min(values):,.0f}, {max(values):,.0f})"
        print(f"{NAMES[way]:28}{median:>10,.0f}{spread:>20}{over('torch'):>10.2f}x{over('float32'):>10.2f}x{f'{100 * share:.0f}%' if share else '':>13}")
    for contender in filter(None, (ours, peer)):
        contender.close()
    return lines


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("models", nargs="*", default=["10.6M", "124M"])
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--seconds", type=float, default=2)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--llama2c")
    parser.add_argument("--csv", help="a file for the table")
    arguments = parser.parse_args()
    lines = [line for model in arguments.models for line in compare(model, arguments)]
    if arguments.csv:
        with open(arguments.csv, "w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            about = [datetime.date.today().isoformat(), machine(), f"tests/bench/decoding_speed.py {' '.join(arguments.models)} --rounds {arguments.rounds} --seconds {arguments.seconds:g}"]
            writer.writerow(["model", "way", "tokens per second", "lowest", "highest", "over libtorch with a cache", "over float32", "% of read bandwidth", "GB/s", "date", "machine", "command"])
            writer.writerows(line + about for line in lines)


if __name__ == "__main__":
    main()
