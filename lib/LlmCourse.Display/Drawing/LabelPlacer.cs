namespace LlmCourse.Display.Drawing;

/// <summary>Finds a place for small texts where they cover neither each other nor what they were told to keep clear of.</summary>
internal sealed class LabelPlacer(Box area)
{
    private const double LineHeight = 14;

    private const int LabelWeight = 100; // a text over a text is worse than a text over a line

    private const int MarkerWeight = 10; // a text over a marker hides a measurement, over a line a piece of its way

    private readonly List<(Box Box, int Weight)> taken = [];

    /// <summary>Keeps the place of a line or of a part of one clear.</summary>
    public void Keep(Box box) => taken.Add((box, 1));

    /// <summary>Keeps the place of a marker clear, rather than that of a line.</summary>
    public void KeepMarker(Box box) => taken.Add((box, MarkerWeight));

    /// <summary>The candidate place in the area that covers the least, the first of several; the very first where none lies in the area.</summary>
    public Box Place(string text, params ReadOnlySpan<(double Left, double Top)> candidates)
    {
        var width = TextWidth.Of(text, 12);
        var best = new Box(candidates[0].Left, candidates[0].Top, width, LineHeight);
        var covered = int.MaxValue;
        foreach (var (left, top) in candidates)
        {
            var box = new Box(left, top, width, LineHeight);
            var covers = area.Contains(box) ? taken.Where(t => box.Overlaps(t.Box)).Sum(t => t.Weight) : int.MaxValue;
            if (covers < covered)
            {
                (best, covered) = (box, covers);
            }
        }

        taken.Add((best, LabelWeight));
        return best;
    }
}
