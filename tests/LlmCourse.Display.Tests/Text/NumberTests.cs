using LlmCourse.Display.Text;
using Xunit;

namespace LlmCourse.Display.Tests.Text;

public class NumberTests
{
    [Theory]
    [InlineData(0, "0")]
    [InlineData(1.5, "1.5")]
    [InlineData(1.52349, "1.523")]
    [InlineData(-0.000123456, "-0.0001235")]
    [InlineData(0.99999, "1")]
    [InlineData(12345.678, "12,346")]
    [InlineData(10600000, "10,600,000")]
    [InlineData(1.7e22, "1.7·10²²")]
    [InlineData(1e-5, "10⁻⁵")]
    [InlineData(double.NaN, "not a number")]
    [InlineData(double.PositiveInfinity, "infinite")]
    public void NumbersHaveTheDigitsThatAReaderWants(double value, string text) => Assert.Equal(text, Number.Format(value));
}
