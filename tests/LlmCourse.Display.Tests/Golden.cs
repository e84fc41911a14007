using System.Runtime.CompilerServices;
using Xunit;

namespace LlmCourse.Display.Tests;

/// <summary>Compares a form with the one that was looked at and kept in the folder Golden; a different one is written beside it.</summary>
internal static class Golden
{
    public static void Matches(string fileName, string actual, [CallerFilePath] string thisTest = "")
    {
        var folder = Path.Combine(Path.GetDirectoryName(thisTest)!, "Golden");
        var path = Path.Combine(folder, fileName);
        var expected = File.Exists(path) ? File.ReadAllText(path).ReplaceLineEndings("\n") : "";
        if (actual.TrimEnd() != expected.TrimEnd())
        {
            var target = Path.Combine(AppContext.BaseDirectory, fileName);
            File.WriteAllText(target, actual.TrimEnd() + "\n");
            Assert.Fail($"{fileName} looks different now. Look at {target}; if it is right, put it in the place of {path}.");
        }
    }
}
