"""The families gpt2, llama, qwen2 and qwen3 in plain PyTorch, and the safetensors format: a peer to compare the course's models with.

Written from the papers and from the published layouts of Hugging Face's files; it shares no line with the C# library.
Needs torch alone (Debian: python3-torch).
"""
import json
import math
import os
import struct

import torch
import torch.nn.functional as F

TYPES = {"F64": torch.float64, "F32": torch.float32, "F16": torch.float16, "BF16": torch.bfloat16, "I64": torch.int64, "U8": torch.uint8}


def save_tensors(path, tensors, metadata=None):
    """8 bytes of header length, a JSON header, then the numbers."""
    header, offset, data = {"__metadata__": metadata or {"format": "pt"}}, 0, []
    for name, tensor in tensors.items():
        raw = bytes_of(tensor)
        kind = next(key for key, value in TYPES.items() if value == tensor.dtype)
        header[name] = {"dtype": kind, "shape": list(tensor.shape), "data_offsets": [offset, offset + len(raw)]}
        offset += len(raw)
        data.append(raw)
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text + b"".join(data))


def load_tensors(path):
    """Reads a file by the safetensors package where that is installed, and otherwise by hand."""
    try:
        from safetensors.torch import load_file
        return load_file(path)
    except ImportError:
        pass
    with open(path, "rb") as file:
        header = json.loads(file.read(struct.unpack("<Q", file.read(8))[0]))
        data = file.read()
    header.pop("__metadata__", None)
    tensors = {}
    for name, entry in header.items():
        start, end = entry["data_offsets"]
        kind = TYPES[entry["dtype"]]
        tensors[name] = torch.frombuffer(bytearray(data[start:end]), dtype=kind).reshape(entry["shape"]) if end > start else torch.empty(entry["shape"], dtype=kind)
    return tensors


def load_folder(folder):
    """A folder in Hugging Face's layout: its config, and its tensors from one file or several."""
    with open(os.path.join(folder, "config.json")) as file:
        config = json.load(file)
    single = os.path.join(folder, "model.safetensors")
    if os.path.exists(single):
        return config, load_tensors(single)
    with open(single + ".index.json") as file:
        shards = sorted(set(json.load(file)["weight_map"].values()))
    return config, {name: tensor for shard in shards for name, tensor in load_tensors(os.path.join(folder, shard)).items()}


def bytes_of(tensor):
    plain = tensor.detach().contiguous()
    return (plain.view(torch.int16) if plain.dtype == torch.bfloat16 else plain).numpy().tobytes()


def logits(config, weights, tokens):
    """[B, T] -> [B, T, V]; the weights by the names that the files use."""
    return gpt2(config, weights, tokens) if config["model_type"] == "gpt2" else llama(config, weights, tokens)


