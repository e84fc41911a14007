using LlmCourse.Kernel.Notebooks;
using Xunit;

namespace LlmCourse.Kernel.Tests.Texts;

public class ReadMePictureTests
{
    private static readonly string Picture = Path.Combine(TemporaryCourse.Repository, ".assets", "two-recipes.svg");

    /// <summary>Who makes the outputs of chapter 04 anew copies its picture too.</summary>
    [Fact]
    public void ItIsTheOneThatChapter04Holds() => Assert.Contains(
        File.ReadAllText(Picture).TrimEnd(),
        WrittenChapter.All["04"].Notebook.Cells.SelectMany(cell => cell.Outputs).OfType<RichOutput>().Select(output => output.Find("image/svg+xml")));
}
