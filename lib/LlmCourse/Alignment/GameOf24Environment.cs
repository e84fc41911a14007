using LlmCourse.Data;
using LlmCourse.Generation;
using LlmCourse.Model;
using LlmCourse.Runtime;

namespace LlmCourse.Alignment;

/// <summary>
/// Games of 24, with a reward that nobody has to learn: the rules are the judge. A policy is asked for a move, then for one from what is left, until one number is left or a move is
/// illegal. (Guo et al. 2025, DeepSeek-R1, section 2.2.2, reward by rules; chapter 14.)
/// </summary>
public sealed class GameOf24Environment : IEnvironment
{
    private const int LongestMove = 10; // tokens: a step, what is left, and a full stop
    private const int Together = 2500;  // games that go through the model at once
    private readonly IReadOnlyList<GameOf24> deals;

    /// <summary>Creates an environment.</summary>
    /// <param name="deals">The deals that are played.</param>
    /// <exception cref="ArgumentException">There is no deal.</exception>
    public GameOf24Environment(IReadOnlyList<GameOf24> deals) =>
        this.deals = deals.Count > 0 ? deals : throw new ArgumentException("There must be at least one deal to play.");

    /// <inheritdoc/>
    public IReadOnlyList<Episode> Play(Gpt policy, int tasks, int group, SeededRandom random)
    {
        var dealt = Enumerable.Range(0, tasks).Select(_ => deals[random.NextInt32(deals.Count)]);
        return Play(policy, [.. dealt.SelectMany(deal => Enumerable.Repeat(deal, group))], random);
    }

    /// <summary>Plays one game of each deal.</summary>
    /// <param name="policy">Who proposes the moves.</param>
    /// <param name="deals">The deals; one that stands there several times is played as often.</param>
    /// <param name="random">Where the choices come from.</param>
    /// <param name="temperature">Below 1 sharpens the policy's distribution; 0 always takes the likeliest token.</param>
    public static IReadOnlyList<GameEpisode> Play(Gpt policy, IReadOnlyList<GameOf24> deals, SeededRandom random, double temperature = 1) =>
        [.. deals.Chunk(Together).SelectMany(some => PlayTogether(policy, some, random, temperature))];

    private static IEnumerable<GameEpisode> PlayTogether(Gpt policy, GameOf24[] deals, SeededRandom random, double temperature)
    {
        var words = GameOf24Texts.Tokenizer;
        var (states, moves, texts) = (deals.ToArray<GameOf24?>(), deals.Select(_ => new List<string>()).ToArray(), deals.Select(_ => new List<ChatTokens>()).ToArray());
        while (Enumerable.Range(0, deals.Length).Where(i => states[i] is { Numbers.Count: > 1 }).ToArray() is { Length: > 0 } open)
        {
            var asked = open.Select(i => words.Encode(GameOf24Texts.AskForStep(states[i]!))).ToArray();
            var said = ParallelSampler.Sample(policy, asked, words["."], LongestMove, random, temperature);
            foreach (var (place, i) in open.Index())
            {
                var move = words.Decode(said[place]);
                moves[i].Add(move);
                texts[i].Add(new ChatTokens([.. asked[place], .. said[place]], [.. asked[place].Select(_ => false), .. said[place].Select(_ => true)]));
                states[i] = GameOf24Texts.Read(states[i]!, move);
            }
        }

        return deals.Select((deal, i) => new GameEpisode(deal, moves[i], states[i]?.IsWon == true, texts[i]));
    }
}
