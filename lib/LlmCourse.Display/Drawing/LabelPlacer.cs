namespace LlmCourse.Display.Drawing;

/// <summary>Finds a place for small texts where they cover neither each other nor what they were told to keep clear of.</summary>
internal sealed class LabelPlacer(Box area)
{
    private const double LineHeight = 14;

    private const int LabelWeight = 100; // a text over a text is worse than a text over a line

    private readonly List<Box> taken = [];
    private readonly List<Box> labels = [];

    /// <summary>Keeps a place clear.</summary>
    public void Keep(Box box) => taken.Add(box);

    /// <summary>The candidate place in the area that covers the least, the first of several; the very first where none lies in the area.</summary>
    public Box Place(string text, params ReadOnlySpan<(double Left, double Top)> candidates)
    {
        var width = TextWidth.Of(text, 12);
        var best = new Box(candidates[0].Left, candidates[0].Top, width, LineHeight);
        var covered = int.MaxValue;
        foreach (var (left, top) in candidates)
        {
            var box = new Box(left, top, width, LineHeight);
            var covers = area.Contains(box) ? taken.Count(box.Overlaps) + (LabelWeight * labels.Count(box.Overlaps)) : int.MaxValue;
            if (covers < covered)
            {
                (best, covered) = (box, covers);
            }
        }

        labels.Add(best);
        return best;
    }
}
