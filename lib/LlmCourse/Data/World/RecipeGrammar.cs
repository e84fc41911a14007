using static LlmCourse.Data.World.Phrase;

namespace LlmCourse.Data.World;

/// <summary>A recipe: every dish has its ingredients, in a fixed order, its amounts, give or take one, and its time in the oven.</summary>
internal sealed class RecipeGrammar(SyntheticWorld world)
{
    /// <summary>All recipes.</summary>
    public Phrase Documents() => InOrder(Say("Recipe for"), OneOf(world.Dishes.Select((dish, rank) => (world.Fame(rank), Recipe(dish)))));

    private static Phrase Recipe(Dish dish)
    {
        var ingredients = dish.Ingredients.Select((food, i) => InOrder(
            Say(i == 0 ? ":" : i == dish.Ingredients.Count - 1 ? "and" : ","), About(dish.Amounts[i]), Say(food)));
        var cook = OneOf((1, Say($"Bake {dish.Minutes} minutes.")), (1, Say($"Mix and bake for {dish.Minutes} minutes.")));
        return InOrder([Say(dish.Name), .. ingredients, Say("."), cook, Maybe(0.5, InOrder(Say("Serve with"), OneOf(WorldWords.Foods.Select(Say)), Say(".")))]);
    }

    private static Phrase About(int amount) => OneOf(Say($"{amount}"), Say($"{amount - 1}"), Say($"{amount + 1}"));
}
