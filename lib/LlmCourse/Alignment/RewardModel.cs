using LlmCourse.Model;
using LlmCourse.Tokenization;
using static TorchSharp.torch;

namespace LlmCourse.Alignment;

/// <summary>
/// A transformer that reads a prompt and a response and says how good the response is. It starts from the weights of the model that wrote the responses and is trained on
/// preferences. The score is the sum of what it says at each token of the response; large models say it all at the last token, but to carry everything there takes a
/// small one far more examples. (Stiennon et al. 2020, section 3.4; Ouyang et al. 2022, section 3.5; chapter 11.)
/// </summary>
public sealed class RewardModel : IReward, IDisposable
{
    private const int RowsAtOnce = 32;
    private readonly ChatTemplate template;

    /// <summary>Creates a reward model that likes everything equally.</summary>
    /// <param name="start">The language model that it starts from; its weights are copied.</param>
    /// <param name="tokenizer">Its tokenizer.</param>
    /// <param name="scores">Scores of each response: 1, or one for each thing that is asked for.</param>
    public RewardModel(Gpt start, ITokenizer tokenizer, int scores = 1) => (Network, template) = (new ScalarTransformer(start, scores, readsLikelihood: true), new ChatTemplate(tokenizer));

    /// <summary>The transformer.</summary>
    public ScalarTransformer Network { get; }

    /// <summary>What is subtracted from each score.</summary>
    public double Shift { get; private set; }

    /// <summary>What each score is divided by then.</summary>
    public double Scale { get; private set; } = 1;

    /// <summary>
    /// A preference says nothing of where zero is, nor how much one point is worth to the learner. From now on the first score has mean 0 and deviation 1 over these responses.
    /// (Ouyang et al. 2022, section 3.5, set the mean so.)
    /// </summary>
    public void Normalize(IReadOnlyList<Response> responses)
    {
        (Shift, Scale) = (0, 1);
        var scores = Score(responses);
        var mean = scores.Average();
        (Shift, Scale) = (mean, Math.Max(1e-6, Math.Sqrt(scores.Average(score => Math.Pow(score - mean, 2)))));
    }

    /// <inheritdoc/>
    public double[] Score(IReadOnlyList<Response> responses) => [.. ScoreAll(responses).Select(scores => (scores[0] - Shift) / Scale)];

    /// <summary>All scores of each response, as they come from the network.</summary>
    public float[][] ScoreAll(IReadOnlyList<Response> responses) => Measure([.. responses.Select(response => Finished(response.Tokens))]);

    /// <summary>The score of a response to a prompt.</summary>
    /// <exception cref="ArgumentException">A text is empty or cannot be expressed.</exception>
    public double Score(string prompt, string response) => (Measure([template.Encode(prompt, response)])[0][0] - Shift) / Scale;

    /// <summary>By how much each chosen response is scored higher than its rejected one, in the network's own points: the logit of its bet. [scores][pairs].</summary>
    public double[][] Margins(IReadOnlyList<PreferencePair> pairs)
    {
        var (chosen, rejected) = (Measure([.. pairs.Select(pair => Encode(pair).Chosen)]), Measure([.. pairs.Select(pair => Encode(pair).Rejected)]));
        return [.. Enumerable.Range(0, Network.Outputs).Select(k => chosen.Zip(rejected, (c, r) => (double)c[k] - r[k]).ToArray())];
    }

    /// <inheritdoc/>
    public void Dispose() => Network.Dispose();

    /// <summary>Both responses of a pair in tokens.</summary>
    internal (ChatTokens Chosen, ChatTokens Rejected) Encode(PreferencePair pair) => (template.Encode(pair.Prompt, pair.Chosen), template.Encode(pair.Prompt, pair.Rejected));

    /// <summary>The scores of each text. Those of about one length go together, so that little is filled up. -> [N, K].</summary>
    internal Tensor Read(IReadOnlyList<ChatTokens> texts)
    {
        using var scope = NewDisposeScope();
        int[] order = [.. Enumerable.Range(0, texts.Count).OrderBy(i => texts[i].Tokens.Count)];
        var scores = cat([.. order.Chunk(RowsAtOnce).Select(rows => ReadRows([.. rows.Select(row => texts[row])]))]);
        var places = new long[order.Length];
        for (var place = 0; place < order.Length; place++)
        {
            places[order[place]] = place;
        }

        return scores.index_select(0, tensor(places)).MoveToOuterDisposeScope();
    }

    private Tensor ReadRows(ChatTokens[] texts)
    {
        var length = texts.Max(text => text.Tokens.Count);
        var tokens = new long[texts.Length * length]; // filled up with token 0, which no text sees
        var isResponse = new bool[texts.Length * length];
        for (var row = 0; row < texts.Length; row++)
        {
            for (var place = 0; place < texts[row].Tokens.Count; place++)
            {
                (tokens[(row * length) + place], isResponse[(row * length) + place]) = (texts[row].Tokens[place], texts[row].IsResponse[place]);
            }
        }

        return Network.SumOver(tensor(tokens, [texts.Length, length]), tensor(isResponse, [texts.Length, length]));
    }

    private float[][] Measure(IReadOnlyList<ChatTokens> texts)
    {
        using var noGradients = no_grad();
        var scores = new List<float[]>(texts.Count);
        foreach (var some in texts.Chunk(128))
        {
            using var read = Read(some);
            scores.AddRange(read.data<float>().ToArray().Chunk(Network.Outputs));
        }

        return [.. scores];
    }

    /// <summary>A response that was cut off is judged as if it had ended there.</summary>
    private ChatTokens Finished(ChatTokens text) => text.Tokens[^1] == template.End ? text : new ChatTokens([.. text.Tokens, template.End], [.. text.IsResponse, true]);
}
