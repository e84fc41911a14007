namespace LlmCourse.Scaling;

/// <summary>A number that a table of runs must have, and the names under which it may stand.</summary>
/// <param name="Name">The name that the course uses.</param>
/// <param name="Aliases">Other names, in small letters and without blanks, dots and underscores.</param>
internal sealed record RunColumn(string Name, params string[] Aliases)
{
    public static readonly RunColumn Parameters = new("parameters", "params", "nparams", "n", "size", "modelsize", "parametercount");
    public static readonly RunColumn Tokens = new("tokens", "trainingtokens", "traintokens", "d", "data", "tokencount");
    public static readonly RunColumn Loss = new("loss", "validationloss", "valloss", "testloss", "finalloss", "l");
    public static readonly RunColumn Flops = new("flops", "flop", "trainingflop", "trainingflops", "compute", "c");

    /// <summary>Where the column stands in a header; −1 where it does not. The course's own name comes before any other.</summary>
    public int IndexIn(IReadOnlyList<string> header)
    {
        var names = header.Select(Normalized).ToList();
        return new[] { Name }.Concat(Aliases).Select(name => names.IndexOf(name)).FirstOrDefault(index => index >= 0, -1);
    }

    private static string Normalized(string name) => string.Concat(name.Where(char.IsLetterOrDigit)).ToLowerInvariant();
}
