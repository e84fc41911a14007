using LlmCourse.Data;
using LlmCourse.Model;
using LlmCourse.Runtime;
using static TorchSharp.torch;

namespace LlmCourse.Alignment;

/// <summary>
/// Fresh experience: episodes of the policy, one row for each text of theirs, and how likely the policy and the reference found each token. Disposes with its tensors.
/// (Ouyang et al. 2022, section 3.5; chapter 12.)
/// </summary>
internal sealed class Rollout : IDisposable
{
    private Rollout(IReadOnlyList<Episode> episodes, Batch batch, Tensor policy, Tensor reference)
    {
        (Episodes, Rewards, Batch) = (episodes, [.. episodes.Select(episode => episode.Reward)], batch);
        (LogProbabilities, Counts) = (policy, batch.Targets.ne(LanguageModel.NoTarget));
        Divergence = KLEstimator.K1(policy, reference);
        ReferenceLogProbabilities = reference;
    }

    /// <summary>What was tried, task by task.</summary>
    public IReadOnlyList<Episode> Episodes { get; }

    /// <summary>What each episode was worth.</summary>
    public double[] Rewards { get; }

    /// <summary>The tokens of all texts, episode by episode: [N, T] twice.</summary>
    public Batch Batch { get; }

    /// <summary>log π_old of each token that was said. [N, T].</summary>
    public Tensor LogProbabilities { get; }

    /// <summary>log π_ref of the same. [N, T].</summary>
    public Tensor ReferenceLogProbabilities { get; }

    /// <summary>k₁ of each token. [N, T].</summary>
    public Tensor Divergence { get; }

    /// <summary>True where a token was said. [N, T].</summary>
    public Tensor Counts { get; }

    /// <summary>Tokens of all rows, T · N.</summary>
    public long Tokens => Batch.Inputs.numel();

    /// <summary>k₁ summed over an episode, on average.</summary>
    public double KL => Divergence.sum().item<float>() / Episodes.Count;

    /// <summary>Lets the policy try fresh tasks, <paramref name="group"/> times each.</summary>
    public static Rollout Collect(Gpt policy, Gpt reference, IEnvironment environment, int count, int group, SeededRandom random)
    {
        using var noGradients = no_grad();
        var episodes = environment.Play(policy, count / group, group, random);
        var batch = BatchOf([.. episodes.SelectMany(episode => episode.Texts)]);
        return new Rollout(episodes, batch, Alignment.LogProbabilities.Of(policy, batch), Alignment.LogProbabilities.Of(reference, batch));
    }

    /// <summary>A number for each episode, given to all its rows. -> [N, 1].</summary>
    public Tensor Spread(IEnumerable<double> values) =>
        tensor(Episodes.Zip(values, (episode, value) => Enumerable.Repeat((float)value, episode.Texts.Count)).SelectMany(rows => rows).ToArray()).unsqueeze(1);

    /// <summary>Some of the rows.</summary>
    public Batch Rows(Tensor rows) => new(Batch.Inputs.index_select(0, rows), Batch.Targets.index_select(0, rows));

    /// <summary>Texts as one batch, filled up to the longest.</summary>
    public static Batch BatchOf(IReadOnlyList<ChatTokens> texts) => InstructionBatches.InOrder(texts, batchSize: texts.Count).Single();

    /// <summary>All rows, in random order and in parts.</summary>
    public IEnumerable<Tensor> Parts(int parts, SeededRandom random)
    {
        var order = Enumerable.Range(0, (int)Batch.Inputs.shape[0]).Select(row => (long)row).ToArray();
        random.Shuffle<long>(order);
        return order.Chunk((order.Length + parts - 1) / parts).Select(rows => tensor(rows));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Batch.Dispose();
        LogProbabilities.Dispose();
        ReferenceLogProbabilities.Dispose();
        Divergence.Dispose();
        Counts.Dispose();
    }
}
