using System.Text;
using System.Threading.Channels;
using LlmCourse.Generation.Constraints;
using LlmCourse.Runtime;
using LlmCourse.Tokenization;

namespace LlmCourse.Generation.Batching;

/// <summary>A text that a <see cref="BatchGenerator"/> writes, piece by piece.</summary>
public sealed class GenerationJob
{
    private readonly Channel<string> pieces = Channel.CreateUnbounded<string>(new UnboundedChannelOptions { SingleWriter = true });
    private readonly TaskCompletionSource<GenerationResult> completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Action wake;
    private readonly SeededRandom random;
    private readonly StreamingDecoder decoder;
    private readonly StopFilter filter;
    private readonly StringBuilder text = new();
    private readonly List<int> written = [];
    private readonly TokenConstraint? constraint;
    private volatile bool isCancelled;

    internal GenerationJob(GenerationRequest request, ITokenizer tokenizer, TokenConstraint? constraint, long step, Action wake)
    {
        (Request, this.constraint, SubmittedAt, this.wake) = (request, constraint, step, wake);
        (random, decoder, filter) = (new SeededRandom(request.Sampling.Seed), new StreamingDecoder(tokenizer), new StopFilter(request.Sampling.StopSequences));
    }

    /// <summary>What was asked.</summary>
    public GenerationRequest Request { get; }

    /// <summary>The text as it comes. Ends with it, or throws what went wrong.</summary>
    public ChannelReader<string> Pieces => pieces.Reader;

    /// <summary>The whole; fails where the model's numbers are no numbers.</summary>
    public Task<GenerationResult> Completion => completion.Task;

    /// <summary>Steps that had been done when the job came.</summary>
    public long SubmittedAt { get; }

    /// <summary>The step in which its first token was written; null before.</summary>
    public long? FirstTokenAt { get; private set; }

    /// <summary>The step in which it ended; null before.</summary>
    public long? EndedAt { get; private set; }

    /// <summary>True once nobody wants it any more.</summary>
    public bool IsCancelled => isCancelled;

    /// <summary>The memory of its text while it has a place.</summary>
    internal PooledText? Place { get; private set; }

    /// <summary>Tokens that were taken over instead of read.</summary>
    internal int Shared { get; private set; }

    /// <summary>Tokens that have not been read yet; the last of them is asked.</summary>
    internal int Unread => Request.Prompt.Count + written.Count - Place!.Known.Count;

    /// <summary>The first of them.</summary>
    internal int NextUnread => Place!.Known.Count < Request.Prompt.Count ? Request.Prompt[Place.Known.Count] : written[Place.Known.Count - Request.Prompt.Count];

    /// <summary>Tokens written so far.</summary>
    internal int Written => written.Count;

    /// <summary>Ends the text before its time; its place is free with the next step.</summary>
    public void Cancel()
    {
        isCancelled = true;
        wake();
    }

    /// <summary>Gives it a place.</summary>
    internal void Begin(PooledText place) => (Place, Shared) = (place, place.Known.Count);

    /// <summary>Chooses the next token. [V] -> why the text has ended, null where it goes on.</summary>
    internal GenerationEnd? Choose(Span<float> logits, ITokenizer tokenizer, long step)
    {
        var sampling = Request.Sampling;
        if (constraint is not null)
        {
            constraint.Restrict(logits, sampling.MaxTokens - written.Count);
            logits[Request.End ?? 0] = Request.End is null ? logits[0] : float.NegativeInfinity; // the grammar says where the end is
        }

        var token = TokenSampler.Sample(logits, sampling, random);
        written.Add(token);
        FirstTokenAt ??= step;
        if (token == Request.End)
        {
            return GenerationEnd.Stop;
        }

        constraint?.Accept(tokenizer.TokenBytes(token));
        Show(filter.Append(decoder.Append(token)));
        return filter.Stopped || constraint?.IsOver == true ? GenerationEnd.Stop
            : written.Count == sampling.MaxTokens ? GenerationEnd.Length
            : null;
    }

    /// <summary>Closes the text.</summary>
    internal void Finish(GenerationEnd end, long step)
    {
        if (end != GenerationEnd.Cancelled)
        {
            Show(filter.Append(decoder.Flush()) + filter.Flush());
        }

        EndedAt = step;
        pieces.Writer.TryComplete();
        completion.TrySetResult(new GenerationResult(text.ToString(), written, end, Request.Prompt.Count, Shared));
    }

    /// <summary>Closes the text with what went wrong.</summary>
    internal void Fail(Exception problem, long step)
    {
        EndedAt = step;
        pieces.Writer.TryComplete(problem);
        completion.TrySetException(problem);
        _ = completion.Task.Exception; // whoever wants to know asks; it is no unobserved failure
    }

    private void Show(string piece)
    {
        if (piece.Length > 0)
        {
            text.Append(piece);
            pieces.Writer.TryWrite(piece);
        }
    }
}
