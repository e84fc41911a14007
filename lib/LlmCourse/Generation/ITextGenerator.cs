namespace LlmCourse.Generation;

/// <summary>Continues a text.</summary>
public interface ITextGenerator
{
    /// <summary>Streams the continuation of a prompt, piece by piece, until a stop sequence, the token limit or cancellation.</summary>
    public IEnumerable<string> Stream(string prompt, SamplingOptions options, CancellationToken cancellation = default);
}
