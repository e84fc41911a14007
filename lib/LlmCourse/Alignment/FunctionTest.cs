namespace LlmCourse.Alignment;

/// <summary>What a function must return for some arguments. (Chapter 10.)</summary>
/// <param name="Arguments">The arguments, in their order.</param>
/// <param name="Expected">What it must return.</param>
public sealed record FunctionTest(IReadOnlyList<int> Arguments, int Expected);
