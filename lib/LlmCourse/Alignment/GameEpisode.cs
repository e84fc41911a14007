using LlmCourse.Data;

namespace LlmCourse.Alignment;

/// <summary>A game of 24 that a policy has played, move by move. The exact rules judge it: 1 if it is won, else 0. (Chapter 14.)</summary>
/// <param name="Deal">The numbers at the beginning.</param>
/// <param name="Moves">The moves as they were written, "13 - 9 = 4 left 4 4 10."; the last may be illegal.</param>
/// <param name="IsWon">True when 24 alone is left.</param>
/// <param name="Texts">The moves in tokens, each after the numbers that it was asked for.</param>
public sealed record GameEpisode(GameOf24 Deal, IReadOnlyList<string> Moves, bool IsWon, IReadOnlyList<ChatTokens> Texts) : Episode(Texts, IsWon ? 1 : 0);
