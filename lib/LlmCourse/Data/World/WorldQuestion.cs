namespace LlmCourse.Data.World;

/// <summary>A question about the world, and what is true.</summary>
/// <param name="Text">The question.</param>
/// <param name="Answer">The answer in as few words as possible: a town, a trade, a name.</param>
/// <param name="Statement">The answer as a sentence.</param>
/// <param name="About">The person that the answer is true of.</param>
/// <param name="Relation">What is asked about this person.</param>
/// <param name="Hops">Facts that the answer takes: 1, or 2 where the person is asked for as someone's best friend.</param>
public sealed record WorldQuestion(string Text, string Answer, string Statement, Person About, Relation Relation, int Hops);
