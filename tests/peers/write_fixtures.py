"""Writes the tiny random models that PretrainedParityTests reads, and what PyTorch computes from them.

Usage: write_fixtures.py FOLDER   (Debian: python3-torch; FOLDER is datasets/reference)
Per model: a folder in Hugging Face's layout, and in it reference.safetensors with
  tokens [4, 4, 17]   four batches of four sequences; inputs are the first 16 tokens of each, targets the last 16
  logits [4, 16, V]   of the first batch, computed in float64
  gradient.NAME       of the first batch's mean cross-entropy, computed in float64
  losses, losses64    of 50 AdamW steps over the batches in turn, in float32 and in float64
"""
import json
import os
import sys

import torch
import torch.nn.functional as F

from reference_models import TYPES, logits, save_tensors

VOCABULARY, WIDTH, LAYERS, LENGTH = 60, 32, 2, 16
HARMLESS = {"torch_dtype": "float32", "transformers_version": "4.51.0", "bos_token_id": 0, "eos_token_id": 0, "initializer_range": 0.02, "use_cache": True}

GPT2 = dict(model_type="gpt2", architectures=["GPT2LMHeadModel"], vocab_size=VOCABULARY, n_positions=24, n_ctx=24, n_embd=WIDTH, n_layer=LAYERS,
            n_head=4, activation_function="gelu_new", layer_norm_epsilon=1e-5, attn_pdrop=0.0, embd_pdrop=0.0, resid_pdrop=0.0,
            summary_type="cls_index", summary_use_proj=True, task_specific_params={"text-generation": {"do_sample": True, "max_length": 50}}, **HARMLESS)
LLAMA = dict(model_type="llama", architectures=["LlamaForCausalLM"], vocab_size=VOCABULARY, max_position_embeddings=24, hidden_size=WIDTH,
             num_hidden_layers=LAYERS, num_attention_heads=4, num_key_value_heads=2, intermediate_size=72, hidden_act="silu", rms_norm_eps=1e-5,
             rope_theta=10000.0, rope_scaling=None, attention_bias=False, attention_dropout=0.0, mlp_bias=False, pretraining_tp=1,
             tie_word_embeddings=False, **HARMLESS)
QWEN = dict(use_sliding_window=False, sliding_window=32768, max_window_layers=LAYERS, rms_norm_eps=1e-6, rope_theta=1000000.0)
LLAMA3 = dict(rope_type="llama3", factor=8.0, low_freq_factor=1.0, high_freq_factor=4.0, original_max_position_embeddings=32)

MODELS = {  # folder: config, type of the numbers, number of files
    "gpt2": (GPT2, "F32", 1),
    "llama": (LLAMA | dict(max_position_embeddings=64, rope_theta=100.0, rope_scaling=LLAMA3, torch_dtype="float16"), "F16", 1),
    "smollm": (LLAMA | dict(num_key_value_heads=1, rope_theta=100000.0, tie_word_embeddings=True, is_llama_config=True, rope_interleaved=False,
                            torch_dtype="bfloat16"), "BF16", 1),
    "qwen2": ({k: v for k, v in LLAMA.items() if k not in ("attention_bias", "mlp_bias", "pretraining_tp", "rope_scaling")}
              | QWEN | dict(model_type="qwen2", architectures=["Qwen2ForCausalLM"], tie_word_embeddings=True, use_mrope=False), "F32", 2),
    "qwen3": ({k: v for k, v in LLAMA.items() if k not in ("mlp_bias", "pretraining_tp")}
              | QWEN | dict(model_type="qwen3", architectures=["Qwen3ForCausalLM"], head_dim=12, sliding_window=None), "F32", 1),
}


