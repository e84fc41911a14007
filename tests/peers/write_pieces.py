"""Writes how the pre-tokenizers of published models cut texts, as the regex package of Python does it: a golden file of PreTokenizerTests.

Usage: write_pieces.py FILE   (pip install regex; FILE is tests/LlmCourse.Tests/Fixtures/pieces.json)
"""
import json
import random
import sys

import regex

GPT2 = r"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"
MODERN = r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}%s| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
MODELS = {  # the patterns in the file, and whether ByteLevel cuts once more
    "llama3": ([MODERN % "{1,3}"], False),
    "qwen2": ([MODERN % ""], False),
    "smollm": ([r"\p{N}"], True),
    "whole": ([], False),
}
PARTS = ["a", "Z", "the", "é", "e\u0301", "ж", "漢", "字", "한", "𝒜", "𠀀", "𞤀", "1", "42", "٣", "½", "Ⅻ", "𝟘", "1234567", " ", "  ", "   ", "\u00a0", "\u3000", "\t", "\n",
         "\n\n", "\r\n", "'s", "'S", "'LL", "'re", "'", "’", ".", ",", "...", "!?", "-", "_", "(", ")", "€", "😀", "👩‍💻", "\u200b", "\u0903", "\ue000"]


def pieces(text, patterns, with_gpt2):
    cut = [text] if text else []
    for pattern in patterns + ([GPT2] if with_gpt2 else []):
        cut = [piece for part in cut for piece in isolated(pattern, part)]
    return cut


def isolated(pattern, text):
    end = 0
    for match in regex.finditer(pattern, text):
        yield from filter(None, (text[end:match.start()], match.group()))
        end = match.end()
    yield from filter(None, (text[end:],))


def main(path):
    chance = random.Random(7)
    texts = ["", "It's 1234567 o'CLOCK,\n\n  isn't it?   \n", "for (int i = 0; i < 10; i++) {\n    x[i] += 3.14;\r\n}  "]
    texts += ["".join(chance.choice(PARTS) for _ in range(chance.randint(1, 24))) for _ in range(60)]
    cases = [{"model": name, "patterns": patterns, "gpt2": gpt2, "cuts": [pieces(text, patterns, gpt2) for text in texts]} for name, (patterns, gpt2) in MODELS.items()]
    with open(path, "w") as file:
        file.write(json.dumps(cases, ensure_ascii=True, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main(sys.argv[1])
