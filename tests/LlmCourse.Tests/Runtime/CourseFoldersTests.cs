using LlmCourse.Runtime;
using Xunit;

namespace LlmCourse.Tests.Runtime;

public class CourseFoldersTests
{
    [Fact]
    public void TheRootIsTheFolderWithTheSolution()
    {
        Assert.True(File.Exists(Path.Combine(CourseFolders.Root, "course.sln")));
        Assert.True(File.Exists(Path.Combine(CourseFolders.Datasets, "manifest.json")));
        Assert.StartsWith(CourseFolders.Artifacts, CourseFolders.Data, StringComparison.Ordinal);
    }
}
