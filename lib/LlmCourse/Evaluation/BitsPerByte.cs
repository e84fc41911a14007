namespace LlmCourse.Evaluation;

/// <summary>The loss per byte of text, in bits: comparable between tokenizers, because it does not ask how the text was cut. (Chapter 01.)</summary>
public static class BitsPerByte
{
    /// <summary>Bits per byte of a mean loss in nats per token over a text of so many tokens and bytes.</summary>
    public static double FromLoss(double natsPerToken, long tokens, long bytes) => natsPerToken / Math.Log(2) * tokens / bytes;
}
