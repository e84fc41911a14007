namespace LlmCourse.Data.World;

/// <summary>Something to cook.</summary>
/// <param name="Name">A town and a kind of dish.</param>
/// <param name="Ingredients">What goes in, in order.</param>
/// <param name="Amounts">How much of each; a recipe may say one more or less.</param>
/// <param name="Minutes">How long it is in the oven.</param>
public sealed record Dish(string Name, IReadOnlyList<string> Ingredients, IReadOnlyList<int> Amounts, int Minutes);
