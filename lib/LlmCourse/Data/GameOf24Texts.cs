using LlmCourse.Tokenization;
using TorchSharp;

namespace LlmCourse.Data;

/// <summary>
/// The game of 24 as text, for the two parts of a tree of thoughts: proposing a step, "4 9 10 13 &gt; 13 - 9 = 4 left 4 4 10.", and valuing what is left, "4 4 10 ? yes". Only whole
/// numbers from 0 to <see cref="Largest"/> are written. (Yao et al. 2023, section 4.1; chapter 14.)
/// </summary>
public static class GameOf24Texts
{
    /// <summary>The largest number that is written.</summary>
    public const int Largest = 200;

    private const long NotAsked = -100;

    /// <summary>Knows every word of the texts.</summary>
    public static WordTokenizer Tokenizer { get; } = new([.. Enumerable.Range(0, Largest + 1).Select(number => $"{number}"), .. "> ? + - * / = left . yes no".Split(' ')]);

    /// <summary>The deals of the training that can be won with the numbers that are written. The first use takes a few seconds.</summary>
    public static IReadOnlyList<GameOf24> TrainingDeals => Table.Value.Deals;

    /// <summary>All that can happen in games of the training; made when it is first needed.</summary>
    internal static Lazy<GameOf24Table> Table { get; } = new(() => new GameOf24Table());

    /// <summary>Asks for a step: "4 4 10 &gt;".</summary>
    public static string AskForStep(GameOf24 state) => $"{state} >";

    /// <summary>Asks for a value, "yes" or "no": "4 4 10 ?".</summary>
    public static string AskForValue(GameOf24 state) => $"{state} ?";

    /// <summary>True where all numbers are among those that are written.</summary>
    public static bool CanBeWritten(GameOf24 state) => state.Numbers.All(number => number.Bottom == 1 && number.Top is >= 0 and <= Largest);

    /// <summary>A step as text: "13 - 9 = 4 left 4 4 10."</summary>
    public static string Write(string step, GameOf24 next) => $"{step} left {next}.";

    /// <summary>The state after a step that a model wrote; null where the step is illegal, wrongly calculated, or what is left is wrong.</summary>
    public static GameOf24? Read(GameOf24 state, string text) =>
        text.Split(" left ") is [var step, var left] && state.Apply(step.Trim()) is { } next && CanBeWritten(next) && left == $"{next}." ? next : null;

    /// <summary>Where a whole chain of steps leads, "13 - 9 = 4 left 4 4 10. 10 - 4 = 6 left 4 6."; null where one of them is wrong.</summary>
    public static GameOf24? Follow(GameOf24 deal, string chain) => chain.Split('.', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
        .Aggregate((GameOf24?)deal, (state, step) => state is null ? null : Read(state, step + "."));

    /// <summary>Texts to learn from, of which the answers alone are asked for.</summary>
    internal static Batch Batch(IReadOnlyList<(string Asked, string Answer)> texts, int length)
    {
        var (inputs, targets) = (new long[texts.Count * length], new long[texts.Count * length]);
        Array.Fill(targets, NotAsked);
        foreach (var (row, (asked, answer)) in texts.Index())
        {
            var (prompt, tokens) = (Tokenizer.Encode(asked).Length, Tokenizer.Encode($"{asked} {answer}"));
            for (var i = 0; i < tokens.Length - 1; i++)
            {
                inputs[(row * length) + i] = tokens[i];
                targets[(row * length) + i] = i < prompt - 1 ? NotAsked : tokens[i + 1];
            }
        }

        return new Batch(torch.tensor(inputs, [texts.Count, length]), torch.tensor(targets, [texts.Count, length]));
    }
}
