using LlmCourse.Evaluation;
using Xunit;

namespace LlmCourse.Tests.Evaluation;

public class CalibrationTests
{
    [Fact]
    public void TheErrorIsTheWeightedGapOfTheBins()
    {
        (double, bool)[] claims = [(0.9, true), (0.9, true), (0.9, false), (0.2, false)]; // gaps 0.9 - 2/3 and 0.2
        Assert.Equal(((3 * (0.9 - (2.0 / 3))) + 0.2) / 4, CalibrationError.Expected(claims), 10);
        Assert.Equal(2, CalibrationError.Bins(claims).Count);
        Assert.Equal(0, CalibrationError.Expected([(1, true)]), 10); // 1 falls into the last bin
        Assert.Throws<ArgumentException>(() => CalibrationError.Expected([]));
        Assert.Throws<ArgumentException>(() => CalibrationError.Expected([(1.2, true)]));
    }

    [Fact]
    public void NeighboursOutOfOrderArePooled()
    {
        // With one right and one wrong added: 2/3 at 0.1, 1/3 at 0.2, 3/4 at 0.5.
        var calibration = new IsotonicCalibration([(0.5, true), (0.1, true), (0.2, false), (0.5, true)]);
        Assert.Equal([0.5, 0.5, 0.5, 0.75, 0.75], new[] { 0, 0.1, 0.3, 0.5, 2 }.Select(calibration.At));
        Assert.Throws<ArgumentException>(() => new IsotonicCalibration([]));
    }
}
