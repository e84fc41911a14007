namespace LlmCourse.Display.Values;

/// <summary>A module as a tree of names, types and parameters.</summary>
internal sealed record ModulePart(string Name, string Type, IReadOnlyList<ModuleParameter> Own, IReadOnlyList<ModulePart> Children)
{
    /// <summary>The parameters of this part and of all its parts.</summary>
    public IEnumerable<ModuleParameter> All => Own.Concat(Children.SelectMany(c => c.All));

    /// <summary>Equal for two parts that differ only in their names and values.</summary>
    public string Form { get; } =
        $"{Type}({string.Join(',', Own.Select(p => p.Name + string.Join('x', p.Shape)))};{string.Join(',', Children.Select(c => c.Name + c.Form))})";
}
