using LlmCourse.Generation.Constraints;
using LlmCourse.Generation.Decoding;
using LlmCourse.Tokenization;

namespace LlmCourse.Generation.Batching;

/// <summary>
/// Writes many texts at once, since a step that reads one token of each costs hardly more than one of a single text. Jobs come and go between any two steps (continuous batching: Yu et al. 2022, Orca,
/// section 3.1); long prompts are read in pieces beside the tokens of the others (Agrawal et al. 2023, Sarathi, section 3); beginnings that were read before are taken over. What a job writes is the
/// same to the last bit, whoever has the other places. Jobs may be given by anybody; steps are done by one thread. (Chapter 15.)
/// </summary>
public sealed class BatchGenerator : IDisposable
{
    private readonly Decoder decoder;
    private readonly ITokenizer tokenizer;
    private readonly TextPool pool;
    private readonly Lazy<ConstrainedVocabulary> vocabulary;
    private readonly Lock gate = new();
    private readonly AutoResetEvent work = new(false);
    private readonly List<GenerationJob> waiting = []; // under the gate
    private readonly List<GenerationJob> running = []; // changed by the stepping thread under the gate
    private readonly float[] logits;
    private bool isClosed;
    private long tokensRead, tokensShared, tokensWritten, steps;

    /// <summary>Joins a decoder and its model's tokenizer; both stay the caller's.</summary>
    /// <exception cref="ArgumentException">They do not belong together, or an option makes no sense.</exception>
    public BatchGenerator(Decoder decoder, ITokenizer tokenizer, BatchOptions? options = null)
    {
        (this.decoder, this.tokenizer, Options) = (decoder, tokenizer, options ?? new BatchOptions());
        Options.Validate();
        if (decoder.Config.VocabularySize != tokenizer.VocabularySize)
        {
            throw new ArgumentException($"The model knows {decoder.Config.VocabularySize} tokens, but the tokenizer {tokenizer.VocabularySize}; use the tokenizer that the model was trained with.");
        }

        TextLength = Math.Min(Options.TextLength ?? int.MaxValue, decoder.Config.ContextLength);
        pool = new TextPool(decoder, Options.Places + (Options.SharesBeginnings ? Options.KeptTexts : 0), TextLength, Options.SharesBeginnings);
        vocabulary = new Lazy<ConstrainedVocabulary>(() => new ConstrainedVocabulary(tokenizer, (tokenizer as BpeTokenizer)?.SpecialTokens.Values));
        logits = new float[Options.Places * decoder.Config.VocabularySize];
    }

    /// <summary>How much is done at once.</summary>
    public BatchOptions Options { get; }

    /// <summary>The most tokens of a prompt and its text together; the last one is written and never read, and so counts nothing.</summary>
    public int TextLength { get; }

    /// <summary>Steps done so far.</summary>
    public long Steps => Interlocked.Read(ref steps);

    /// <summary>Tokens that were read, of prompts and of texts.</summary>
    public long TokensRead => Interlocked.Read(ref tokensRead);

    /// <summary>Tokens of prompts that were taken over instead.</summary>
    public long TokensShared => Interlocked.Read(ref tokensShared);

    /// <summary>Tokens that were written.</summary>
    public long TokensWritten => Interlocked.Read(ref tokensWritten);

    /// <summary>Bytes of keys and values; they grow with the texts at once, up to a limit, and are then used again.</summary>
    public long MemoryBytes
    {
        get
        {
            lock (gate)
            {
                return pool.Bytes;
            }
        }
    }

    /// <summary>Jobs that wait for a place.</summary>
    public int Waiting
    {
        get
        {
            lock (gate)
            {
                return waiting.Count;
            }
        }
    }

    /// <summary>Jobs that have a place.</summary>
    public int Running
    {
        get
        {
            lock (gate)
            {
                return running.Count;
            }
        }
    }

    /// <summary>Most tokens that can follow a prompt; below 1 where it is too long.</summary>
    public int RoomAfter(int promptLength) => TextLength - promptLength + 1;

