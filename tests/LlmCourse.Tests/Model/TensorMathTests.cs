using LlmCourse.Model;
using Xunit;
using static TorchSharp.torch;

namespace LlmCourse.Tests.Model;

public class TensorMathTests
{
    [Fact]
    public void MatMulWithWrongShapesThrowsWithBothShapes()
    {
        using var scope = NewDisposeScope();
        var problem = Assert.Throws<ArgumentException>(() => TensorMath.MatMul(ones(2, 3), ones(4, 5)));
        Assert.Equal(
            "MatMul needs the last size of the left side (3) to equal the second to last size of the right side (4), but the shapes are [2, 3] and [4, 5].",
            problem.Message);
    }

    [Fact]
    public void MatMulWithBatchesThatDoNotFitThrows()
    {
        using var scope = NewDisposeScope();
        var problem = Assert.Throws<ArgumentException>(() => TensorMath.MatMul(ones(2, 3, 4), ones(5, 4, 6)));
        Assert.Equal("MatMul needs batch sizes that are equal or 1, but 2 meets 5 in the shapes [2, 3, 4] and [5, 4, 6].", problem.Message);
    }

    [Fact]
    public void MatMulWithTwoTypesThrows()
    {
        using var scope = NewDisposeScope();
        var problem = Assert.Throws<ArgumentException>(() => TensorMath.MatMul(ones(2, 3), ones(3, 2, dtype: float64)));
        Assert.Equal("MatMul needs one type on one device, but got Float32 on cpu and Float64 on cpu.", problem.Message);
    }

    [Fact]
    public void MatMulNeedsADimension()
    {
        using var scope = NewDisposeScope();
        Assert.Throws<ArgumentException>(() => TensorMath.MatMul(ones(1).sum(), ones(2)));
    }

    [Fact]
    public void MatMulMultipliesWhatFits()
    {
        using var scope = NewDisposeScope();
        Assert.Equal([2L, 3L, 5L], TensorMath.MatMul(ones(2, 3, 4), ones(4, 5)).shape);
        Assert.Equal([3L, 2L, 4L], TensorMath.MatMul(ones(3, 1, 2, 6), ones(6, 4)).sum(1).shape);
        Assert.Equal(3f, TensorMath.MatMul(ones(3), ones(3)).item<float>());
    }
}
