using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using LlmCourse.Generation.Batching;

namespace LlmCourse.Kernel.Serving;

/// <summary>What a server has done, in the text form that Prometheus reads.</summary>
/// <param name="generator">What writes.</param>
/// <param name="time">The clock.</param>
internal sealed class ServerMetrics(BatchGenerator generator, TimeProvider time)
{
    private static readonly double[] Bounds = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30]; // seconds
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<(string Endpoint, int Status), long> requests = new();
    private readonly Lock gate = new();
    private readonly long[] firstTokens = new long[Bounds.Length + 1];
    private readonly Queue<(long At, long Tokens)> speeds = new();
    private double firstTokenSeconds, answerSeconds;
    private long answers;

    /// <summary>A moment, to measure from.</summary>
    public long Now => time.GetTimestamp();

    /// <summary>How long an answer takes on average; one second where none has been given.</summary>
    public TimeSpan UsualAnswer
    {
        get
        {
            lock (gate)
            {
                return TimeSpan.FromSeconds(answers == 0 ? 1 : answerSeconds / answers);
            }
        }
    }

    /// <summary>A request was answered.</summary>
    public void Answered(string endpoint, int status) => requests.AddOrUpdate((endpoint, status), 1, (_, count) => count + 1);

    /// <summary>The first token of an answer came.</summary>
    public void FirstToken(long since)
    {
        var seconds = time.GetElapsedTime(since).TotalSeconds;
        lock (gate)
        {
            firstTokens[Bounds.TakeWhile(bound => seconds > bound).Count()]++;
            firstTokenSeconds += seconds;
        }
    }

    /// <summary>An answer is whole.</summary>
    public void Finished(long since)
    {
        lock (gate)
        {
            answers++;
            answerSeconds += time.GetElapsedTime(since).TotalSeconds;
        }
    }

    /// <summary>Everything.</summary>
    public string Write()
    {
        var text = new StringBuilder();
        Head("course_requests_total", "counter", "Requests that were answered.");
        foreach (var ((endpoint, status), count) in requests.OrderBy(entry => entry.Key))
        {
            Line($"course_requests_total{{endpoint=\"{endpoint}\",status=\"{status}\"}}", count);
        }

        Single("course_tokens_read_total", "counter", "Tokens that the model has read, of prompts and of its own texts.", generator.TokensRead);
        Single("course_tokens_shared_total", "counter", "Tokens of prompts that were taken over from earlier texts instead of read.", generator.TokensShared);
        Single("course_tokens_written_total", "counter", "Tokens that the model has written.", generator.TokensWritten);
        Single("course_steps_total", "counter", "Steps, each of which reads a token or more of every running text.", generator.Steps);
        Single("course_running", "gauge", "Texts that are being written.", generator.Running);
        Single("course_queue", "gauge", "Requests that wait for a place.", generator.Waiting);
        Single("course_places", "gauge", "Texts that can be written at the same time.", generator.Options.Places);
        Single("course_queue_limit", "gauge", "Requests that may wait.", generator.Options.QueueLength);
        Single("course_key_value_bytes", "gauge", "Memory of keys and values.", generator.MemoryBytes);
        lock (gate)
        {
            Single("course_tokens_per_second", "gauge", $"Tokens written per second, since the reading {Window.TotalSeconds:F0} seconds ago or the last before.", TokensPerSecond());
            Head("course_time_to_first_token_seconds", "histogram", "From a request to the first piece of its answer.");
            var total = 0L;
            for (var i = 0; i < Bounds.Length; i++)
            {
                Line($"course_time_to_first_token_seconds_bucket{{le=\"{Bounds[i].ToString(CultureInfo.InvariantCulture)}\"}}", total += firstTokens[i]);
            }

            Line("course_time_to_first_token_seconds_bucket{le=\"+Inf\"}", total += firstTokens[^1]);
            Line("course_time_to_first_token_seconds_sum", firstTokenSeconds);
            Line("course_time_to_first_token_seconds_count", total);
        }

        return text.ToString();

        void Head(string name, string kind, string help) => text.Append(CultureInfo.InvariantCulture, $"# HELP {name} {help}\n# TYPE {name} {kind}\n");

        void Line(string name, double value) => text.Append(CultureInfo.InvariantCulture, $"{name} {value}\n");

        void Single(string name, string kind, string help, double value)
        {
            Head(name, kind, help);
            Line(name, value);
        }
    }

    private double TokensPerSecond()
    {
        var (now, written) = (time.GetTimestamp(), generator.TokensWritten);
        while (speeds.Count > 1 && time.GetElapsedTime(speeds.Peek().At, now) > Window)
        {
            speeds.Dequeue();
        }

        var seconds = speeds.Count == 0 ? 0 : time.GetElapsedTime(speeds.Peek().At, now).TotalSeconds;
        var speed = seconds <= 0 ? 0 : (written - speeds.Peek().Tokens) / seconds;
        speeds.Enqueue((now, written));
        while (speeds.Count > 100)
        {
            speeds.Dequeue();
        }

        return speed;
    }
}
