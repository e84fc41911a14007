namespace LlmCourse.Evaluation;

/// <summary>
/// How much a model gains from having read more: its loss late in the context minus its loss early in it. Below zero it uses what it has
/// read. (Olsson et al. 2022, who take the 500th and the 50th token; chapter 07.)
/// </summary>
public static class InContextScore
{
    /// <summary>
    /// The score in nats per token, from the losses of <see cref="LossByPosition"/>: the mean over <paramref name="width"/> positions from
    /// <paramref name="late"/> on, minus that from <paramref name="early"/> on.
    /// </summary>
    /// <exception cref="ArgumentException">A position lies outside the losses.</exception>
    public static double Of(IReadOnlyList<double> lossByPosition, int early, int late, int width = 1)
    {
        if (early < 0 || width < 1 || late <= early || late + width > lossByPosition.Count)
        {
            throw new ArgumentException(
                $"The score compares {width} positions from {late} on with as many from {early} on, but early must come before late, and both must lie within the {lossByPosition.Count} positions.");
        }

        return MeanFrom(late) - MeanFrom(early);

        double MeanFrom(int position) => lossByPosition.Skip(position).Take(width).Average();
    }
}
