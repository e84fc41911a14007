namespace LlmCourse.Data;

/// <summary>Where the tokens of a dataset lie: in memory or in a mapped file.</summary>
internal interface ITokenSource : IDisposable
{
    /// <summary>Number of tokens.</summary>
    public long Length { get; }

    /// <summary>Copies tokens from a position on; the caller has checked the bounds.</summary>
    public void CopyTo(long offset, Span<long> destination);
}
