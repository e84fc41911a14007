namespace LlmCourse.Display.Drawing;

/// <summary>Finds a place for small texts where they cover neither each other nor what they were told to keep clear of.</summary>
internal sealed class LabelPlacer(Box area)
{
    private const double LineHeight = 14;

    private readonly List<Box> taken = [];

    /// <summary>Keeps a place clear.</summary>
    public void Keep(Box box) => taken.Add(box);

    /// <summary>The first of the candidate places that is free; where none is, the first that lies in the area, else the first.</summary>
    public Box Place(string text, params ReadOnlySpan<(double Left, double Top)> candidates)
    {
        var width = TextWidth.Of(text, 12);
        Box? inside = null;
        foreach (var (left, top) in candidates)
        {
            var box = new Box(left, top, width, LineHeight);
            if (!area.Contains(box))
            {
                continue;
            }

            inside ??= box;
            if (!taken.Exists(box.Overlaps))
            {
                taken.Add(box);
                return box;
            }
        }

        var chosen = inside ?? new Box(candidates[0].Left, candidates[0].Top, width, LineHeight);
        taken.Add(chosen);
        return chosen;
    }
}
