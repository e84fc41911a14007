"""nanoGPT's CPU recipe for tinyshakespeare in plain PyTorch: the loss over the whole validation part, and its own estimate from 20 batches.

Usage: nanogpt_recipe.py SEED TEXT   (Debian: python3-torch, libopenblas0; about four minutes on one core)
"""
import math, sys, time
import torch, torch.nn as nn, torch.nn.functional as F
torch.set_num_threads(1)
seed = int(sys.argv[1]); torch.manual_seed(seed)
text = open(sys.argv[2], encoding="utf-8").read()
chars = sorted(set(text)); index = {c: i for i, c in enumerate(chars)}
data = torch.tensor([index[c] for c in text]); cut = int(len(data) * 0.9)
train, val = data[:cut], data[cut:]
B, T, C, H, L, V, STEPS, WARM, LR, MIN = 12, 64, 128, 4, 4, len(chars), 2000, 100, 1e-3, 1e-4
class Norm(nn.Module):
    def __init__(s): super().__init__(); s.weight = nn.Parameter(torch.ones(C))
    def forward(s, x): return F.layer_norm(x, (C,), s.weight, None, 1e-5)
class Block(nn.Module):
    def __init__(s):
        super().__init__()
        s.n1, s.n2 = Norm(), Norm()
        s.qkv, s.proj = nn.Linear(C, 3 * C, bias=False), nn.Linear(C, C, bias=False)
        s.up, s.down = nn.Linear(C, 4 * C, bias=False), nn.Linear(4 * C, C, bias=False)
        for m in (s.qkv, s.up): nn.init.normal_(m.weight, std=0.02)
        for m in (s.proj, s.down): nn.init.normal_(m.weight, std=0.02 / math.sqrt(2 * L))
    def forward(s, x):
        b, t, _ = x.shape
        q, k, v = (z.view(b, t, H, C // H).transpose(1, 2) for z in s.qkv(s.n1(x)).split(C, 2))
        a = (q @ k.transpose(-2, -1)) / math.sqrt(C // H) + mask[:t, :t]
        x = x + s.proj((a.softmax(-1) @ v).transpose(1, 2).reshape(b, t, C))
        return x + s.down(F.gelu(s.up(s.n2(x))))
mask = torch.full((T, T), float("-inf")).triu(1)
class Model(nn.Module):
    def __init__(s):
        super().__init__()
        s.tok, s.pos = nn.Embedding(V, C), nn.Embedding(T, C)
        nn.init.normal_(s.tok.weight, std=0.02); nn.init.normal_(s.pos.weight, std=0.02)
        s.blocks, s.norm = nn.ModuleList(Block() for _ in range(L)), Norm()
    def forward(s, x):
        h = s.tok(x) + s.pos(torch.arange(x.shape[1]))
        for b in s.blocks: h = b(h)
        return s.norm(h) @ s.tok.weight.T
model = Model()
decay = [p for p in model.parameters() if p.dim() >= 2]; rest = [p for p in model.parameters() if p.dim() < 2]
opt = torch.optim.AdamW([{"params": decay, "weight_decay": 0.1}, {"params": rest, "weight_decay": 0.0}], lr=LR, betas=(0.9, 0.99))
def batch(d):
    at = torch.randint(len(d) - T, (B,))
    return torch.stack([d[i:i + T] for i in at]), torch.stack([d[i + 1:i + 1 + T] for i in at])
def loss(x, y): return F.cross_entropy(model(x).view(-1, V), y.reshape(-1))
started = time.time()
for step in range(STEPS):
    lr = LR * (step + 1) / (WARM + 1) if step < WARM else MIN + 0.5 * (1 + math.cos(math.pi * (step - WARM) / (STEPS - WARM))) * (LR - MIN)
    for g in opt.param_groups: g["lr"] = lr
    opt.zero_grad(); l = loss(*batch(train)); l.backward()
    nn.utils.clip_grad_norm_(model.parameters(), 1.0); opt.step()
with torch.no_grad():
    n = (len(val) - 1) // T
    x, y = val[:n * T].view(n, T), val[1:n * T + 1].view(n, T)
    whole = sum(F.cross_entropy(model(x[i:i + 64]).view(-1, V), y[i:i + 64].reshape(-1), reduction="sum").item() for i in range(0, n, 64)) / (n * T)
    est = [torch.stack([loss(*batch(val)) for _ in range(20)]).mean().item() for _ in range(50)]
e = torch.tensor(est)
print(f"seed {seed}: whole {whole:.4f}; nanoGPT's estimate from 20 batches, 50 times: mean {e.mean():.4f} std {e.std():.4f} min {e.min():.4f} max {e.max():.4f}; {time.time() - started:.0f} s", flush=True)
