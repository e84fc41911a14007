using LlmCourse.Kernel.Session;

namespace LlmCourse.Kernel.Running;

/// <summary>What became of an expression that was evaluated after a cell.</summary>
/// <param name="Forms">Its value's forms; null when it has no value.</param>
/// <param name="Error">Its error; null when there was none.</param>
internal sealed record ExpressionValue(IDictionary<string, string>? Forms, CellError? Error);
