namespace LlmCourse.Reasoning;

/// <summary>
/// Says when a vote is decided. If two answers have shares p and 1 − p among the samples of these two, and nothing is known about p before, then after v and w votes p is distributed
/// as Beta(v + 1, w + 1). The vote is decided when p is very probably above one half. (Aggarwal et al. 2023, Adaptive-Consistency, section 3; chapter 14.)
/// </summary>
public static class VoteStop
{
    /// <summary>How probable it is that the answer that leads would lead for ever: P(p above ½) under Beta(v + 1, w + 1), as a sum over binomials, exact.</summary>
    /// <param name="first">Votes of the answer that leads, v.</param>
    /// <param name="second">Votes of the next one, w.</param>
    /// <exception cref="ArgumentException">A number of votes is negative.</exception>
    public static double Confidence(int first, int second)
    {
        if (first < 0 || second < 0)
        {
            throw new ArgumentException($"Votes cannot be negative ({first}, {second}).");
        }

        var n = first + second + 1;
        var term = Math.Pow(0.5, n); // C(n, 0) / 2ⁿ
        var sum = 0.0;
        for (var k = 0; k <= first; k++)
        {
            sum += term;
            term *= (double)(n - k) / (k + 1);
        }

        return Math.Min(1, sum);
    }
}
