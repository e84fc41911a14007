namespace LlmCourse.Model.Pretrained;

/// <summary>The kinds of models whose published files are read and written; the names are those of <c>model_type</c> in lower case.</summary>
internal enum HuggingFaceFamily
{
    /// <summary>GPT-2 (Radford et al. 2019).</summary>
    Gpt2,

    /// <summary>Llama 1 to 3 (Touvron et al. 2023) and what is built alike, SmolLM among them.</summary>
    Llama,

    /// <summary>Qwen 2 and 2.5 (Yang et al. 2024): Llama with biases on queries, keys and values.</summary>
    Qwen2,

    /// <summary>Qwen 3 (Yang et al. 2025): Llama with normalised queries and keys.</summary>
    Qwen3,
}
