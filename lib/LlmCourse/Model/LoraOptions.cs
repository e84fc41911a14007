namespace LlmCourse.Model;

/// <summary>
/// Describes low-rank adapters on all linear layers of a model's blocks: <c>Lora.Attach(model, new LoraOptions { Rank = 8 })</c>.
/// (Hu et al. 2021; chapter 10.)
/// </summary>
public sealed record LoraOptions
{
    /// <summary>Rank of the change that each matrix can learn, r.</summary>
    public required int Rank { get; init; }

    /// <summary>The change is multiplied by Alpha / Rank, so that another rank needs no other learning rate, α.</summary>
    public double Alpha { get; init; } = 16;

    /// <summary>Finds what is wrong with the settings.</summary>
    /// <exception cref="ArgumentException">A number makes no sense.</exception>
    internal void Validate()
    {
        if (Rank < 1 || !(Alpha > 0 && double.IsFinite(Alpha)))
        {
            throw new ArgumentException($"Lora.Rank ({Rank}) must be at least 1 and Lora.Alpha ({Alpha}) above 0; leave Lora null for a model without adapters.");
        }
    }
}
