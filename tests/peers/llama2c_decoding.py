"""Builds llama2.c from its sources and lets it generate with random weights of a shape, a window of time at a time.

Usage: llama2c_decoding.py FOLDER 10.6M|124M [THREADS]   (needs gcc; FOLDER holds run.c and runq.c)
Reads "run SECONDS" (float32) or "runq SECONDS" (int8) from its input and answers each with a line of JSON: the rate that the program itself reports, the median of as many runs as fit.
Its feed-forward part has three matrices, so 8/3 of the width gives GPT-2's number of weights.
"""
import array
import json
import os
import random
import re
import statistics
import struct
import subprocess
import sys
import tempfile
import time

SOURCES = sys.argv[1]
DIM, HIDDEN, LAYERS, HEADS, VOCABULARY, LENGTH = {"10.6M": (384, 1024, 6, 6, 65, 256), "124M": (768, 2048, 12, 12, 50257, 1024)}[sys.argv[2]]
THREADS = sys.argv[3] if len(sys.argv) > 3 else "2"
TOKENS = 100
GROUP = 64


def noise(count):
    """Random numbers; a stretch of them over and over, since what they are does not change how long a step takes."""
    stretch = array.array("f", (random.gauss(0, 0.02) for _ in range(65_521)))
    numbers = stretch * (count // len(stretch) + 1)
    return numbers[:count]


def matrices():
    """The sizes of its matrices in the order of its files: embedding, then each kind for all layers."""
    return [VOCABULARY * DIM, *[LAYERS * DIM * DIM] * 4, *[LAYERS * DIM * HIDDEN] * 3]


def write_float(path):
    """A model in its first format. Token 1, which would end a text, has an embedding of zeros."""
    embedding, query, key, value, output, gate, down, up = (noise(size) for size in matrices())
    embedding[DIM:2 * DIM] = array.array("f", [0.0] * DIM)
    ones = array.array("f", [1.0])
    with open(path, "wb") as file:
        file.write(struct.pack("7i", DIM, HIDDEN, LAYERS, HEADS, HEADS, VOCABULARY, LENGTH))
        for part in (embedding, ones * (LAYERS * DIM), query, key, value, output, ones * (LAYERS * DIM), gate, down, up, ones * DIM, array.array("f", [0.0]) * (LENGTH * DIM // HEADS)):
            part.tofile(file)


def write_whole(path):
    """The same in its format of 8 bits, with a scale for each 64 numbers; each layer's matrix by itself."""
    with open(path, "wb") as file:
        file.write(struct.pack("<Ii7iBi", 0x616B3432, 2, DIM, HIDDEN, LAYERS, HEADS, HEADS, VOCABULARY, LENGTH, 1, GROUP).ljust(256, b"\0"))
        (array.array("f", [1.0]) * ((2 * LAYERS + 1) * DIM)).tofile(file)
        for index, size in enumerate(matrices()):
            for _ in range(1 if index == 0 else LAYERS):
                count = size if index == 0 else size // LAYERS
                stretch = bytes(random.randrange(256) for _ in range(65_521))
                whole = bytearray((stretch * (count // len(stretch) + 1))[:count])
                if index == 0:
                    whole[DIM:2 * DIM] = bytes(DIM)
                file.write(whole)
                (array.array("f", [0.0003]) * (count // GROUP)).tofile(file)


def write_tokenizer(path):
    """A vocabulary of names that mean nothing."""
    with open(path, "wb") as file:
        file.write(struct.pack("i", 8))
        for token in range(VOCABULARY):
            name = f"t{token}".encode()
            file.write(struct.pack("fi", 0.0, len(name)) + name)


def main():
    with tempfile.TemporaryDirectory() as folder:
        for name, write in (("run", write_float), ("runq", write_whole)):
            write(os.path.join(folder, f"{name}.bin"))
            subprocess.run(["gcc", "-Ofast", "-march=native", "-fopenmp", "-w", "-o", os.path.join(folder, name), os.path.join(SOURCES, f"{name}.c"), "-lm"], check=True)
        write_tokenizer(os.path.join(folder, "tokenizer.bin"))
        print(json.dumps({"weights": sum(matrices())}), flush=True)
        for line in sys.stdin:
            program, seconds = line.split()
            rates, begun = [], time.monotonic()
            while not rates or time.monotonic() - begun < float(seconds):
                ended = subprocess.run([os.path.join(folder, program), os.path.join(folder, f"{program}.bin"), "-z", os.path.join(folder, "tokenizer.bin"), "-t", "0", "-n", str(TOKENS)],
                                       capture_output=True, env={**os.environ, "OMP_NUM_THREADS": THREADS}, check=True)
                rates.append(float(re.search(rb"achieved tok/s: ([\d.]+)", ended.stderr).group(1)))
            print(json.dumps({"tokens_per_second": statistics.median(rates)}), flush=True)


if __name__ == "__main__":
    main()
