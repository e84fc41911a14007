using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace LlmCourse.Kernel.Judging;

/// <summary>
/// A function that a model wrote, compiled, or the reason why it is not. It may use numbers, texts, arrays and <see cref="Math"/>: whatever has another
/// type, a file for instance, is refused before it runs.
/// </summary>
internal sealed record FunctionCompilation
{
    /// <summary>The class that the function is put into.</summary>
    public const string ClassName = "Written";

    private const int LongestCode = 4000; // characters

    private static readonly HashSet<SpecialType> Allowed =
    [
        SpecialType.System_Void, SpecialType.System_Boolean, SpecialType.System_Char, SpecialType.System_Int32, SpecialType.System_Int64,
        SpecialType.System_Double, SpecialType.System_String, SpecialType.System_Array,
    ];

    private static readonly MetadataReference[] Core = [MetadataReference.CreateFromFile(typeof(object).Assembly.Location)];

    /// <summary>The assembly; empty where there is a problem.</summary>
    public byte[] Image { get; private init; } = [];

    /// <summary>Why there is none, as a sentence.</summary>
    public string? Problem { get; private init; }

    /// <summary>Compiles a function.</summary>
    public static FunctionCompilation Of(string code)
    {
        if (code.Length > LongestCode)
        {
            return Refused($"It has {code.Length} characters, but {LongestCode} are allowed.");
        }

        var tree = CSharpSyntaxTree.ParseText($"using System;\nstatic class {ClassName}\n{{\n{code}\n}}\n");
        var options = new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, optimizationLevel: OptimizationLevel.Release);
        var compilation = CSharpCompilation.Create("written", [tree], Core, options);
        if (compilation.GetDiagnostics().FirstOrDefault(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error) is { } error)
        {
            return Refused($"It does not compile: {error.GetMessage(CultureInfo.InvariantCulture)}");
        }

        if (Forbidden(tree.GetCompilationUnitRoot(), compilation.GetSemanticModel(tree)) is { } forbidden)
        {
            return Refused(forbidden);
        }

        using var image = new MemoryStream();
        return compilation.Emit(image).Success ? new FunctionCompilation { Image = image.ToArray() } : Refused("It does not compile.");
    }

    private static FunctionCompilation Refused(string problem) => new() { Problem = problem };

    private static string? Forbidden(CompilationUnitSyntax root, SemanticModel model)
    {
        if (root.Members is not [ClassDeclarationSyntax { Members: [MethodDeclarationSyntax, ..] } type] || type.Members.Any(member => member is not MethodDeclarationSyntax))
        {
            return "It must be a static method, with others behind it if need be.";
        }

        foreach (var node in type.DescendantNodes())
        {
            if (node is AttributeListSyntax or UsingDirectiveSyntax or AwaitExpressionSyntax)
            {
                return "It uses what a small function does not need: attributes, or something that waits.";
            }

            var symbol = model.GetSymbolInfo(node).Symbol;
            var types = new[] { model.GetTypeInfo(node).Type, symbol as ITypeSymbol, symbol?.ContainingType };
            if (types.FirstOrDefault(used => used is not null && !IsAllowed(used)) is { } used)
            {
                return $"It uses {used.ToDisplayString()}; a function may use numbers, texts, arrays and Math.";
            }
        }

        return null;
    }

    private static bool IsAllowed(ITypeSymbol type) => type switch
    {
        IArrayTypeSymbol array => IsAllowed(array.ElementType),
        { TypeKind: TypeKind.Error } => true, // it compiles, so this is only a place that is left empty, like the second size of new int[3][]
        _ => Allowed.Contains(type.SpecialType) || type.ToDisplayString() is "System.Math" or ClassName,
    };
}
