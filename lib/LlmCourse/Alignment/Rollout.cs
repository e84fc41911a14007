using LlmCourse.Data;
using LlmCourse.Data.World;
using LlmCourse.Model;
using LlmCourse.Runtime;
using static TorchSharp.torch;

namespace LlmCourse.Alignment;

/// <summary>
/// Fresh experience: responses of the policy to fresh requests, their rewards, and how likely the policy and the reference found each token. Disposes with its tensors.
/// (Ouyang et al. 2022, section 3.5; chapter 12.)
/// </summary>
internal sealed class Rollout : IDisposable
{
    private Rollout(IReadOnlyList<Response> responses, double[] rewards, Batch batch, Tensor policy, Tensor reference)
    {
        (Responses, Rewards, Batch) = (responses, rewards, batch);
        (LogProbabilities, Counts) = (policy, batch.Targets.ne(LanguageModel.NoTarget));
        Divergence = KLEstimator.K1(policy, reference);
        ReferenceLogProbabilities = reference;
    }

    /// <summary>What was said.</summary>
    public IReadOnlyList<Response> Responses { get; }

    /// <summary>What each response was worth to the reward.</summary>
    public double[] Rewards { get; }

    /// <summary>The tokens: [N, T] twice.</summary>
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

    /// <summary>k₁ summed over a response, on average.</summary>
    public double KL => Divergence.sum().item<float>() / Responses.Count;

    /// <summary>Lets the policy respond to fresh requests, <paramref name="group"/> times to each.</summary>
    public static Rollout Collect(Policy policy, Gpt reference, IReward reward, RequestWriter requests, int count, int group, SeededRandom random)
    {
        using var noGradients = no_grad();
        var asked = Enumerable.Range(0, count / group).Select(_ => requests.Write(random)).SelectMany(request => Enumerable.Repeat(request, group)).ToList();
        var responses = policy.Respond(asked, random);
        var batch = BatchOf(responses);
        return new Rollout(responses, reward.Score(responses), batch, Alignment.LogProbabilities.Of(policy.Model, batch), Alignment.LogProbabilities.Of(reference, batch));
    }

    /// <summary>The rows of some of the responses.</summary>
    public Batch Rows(Tensor rows) => new(Batch.Inputs.index_select(0, rows), Batch.Targets.index_select(0, rows));

    /// <summary>Responses as one batch, filled up to the longest.</summary>
    public static Batch BatchOf(IReadOnlyList<Response> responses) => InstructionBatches.InOrder([.. responses.Select(response => response.Tokens)], batchSize: responses.Count).Single();

    /// <summary>All rows, in random order and in parts.</summary>
    public IEnumerable<Tensor> Parts(int parts, SeededRandom random)
    {
        var order = Enumerable.Range(0, Responses.Count).Select(row => (long)row).ToArray();
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
