namespace LlmCourse.Reasoning;

/// <summary>What a prompt asks for. (Chapter 13.)</summary>
public enum ThoughtStyle
{
    /// <summary>The answer at once; examples show answers alone (Brown et al. 2020).</summary>
    Direct,

    /// <summary>Steps, then the answer: examples show their steps (Wei et al. 2022b).</summary>
    Worked,

    /// <summary>Steps, asked for in words at the end of the prompt, examples or not (Kojima et al. 2022).</summary>
    StepByStep,
}
