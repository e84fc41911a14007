"""Trains nanoGPT's model in plain PyTorch on random tokens, a window of time at a time, and tells its throughput.

Usage: nanogpt_throughput.py LAYERS HEADS WIDTH LENGTH BATCH [THREADS]   (Debian: python3-torch, libopenblas0-openmp)
Reads "train SECONDS" from its input, once per window, and answers each with a line of JSON; "peak SECONDS" times a product of 1024 x 1024.
Between two windows it sleeps: OMP_WAIT_POLICY=PASSIVE must be set, or its threads spin beside whatever is measured in turn.
"""
import json
import math
import sys
import time

import torch
import torch.nn as nn
import torch.nn.functional as F

L, H, C, T, B = map(int, sys.argv[1:6])
V = 65
torch.set_num_threads(int(sys.argv[6]) if len(sys.argv) > 6 else 2)
torch.manual_seed(1)
mask = torch.full((T, T), float("-inf")).triu(1)


class Block(nn.Module):
    def __init__(self):
        super().__init__()
        self.n1, self.n2 = nn.Parameter(torch.ones(C)), nn.Parameter(torch.ones(C))
        self.qkv, self.proj = nn.Linear(C, 3 * C, bias=False), nn.Linear(C, C, bias=False)
        self.up, self.down = nn.Linear(C, 4 * C, bias=False), nn.Linear(4 * C, C, bias=False)

    def forward(self, x):
        q, k, v = (z.view(B, T, H, C // H).transpose(1, 2) for z in self.qkv(F.layer_norm(x, (C,), self.n1)).split(C, 2))
        attention = ((q @ k.transpose(-2, -1)) * (1 / math.sqrt(C // H)) + mask).softmax(-1)
        x = x + self.proj((attention @ v).transpose(1, 2).reshape(B, T, C))
        return x + self.down(F.gelu(self.up(F.layer_norm(x, (C,), self.n2))))


class Model(nn.Module):
    def __init__(self):
        super().__init__()
        self.tok, self.pos = nn.Embedding(V, C), nn.Embedding(T, C)
        self.blocks, self.norm = nn.ModuleList(Block() for _ in range(L)), nn.Parameter(torch.ones(C))
        for p in self.parameters():
            if p.dim() >= 2:
                nn.init.normal_(p, std=0.02)

    def forward(self, x):
        h = self.tok(x) + self.pos(torch.arange(T))
        for block in self.blocks:
            h = block(h)
        return F.layer_norm(h, (C,), self.norm) @ self.tok.weight.T


model = Model()
parameters = list(model.parameters())
groups = [{"params": [p for p in parameters if p.dim() >= 2], "weight_decay": 0.1}, {"params": [p for p in parameters if p.dim() < 2], "weight_decay": 0.0}]


def step(optimizer):
    """One training step."""
    x = torch.randint(V, (B, T))
    optimizer.zero_grad(set_to_none=True)
    loss = F.cross_entropy(model(x).view(-1, V), x.roll(-1, 1).reshape(-1))
    loss.backward()
    nn.utils.clip_grad_norm_(parameters, 1.0)
    optimizer.step()
    return loss.item()


def steps_for(seconds, optimizer):
    """Trains for a time: steps done and seconds taken."""
    begun, done = time.perf_counter(), 0
    while (taken := time.perf_counter() - begun) < seconds:
        step(optimizer)
        done += 1
    return done, taken


def peak(seconds):
    """GFLOP/s of the best 1024 x 1024 product within a time."""
    a, b = torch.randn(1024, 1024), torch.randn(1024, 1024)
    begun, best = time.perf_counter(), math.inf
    while time.perf_counter() - begun < seconds:
        at = time.perf_counter()
        a @ b
        best = min(best, time.perf_counter() - at)
    return 2 * 1024**3 / best / 1e9


def resident():
    """Megabytes of this process that lie in memory."""
    with open("/proc/self/status", encoding="ascii") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmRSS")) / 1024


def faster_optimizer():
    """AdamW an operation over all parameters at once ("foreach") or one parameter after another: whichever is faster here."""
    candidates = [torch.optim.AdamW(groups, lr=1e-3, betas=(0.9, 0.99), foreach=foreach) for foreach in (False, True)]
    rates = []
    for candidate in candidates:
        step(candidate)
        done, taken = steps_for(2, candidate)
        rates.append(done / taken)
    chosen = candidates[rates.index(max(rates))]
    for candidate in candidates:
        if candidate is not chosen:
            candidate.state.clear()
    return chosen


optimizer = faster_optimizer()
print(json.dumps({"ready": torch.__version__, "parameters": sum(p.numel() for p in parameters)}), flush=True)
for line in sys.stdin:
    command, seconds = line.split()
    if command == "peak":
        print(json.dumps({"gflops": peak(float(seconds))}), flush=True)
    else:
        done, taken = steps_for(float(seconds), optimizer)
        print(json.dumps({"tokens_per_second": done * B * T / taken, "resident_mb": resident()}), flush=True)
