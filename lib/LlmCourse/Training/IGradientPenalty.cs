namespace LlmCourse.Training;

/// <summary>What a training wants besides a small loss, told through the gradients: to stay near to old weights, for instance. (Chapter 10.)</summary>
public interface IGradientPenalty
{
    /// <summary>Adds its own gradient to those that the parameters hold. Called once a step, before gradients are clipped.</summary>
    public void AddGradients();
}
