namespace LlmCourse.Kernel.Health;

/// <summary>One thing that was looked at.</summary>
/// <param name="Subject">What was looked at.</param>
/// <param name="Text">What was found.</param>
/// <param name="Severity">What it means for the course.</param>
/// <param name="Advice">One sentence on what to do; null when there is nothing to do.</param>
public sealed record Finding(string Subject, string Text, Severity Severity = Severity.Fine, string? Advice = null);
