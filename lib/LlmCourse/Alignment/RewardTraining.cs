using LlmCourse.Model.Fast;
using LlmCourse.Runtime;
using LlmCourse.Training;
using static TorchSharp.torch;

namespace LlmCourse.Alignment;

/// <summary>
/// Trains a reward model on preferences: the chosen response of each pair shall be scored higher, in the measure of Bradley and Terry. (Ouyang et al. 2022, equation 1;
/// chapter 11.)
/// </summary>
public sealed class RewardTraining : IDisposable
{
    private readonly RewardModel model;
    private readonly (ChatTokens Chosen, ChatTokens Rejected)[] pairs;
    private readonly float[] wordsMore;
    private readonly int[] scoreOf;
    private readonly FlatGradients gradients;
    private readonly List<IOptimizer> optimizers;
    private readonly TrainingOptions options;
    private readonly double perWord;

    /// <summary>Prepares a training.</summary>
    /// <param name="model">The reward model; its weights change.</param>
    /// <param name="pairs">For each score of the model, the pairs that teach it.</param>
    /// <param name="options">The recipe; a batch counts in pairs.</param>
    /// <param name="perWord">
    /// What a word more is known to be worth to the annotators, in logits. Length then has a term of its own, which explains that much of the choices, and is left out of the
    /// scores: they need not learn it. (A covariate, as in the length-controlled comparison of Dubois et al. 2024, section 3.)
    /// </param>
    /// <exception cref="ArgumentException">There are not as many lists of pairs as scores, or no pairs.</exception>
    public RewardTraining(RewardModel model, IReadOnlyList<IReadOnlyList<PreferencePair>> pairs, TrainingOptions options, double perWord = 0)
    {
        options.Validate();
        if (pairs.Count != model.Network.Outputs || pairs.Any(list => list.Count == 0))
        {
            throw new ArgumentException($"The reward model has {model.Network.Outputs} scores, but {pairs.Count} lists of pairs were given; give each score one list of at least one pair.");
        }

        (this.model, this.options, this.perWord) = (model, options, perWord);
        this.pairs = [.. pairs.SelectMany(list => list.Select(model.Encode))];
        wordsMore = [.. pairs.SelectMany(list => list.Select(pair => (float)pair.WordsMore))];
        scoreOf = [.. pairs.SelectMany((list, score) => list.Select(_ => score))];
        var parameters = model.Network.named_parameters().Select(p => (Name: p.name, Value: p.parameter)).ToList();
        gradients = new FlatGradients(parameters);
        var matrices = parameters.ToLookup(p => options.MuonLearningRate is not null && p.Value.dim() >= 2 && p.Name.Contains(".blocks.", StringComparison.Ordinal));
        optimizers = [new AdamW(matrices[false], options, gradients)];
        if (options.MuonLearningRate is not null)
        {
            optimizers.Add(new Muon(matrices[true], options, model.Network.Config.QueryKeyValueSizes, true));
        }
    }

    /// <summary>Prepares a training of a model of one score.</summary>
    public RewardTraining(RewardModel model, IReadOnlyList<PreferencePair> pairs, TrainingOptions options, double perWord = 0) : this(model, [pairs], options, perWord)
    {
    }

    /// <summary>The steps, done as they are asked for.</summary>
    public IEnumerable<TrainingStep> Run()
    {
        var (random, order, tokens) = (new SeededRandom(options.Seed), Array.Empty<int>(), 0L);
        for (var (step, next) = (0, 0); step < options.Steps; step++)
        {
            if (next + options.BatchSize > order.Length)
            {
                order = [.. Enumerable.Range(0, pairs.Length)];
                random.Shuffle<int>(order);
                next = 0;
            }

            int[] batch = [.. order.Skip(next).Take(options.BatchSize)];
            next += batch.Length;
            tokens += batch.Sum(i => pairs[i].Chosen.Tokens.Count + pairs[i].Rejected.Tokens.Count);
            yield return Advance(step, batch, tokens);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        optimizers.ForEach(optimizer => optimizer.Dispose());
        gradients.Dispose();
    }

    private TrainingStep Advance(int step, int[] batch, long tokens)
    {
        using var scope = NewDisposeScope();
        gradients.Reset();
        var scores = model.Read([.. batch.Select(i => pairs[i].Chosen), .. batch.Select(i => pairs[i].Rejected)]);      // [2N, K]
        var taught = tensor(batch.Select(i => (long)scoreOf[i]).ToArray()).unsqueeze(1);                                  // [N, 1]
        var (chosen, rejected) = (scores[..batch.Length].gather(1, taught), scores[batch.Length..].gather(1, taught));
        var length = tensor(batch.Select(i => (float)(perWord * wordsMore[i])).ToArray()).unsqueeze(1);                   // [N, 1]
        var loss = BradleyTerry.Loss(chosen + length, rejected);
        loss.backward();
        var (norm, factor) = (gradients.Norm(), LearningRateSchedule.FactorAt(step, options));
        var scale = options.GradientClip > 0 ? Math.Min(1, options.GradientClip / (norm + 1e-6)) : 1;
        optimizers.ForEach(optimizer => optimizer.Step(factor, step + 1, scale));
        return new TrainingStep(step + 1, loss.item<float>(), options.LearningRate * factor, norm, tokens, null);
    }
}
