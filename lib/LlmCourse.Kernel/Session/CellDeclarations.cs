using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace LlmCourse.Kernel.Session;

/// <summary>Tells cells that later ones can refer to from those that only did something.</summary>
internal static class CellDeclarations
{
    /// <summary>Whether a compiled cell declares a variable, method or type, or brings a namespace, alias or library into sight.</summary>
    public static bool AreIn(Compilation compilation) =>
        compilation.ScriptClass is not { } cell
        || cell.GetMembers().Any(member => !member.IsImplicitlyDeclared)
        || compilation.SyntaxTrees.Any(BringsIntoSight);

    private static bool BringsIntoSight(SyntaxTree tree) =>
        tree.GetRoot() is CompilationUnitSyntax root
        && (root.Usings.Count > 0 || root.Externs.Count > 0 || root.GetReferenceDirectives().Count > 0);
}
