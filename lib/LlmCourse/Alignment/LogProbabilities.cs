using LlmCourse.Data;
using LlmCourse.Model;
using static TorchSharp.torch;

namespace LlmCourse.Alignment;

/// <summary>How likely a policy finds what was said, token by token: what all methods of alignment are made of. (Chapter 12.)</summary>
public static class LogProbabilities
{
    /// <summary>log π(token) at each target; 0 where there is none. Gradients flow. [B, T] int64 twice -> [B, T].</summary>
    public static Tensor Of(Gpt policy, Batch batch)
    {
        using var scope = NewDisposeScope();
        var counts = batch.Targets.ne(LanguageModel.NoTarget);                                                    // [B, T]
        var stream = policy.Read(batch.Inputs)[TensorIndex.Tensor(counts)];                                       // [M, C]: the prompts' words need no prediction
        var bets = policy.Unembed(stream).log_softmax(-1);                                                        // [M, V]
        var said = bets.gather(1, batch.Targets.masked_select(counts).unsqueeze(1)).squeeze(1);                   // [M]
        return zeros(batch.Targets.shape, device: said.device).masked_scatter(counts, said).MoveToOuterDisposeScope();
    }

    /// <summary>log π(response): the sum over its tokens. [B, T] int64 twice -> [B].</summary>
    public static Tensor OfResponses(Gpt policy, Batch batch)
    {
        using var scope = NewDisposeScope();
        return Of(policy, batch).sum(1).MoveToOuterDisposeScope();
    }
}
