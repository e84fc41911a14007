using LlmCourse.Model;

namespace LlmCourse.Scaling;

/// <summary>
/// How many floating-point operations a model costs. A multiplication and an addition per weight and token make 2·N forward; backward
/// costs twice that again (Kaplan et al. 2020, section 2.1). (Chapters 05 and 06.)
/// </summary>
public static class FlopCount
{
    /// <summary>Training by the rule of thumb, 6·N·D. It leaves out attention's own products, and counts each parameter as a matrix's.</summary>
    public static double Training(double parameters, double tokens) => 6 * parameters * tokens;

    /// <summary>Reading and writing by the rule of thumb, 2·N for each token.</summary>
    public static double Serving(double parameters, double tokens) => 2 * parameters * tokens;

    /// <summary>
    /// Training, counted: three times the forward products, with attention's and the head's. A look-up in an embedding table costs
    /// nothing here, though its parameters count in N.
    /// </summary>
    /// <param name="config">The model.</param>
    /// <param name="tokens">Tokens of the training, D.</param>
    /// <param name="length">Tokens in each sequence, T: attention's share grows with it.</param>
    public static double ExactTraining(LanguageModelConfig config, double tokens, int length) => 3 * ExactServing(config, tokens, length);

    /// <summary>The forward products alone, counted as in <see cref="ExactTraining"/>.</summary>
    public static double ExactServing(LanguageModelConfig config, double tokens, int length) => config.ForwardFlopsPerToken(length) * tokens;
}
