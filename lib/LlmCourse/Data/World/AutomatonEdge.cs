namespace LlmCourse.Data.World;

/// <summary>One way to go on from a state: a token, how likely it is, the state after it, and the domain that it belongs to.</summary>
internal readonly record struct AutomatonEdge(int Token, double Probability, int Next, TextDomain Domain);
