using LlmCourse.Data.World;
using LlmCourse.Model;
using LlmCourse.Runtime;
using LlmCourse.Tokenization;

namespace LlmCourse.Alignment;

/// <summary>Requests to respond to, and a reward that scores the responses. (Ouyang et al. 2022, section 3.5; chapter 12.)</summary>
/// <param name="tokenizer">The policy's tokenizer.</param>
/// <param name="reward">Who scores the responses.</param>
/// <param name="requests">Where requests come from.</param>
public sealed class RequestEnvironment(ITokenizer tokenizer, IReward reward, RequestWriter requests) : IEnvironment
{
    /// <inheritdoc/>
    public IReadOnlyList<Episode> Play(Gpt policy, int tasks, int group, SeededRandom random)
    {
        var asked = Enumerable.Range(0, tasks).Select(_ => requests.Write(random)).SelectMany(request => Enumerable.Repeat(request, group)).ToList();
        var responses = new Policy(policy, tokenizer).Respond(asked, random);
        return [.. responses.Zip(reward.Score(responses), (response, worth) => new ResponseEpisode(response, worth))];
    }
}
