namespace LlmCourse.Pipeline;

/// <summary>A number that a model card states. (Chapter 16.)</summary>
/// <param name="Of">What it is of: a model, a stage, a limitation.</param>
/// <param name="What">What was measured.</param>
/// <param name="Value">The value.</param>
/// <param name="Low">The lower end of its interval; null where it has none.</param>
/// <param name="High">The upper end.</param>
public sealed record CardNumber(string Of, string What, double Value, double? Low = null, double? High = null);
