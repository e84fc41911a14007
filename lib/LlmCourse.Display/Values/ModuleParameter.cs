namespace LlmCourse.Display.Values;

/// <summary>One parameter of a module.</summary>
internal sealed record ModuleParameter(string Name, long[] Shape, bool IsTrained, nint Handle)
{
    public long Count => Shape.Aggregate(1L, (product, n) => product * n);
}
