using Xunit;

namespace LlmCourse.Display.Tests;

public class CourseTests
{
    [Fact]
    public void TheProfileIsQuickWhenNoneIsGiven() => Assert.Equal(7, Course.Pick(smoke: 1, quick: 7));
}
