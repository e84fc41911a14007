namespace LlmCourse.Generation;

/// <summary>Predicts the token after a text that grows.</summary>
internal interface ITextReader : IDisposable
{
    /// <summary>Logits of the token after these, which begin with those of the last call. -> [V].</summary>
    public float[] Next(IReadOnlyList<int> tokens);
}