def shapes(config):
    C, V = WIDTH, VOCABULARY
    if config["model_type"] == "gpt2":
        yield from {"wte.weight": (V, C), "wpe.weight": (config["n_positions"], C)}.items()
        for i in range(LAYERS):
            for name, size in {"ln_1": (C,), "attn.c_attn": (C, 3 * C), "attn.c_proj": (C, C), "ln_2": (C,), "mlp.c_fc": (C, 4 * C), "mlp.c_proj": (4 * C, C)}.items():
                yield f"h.{i}.{name}.weight", size
                yield f"h.{i}.{name}.bias", size[-1:]
        yield from {"ln_f.weight": (C,), "ln_f.bias": (C,)}.items()
        return
    heads, shared = config["num_attention_heads"], config["num_key_value_heads"]
    D, inner = config.get("head_dim", C // heads), config["intermediate_size"]
    yield "model.embed_tokens.weight", (V, C)
    for i in range(LAYERS):
        layer = f"model.layers.{i}."
        yield layer + "input_layernorm.weight", (C,)
        for part, count in (("q", heads), ("k", shared), ("v", shared)):
            yield f"{layer}self_attn.{part}_proj.weight", (count * D, C)
            if config["model_type"] == "qwen2":
                yield f"{layer}self_attn.{part}_proj.bias", (count * D,)
            if config["model_type"] == "qwen3" and part != "v":
                yield f"{layer}self_attn.{part}_norm.weight", (D,)
        yield layer + "self_attn.o_proj.weight", (C, heads * D)
        yield layer + "post_attention_layernorm.weight", (C,)
        yield layer + "mlp.gate_proj.weight", (inner, C)
        yield layer + "mlp.up_proj.weight", (inner, C)
        yield layer + "mlp.down_proj.weight", (C, inner)
    yield "model.norm.weight", (C,)
    if not config["tie_word_embeddings"]:
        yield "lm_head.weight", (V, C)


def random_weights(config, generator):
    """Large enough that every part of the model matters; gains lie around 1."""
    for name, shape in shapes(config):
        numbers = torch.randn(shape, generator=generator)
        is_gain = name.endswith("norm.weight") or "ln_" in name and name.endswith("weight")
        yield name, 1 + 0.2 * numbers if is_gain else 0.2 * numbers


def loss_of(config, weights, batch):
    return F.cross_entropy(logits(config, weights, batch[:, :-1]).reshape(-1, VOCABULARY), batch[:, 1:].reshape(-1))


def train(config, weights, tokens, dtype):
    """50 steps of AdamW; matrices and embeddings decay, gains and biases do not."""
    weights = {name: value.clone().to(dtype).requires_grad_() for name, value in weights.items()}
    groups = [dict(params=[w for w in weights.values() if (w.dim() > 1) == decays], weight_decay=0.1 if decays else 0.0) for decays in (True, False)]
    optimizer = torch.optim.AdamW(groups, lr=1e-3, betas=(0.9, 0.95), eps=1e-8)
    losses = []
    for step in range(50):
        loss = loss_of(config, weights, tokens[step % len(tokens)])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return torch.tensor(losses, dtype=torch.float64)


def reference(config, weights, tokens):
    exact = {name: value.double().requires_grad_() for name, value in weights.items()}
    loss_of(config, exact, tokens[0]).backward()
    result = {"tokens": tokens, "logits": logits(config, exact, tokens[0][:, :-1]).detach().float()}
    result |= {"gradient." + name: value.grad.float() for name, value in exact.items()}
    return result | {"losses": train(config, weights, tokens, torch.float32), "losses64": train(config, weights, tokens, torch.float64)}


def save_model(folder, config, weights, files):
    os.makedirs(folder, exist_ok=True)
    with open(os.path.join(folder, "config.json"), "w") as file:
        file.write(json.dumps(config, indent=2) + "\n")
    if files == 1:
        save_tensors(os.path.join(folder, "model.safetensors"), weights)
        return
    names, where = list(weights), {}
    for number in range(files):
        shard = f"model-{number + 1:05}-of-{files:05}.safetensors"
        part = names[number * len(names) // files:(number + 1) * len(names) // files]
        save_tensors(os.path.join(folder, shard), {name: weights[name] for name in part})
        where |= {name: shard for name in part}
    index = {"metadata": {"total_size": sum(w.numel() * w.element_size() for w in weights.values())}, "weight_map": where}
    with open(os.path.join(folder, "model.safetensors.index.json"), "w") as file:
        file.write(json.dumps(index, indent=2) + "\n")


def masks(length):
    """The buffers that old GPT-2 files carry beside the weights."""
    return {f"h.{i}.attn.bias": torch.ones(length, length, dtype=torch.uint8).tril().view(1, 1, length, length) for i in range(LAYERS)} | {
        f"h.{i}.attn.masked_bias": torch.tensor(-1e4) for i in range(LAYERS)}


def main(folder):
    torch.set_num_threads(1)
    for seed, (name, (config, kind, files)) in enumerate(MODELS.items()):
        generator = torch.Generator().manual_seed(1000 + seed)
        stored = {key: value.to(TYPES[kind]) for key, value in random_weights(config, generator)}
        tokens = torch.randint(0, VOCABULARY, (4, 4, LENGTH + 1), generator=generator)
        buffers = masks(config["n_positions"]) if name == "gpt2" else {}
        save_model(os.path.join(folder, name), config, stored | buffers, files)
        results = reference(config, {key: value.float() for key, value in stored.items()}, tokens)
        save_tensors(os.path.join(folder, name, "reference.safetensors"), results)
        print(f"{name}: {sum(w.numel() for w in stored.values())} parameters, loss {results['losses'][0]:.4f} to {results['losses'][-1]:.4f}, "
              f"float32 against float64 {(results['losses'] - results['losses64']).abs().max():.1e}")


if __name__ == "__main__":
    main(sys.argv[1])
