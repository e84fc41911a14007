namespace LlmCourse.Alignment;

/// <summary>Where a training of a policy stands: with the weights and the moments, all that the next step depends on.</summary>
/// <param name="Options">The recipe.</param>
/// <param name="Step">Steps done.</param>
/// <param name="Passes">Tokens that went through a transformer so far.</param>
/// <param name="Coefficient">What a nat costs in the next step.</param>
/// <param name="Random">State of the random numbers.</param>
internal sealed record PolicyState(PolicyOptions Options, int Step, long Passes, double Coefficient, ulong Random);
