using LlmCourse.Data.World;
using LlmCourse.Generation;
using LlmCourse.Model;
using LlmCourse.Runtime;
using LlmCourse.Tokenization;

namespace LlmCourse.Alignment;

/// <summary>A model that responds to requests, many at a time. (Chapters 11 and 12.)</summary>
/// <param name="Model">The model.</param>
/// <param name="Tokenizer">Its tokenizer.</param>
public sealed record Policy(Gpt Model, ITokenizer Tokenizer)
{
    /// <summary>A response is cut off after this many tokens.</summary>
    public const int LongestResponse = 26;

    private const int RequestsTogether = 64;

    private readonly ChatTemplate template = new(Tokenizer);

    /// <summary>The token that ends a response.</summary>
    public int End => template.End;

    /// <summary>Responds to each request.</summary>
    /// <exception cref="ArgumentException">There is no request, or a prompt cannot be expressed.</exception>
    public IReadOnlyList<Response> Respond(IReadOnlyList<Request> requests, SeededRandom random, double temperature = 1)
    {
        var prompts = requests.Select(request => template.Prompt(new ChatMessage(ChatRole.User, request.Prompt))).ToList();
        var said = ParallelSampler.Sample(Model, prompts, template.End, LongestResponse, random, temperature);
        return [.. requests.Select((request, i) => new Response(
            request,
            Tokenizer.Decode([.. said[i].Where(token => token != template.End)]),
            new ChatTokens([.. prompts[i], .. said[i]], [.. prompts[i].Select(_ => false), .. said[i].Select(_ => true)])))];
    }

    /// <summary>
    /// Responds to each request several times, so that its responses can be compared: a group for each request, in their order. Many requests go through the model together, and
    /// the groups come as they are written. (Ouyang et al. 2022, section 3.4; chapter 12.)
    /// </summary>
    /// <param name="requests">The requests.</param>
    /// <param name="responses">Responses to each of them.</param>
    /// <param name="random">Where the choices come from.</param>
    /// <exception cref="ArgumentOutOfRangeException">No response is asked for.</exception>
    public IEnumerable<Response[]> RespondInGroups(IReadOnlyList<Request> requests, int responses, SeededRandom random)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(responses, 1);
        return requests.Chunk(RequestsTogether)
            .SelectMany(some => Respond([.. some.SelectMany(request => Enumerable.Repeat(request, responses))], random).Chunk(responses));
    }

    /// <summary>A response that someone else has written, as this policy would read it.</summary>
    /// <exception cref="ArgumentException">A text is empty or cannot be expressed.</exception>
    public Response Read(Request request, string text) => new(request, text, template.Encode(request.Prompt, text));
}