    /// <summary>True where the vocabulary has all characters that texts of a grammar cannot do without.</summary>
    public bool CanFollow(GrammarState grammar) => vocabulary.Value.CanFinish(grammar);

    /// <summary>Gives a job. It begins with the next step that finds a place free; those that came first go first.</summary>
    /// <param name="request">What is to be written.</param>
    /// <param name="cancellation">Ends the job, like <see cref="GenerationJob.Cancel"/>.</param>
    /// <exception cref="ArgumentException">The prompt is empty, does not fit, or holds a token that the model does not know; an option makes no sense; or the grammar cannot be followed.</exception>
    /// <exception cref="QueueFullException">All places are taken, and as many jobs wait as may.</exception>
    /// <exception cref="InvalidOperationException">No more jobs are taken.</exception>
    public GenerationJob Submit(GenerationRequest request, CancellationToken cancellation = default)
    {
        Check(request);
        var constraint = request.Grammar is null ? null : new TokenConstraint(vocabulary.Value, request.Grammar);
        GenerationJob job;
        lock (gate)
        {
            if (isClosed)
            {
                throw new InvalidOperationException("No more jobs are taken.");
            }

            EndCancelled(waiting);
            if (waiting.Count + running.Count >= Options.Places + Options.QueueLength)
            {
                throw new QueueFullException(waiting.Count);
            }

            job = new GenerationJob(request, tokenizer, constraint, Steps, Wake);
            waiting.Add(job);
        }

        if (cancellation.CanBeCanceled)
        {
            var registration = cancellation.Register(job.Cancel);
            job.Completion.ContinueWith(_ => registration.Dispose(), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }

        Wake();
        return job;
    }

    /// <summary>Lets every text go on by one token, or its prompt by a piece; false where there is nothing to do.</summary>
    public bool Step()
    {
        Admit();
        if (running.Count == 0)
        {
            return false;
        }

        Interlocked.Increment(ref steps);
        var (rows, asked) = Plan();
        try
        {
            decoder.Read(rows.ToArray(), logits);
        }
        catch (Exception problem) // whatever it is, nobody waits for ever; the next jobs begin with clean texts
        {
            running.ToList().ForEach(job => Leave(job, () => job.Fail(problem, Steps), forget: true));
            return true;
        }

        Interlocked.Add(ref tokensRead, rows.Count);
        for (var i = 0; i < asked.Count; i++)
        {
            Take(asked[i], logits.AsSpan(i * tokenizer.VocabularySize, tokenizer.VocabularySize));
        }

        return true;
    }

    /// <summary>Does steps, and waits while there is nothing to do, until it is told to end; what is unfinished then is cancelled.</summary>
    public void Run(CancellationToken cancellation)
    {
        using (cancellation.Register(Wake))
        {
            while (!cancellation.IsCancellationRequested)
            {
                if (!Step())
                {
                    work.WaitOne();
                }
            }
        }

        Close();
        EndAll();
    }

    /// <summary>Takes no more jobs; those that are there go on.</summary>
    public void Close()
    {
        lock (gate)
        {
            isClosed = true;
        }
    }

    /// <summary>Cancels what is unfinished and gives the memory back. Not while another thread does steps.</summary>
    public void Dispose()
    {
        Close();
        EndAll();
        pool.Dispose();
        work.Dispose();
    }

    private void Check(GenerationRequest request)
    {
        request.Sampling.Validate();
        var (prompt, most) = (request.Prompt, request.Sampling.MaxTokens);
        if (prompt.Count == 0)
        {
            throw new ArgumentException("The prompt is empty, but the model needs at least one token to continue.");
        }

        if (most > RoomAfter(prompt.Count))
        {
            throw new ArgumentException($"The prompt has {prompt.Count} tokens, and {most} are to follow, but prompt and text have room for {TextLength}.");
        }

        if (prompt.Any(token => token < 0 || token >= tokenizer.VocabularySize))
        {
            throw new ArgumentException($"Token {prompt.First(token => token < 0 || token >= tokenizer.VocabularySize)} is unknown; the model knows 0 to {tokenizer.VocabularySize - 1}.");
        }

        if (request.Grammar is { } grammar && grammar.ShortestLength > most)
        {
            throw new ArgumentException($"The shortest text that the grammar lets through has {grammar.ShortestLength} tokens, but only {most} are to follow.");
        }
    }

    /// <summary>Lets those go whom nobody wants any more, and fills the places.</summary>
    private void Admit()
    {
        running.Where(job => job.IsCancelled).ToList().ForEach(job => Leave(job, () => job.Finish(GenerationEnd.Cancelled, Steps)));
        lock (gate)
        {
            EndCancelled(waiting);
            while (running.Count < Options.Places && waiting.Count > 0)
            {
                var job = waiting[0];
                waiting.RemoveAt(0);
                job.Begin(pool.Take(job.Request.Prompt));
                Interlocked.Add(ref tokensShared, job.Shared);
                running.Add(job);
            }
        }
    }

    /// <summary>The rows of a step: one of each text that is being written, and of the prompts equal pieces, the odd ones in turn.</summary>
    private (List<DecoderRow> Rows, List<GenerationJob> Asked) Plan()
    {
        var (rows, asked) = (new List<DecoderRow>(), new List<GenerationJob>());
        var prompts = running.Where(job => job.Unread > 1).ToList();
        var (budget, first) = (Options.PromptTokensPerStep, prompts.Count == 0 ? 0 : (int)(Steps % prompts.Count));
        running.Where(job => job.Unread == 1).ToList().ForEach(job => Add(job, 1));
        for (var i = 0; i < prompts.Count && budget > 0; i++)
        {
            var job = prompts[(first + i) % prompts.Count];
            var share = (budget + prompts.Count - i - 1) / (prompts.Count - i);
            budget -= Add(job, Math.Min(share, job.Unread));
        }

        return (rows, asked);

        int Add(GenerationJob job, int count)
        {
            var isLast = count == job.Unread;
            for (var i = 0; i < count; i++)
            {
                var token = job.NextUnread;
                rows.Add(new DecoderRow(job.Place!.Text, token, isLast && i == count - 1));
                job.Place.Known.Add(token);
            }

            if (isLast)
            {
                asked.Add(job);
            }

            return count;
        }
    }

    private void Take(GenerationJob job, Span<float> own)
    {
        try
        {
            var end = job.Choose(own, tokenizer, Steps);
            Interlocked.Increment(ref tokensWritten);
            if (end is { } why)
            {
                Leave(job, () => job.Finish(why, Steps));
            }
        }
        catch (Exception problem) when (problem is ArgumentException or InvalidOperationException) // logits that are no numbers: this job's misfortune alone
        {
            Leave(job, () => job.Fail(problem, Steps), forget: true);
        }
    }

    /// <summary>Frees the place first, so that whoever hears of the end finds it free.</summary>
    private void Leave(GenerationJob job, Action end, bool forget = false)
    {
        lock (gate)
        {
            running.Remove(job);
            if (forget)
            {
                job.Place!.Truncate(0);
            }

            pool.Return(job.Place!);
        }

        end();
    }

    private void EndCancelled(List<GenerationJob> jobs)
    {
        foreach (var job in jobs.Where(job => job.IsCancelled).ToList())
        {
            jobs.Remove(job);
            job.Finish(GenerationEnd.Cancelled, Steps);
        }
    }

    private void EndAll()
    {
        running.ToList().ForEach(job => Leave(job, () => job.Finish(GenerationEnd.Cancelled, Steps)));
        lock (gate)
        {
            waiting.ForEach(job => job.Cancel());
            EndCancelled(waiting);
        }
    }

    private void Wake()
    {
        try
        {
            work.Set();
        }
        catch (ObjectDisposedException)
        {
            // the generator has gone, and so has all its work
        }
    }
}
