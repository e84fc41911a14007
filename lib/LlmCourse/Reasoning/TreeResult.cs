namespace LlmCourse.Reasoning;

/// <summary>What a search through a tree of thoughts came to.</summary>
/// <typeparam name="T">A thought: a state of the problem that has been reached.</typeparam>
/// <param name="Path">The thoughts from the root to the goal, or, where none was found, to the most valuable thought of those that lie deepest.</param>
/// <param name="Found">True when the last thought is a goal.</param>
/// <param name="ProposerCalls">How often thoughts were proposed.</param>
/// <param name="ValuerCalls">How often a thought was valued.</param>
/// <param name="Pruned">Thoughts that were not followed, since their value was too low or they had been reached before.</param>
public sealed record TreeResult<T>(IReadOnlyList<T> Path, bool Found, int ProposerCalls, int ValuerCalls, int Pruned);
