"""Reads a folder that the course has saved, as any other tool would: prints every tensor's name, shape and SHA-256, and the logits' sum of squares.

Usage: read_pretrained.py FOLDER TOKEN...   (Debian: python3-torch; with the safetensors package where it is installed)
"""
import hashlib
import json
import sys

import torch

from reference_models import bytes_of, load_folder, logits


def main(folder, tokens):
    torch.set_num_threads(1)
    config, weights = load_folder(folder)
    predicted = logits(config, {name: value.float() for name, value in weights.items()}, torch.tensor([tokens]))
    print(json.dumps({
        "tensors": {name: [list(value.shape), hashlib.sha256(bytes_of(value)).hexdigest()] for name, value in weights.items()},
        "logits": predicted.flatten().tolist(),
    }))


if __name__ == "__main__":
    main(sys.argv[1], [int(token) for token in sys.argv[2:]])
