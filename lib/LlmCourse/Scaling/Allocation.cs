namespace LlmCourse.Scaling;

/// <summary>How a budget is divided: into the size of the model and the length of its training. (Chapter 05.)</summary>
/// <param name="Parameters">Size of the model, N.</param>
/// <param name="Tokens">Tokens that it is trained on, D.</param>
public sealed record Allocation(double Parameters, double Tokens)
{
    /// <summary>The budget, 6·N·D.</summary>
    public double Flops => FlopCount.Training(Parameters, Tokens);

    /// <summary>Tokens for each parameter: about 20 by Chinchilla's rule of thumb.</summary>
    public double TokensPerParameter => Tokens / Parameters;
}