def gpt2(config, weights, tokens):
    w = {name.removeprefix("transformer."): value for name, value in weights.items()}
    B, T = tokens.shape
    C, H = config["n_embd"], config["n_head"]

    def conv1d(x, name):  # GPT-2 keeps its matrices as [in, out]
        return x @ w[name + ".weight"] + w[name + ".bias"]

    def norm(x, name):
        return F.layer_norm(x, (C,), w[name + ".weight"], w[name + ".bias"], config["layer_norm_epsilon"])

    x = w["wte.weight"][tokens] + w["wpe.weight"][:T]
    for i in range(config["n_layer"]):
        q, k, v = conv1d(norm(x, f"h.{i}.ln_1"), f"h.{i}.attn.c_attn").split(C, dim=2)
        q, k, v = (part.view(B, T, H, C // H).transpose(1, 2) for part in (q, k, v))
        x = x + conv1d(attend(q, k, v).transpose(1, 2).reshape(B, T, C), f"h.{i}.attn.c_proj")
        x = x + conv1d(gelu_new(conv1d(norm(x, f"h.{i}.ln_2"), f"h.{i}.mlp.c_fc")), f"h.{i}.mlp.c_proj")
    return norm(x, "ln_f") @ w.get("lm_head.weight", w["wte.weight"]).T


def llama(config, w, tokens):
    """Llama, and what Qwen 2 (biases of q, k, v) and Qwen 3 (norms of q and k) add to it: where the tensor is there, it is used."""
    B, T = tokens.shape
    H = config["num_attention_heads"]
    K = config.get("num_key_value_heads", H)
    D = config.get("head_dim") or config["hidden_size"] // H

    def linear(x, name):
        return F.linear(x, w[name + ".weight"], w.get(name + ".bias"))

    def norm(x, name):
        return x * torch.rsqrt(x.pow(2).mean(-1, keepdim=True) + config["rms_norm_eps"]) * w[name + ".weight"]

    def heads(x, name, count):
        x = linear(x, f"{name}_proj").view(B, T, count, D)
        return (norm(x, f"{name}_norm") if f"{name}_norm.weight" in w else x).transpose(1, 2)

    cos, sin = rotary_angles(config, T, D, w["model.norm.weight"].dtype)
    x = w["model.embed_tokens.weight"][tokens]
    for i in range(config["num_hidden_layers"]):
        layer = f"model.layers.{i}."
        y = norm(x, layer + "input_layernorm")
        q, k = (rotate(heads(y, f"{layer}self_attn.{part}", count), cos, sin) for part, count in (("q", H), ("k", K)))
        v = linear(y, layer + "self_attn.v_proj").view(B, T, K, D).transpose(1, 2)
        k, v = (part[:, :, None].expand(B, K, H // K, T, D).reshape(B, H, T, D) for part in (k, v))
        x = x + linear(attend(q, k, v).transpose(1, 2).reshape(B, T, H * D), layer + "self_attn.o_proj")
        y = norm(x, layer + "post_attention_layernorm")
        x = x + linear(F.silu(linear(y, layer + "mlp.gate_proj")) * linear(y, layer + "mlp.up_proj"), layer + "mlp.down_proj")
    head = w["model.embed_tokens.weight"] if config["tie_word_embeddings"] else w["lm_head.weight"]
    return norm(x, "model.norm") @ head.T


def attend(q, k, v):
    T = q.shape[2]
    scores = q @ k.transpose(2, 3) / math.sqrt(q.shape[3])
    future = torch.ones(T, T, dtype=torch.bool).triu(1)
    return scores.masked_fill(future, float("-inf")).softmax(-1) @ v


def gelu_new(x):
    return 0.5 * x * (1 + torch.tanh(math.sqrt(2 / math.pi) * (x + 0.044715 * x**3)))


def rotary_angles(config, T, D, dtype):
    frequencies = [scaled(config["rope_theta"] ** (-2 * i / D), config.get("rope_scaling")) for i in range(D // 2)]
    angles = torch.arange(T, dtype=torch.float64)[:, None] * torch.tensor(frequencies, dtype=torch.float64)
    angles = torch.cat([angles, angles], dim=1)
    return angles.cos().to(dtype), angles.sin().to(dtype)


def scaled(frequency, scaling):
    if scaling is None:
        return frequency
    factor = scaling["factor"]
    if scaling["rope_type"] == "linear":
        return frequency / factor
    # Llama 3.1: by wavelength, in three parts.
    low, high, old = scaling["low_freq_factor"], scaling["high_freq_factor"], scaling["original_max_position_embeddings"]
    wavelength = 2 * math.pi / frequency
    if wavelength < old / high:
        return frequency
    if wavelength > old / low:
        return frequency / factor
    smooth = (old / wavelength - low) / (high - low)
    return (1 - smooth) * frequency / factor + smooth * frequency


def rotate(x, cos, sin):
    first, second = x.chunk(2, dim=-1)
    return x * cos + torch.cat([-second, first], dim=-1) * sin
