namespace LlmCourse.Model;

/// <summary>
/// Slows the rotary angles down, so that a model trained on a short context reads a longer one. (Chen et al. 2023 for the linear kind;
/// Llama 3.1's model card and code for the kind that leaves short wavelengths alone.)
/// </summary>
public sealed record RotaryScaling
{
    /// <summary>Which angles are slowed down.</summary>
    public RotaryScalingKind Kind { get; init; } = RotaryScalingKind.Linear;

    /// <summary>How many times longer the context becomes.</summary>
    public required double Factor { get; init; }

    /// <summary>Llama 3: wavelengths longer than the old context over this are slowed down wholly.</summary>
    public double LowFrequencyFactor { get; init; } = 1;

    /// <summary>Llama 3: wavelengths shorter than the old context over this are left alone.</summary>
    public double HighFrequencyFactor { get; init; } = 4;

    /// <summary>Llama 3: the context that the model was trained on at first, in tokens.</summary>
    public int OriginalContextLength { get; init; } = 8192;

    /// <summary>The frequency, in radians per token, that takes a given one's place.</summary>
    public double Apply(double frequency)
    {
        if (Kind == RotaryScalingKind.Linear)
        {
            return frequency / Factor;
        }

        // Turns within the old context: many are left alone, few are slowed down, and between them the two are blended.
        var turns = OriginalContextLength * frequency / (2 * Math.PI);
        var keep = Math.Clamp((turns - LowFrequencyFactor) / (HighFrequencyFactor - LowFrequencyFactor), 0, 1);
        return (keep * frequency) + ((1 - keep) * frequency / Factor);
    }

    /// <summary>Checks that the numbers make sense.</summary>
    /// <exception cref="ArgumentException">One does not; the message says which, and what is needed.</exception>
    public void Validate()
    {
        if (Factor < 1 || OriginalContextLength < 1 || LowFrequencyFactor <= 0 || HighFrequencyFactor <= LowFrequencyFactor)
        {
            throw new ArgumentException(FormattableString.Invariant(
                $"RotaryScaling needs a Factor of at least 1 ({Factor}), an OriginalContextLength of at least 1 ({OriginalContextLength}), and a HighFrequencyFactor ({HighFrequencyFactor}) above its LowFrequencyFactor ({LowFrequencyFactor}), which is above 0."));
        }
    }
}
